"""A point of a linear program that needs no solver: every variable at an end of its range, or as near 0 as it may be.

Many a program has such a point (buy nothing, or open everything), and one is enough to tell it from a program without any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from algorist.formal.linear.ground import Column, Row, Rows

Bound: TypeAlias = "Fraction | None"
ZERO = Fraction(0)


def corner(rows: Rows) -> dict[str, Fraction] | None:
    """Return a point that satisfies a program, if one of its simplest does: every column at an end of its range, or at 0."""
    ends = [
        [_within(column.lower, column, ZERO), _within(column.upper, column, ZERO), _within(ZERO, column, None)]
        for column in rows.columns
    ]
    for point in zip(*ends, strict=True):
        if all(value is not None for value in point) and all(_holds(row, point) for row in rows.rows):
            return {column.name: value for column, value in zip(rows.columns, point, strict=True) if value is not None}
    return None


def _within(value: Bound, column: Column, otherwise: Bound) -> Bound:
    """Return a value that a column may take near this one (or the other where there is none); None where it may take none."""
    value = otherwise if value is None else value
    if value is None:
        return None
    value = max(value, column.lower) if column.lower is not None else value
    value = min(value, column.upper) if column.upper is not None else value
    if column.integer and value.denominator != 1:
        value = Fraction(math.ceil(value) if value == column.lower else math.floor(value))
    low, high = column.lower, column.upper
    return value if (low is None or value >= low) and (high is None or value <= high) else None


def _holds(row: Row, point: Sequence[Bound]) -> bool:
    value = sum((factor * (point[column] or ZERO) for column, factor in row.coefficients), ZERO)
    return (row.lower is None or value >= row.lower) and (row.upper is None or value <= row.upper)
