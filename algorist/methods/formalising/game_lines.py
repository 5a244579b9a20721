"""One line of a game: what a condition, a hypothesis or an option says, and the constraint that it means.

A line speaks in tags: letters for the things, places and classes of things that its sentence mentions, in the order of mention
(`game_names`). `K < L`, `if K = W then L != W`, `exactly 2 all = 3` stand for the same words whatever the game is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from algorist.core.language import Grammar

ONE = "one"
HOLE = "?"
"""What a question leaves for its options to fill in."""

GRAMMAR = r"""line ::= "nothing" | setting | conditional | either ( ( " iff " | " xor " ) either )?
setting ::= "one" | "each " integer ".." integer
conditional ::= "if " either " then " either ( " else " either )?
either ::= both ( " or " both ( " or " both ( " or " both )? )? )?
both ::= literal ( " and " literal ( " and " literal ( " and " literal )? )? )?
literal ::= "not "? atom
atom ::= thing relation | ( "in " | "out " | "odd " | "even " ) thing | distance | between | count | ( "same " | "differ " ) set | more
relation ::= " " comparison " " end | ( " + " | " - " ) integer " = " thing
distance ::= "|" thing " - " thing "| " ( "=" | ">" ) " " integer
between ::= "between " thing " " thing " " thing
count ::= ( ( "exactly " | "atleast " | "atmost " ) integer " " set | "every " set ) ( " " comparison " " end | " in" )
more ::= ( "more " | "equal " ) place " " place
end ::= thing | place | integer | "last"
comparison ::= "=" | "!=" | "<=" | "<" | ">=" | ">"
integer ::= [0-9] [0-9]?
"""

_TERM = r"[A-Z?]"
_END = r"[A-Z?]|\d+|last"
_COMPARISON = r"=|!=|<=|<|>=|>"
_SET = r"all|[A-Z?]|\{[A-Z](?:, [A-Z])*\}"
_SHIFT = re.compile(rf"({_TERM}) ([+-]) (\d+) = ({_TERM})")
_RELATION = re.compile(rf"({_TERM}) ({_COMPARISON}) ({_END})")
_MEMBER = re.compile(rf"(in|out|odd|even) ({_TERM})")
_DISTANCE = re.compile(rf"\|({_TERM}) - ({_TERM})\| ([=>]) (\d+)")
_BETWEEN = re.compile(rf"between ({_TERM}) ({_TERM}) ({_TERM})")
_COUNT = re.compile(rf"(?:(exactly|atleast|atmost) (\d+)|(every)) ({_SET}) (?:({_COMPARISON}) ({_END})|(in))")
_ALIKE = re.compile(rf"(same|differ) ({_SET})")
_MORE = re.compile(rf"(more|equal) ({_END}) ({_END})")
_EACH = re.compile(r"each (\d+)\.\.(\d+)")


class NoMeaning(ValueError):
    """A line that is not of the grammar, or names what its sentence does not mention."""


@dataclass(frozen=True, slots=True)
class Board:
    """What lines are about: the variables of all things, how many places there are, and what the tags stand for.

    Where things are `optional` one of them may be left out: it has the place 0, and stands in no relation.
    """

    variables: tuple[str, ...]
    size: int
    things: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: bool = False

    def formula(self, line: str) -> str:
        """Return the formula of the constraint language that a line means; raises NoMeaning.

        >>> Board(("a", "b"), 3, {"K": "a", "L": "b"}).formula("if K = 1 then L != last")
        'if a = 1 then b != 3'
        """
        if match := re.fullmatch(r"if (.+?) then (.+?)(?: else (.+))?", line):
            condition, then = self._either(match[1]), self._either(match[2])
            if match[3]:
                return f"(({condition}) -> ({then})) and (not ({condition}) -> ({self._either(match[3])}))"
            return f"if {condition} then {then}"
        for word, joined in ((" iff ", "({}) <-> ({})"), (" xor ", "not (({}) <-> ({}))")):
            left, found, right = line.partition(word)
            if found:
                return joined.format(self._either(left), self._either(right))
        return self._either(line)

    def _either(self, text: str) -> str:
        return " or ".join(" and ".join(map(self._literal, part.split(" and "))) for part in text.split(" or "))

    def _literal(self, text: str) -> str:
        atom = text.removeprefix("not ")
        found = self._atom(atom)
        return found if atom == text else f"not ({found})"

    def _atom(self, text: str) -> str:
        if match := _RELATION.fullmatch(text):
            return self._relation(self._thing(match[1]), match[2], match[3])
        if match := _SHIFT.fullmatch(text):
            left, right = self._thing(match[1]), self._thing(match[4])
            return self._placed(f"{left} {match[2]} {match[3]} = {right}", left, right)
        if match := _MEMBER.fullmatch(text):
            thing = self._thing(match[2])
            return {
                "in": f"{thing} >= 1", "out": f"{thing} = 0", "odd": f"{thing} mod 2 = 1",
                "even": self._placed(f"{thing} mod 2 = 0", thing),
            }[match[1]]  # fmt: skip
        if match := _DISTANCE.fullmatch(text):
            left, right = self._thing(match[1]), self._thing(match[2])
            return self._placed(f"abs({left} - {right}) {match[3]} {match[4]}", left, right)
        if match := _BETWEEN.fullmatch(text):
            middle, one, other = (self._thing(match[place]) for place in (1, 2, 3))
            upward = self._placed(f"{one} < {middle} < {other}", one)
            downward = self._placed(f"{other} < {middle} < {one}", other)
            return f"({upward} or {downward})"
        return self._of_many(text)

    def _of_many(self, text: str) -> str:
        if match := _COUNT.fullmatch(text):
            members = self._set(match[4])
            each = [f"{thing} >= 1" if match[7] else self._relation(thing, match[5], match[6]) for thing in members]
            if match[3]:
                return f"({' and '.join(each)})"
            return f"{match[1]}({match[2]}, {', '.join(each)})"
        if match := _ALIKE.fullmatch(text):
            members = self._set(match[2])
            pairs = [(one, other) for place, one in enumerate(members) for other in members[:place]]
            related = [
                self._placed(f"{one} = {other}", one) if match[1] == "same" else self._apart(one, other)
                for one, other in pairs
            ]
            return f"({' and '.join(related)})" if related else "true"
        if match := _MORE.fullmatch(text):
            every = ", ".join(self.variables)
            counts = [f"count([{every}], {self._place(match[place])})" for place in (2, 3)]
            return f"{counts[0]} {'>' if match[1] == 'more' else '='} {counts[1]}"
        if match := _EACH.fullmatch(text):
            low, high = int(match[1]), int(match[2])
            return " and ".join(
                f"{bound}({number}, {', '.join(f'{thing} = {place}' for thing in self.variables)})"
                for place in range(1, self.size + 1)
                for bound, number in (("atleast", low), ("atmost", high))
            )
        if text == ONE and not self.optional:
            return f"alldifferent({', '.join(self.variables)})"
        if text == ONE:
            return " and ".join(
                f"atmost(1, {', '.join(f'{thing} = {place}' for thing in self.variables)})"
                for place in range(1, self.size + 1)
            )
        raise NoMeaning(text)

    def _relation(self, thing: str, comparison: str, end: str) -> str:
        """A comparison with a place or another thing."""
        if end in self.things:
            other = self.things[end]
            if thing == other:
                return self._placed("true" if "=" in comparison.replace("!=", "") else "false", thing)
            if comparison == "!=":
                return self._apart(thing, other)
            return self._placed(f"{thing} {comparison} {other}", thing, other)
        related = f"{thing} {comparison} {self._place(end)}"
        return self._placed(related, thing) if "<" in comparison else related

    def _apart(self, one: str, other: str) -> str:
        """Not at the same place; two that are left out are at none."""
        return f"({one} != {other} or {one} = 0)" if self.optional else f"{one} != {other}"

    def _placed(self, formula: str, *things: str) -> str:
        """The formula, and that these things are not left out."""
        guards = [f"{thing} >= 1" for thing in things] if self.optional else []
        return f"({' and '.join([*guards, formula])})" if guards else formula

    def _thing(self, tag: str) -> str:
        if tag not in self.things:
            raise NoMeaning(tag)
        return self.things[tag]

    def _place(self, tag: str) -> int:
        number = self.size if tag == "last" else int(tag) if tag.isdigit() else self.places.get(tag, 0)
        if not 1 <= number <= self.size:
            raise NoMeaning(tag)
        return number

    def _set(self, text: str) -> Sequence[str]:
        if text == "all":
            return self.variables
        if text.startswith("{"):
            return [self._thing(tag) for tag in text.strip("{}").split(", ")]
        if text not in self.classes:
            raise NoMeaning(text)
        return self.classes[text]


def line_grammar(things: Sequence[str], places: Sequence[str], classes: Sequence[str]) -> Grammar:
    """Return the grammar of the lines with these tags."""
    return Grammar('root ::= line "\\n"\n' + GRAMMAR + tags(things, places, classes))


def tags(things: Sequence[str], places: Sequence[str], classes: Sequence[str]) -> str:
    """Return the rules of a grammar that say which tags there are; where there are none, the letter of none."""
    listed = {
        "thing": things or ["K"], "place": [*places, *map(str, range(1, 10)), "last"],
        "set": ["all", *classes],
    }  # fmt: skip
    rules = {name: " | ".join(f'"{tag}"' for tag in chosen) for name, chosen in listed.items()}
    rules["set"] += ' | "{" thing ( ", " thing )* "}"'
    return "".join(f"{name} ::= {rule}\n" for name, rule in rules.items())
