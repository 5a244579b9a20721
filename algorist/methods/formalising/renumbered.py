"""The same words with other numbers: how they are to be computed does not change, so a reading that does is in doubt.

Readings of several such statements, brought back to the numbers of the first, vote: what a language model writes because of the
numbers that happen to stand there, not because of the words around them, is outvoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from algorist.methods.formalising.numerals import COMMON, EVERYDAY

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
    instead_of: Mapping[int, int]

    def back(self, formal: str) -> str:
        """Return a formal text about this statement with the numbers of the first."""
        return in_formal(formal, self.instead_of)


def renumbered(statement: str, count: int) -> Iterator[Renumbered]:
    """Yield the statement itself and then up to `count` times with other numbers; the same statement gives the same ones."""
    yield Renumbered(statement, {})
    for seed in range(count):
        forth = other_numbers(statement, Random(seed))
        if forth:
            back = {new: old for old, new in forth.items()}
            yield Renumbered(in_words(statement, forth), back)


def other_numbers(statement: str, random: Random) -> dict[int, int]:
    """Draw another number for those that a statement gives; nothing where there are too few to draw from.

    Whole numbers in digits become others with as many digits, smaller ones for smaller ones, no two the same. Small ones, numbers
    that everybody knows, and fractions stay.
    """
    stated = {int(number) for number in _STATED.findall(statement)}
    changed = sorted(number for number in stated if number >= LEAST and number not in EVERYDAY)
    kept = stated.difference(changed).union(int(each) for each in EVERYDAY | {each for each in COMMON if each >= 10})
    forth: dict[int, int] = {}
    for digits in sorted({len(str(number)) for number in changed}):
        old = [number for number in changed if len(str(number)) == digits]
        least = 10 ** (digits - 1)
        free = [each for each in range(max(LEAST, least), min(10 * least, least + FURTHEST)) if each not in kept]
        if len(free) < len(old):
            return {}
        forth |= zip(old, sorted(random.sample(free, len(old))), strict=True)
    return forth


def in_words(statement: str, instead_of: Mapping[int, int]) -> str:
    """Return a statement with numbers for others; fractions and longer numbers that hold one of them stay."""
    return _STATED.sub(lambda number: str(instead_of.get(int(number[0]), number[0])), statement)


def in_formal(text: str, instead_of: Mapping[int, int]) -> str:
    """Return a formal text with numbers for others, and shares ("0.2") for the shares of those in a hundred.

    >>> in_formal("answer = 20 * 0.2", {20: 35})
    'answer = 35 * 0.35'
    """
    shares = {f"{old / 100:g}": f"{new / 100:g}" for old, new in instead_of.items()}
    written = shares | {str(old): str(new) for old, new in instead_of.items()}
    return _WRITTEN.sub(lambda number: written.get(number[0], number[0]), text)
