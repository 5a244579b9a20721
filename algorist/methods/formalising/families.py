"""Families of procedures: texts whose sentences each state one step, and what every step does to the state.

A family is data (`families/NAME.toml`): the state at the start, the lines that a sentence may state with the assignments that
each stands for, and what may be asked at the end. Lines have slots, {n} for a number and {a} {b} for names that the sentence
says. Lines put together make a straight-line program, which is solved exactly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product

_SLOT = re.compile(r"\{(\w)\}")
_OWN = "who_"
"""Begins the variable that stands for a name, so that no name is taken for another variable."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked at the end: the expression that gives it, and what zero and anything else are called (None: the number)."""

    answer: str
    zero: str | None
    other: str | None

    def said(self, value: object) -> object:
        """Return the answer in the family's words."""
        return value if self.zero is None else self.zero if value == 0 else self.other


@dataclass(frozen=True, slots=True)
class Family:
    """The assignments that start a program, those of every kind of line, and the questions, each by its line.

    `threshold` is how probable a reading must be before its answer may be called proved.
    """

    name: str
    threshold: float
    start: tuple[str, ...]
    lines: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, Ask]

    def sayable(self, numbers: Sequence[str], names: Sequence[str]) -> list[str]:
        """Return all lines that a sentence may state that says these numbers and names."""
        said = {"n": numbers, "a": names, "b": names}
        found: dict[str, None] = {}
        for kind in self._kinds:
            slots = list(dict.fromkeys(_SLOT.findall(kind)))
            for values in product(*(said[slot] for slot in slots)):
                given = dict(zip(slots, values, strict=True))
                found[_SLOT.sub(lambda slot, given=given: given[slot[1]], kind)] = None  # type: ignore[misc]
        return list(found)

    def ask(self, line: str) -> Ask | None:
        """Return the question that a line asks; None where it asks none."""
        kind, slots = self._parted(line) or ("", {})
        asked = self.asks.get(kind.removeprefix("ask "))
        return Ask(_filled(asked.answer, slots), asked.zero, asked.other) if asked and kind.startswith("ask ") else None

    def assignments(self, line: str) -> tuple[str, ...]:
        """Return what a line does to the state."""
        kind, slots = self._parted(line) or ("", {})
        return tuple(_filled(assignment, slots) for assignment in self.lines.get(kind, ()))

    def reads(self, line: str) -> bool:
        """Whether a line is one of the family's."""
        return self._parted(line) is not None

    def program(self, lines: Sequence[str], ask: Ask) -> str:
        """Return the straight-line program of steps in their order, and of the question."""
        steps = [assignment for line in lines for assignment in self.assignments(line)]
        return "\n".join([*self.start, *steps, f"answer = {ask.answer}"]) + "\n"

    @property
    def _kinds(self) -> tuple[str, ...]:
        return (*self.lines, *(f"ask {asked}" for asked in self.asks))

    def _parted(self, line: str) -> tuple[str, dict[str, str]] | None:
        """Return the kind of a line and what stands in its slots."""
        for kind in self._kinds:
            match = re.fullmatch(_SLOT.sub(lambda slot: rf"(?P<{slot[1]}>\w+)", kind), line)
            if match:
                return kind, match.groupdict()
        return None


def _filled(text: str, slots: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: slots[slot[1]] if slot[1] == "n" else _OWN + slots[slot[1]], text)


@cache
def family(name: str) -> Family:
    """Return a family by name."""
    document = tomllib.loads(_folder().joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    asks = {key: Ask(ask["answer"], ask.get("zero"), ask.get("other")) for key, ask in document["ask"].items()}
    lines = {kind: tuple(assignments) for kind, assignments in document["line"].items()}
    return Family(name, float(document["threshold"]), tuple(document["start"]), lines, asks)


@cache
def names() -> tuple[str, ...]:
    """Return the families there are."""
    return tuple(sorted(each.name.removesuffix(".toml") for each in _folder().iterdir() if each.name.endswith(".toml")))


def _folder() -> resources.abc.Traversable:
    return resources.files("algorist.methods.formalising").joinpath("families")
