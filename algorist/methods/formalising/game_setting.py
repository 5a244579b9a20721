"""What a game declares: the things to place, the places, and what holds of all of them; and which sentences state conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from algorist.core.language import Grammar
from algorist.core.run import Run
from algorist.formal.constraint.declarations import RESERVED
from algorist.methods.formalising.clauses import Segment, segments, slug
from algorist.methods.formalising.game_lines import ONE, Board, NoMeaning
from algorist.methods.formalising.game_spans import Span, shown, spans
from algorist.methods.formalising.nbest import Line, Writer

ADAPTER = "games"
CONDITION, ORDER, SELECT, SOME = "condition", "order", "select", "some"
MOST_PLACES = 12

_HEADING = re.compile(
    r"(?:following|these|below|follows|conditions?|constraints?|restrictions?|requirements?|rules?|specifications?|facts?)"
    r"\b[^.:?!]{0,80}:\s+(?=[\"“A-Z])"
)
_NUMBERED = re.compile(r"[A-Za-z]+ (\d+)")


@dataclass(frozen=True, slots=True)
class Setting:
    """The things of a game by variable, with the words for each; their classes; the places, and what holds everywhere.

    `places` has no names where places are numbered. Where things may be left out, such have the place 0. A selection has
    one place, which is to be in. `rules` are lines without tags, as `one` (to a place), `each 1..3` or `exactly 5 all in`.
    """

    things: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    size: int
    optional: bool
    rules: tuple[str, ...]

    @property
    def select(self) -> bool:
        return self.size == 1

    @property
    def board(self) -> Board:
        return Board(tuple(self.things), self.size, optional=self.optional)

    @property
    def header(self) -> str:
        """What a prompt says of the game before its sentences: the kind of its places alone, for names are tags."""
        return header(select=self.select, named=bool(self.places), one=ONE in self.rules, size=self.size)

    @property
    def formal(self) -> str:
        low = 0 if self.optional else 1
        lines = [f"var {', '.join(self.things)} in {low}..{self.size}"]
        return "".join(f"{line}\n" for line in [*lines, *(self.board.formula(rule) for rule in self.rules)])


def header(*, select: bool, named: bool, one: bool, size: int) -> str:
    """Return the line that begins every prompt of a game."""
    if select:
        return "select\n"
    places = "named" if named else f"1..{size}"
    return f"places {places}{', one each' if one else ''}\n"


def part(context: str) -> tuple[list[Segment], list[Segment]]:
    """Part the sentences that set the scene from those that state conditions: these follow a colon after "the following ...".

    Without such a heading every sentence may do either.
    """
    found = _HEADING.search(context)
    if found is None:
        return segments(context), []
    scene, conditions = context[: found.end()].rstrip().rstrip(":"), context[found.end() :]
    return segments(scene), segments(conditions)


async def declare(scene: Sequence[Segment], run: Run) -> tuple[Setting | None, list[Segment], float]:
    """Ask what every sentence of a scene declares; return the setting, the sentences that state conditions, and the probability."""

    async def ask(segment: Segment) -> Line:
        found = spans(segment.text)
        writer = Writer(run, "", adapter=ADAPTER, grammar=_grammar(len(found)), max_tokens=48, tag="declare")
        line, _ = await writer.first(f"declare> {shown(segment.text, found)}\n")
        return line

    lines: list[Line] = await run.map(ask, scene)
    conditions = [each for each, line in zip(scene, lines, strict=True) if CONDITION in line.text.split("; ")]
    probability = 1.0
    for line in lines:
        probability *= line.probability
    found = [
        (part, spans(each.text)) for each, line in zip(scene, lines, strict=True) for part in line.text.split("; ")
    ]
    made = setting(found)
    return (
        (made, conditions, probability) if made is not None else (setting([*found, *_longest(scene)]), conditions, 0.0)
    )


def _longest(scene: Sequence[Segment]) -> list[tuple[str, Sequence[Span]]]:
    """The longest list of names in a scene, as its things, for a guess where none are declared."""
    lists = [(spans(each.text), place) for each in scene for place in range(len(spans(each.text)))]
    named = [(found, place) for found, place in lists if not found[place].numbers]
    if not named:
        return []
    found, place = max(named, key=lambda each: len(each[0][each[1]].values))
    return [(f"things @{place + 1}", found)]


def setting(said: Sequence[tuple[str, Sequence[Span]]]) -> Setting | None:
    """Return the setting that the parts of declarations, each with the lists of its sentence, amount to."""
    things: dict[str, str] = {}
    classes: dict[str, tuple[str, ...]] = {}
    places: tuple[str, ...] = ()
    rules: list[str] = []
    words: set[str] = set()
    for part, lists in said:
        what, _, reference = part.partition(" @")
        if reference.isdigit() and int(reference) <= len(lists):
            span = lists[int(reference) - 1]
            if what == "things":
                named = {_variable(value, things): value for value in span.values if value not in things.values()}
                things |= named
                if span.label and len(named) > 1:
                    classes[span.label] = tuple(named)
            elif not places:
                places = span.values
        elif part in (ORDER, SELECT, SOME):
            words.add(part)
        elif part not in ("", CONDITION, "nothing"):
            rules.append(part)
    if len(things) < 2 or len(places) > MOST_PLACES:
        return None
    return _built(things, classes if len(classes) > 1 else {}, places, rules, words)


def _built(
    things: dict[str, str],
    classes: dict[str, tuple[str, ...]],
    places: tuple[str, ...],
    rules: list[str],
    words: set[str],
) -> Setting | None:
    select = SELECT in words and not places
    ordered = not places and not select
    size = 1 if select else len(things) if ordered else len(places)
    even = size == len(things) and not any("each" in rule for rule in rules)
    one = not select and (ordered or ORDER in words or ONE in rules or even)
    kept = [rule for rule in dict.fromkeys(rules) if rule != ONE]
    optional = select or SOME in words or (one and size < len(things))
    if optional and one and size < len(things) and not any(rule.endswith(" in") for rule in kept):
        kept.append("each 1..1")  # there is one for every place, and not a place for every one
    made = Setting(things, classes, _names(places), size, optional, (*([ONE] if one else []), *kept))
    try:
        return made if made.formal else None
    except NoMeaning:
        return Setting(things, classes, _names(places), size, optional, (ONE,) if one else ())


def _names(places: tuple[str, ...]) -> tuple[str, ...]:
    """The names of places that sentences may mention; none where they are numbered, as 1, 2, 3 or as area 1, area 2, area 3."""
    numbers = [match[1] if (match := _NUMBERED.fullmatch(each)) else each for each in places]
    return () if numbers == [str(place) for place in range(1, len(places) + 1)] else places


def _variable(value: str, taken: Mapping[str, str]) -> str:
    """Return an identifier of the constraint language for a thing."""
    name = slug(value)
    name = f"x_{name}" if name in RESERVED or not name[0].isalpha() else name
    while name in taken:
        name += "_"
    return name


def _grammar(lists: int) -> Grammar:
    """What a sentence of a scene may declare: its lists, an order, a selection, what holds everywhere, a condition, or nothing."""
    parts = [f'"{CONDITION}"', f'"{ORDER}"', f'"{SELECT}"', f'"{SOME}"', f'"{ONE}"', '"each " integer ".." integer']
    parts.append('( "exactly " | "atleast " | "atmost " ) integer " all in"')
    if lists:
        parts.append(f'( "things" | "places" ) " @" [1-{min(9, lists)}]')
    return Grammar(
        f'root ::= ( "nothing" | part ( "; " part ){{0,5}} ) "\\n"\npart ::= {" | ".join(parts)}\ninteger ::= [0-9] [0-9]?\n'
    )
