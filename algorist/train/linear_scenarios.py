"""Scenarios of linear word problems: who decides on which things, and what of each is counted, limited and aimed at.

Half are written out in the bank, where every word fits every other. The other half are put together from its parts, so that
what must be learnt is which words go together, not which scenario is told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.clauses import slug


@dataclass(frozen=True, slots=True)
class Scenario:
    """One draw from the bank: who decides on which things, with the names that the programme gives them."""

    bank: Mapping[str, Any]
    phrases: Mapping[str, list[str]]
    who: str
    things: tuple[str, ...]

    @property
    def again(self) -> str:
        """How the actor is named once it has been introduced."""
        return re.sub(r"^an? ", "the ", self.who)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(slug(thing) for thing in self.things)


class Scenarios:
    """The bank of `banks/linear.toml`: its scenarios (those held out or the others), and the parts of others without end."""

    def __init__(self, *, held_out: bool = False) -> None:
        bank = tomllib.loads(
            resources.files("algorist.train").joinpath("banks/linear.toml").read_text(encoding="utf-8")
        )
        self.phrases: Mapping[str, list[str]] = bank["phrases"]
        self.whole = [each for each in bank["scenario"] if bool(each.get("held_out")) == held_out]
        self.parts: Mapping[str, Any] = bank["parts"]
        self.held_out = held_out

    def sample(self, random: Random) -> Scenario:
        """Draw a scenario with two or more things."""
        bank = random.choice(self.whole) if self.held_out or random.random() < 0.5 else self._put_together(random)
        some: list[str] = random.choice(bank["sets"])
        things = random.sample(some, k=2) if random.random() < 0.3 else some
        return Scenario(bank, {**self.phrases, **bank.get("phrases", {})}, random.choice(bank["actor"]), tuple(things))

    def _put_together(self, random: Random) -> Mapping[str, Any]:
        """Draw things, two or three measures and an aim; what is measured differs in its substance, often not in its unit."""
        parts = self.parts
        unit = random.choice(parts["units"])
        stuff = random.sample(parts["stuff"], k=4)
        shown = [
            f"{unit if random.random() < 0.6 else random.choice(parts['units'])} of {substance}" for substance in stuff
        ]
        kinds = [random.choice(parts["measure"]) for _ in range(3)]
        measures = [_with(kind, shown[index], random) for index, kind in enumerate(kinds)]
        aim = random.choice(parts["goal"])
        count = {"sense": random.choice(["maximize", "minimize"]), "count": True}
        goal = count if random.random() < 0.15 else _with(aim, shown[3], random)
        deed = random.choice(parts["deeds"])
        return {
            "actor": parts["actors"],
            "sets": [self._things(random)],
            "all": deed["all"],
            "do": deed["do"],
            "done": deed["done"],
            "measures": measures,
            "goals": [goal],
        }

    def _things(self, random: Random) -> list[str]:
        """Draw things of one kind told apart by a mark or by what kind they are, or things that have nothing in common."""
        parts, draw = self.parts, random.random()
        count = random.choice([2, 2, 2, 3])
        if draw < 0.3:
            noun = random.choice(parts["things"])
            return [f"{noun} {mark}" for mark in random.choice(parts["marks"])[:count]]
        if draw < 0.6:
            noun = random.choice(parts["things"])
            return [f"{adjective} {noun}" for adjective in random.choice(parts["opposites"])[:count]]
        return random.sample(parts["things"], k=count)


def _with(kind: Mapping[str, Any], measured: str, random: Random) -> dict[str, Any]:
    """Fill what is measured into a kind of measure, and draw the range of its numbers."""

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{u}", measured)
        return [filled(each) for each in value] if isinstance(value, list) else value

    ranges = [[0, 1], [1, 9], [1, 9], [2, 12], [3, 30], [10, 90], [20, 400]]
    return {key: filled(value) for key, value in kind.items()} | {"range": kind.get("range", random.choice(ranges))}
