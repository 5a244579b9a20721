"""Sparse linear systems over the rationals: pivots chosen in floats, equations solved exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

Equation = tuple[dict[int, Fraction], Fraction]
"""Coefficients by unknown, and the right side."""


def spanning(matrix: Any) -> list[int]:
    """Return columns of a float matrix that span what all its columns do, found by a pivoted factorisation."""
    import numpy as np
    from scipy.linalg import qr

    if not matrix.size:
        return []
    _, triangle, order = qr(matrix, mode="economic", pivoting=True)
    size = np.abs(np.diag(triangle))
    return [int(place) for place in order[: int(np.sum(size > 1e-9 * max(1e-300, float(size[0]))))]]


def solved(equations: Sequence[Equation]) -> dict[int, Fraction] | None:
    """Return a solution, unknowns that nothing determines being zero; None when there is none. Uses up its argument."""
    pending = list(equations)
    done: list[tuple[int, dict[int, Fraction], Fraction]] = []
    while pending:
        pending.sort(key=lambda each: len(each[0]), reverse=True)
        row, right = pending.pop()
        if not row:
            if right:
                return None
            continue
        pivot = min(row, key=lambda place: sum(place in other for other, _ in pending))
        lead = row.pop(pivot)
        row, right = {place: value / lead for place, value in row.items()}, right / lead
        done.append((pivot, row, right))
        pending = [_eliminated(other, rest, pivot, row, right) for other, rest in pending]
    found: dict[int, Fraction] = {}
    for pivot, row, right in reversed(done):
        found[pivot] = right - sum((value * found.get(place, Fraction(0)) for place, value in row.items()), Fraction(0))
    return found


def _eliminated(
    other: dict[int, Fraction], rest: Fraction, pivot: int, row: Mapping[int, Fraction], right: Fraction
) -> Equation:
    factor = other.pop(pivot, None)
    if factor is None:
        return other, rest
    for place, value in row.items():
        total = other.get(place, Fraction(0)) - factor * value
        if total:
            other[place] = total
        else:
            other.pop(place, None)
    return other, rest - factor * right
