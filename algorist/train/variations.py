"""Lessons from problems that people wrote: as they stand, and varied in one limit, one comparison or all their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from algorist.train.counterfactuals import exchanged, turned
from algorist.train.declarations import Declared, has_optimum, renumber
from algorist.train.lesson import Branch, Lesson

VARIED = 0.35
"""How often a limit is turned round, and how often a comparison is, where the problem has one that can be."""

RENUMBERED = 0.6
"""How often the numbers are drawn anew."""


def lessons(seed: int, problems: Sequence[Declared], source: str) -> Iterator[Lesson]:
    """Yield the problems and variations of them without end; a variation without an optimum is not used."""
    random = Random(seed)
    while True:
        chosen = random.choice(problems)
        for vary in (turned, exchanged):
            if random.random() < VARIED:
                varied = vary(random, chosen)
                chosen = varied if has_optimum(varied.formal) else chosen
        changed = renumber(random, chosen) if random.random() < RENUMBERED else None
        chosen = changed or chosen
        yield Lesson("", (Branch(f"linear> {chosen.words}\n", f"{chosen.formal}\n"),), source)
