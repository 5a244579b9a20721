"""The same words with other numbers: how they are to be computed does not change, so a reading that does is in doubt.

Readings of several such statements, brought back to the numbers of the first, vote: what a language model writes because of the
numbers that happen to stand there, not because of the words around them, is outvoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from algorist.methods.formalising.numerals import EVERYDAY

LEAST = 3
"""Smaller numbers stay: two may be both of a pair, and one an article."""

FURTHEST = 5_000
"""How far above the least with as many digits a number is drawn."""

_STATED = re.compile(r"(?<![\w.,/])\d+(?![\w/]|[.,]\d)")
_WRITTEN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A statement with other numbers, and which number of the first statement each of them stands for."""

    statement: str
    instead_of: Mapping[str, str]

    def back(self, formal: str) -> str:
        """Return a formal text about this statement with the numbers of the first."""
        return _WRITTEN.sub(lambda number: self.instead_of.get(number[0], number[0]), formal)


def renumbered(statement: str, count: int) -> Iterator[Renumbered]:
    """Yield the statement itself and then up to `count` times with other numbers; the same statement gives the same ones.

    Whole numbers in digits become others with as many digits, smaller ones for smaller ones, no two the same. Numbers that
    everybody knows stay, and fractions.
    """
    yield Renumbered(statement, {})
    for seed in range(count):
        forth = _other_numbers({int(number) for number in _STATED.findall(statement)}, Random(seed))
        if forth:
            words = _STATED.sub(lambda number, forth=forth: str(forth.get(int(number[0]), number[0])), statement)  # type: ignore[misc]
            shares = {f"{new / 100:g}": f"{old / 100:g}" for old, new in forth.items()}  # per cent
            yield Renumbered(words, shares | {str(new): str(old) for old, new in forth.items()})


def _other_numbers(stated: set[int], random: Random) -> dict[int, int]:
    """Draw a number for each that is not small and that not everybody knows; nothing where there are too few to draw from."""
    changed = sorted(number for number in stated if number >= LEAST and number not in EVERYDAY)
    kept = stated.difference(changed).union(map(int, EVERYDAY))
    forth: dict[int, int] = {}
    for digits in sorted({len(str(number)) for number in changed}):
        old = [number for number in changed if len(str(number)) == digits]
        least = 10 ** (digits - 1)
        free = [each for each in range(max(LEAST, least), min(10 * least, least + FURTHEST)) if each not in kept]
        if len(free) < len(old):
            return {}
        forth |= zip(old, sorted(random.sample(free, len(old))), strict=True)
    return forth
