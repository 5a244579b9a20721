"""Logic grids without end: sample a grid, take true clues until only one grid fits, and say them in words.

The words come from `banks/grids.toml`; a puzzle is kept only when the solver proves that its clues have one solution.
Clauses come in random order (S048); sizes, scenes and relations are drawn so that no structure dominates (S058).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.solve import decide
from algorist.methods.formalising.clauses import slug
from algorist.train.lesson import Branch, Lesson

STRANGE = 0.25
"""How often a group has values that its key does not suggest."""

DRESSED = 0.06
"""How often a value is dressed up with other words."""


@dataclass(frozen=True, slots=True)
class Group:
    """One attribute of a puzzle: its key, and for every member the value's text; `order[i]` is the position of member i."""

    key: str
    bank: Mapping[str, Any]
    values: tuple[str, ...]
    order: tuple[int, ...]

    def reference(self, member: int) -> str:
        return f"{self.key}.{slug(self.values[member])}"


@dataclass(frozen=True, slots=True)
class Clue:
    """A true statement about a grid: its formal line, its words, and the references that it mentions."""

    formal: str
    words: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A grid with one solution: the opening, the clues and the closing question, each in words and formally."""

    scene: Mapping[str, Any]
    size: int
    groups: tuple[Group, ...]
    clues: tuple[Clue, ...]
    questions: tuple[Clue, ...]

    @property
    def header(self) -> str:
        lines = [f"{group.key}: {', '.join(slug(value) for value in group.values)}" for group in self.groups]
        return "\n".join([f"positions 1..{self.size}", *lines]) + "\n"

    @property
    def formal(self) -> str:
        lines = [
            f"group {group.key} over 1..{self.size}: {', '.join(slug(value) for value in group.values)}"
            for group in self.groups
        ]
        return "\n".join([*lines, *(clue.formal for clue in self.clues)]) + "\n"


class Words:
    """The phrase banks, either those to train on or those that are held out."""

    def __init__(self, *, held_out: bool = False) -> None:
        text = resources.files("algorist.train").joinpath("banks/grids.toml").read_text(encoding="utf-8")
        bank = tomllib.loads(text)
        self.numbers: Mapping[str, list[str]] = bank["numbers"]
        self.relation: Mapping[str, list[str]] = bank["relation"]
        self.scenes = [scene for scene in bank["scene"].values() if bool(scene.get("held_out")) == held_out]
        always = {"name"}
        self.attributes = {
            key: attribute
            for key, attribute in bank["attribute"].items()
            if bool(attribute.get("held_out")) == held_out or key in always
        }

    def ordinal(self, k: int, random: Random) -> str:
        return random.choice([self.numbers["ordinals"], self.numbers["ordinals"], self.numbers["short_ordinals"]])[k]


def sample_puzzle(random: Random, words: Words) -> Puzzle:
    """Return a puzzle whose clues, by the solver's word, have exactly one solution."""
    while True:
        scene = random.choice(words.scenes[:1] * 5 + words.scenes)
        size = random.choice([2, 3, 3, 4, 4, 4, 5, 5, 6])
        groups = _sample_groups(random, words, scene, size)
        candidates = [clue for kind in _RELATIONS for clue in kind(random, words, scene, groups, size)]
        random.shuffle(candidates)
        chosen = _shortest_unique_prefix(groups, size, candidates)
        if chosen is None:
            continue
        questions = tuple(_questions(random, words, scene, groups, size))
        return Puzzle(scene, size, groups, tuple(chosen), questions)


def _sample_groups(random: Random, words: Words, scene: Mapping[str, Any], size: int) -> tuple[Group, ...]:
    fitting = [key for key, bank in words.attributes.items() if scene["place"] in bank.get("scenes", [scene["place"]])]
    others = [key for key in fitting if key != "name" and len(words.attributes[key]["values"]) >= size]
    count = random.choice([0, 0, 1, 2] if scene["place"] != "house" else [1, 2, 3, 3, 4, 4, 5])
    keys = random.sample(others, min(count, len(others)))
    if count == 0 or random.random() < 0.85:
        keys.insert(0, "name")
    groups = []
    for key in keys:
        values = tuple(random.sample(words.attributes[key]["values"], size))
        if key != "name" and random.random() < STRANGE:
            values = _strange_values(random, words, size)
        groups.append(Group(key, words.attributes[key], values, tuple(random.sample(range(1, size + 1), size))))
    return tuple(groups)


