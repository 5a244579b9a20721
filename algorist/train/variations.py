"""Lessons from problems that people wrote: as they stand, and varied in a limit, a comparison, all numbers, or their things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from algorist.train.counterfactuals import exchanged, turned
from algorist.train.declarations import Declared, has_optimum, read_declared, renumber
from algorist.train.lesson import Branch, Lesson
from algorist.train.renamed import renamed
from algorist.train.tagged import read_tagged

VARIED = 0.35
"""How often a limit is turned round, and how often a comparison is, where the problem has one that can be."""

RENUMBERED = 0.6
"""How often the numbers are drawn anew."""

RENAMED = 0.7
"""How often the things are called by other words."""


def declared(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield lessons from the problems that the NL4Opt competition declares, without end."""
    return lessons(seed, read_declared(folder), "declared")


def tagged(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield lessons from those of its tagged training texts that can be read without doubt, without end."""
    return lessons(seed, read_tagged(folder / "ner_train.txt"), "tagged")


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
        chosen = renamed(random, chosen) if random.random() < RENAMED else chosen
        yield Lesson("", (Branch(f"linear> {chosen.words}\n", f"{chosen.formal}\n"),), source)
