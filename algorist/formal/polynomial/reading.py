"""Reading the parts of a certificate, which come from whoever wrote the file: every part is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from algorist.formal.polynomial.arithmetic import Coefficients

RATIONAL = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")
LARGEST_BASIS = 2_000
LARGEST_POWER = 20
MAX_SHOWN = 80


class Rejected(Exception):
    """A part of a solution is malformed or does not hold; the text says which and why."""


def rational(text: Any, what: str) -> Fraction:
    """Return the rational that an integer or a string like "-3/4" denotes."""
    if isinstance(text, int) and not isinstance(text, bool):
        return Fraction(text)
    if not isinstance(text, str) or not RATIONAL.fullmatch(text) or not text.isascii():
        raise Rejected(f"{what} is {shown(text)}, which is no rational")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise Rejected(f"{what} divides by zero") from None


def whole(given: Any, limit: int, what: str) -> int:
    """Return an integer from 0 to below `limit`."""
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < limit:
        raise Rejected(f"{what} is {shown(given)}, not one of 0 to {limit - 1}")
    return given


def listed(given: Any, what: str) -> Sequence[Any]:
    """Return a list."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise Rejected(f"{what} is no list")
    return given


def entry(given: Any, name: str) -> Any:
    """Return what a mapping holds under a name."""
    if not isinstance(given, Mapping) or name not in given:
        raise Rejected(f"the certificate has no {name}")
    return given[name]


def polynomial(given: Any, variables: int, what: str) -> Coefficients:
    """Return the polynomial that a list of [coefficient, [exponents]] denotes."""
    total: Coefficients = {}
    for term in listed(given, what):
        if len(listed(term, what)) != 2 or len(listed(term[1], what)) != variables:
            raise Rejected(f"a term of {what} is not a coefficient and {variables} exponents")
        monomial = tuple(whole(exponent, 1_000, f"an exponent of {what}") for exponent in term[1])
        if monomial in total:
            raise Rejected(f"{what} has a monomial twice")
        total[monomial] = rational(term[0], f"a coefficient of {what}")
    return total


def triangle(given: Any, size: int) -> list[list[Fraction]]:
    """Return the lower triangle of a symmetric matrix of this size."""
    rows = listed(given, "the Gram matrix")
    if len(rows) != size or any(len(listed(row, "a row")) != place + 1 for place, row in enumerate(rows)):
        raise Rejected(f"the Gram matrix is not the lower triangle of {size} rows")
    return [[rational(value, "an entry of the Gram matrix") for value in row] for row in rows]


def shown(value: object) -> str:
    """Return a value as text of bearable length; Python prints no integer of over 4,300 digits."""
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