def _strange_values(random: Random, words: Words, size: int) -> tuple[str, ...]:
    """Return values from any attributes: a value is read off the puzzle's own lists, not known to belong to a key."""
    keys = random.sample([key for key in words.attributes if key != "name"], k=2)
    return tuple(random.sample(sorted({value for key in keys for value in words.attributes[key]["values"]}), size))


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


# -- phrases ------------------------------------------------------------------------------------------------------------


_DRESSES = (
    "many unique {}",
    "only {}",
    "plain {}",
    "the famous {}",
    "imported {}",
    "lots of {}",
    "mostly {}",
    "fine {}",
    "the usual {}",
)


def _value_words(random: Random, group: Group, member: int) -> dict[str, str]:
    value = group.values[member]
    shown = random.choice(group.bank.get("alias", {}).get(value, [value]))
    case = group.bank.get("case")
    cased = shown.title() if case == "title" else shown.capitalize() if case == "capital" else shown
    if case == "title" and random.random() < 0.15:
        cased = shown
    long = random.choice(group.bank.get("phrase", {}).get(value, [shown]))
    if group.key != "name" and random.random() < DRESSED:
        dress = random.choice(_DRESSES)
        return {name: dress.format(each) for name, each in (("v", shown), ("V", cased), ("av", long))}
    return {"v": shown, "V": cased, "av": long}


def _noun(random: Random, group: Group, member: int) -> str:
    template = random.choice(group.bank["noun"])
    return _articles(template.format(**_value_words(random, group, member)))


def _articles(text: str) -> str:
    return re.sub(r"\b([Aa]) (?=[aeiouAEIOU])", r"\1n ", text)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say(random: Random, template: str, nouns: Mapping[str, str], **more: str) -> str:
    words = {**nouns} | {name.upper(): _upper(text) for name, text in nouns.items()}
    sentence = template.format(**words, **more)
    return sentence.rstrip(".") if random.random() < 0.05 else sentence


# -- relations: each yields true clues ----------------------------------------------------------------------------------


def _pairs(random: Random, groups: Sequence[Group], size: int, wanted: Callable[[int, int], bool], most: int) -> Any:
    """Yield up to `most` pairs of members (of any groups) whose positions satisfy `wanted`."""
    members = [(group, member) for group in groups for member in range(size)]
    pairs = [
        (a, b)
        for a in members
        for b in members
        if a != b
        and wanted(a[0].order[a[1]], b[0].order[b[1]])
        and (a[0] is not b[0] or len(groups) < 3 or random.random() < 0.4)
    ]
    return random.sample(pairs, min(most, len(pairs)))


def _binary(
    random: Random,
    groups: Sequence[Group],
    size: int,
    wanted: Callable[[int, int], bool],
    most: int,
    templates: Sequence[str],
    formal: tuple[str, str],
) -> Iterator[Clue]:
    """Yield clues about pairs. References come in the order of mention: `formal` says how, for {a} first and for {b} first."""
    for (group_a, a), (group_b, b) in _pairs(random, groups, size, wanted, most):
        nouns = {"a": _noun(random, group_a, a), "b": _noun(random, group_b, b)}
        template = random.choice(templates)
        a_first = template.lower().find("{a}") < template.lower().find("{b}")
        mentions = (group_a.reference(a), group_b.reference(b))
        mentions = mentions if a_first else mentions[::-1]
        line = formal[0 if a_first else 1].format(*mentions)
        yield Clue(line, _say(random, template, nouns), mentions)


