"""Logic grids without end: sample a grid, take true clues until only one grid fits, and say them in words.

The words come from `banks/grids.toml`; a puzzle is kept only when the solver proves that its clues have one solution.
Clauses come in random order (S048); sizes, scenes and relations are drawn so that no structure dominates (S058).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.solve import decide
from algorist.train.grid_clues import RELATIONS, closing_questions, places
from algorist.train.grid_words import Clue, Group, Puzzle, Words, upper
from algorist.train.invented import invented
from algorist.train.lesson import Branch, Lesson

STRANGE = 0.4
"""How often a puzzle has groups, about half of them, with values that their keys do not suggest."""

WITH_OPTIONS = 0.25
"""How often a whole puzzle ends with options: games do so, too, and it is not by options that the two are told apart."""

INVENTED = 0.4
"""How often the things of an order have names that are no words; a quarter as often those of a group among others."""


def sample_puzzle(random: Random, words: Words, *, order: bool = False) -> Puzzle:
    """Return a puzzle whose clues, by the solver's word, have exactly one solution; `order` asks for one group alone."""
    while True:
        scenes = [scene for scene in words.scenes if "objects" in scene]
        rows = [scene for scene in words.scenes if scene["place"] != "house"]
        scene = random.choice(rows + scenes if order else words.scenes[:1] * 5 + words.scenes + scenes)
        size = random.choice([3, 3, 4, 5, 5, 6, 7, 7] if order or "objects" in scene else [2, 3, 3, 4, 4, 4, 5, 5, 6])
        groups = _sample_groups(random, words, scene, size)[: 1 if order else None]
        candidates = [clue for kind in RELATIONS for clue in kind(random, words, scene, groups, size)]
        random.shuffle(candidates)
        chosen = _shortest_unique_prefix(groups, size, candidates)
        if chosen is None:
            continue
        questions = tuple(closing_questions(random, words, scene, groups, size))
        return Puzzle(scene, size, groups, tuple(chosen), questions)


def _sample_groups(random: Random, words: Words, scene: Mapping[str, Any], size: int) -> tuple[Group, ...]:
    if "objects" in scene:
        key = random.choice(scene["objects"])
        values = tuple(random.sample(words.attributes[key]["values"], size))
        values = _invented(random, values) if random.random() < INVENTED else values
        return (Group(key, words.attributes[key], values, tuple(random.sample(range(1, size + 1), size))),)
    fitting = [key for key, bank in words.attributes.items() if scene["place"] in bank.get("scenes", [scene["place"]])]
    others = [key for key in fitting if key != "name" and len(words.attributes[key]["values"]) >= size]
    count = random.choice([0, 0, 1, 2] if scene["place"] != "house" else [1, 2, 3, 3, 4, 4, 5])
    keys = random.sample(others, min(count, len(others)))
    if count == 0 or random.random() < 0.85:
        keys.insert(0, "name")
    groups, strange = [], random.random() < STRANGE
    for key in keys:
        values = tuple(random.sample(words.attributes[key]["values"], size))
        if strange and key != "name" and random.random() < 0.5:
            values = _strange_values(random, words, size)
        elif random.random() < INVENTED / 4:
            values = _invented(random, values)
        groups.append(Group(key, words.attributes[key], values, tuple(random.sample(range(1, size + 1), size))))
    return tuple(groups)


def _strange_values(random: Random, words: Words, size: int) -> tuple[str, ...]:
    """Return values from any attributes: a value is read off the puzzle's own lists, not known to belong to a key."""
    keys = random.sample([key for key in words.attributes if key != "name"], k=2)
    return tuple(random.sample(sorted({value for key in keys for value in words.attributes[key]["values"]}), size))


def _invented(random: Random, values: Sequence[str]) -> tuple[str, ...]:
    """Return words that nobody has seen, plural where the values are: what is not known can only be read off."""
    plural = all(value.endswith("s") for value in values)
    found: dict[str, None] = {}
    while len(found) < len(values):
        found[invented(random) + ("es" if plural else "")] = None
    return tuple(found)


