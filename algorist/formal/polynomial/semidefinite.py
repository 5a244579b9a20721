"""Is a symmetric rational matrix positive semidefinite? Decided exactly, with no solver and no trust in floats.

First the cheap way. With S any scaling and L any lower triangular matrix, Q is positive semidefinite when
S Q S - L L' is diagonally dominant with a nonnegative diagonal. L is a rounded Cholesky factor, a guess made in floats;
the difference is computed in integers, so the guess need not be trusted. It fails only near the boundary of the cone,
where exact elimination Q = L D L' decides: Q is positive semidefinite iff every pivot is nonnegative and a zero pivot
has only zeros below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, sqrt
from typing import TypeAlias

Matrix: TypeAlias = Sequence[Sequence[Fraction]]
"""A symmetric matrix as the rows of its lower triangle, the diagonal included."""

BITS = 40
"""Binary places that the guessed factor keeps."""
SLACK = 2.0**-34
"""What the guess takes off the diagonal (scaled to 1/4..1) to leave the remainder room for dominance."""


def positive_semidefinite(matrix: Matrix) -> bool:
    """Whether z' Q z >= 0 for all z; exact."""
    return all(row[-1] >= 0 for row in matrix) and (_dominated(matrix) or _eliminated(matrix))


def _dominated(matrix: Matrix) -> bool:
    """Whether a rounded Cholesky factor proves the matrix positive definite; False says nothing."""
    scaled = _scaled(matrix)
    if scaled is None:
        return False
    whole, common = scaled
    factor = _cholesky([[_ratio(value, common) for value in row] for row in whole])
    if factor is None:
        return False
    guess = [[round(value * 2**BITS) for value in row] for row in factor]
    # whole / common - guess guess' / 2^(2 BITS), times common * 2^(2 BITS)
    slack = [0] * len(whole)
    for i, row in enumerate(whole):
        for j, value in enumerate(row):
            inner = sum(map(int.__mul__, guess[i][: j + 1], guess[j]))
            rest = (value << 2 * BITS) - inner * common
            if i == j:
                slack[i] += rest
            else:
                slack[i] -= abs(rest)
                slack[j] -= abs(rest)
    return all(value >= 0 for value in slack)


def _scaled(matrix: Matrix) -> tuple[list[list[int]], int] | None:
    """Return S Q S as integers over a common denominator, S of powers of two that bring the diagonal to 1/4..1."""
    exponents = []
    for row in matrix:
        if row[-1] <= 0:
            return None
        bits = row[-1].numerator.bit_length() - row[-1].denominator.bit_length()
        exponents.append(-(-(bits + 1) // 2))
    common = lcm(*(value.denominator for row in matrix for value in row))
    lift = max(exponents, default=0) * 2
    whole = [
        [
            value.numerator * (common // value.denominator) << (lift - exponents[i] - exponents[j])
            for j, value in enumerate(row)
        ]
        for i, row in enumerate(matrix)
    ]
    return whole, common << lift if lift >= 0 else common


def _ratio(value: int, under: int) -> float:
    """Return value / under as a float, whatever their lengths; too large becomes infinite."""
    try:
        return value / under
    except OverflowError:
        return float("inf")


def _cholesky(matrix: list[list[float]]) -> list[list[float]] | None:
    """Return the lower Cholesky factor of a float matrix, less the slack; None when a pivot is not positive."""
    factor: list[list[float]] = []
    for i, row in enumerate(matrix):
        line: list[float] = []
        for j in range(i):
            other = factor[j]
            line.append((row[j] - sum(map(float.__mul__, line, other))) / other[j])
        pivot = row[i] - SLACK - sum(value * value for value in line)
        if not 0 < pivot < 2:
            return None
        line.append(sqrt(pivot))
        factor.append(line)
    return factor


def _eliminated(matrix: Matrix) -> bool:
    """Whether Q = L D L' with D >= 0, by fraction-free elimination (Bareiss) over the integers."""
    common = lcm(*(value.denominator for row in matrix for value in row))
    rest = [[value.numerator * (common // value.denominator) for value in row] for row in matrix]
    last = 1
    while rest:
        pivots = [k for k, row in enumerate(rest) if row[-1]]
        if any(rest[k][-1] < 0 for k in pivots):
            return False
        if not pivots:
            return not any(value for row in rest for value in row)
        at = min(pivots, key=lambda k: rest[k][-1])
        column = [rest[at][k] if k <= at else rest[k][at] for k in range(len(rest))]
        pivot = column[at]
        kept = [k for k in range(len(rest)) if k != at]
        rest = [
            [(pivot * rest[i][j] - column[i] * column[j]) // last for j in kept[: place + 1]]
            for place, i in enumerate(kept)
        ]
        last = pivot
    return True