def _same(random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int) -> Iterator[Clue]:
    pairs = [
        (a, ia, b, ib)
        for a in groups
        for ia in range(size)
        for b in groups
        for ib in range(size)
        if a is not b and a.order[ia] == b.order[ib]
    ]
    for a, ia, b, ib in random.sample(pairs, min(len(pairs), 2 + 3 * len(groups))):
        first, second = a.reference(ia), b.reference(ib)
        noun = _noun(random, a, ia)
        draw = random.random()
        if draw < 0.45 and b.bank.get("verb"):
            verb = _articles(random.choice(b.bank["verb"]).format(**_value_words(random, b, ib)))
            sentence = f"{_upper(noun)} {verb}."
        elif draw < 0.55 and b.bank.get("passive") and scene["place"] == "house":
            passive = random.choice(b.bank["passive"]).format(**_value_words(random, b, ib))
            where = f"the {a.values[ia]} house" if a.key == "color" else f"the house of {noun}"
            sentence, first, second = f"{_upper(passive)} {where}.", second, first
        else:
            other = _noun(random, b, ib)
            sentence = _say(random, random.choice(words.relation["same"]), {"a": noun, "b": other})
        yield Clue(f"{first} = {second}", sentence, (first, second))


def _not_same(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    for (group_a, a), (group_b, b) in _pairs(random, groups, size, lambda p, q: p != q, 6):
        if group_a is group_b:
            continue
        nouns = {"a": _noun(random, group_a, a), "b": _noun(random, group_b, b)}
        first, second = group_a.reference(a), group_b.reference(b)
        yield Clue(
            f"{first} != {second}", _say(random, random.choice(words.relation["not_same"]), nouns), (first, second)
        )


def _places(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    for group in groups:
        for member in range(size):
            position, reference = group.order[member], group.reference(member)
            nouns = {"a": _noun(random, group, member)}

            def say(kind: str, k: int = 0, nouns: Mapping[str, str] = nouns) -> str:
                return _say(random, random.choice(scene[kind]), nouns, k=str(k), kth=words.ordinal(k, random))

            draw = random.random()
            if draw < 0.22:
                kind = {1: "first", size: "last"}.get(position, "at")
                if size % 2 and position == (size + 1) // 2:
                    kind = "middle"
                kind = kind if random.random() < 0.4 else "at"
                yield Clue(f"{reference} = {position}", say(kind, position), (reference,))
            elif draw < 0.7:
                other = random.choice([k for k in range(1, size + 1) if k != position])
                yield Clue(f"{reference} != {other}", say("not_at", other), (reference,))
            elif draw < 0.78 and position in (1, size) and size > 2:
                yield Clue(f"{reference} = 1 or {reference} = {size}", say("end"), (reference,))


def _orders(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    def clues(kind: str, most: int, wanted: Callable[[int, int], bool], *formal: str) -> Iterator[Clue]:
        return _binary(random, groups, size, wanted, most, scene[kind], (formal[0], formal[-1]))

    yield from clues("directly_before", 6, lambda p, q: p + 1 == q, "{} + 1 = {}", "{} - 1 = {}")
    yield from clues("before", 8, lambda p, q: p < q, "{} < {}", "{} > {}")
    yield from clues("beside", 6, lambda p, q: abs(p - q) == 1, "abs({} - {}) = 1")
    yield from clues("not_beside", 2, lambda p, q: abs(p - q) > 1, "abs({} - {}) > 1")
    yield from clues("one_between", 4, lambda p, q: abs(p - q) == 2, "abs({} - {}) = 2")
    yield from clues("two_between", 3, lambda p, q: abs(p - q) == 3, "abs({} - {}) = 3")
    yield from clues("three_between", 1, lambda p, q: abs(p - q) == 4, "abs({} - {}) = 4")


def _choices(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    """If-then clues of two true statements, and clues that leave one of two places open."""
    simple = [clue for kind in (_same, _places) for clue in kind(random, words, scene, groups, size)]
    simple = [clue for clue in simple if " or " not in clue.formal]
    for _ in range(2 if len(simple) > 3 else 0):
        if_, then = random.sample(simple, 2)
        said = f"If {_lower(if_.words.rstrip('.'))}, then {_lower(then.words.rstrip('.'))}."
        yield Clue(f"if {if_.formal} then {then.formal}", said, (*if_.mentions, *then.mentions))
    for group in groups[:2]:
        member = random.randrange(size)
        position, reference = group.order[member], group.reference(member)
        if size < 3:
            continue
        other = random.choice([k for k in range(1, size + 1) if k != position])
        first, second = random.sample([position, other], 2)
        noun = _noun(random, group, member)
        place, names = scene["place"], [words.ordinal(first, random), words.ordinal(second, random)]
        sentence = random.choice(
            [
                "{A} is in either the {x} or the {y} {place}.",
                "{A} is in the {x} or the {y} {place}.",
                "{A} is either in the {x} {place} or in the {y} {place}.",
            ]
        ).format(A=_upper(noun), x=names[0], y=names[1], place=place)
        yield Clue(f"{reference} = {first} or {reference} = {second}", sentence, (reference,))


def _lower(sentence: str) -> str:
    first = sentence.split(" ", 1)[0]
    return (
        sentence[:1].lower() + sentence[1:] if first in {"The", "In", "There", "Nobody", "One", "House"} else sentence
    )


_RELATIONS = (_same, _same, _not_same, _places, _orders, _choices)


def _questions(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    """The kinds of question that close a puzzle: who has a value, what is somebody's value, who is where, where is who."""
    identity = next((group for group in groups if group.key in ("name", "nationality")), groups[0])
    k = random.randint(1, size)
    asked = random.choice(groups)
    shown = random.choice([asked.key, asked.key.replace("_", " ")])
    template = random.choice(scene["ask_at"])
    target = asked if "{key}" in template or "{Key}" in template else identity
    yield Clue(
        f"ask {target.key} at {k}",
        template.format(k=k, kth=words.ordinal(k, random), key=shown, Key=_upper(shown)) + random.choice(["", "", "?"]),
        (),
    )
    others = [group for group in groups if group is not identity]
    if others:
        group = random.choice(others)
        member = random.randrange(size)
        if group.bank.get("verb"):
            verb = _articles(random.choice(group.bank["verb"]).format(**_value_words(random, group, member)))
            start = random.choice(["Who", "Who", "Now, who", "Which of them", "Finally, who"])
            yield Clue(
                f"ask {identity.key} where {group.reference(member)}", f"{start} {verb}?", (group.reference(member),)
            )
        noun = _noun(random, group, member)
        start = (
            random.choice(["Who is {a}?", "What is the {key} of {a}?", "Name {a}."])
            if identity.key == "name"
            else "What is the {key} of {a}?"
        )
        yield Clue(
            f"ask {identity.key} where {group.reference(member)}",
            start.format(a=noun, key=identity.key),
            (group.reference(member),),
        )
        owner = random.randrange(size)
        template = random.choice(
            [
                "What is the {key} of {a}?",
                "What {key} does {a} have?",
                "Which {key} belongs to {a}?",
                "Which {key} is {a}'s?",
            ]
        )
        shown = group.key.replace("_", " ")
        yield Clue(
            f"ask {group.key} where {identity.reference(owner)}",
            template.format(key=shown, a=_noun(random, identity, owner)),
            (identity.reference(owner),),
        )
    member = random.randrange(size)
    template = random.choice(scene["ask_position"])
    yield Clue(
        f"ask position where {asked.reference(member)}",
        template.format(a=_noun(random, asked, member)),
        (asked.reference(member),),
    )
    yield Clue(
        "ask all",
        random.choice(
            [
                "Who lives where?",
                "What is the order?",
                "Find the whole arrangement.",
                "Fill in the grid.",
                "Determine everyone's position and attributes.",
                "In what order do they stand?",
                "In which order did they finish?",
            ]
        ),
        (),
    )


# -- lessons ------------------------------------------------------------------------------------------------------------


def declare_branches(random: Random, words: Words, puzzle: Puzzle) -> list[Branch]:
    """What opens a puzzle: the number of positions, the lists of values (shown by span), and sentences that say nothing."""
    name = next((group for group in puzzle.groups if group.key == "name"), None)
    branches: list[tuple[str, str]] = []
    intro = random.choice(puzzle.scene["intro"])
    listed = "{list}" in intro and name is not None
    if "{list}" in intro and name is None:
        intro = puzzle.scene["intro"][0] if "{list}" not in puzzle.scene["intro"][0] else "There are {n} {place}s."
    word = words.numbers["words"][puzzle.size]
    sentence = intro.format(
        n=puzzle.size,
        n_word=word,
        N_word=_upper(word),
        list=_span(name, 1) if name else "",
        place=puzzle.scene["place"],
    )
    said = any(mark in intro for mark in ("{n}", "{n_word}", "{N_word}"))
    parts = ([f"positions {puzzle.size}"] if said else []) + (["group name: @1"] if listed else [])
    branches.append((sentence, "; ".join(parts)))
    branches += [(random.choice(puzzle.scene["filler"]), "skip") for _ in range(2)]
    branches.append(
        (
            random.choice(
                ["Clues:", "## Clues:", "Here is what we know.", "The following is known:", "Hints:", "Rules:"]
            ),
            "skip",
        )
    )
    for group in puzzle.groups:
        if group.key == "name" and listed:
            continue
        sentence = random.choice(group.bank["declare"]).format(list=_span(group, 1))
        branches.append((sentence, f"group {group.key}: @1"))
    for clue in random.sample(puzzle.clues, min(2, len(puzzle.clues))):
        branches.append((clue.words, "clue"))
    branches += [(question.words, "clue") for question in random.sample(puzzle.questions, 1)]
    return [Branch(f"declare> {sentence}\n", f"{target}\n") for sentence, target in branches]


def _span(group: Group, number: int) -> str:
    return f"@{number}({', '.join(group.values[:3])})"


def statement(random: Random, words: Words, puzzle: Puzzle) -> str:
    """Return a whole puzzle in words: opening, lists of values (or none, as in the classical one), clues, question."""
    listed = random.random() < 0.8
    word = words.numbers["words"][puzzle.size]
    name = next((group for group in puzzle.groups if group.key == "name"), None)
    intros = [intro for intro in puzzle.scene["intro"] if ("{list}" in intro) <= (name is not None)]
    intro = random.choice(intros)
    fields = {"n": puzzle.size, "n_word": word, "N_word": _upper(word), "place": puzzle.scene["place"]}
    lines = [
        intro.format(**fields, list=_enumeration(name, " and ") if name else ""),
        random.choice(puzzle.scene["filler"]),
    ]
    for group in puzzle.groups if listed else ():
        if group is not name or "{list}" not in intro:
            template = random.choice(group.bank["declare"])
            last = ", " if template.endswith("{list}") else " and "
            lines.append(f" - {template.format(list=_enumeration(group, last))}")
    numbered = random.random() < 0.7
    lines += ["", random.choice(["Clues:", "## Clues:", "Here is what we know:", ""])]
    lines += [
        f"{number}. {clue.words}" if numbered else clue.words for number, clue in enumerate(puzzle.clues, start=1)
    ]
    lines += ["", random.choice([question.words for question in puzzle.questions])]
    return "\n".join(lines)


def _enumeration(group: Group, last: str) -> str:
    return ", ".join(group.values[:-1]) + last + group.values[-1]


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random, words = Random(seed), Words(held_out=held_out)
    while True:
        puzzle = sample_puzzle(random, words)
        clauses = [*puzzle.clues, *puzzle.questions]
        random.shuffle(clauses)
        constrain = tuple(Branch(f"> {clause.words}\n", f"{clause.formal}\n") for clause in clauses)
        yield Lesson(puzzle.header, constrain[:28], "constrain")
        others = declare_branches(random, words, puzzle)
        usual = all(set(group.values) <= set(group.bank["values"]) for group in puzzle.groups)
        for clause in random.sample(clauses, min(12, len(clauses)) if usual else 0):
            mentions = ", ".join(dict.fromkeys(clause.mentions)) or "none"
            others.append(Branch(f"mention> {clause.words}\n", f"{mentions}\n"))
        random.shuffle(others)
        yield Lesson("", tuple(others), "declare")