def _shortest_unique_prefix(groups: Sequence[Group], size: int, candidates: Sequence[Clue]) -> list[Clue] | None:
    """Bisect for the shortest beginning of the candidates that has one solution; None when even all have several."""

    def unique(count: int) -> bool:
        puzzle = Puzzle({}, size, tuple(groups), tuple(candidates[:count]), ())
        limits = Limits(seconds=5, claim=Claim.UNIQUE)
        return decide(LANGUAGE.parse(puzzle.formal), limits).claim is Claim.UNIQUE

    low, high = 0, len(candidates)
    if not unique(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if unique(middle) else (middle + 1, high)
    return list(candidates[:high])


# -- lessons ------------------------------------------------------------------------------------------------------------


def declare_branches(random: Random, words: Words, puzzle: Puzzle) -> list[Branch]:
    """What opens a puzzle: the number of positions, the lists of values (shown by span), and sentences that say nothing."""
    first = _introduced(puzzle)
    branches: list[tuple[str, str]] = []
    intro = random.choice(puzzle.scene["intro"])
    listed = "{list}" in intro and first is not None
    if "{list}" in intro and first is None:
        intro = puzzle.scene["intro"][0] if "{list}" not in puzzle.scene["intro"][0] else "There are {n} {place}s."
    fields = _fields(words, puzzle)
    sentence = intro.format(**fields, list=_span(first, 1) if first else "")
    said = any(mark in intro for mark in ("{n}", "{n_word}", "{N_word}"))
    parts = ([f"positions {puzzle.size}"] if said else []) + ([f"group {first.key}: @1"] if listed and first else [])
    branches.append((sentence, "; ".join(parts)))
    branches += [(random.choice(puzzle.scene["filler"]).format(**fields), "skip") for _ in range(2)]
    branches.append(
        (
            random.choice(
                ["Clues:", "## Clues:", "Here is what we know.", "The following is known:", "Hints:", "Rules:"]
            ),
            "skip",
        )
    )
    for group in puzzle.groups:
        if group is first and listed:
            continue
        sentence = random.choice(group.bank["declare"]).format(list=_span(group, 1))
        branches.append((sentence, f"group {group.key}: @1"))
    for clue in random.sample(puzzle.clues, min(2, len(puzzle.clues))):
        branches.append((clue.words, "clue"))
    branches += [(question.words, "clue") for question in random.sample(puzzle.questions, 1)]
    return [Branch(f"declare> {sentence}\n", f"{target}\n") for sentence, target in branches]


def _introduced(puzzle: Puzzle) -> Group | None:
    """The group whose values the opening may list: the names, or the only group that there is."""
    alone = puzzle.groups[0] if "objects" in puzzle.scene else None
    return next((group for group in puzzle.groups if group.key == "name"), alone)


def _fields(words: Words, puzzle: Puzzle) -> dict[str, Any]:
    """What every template of an opening may mention."""
    word = words.numbers["words"][puzzle.size]
    things = puzzle.groups[0].bank.get("plural", "things")
    return {"n": puzzle.size, "n_word": word, "N_word": upper(word), "place": puzzle.scene["place"], "plural": things}


def _span(group: Group, number: int) -> str:
    return f"@{number}({', '.join(group.values[:3])})"


def statement(random: Random, words: Words, puzzle: Puzzle) -> str:
    """Return a whole puzzle in words: opening, lists of values (or none, as in the classical one), clues, question."""
    listed = random.random() < 0.8
    first = _introduced(puzzle)
    intro = random.choice([intro for intro in puzzle.scene["intro"] if ("{list}" in intro) <= (first is not None)])
    fields = _fields(words, puzzle)
    lines = [
        intro.format(**fields, list=_enumeration(first, " and ") if first else ""),
        random.choice(puzzle.scene["filler"]).format(**fields),
    ]
    for group in puzzle.groups if listed else ():
        if group is not first or "{list}" not in intro:
            template = random.choice(group.bank["declare"])
            last = ", " if template.endswith("{list}") else " and "
            lines.append(f" - {template.format(list=_enumeration(group, last))}")
    lines += ["", random.choice(["Clues:", "## Clues:", "Here is what we know:", ""])]
    numbered = random.random() < 0.7
    lines += [
        f"{number}. {clue.words}" if numbered else clue.words for number, clue in enumerate(puzzle.clues, start=1)
    ]
    if random.random() < 0.65:  # many a puzzle just ends, and asks for the whole grid by that
        lines += ["", random.choice([question.words for question in puzzle.questions])]
    return "\n".join(lines)


def _enumeration(group: Group, last: str) -> str:
    return ", ".join(group.values[:-1]) + last + group.values[-1]


def _options(random: Random, words: Words, puzzle: Puzzle) -> list[Clue]:
    """Statements of the same scene that need not be true, as options are not: where each member of an order may be."""
    elsewhere = tuple(replace(group, order=tuple(random.sample(group.order, puzzle.size))) for group in puzzle.groups)
    return list(places(random, words, puzzle.scene, elsewhere, puzzle.size))


def with_options(random: Random, words: Words) -> tuple[str, Puzzle]:
    """Return an order in words that ends with lettered options, and the puzzle."""
    puzzle = sample_puzzle(random, words, order=True)
    offered = _options(random, words, puzzle)
    chosen = random.sample(offered, min(len(offered), random.choice([3, 5, 7])))
    lines = [f"{chr(ord('A') + place)}) {clue.words}" for place, clue in enumerate(chosen)]
    return "\n".join([statement(random, words, puzzle), *lines]), puzzle


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole puzzles in words, each with its formal text, some of them orders that end with options."""
    random, words = Random(seed), Words(held_out=held_out)
    while True:
        if random.random() < WITH_OPTIONS:
            text, puzzle = with_options(random, words)
        else:
            puzzle = sample_puzzle(random, words)
            text = statement(random, words, puzzle)
        yield Lesson("", (Branch(text, puzzle.formal),), "grid-statements")


def orders(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of orders of one group."""
    return lessons(seed, held_out=held_out, order=True)


def lessons(seed: int, *, held_out: bool = False, order: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons. `order` asks for orders of one group."""
    random, words = Random(seed), Words(held_out=held_out)
    while True:
        puzzle = sample_puzzle(random, words, order=order)
        clauses = [*puzzle.clues, *puzzle.questions, *(_options(random, words, puzzle) if order else ())]
        random.shuffle(clauses)
        constrain = tuple(Branch(f"> {clause.words}\n", f"{clause.formal}\n") for clause in clauses)
        yield Lesson(puzzle.header, constrain[:28], "constrain")
        others = declare_branches(random, words, puzzle)
        usual = all(set(group.values) <= set(group.bank["values"]) for group in puzzle.groups)
        for clause in random.sample(clauses, min(20, len(clauses)) if usual else 0):
            mentions = ", ".join(dict.fromkeys(clause.mentions)) or "none"
            others.append(Branch(f"mention> {clause.words}\n", f"{mentions}\n"))
        random.shuffle(others)
        yield Lesson("", tuple(others), "declare")
