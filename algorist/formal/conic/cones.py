"""Is a rational vector in a cone? Decided exactly, or, for exponentials, by an enclosure that errs towards no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from algorist.formal.conic.enclosure import exponential_above
from algorist.formal.conic.ground import MATRIX
from algorist.formal.conic.tree import (
    DUAL_EXPONENTIAL,
    DUAL_POWER,
    EXPONENTIAL,
    FREE,
    POSITIVE,
    POWER,
    ROTATED,
    SECOND_ORDER,
    ZERO,
)
from algorist.formal.polynomial.semidefinite import positive_semidefinite

DUALS = {
    ZERO: FREE,
    EXPONENTIAL: DUAL_EXPONENTIAL,
    DUAL_EXPONENTIAL: EXPONENTIAL,
    POWER: DUAL_POWER,
    DUAL_POWER: POWER,
}
"""The dual cones of those that are not their own."""
LARGEST_POWER = 20_000
Vector = Sequence[Fraction]


def inside(kind: str, vector: Vector, powers: Vector = ()) -> bool:
    """Whether a vector is in the cone; `powers` sum to one."""
    if kind == FREE:
        return True
    if kind == ZERO:
        return not any(vector)
    if kind == POSITIVE:
        return all(value >= 0 for value in vector)
    if kind == SECOND_ORDER:
        return vector[0] >= 0 and vector[0] ** 2 >= _squares(vector[1:])
    if kind == ROTATED:
        return vector[0] >= 0 and vector[1] >= 0 and 2 * vector[0] * vector[1] >= _squares(vector[2:])
    if kind == MATRIX:
        return positive_semidefinite(_rows(vector))
    if kind == EXPONENTIAL:
        return _exponential(*vector)
    if kind == DUAL_EXPONENTIAL:
        return _dual_exponential(*vector)
    if kind == DUAL_POWER:
        heads = [value / power for value, power in zip(vector, powers, strict=False)]
        return _power([*heads, *vector[len(powers) :]], powers)
    return _power(vector, powers)


def inside_dual(kind: str, vector: Vector, powers: Vector = ()) -> bool:
    """Whether y s >= 0 for every s of the cone, where y s sums over the coordinates as they stand.

    For a lower triangle that counts an entry off the diagonal once, where the matrix has it twice: hence the halves.
    """
    if kind == MATRIX:
        rows = _rows(vector)
        return positive_semidefinite([[value / 2 for value in row[:-1]] + [row[-1]] for row in rows])
    return inside(DUALS.get(kind, kind), vector, powers)


def _rows(vector: Vector) -> list[list[Fraction]]:
    """Return the rows of the lower triangle that a vector lists."""
    rows: list[list[Fraction]] = []
    at = 0
    while at < len(vector):
        rows.append(list(vector[at : at + len(rows) + 1]))
        at += len(rows)
    return rows


def _squares(vector: Vector) -> Fraction:
    return sum((value * value for value in vector), Fraction(0))


def _exponential(first: Fraction, second: Fraction, third: Fraction) -> bool:
    """Whether first >= second exp(third / second), second > 0, or, at the boundary, first >= 0, 0, third <= 0."""
    if second <= 0:
        return second == 0 and first >= 0 and third <= 0
    above = exponential_above(third / second)
    return above is not None and first >= second * above


def _dual_exponential(first: Fraction, second: Fraction, third: Fraction) -> bool:
    """Whether first >= -third exp(second / third - 1), third < 0, or, at the boundary, first, second >= 0, 0."""
    if third >= 0:
        return third == 0 and first >= 0 and second >= 0
    above = exponential_above(second / third - 1)
    return above is not None and first >= -third * above


def _power(vector: Vector, powers: Vector) -> bool:
    """Whether prod x_i^p_i >= |rest|: both sides raised to twice the common denominator of the p_i."""
    heads, rest = vector[: len(powers)], vector[len(powers) :]
    if any(value < 0 for value in heads):
        return False
    common = lcm(*(power.denominator for power in powers))
    if common > LARGEST_POWER:
        return not any(rest)
    product = Fraction(1)
    for value, power in zip(heads, powers, strict=True):
        product *= value ** int(2 * power * common)
    return product >= _squares(rest) ** common
