"""A point that solves a linear program, where a few exact repairs of a simple one find it; no solver.

From the values nearest to nothing, every row that does not hold moves its columns within their bounds until it does.
"""

from __future__ import annotations

import math
from fractions import Fraction

from algorist.formal.linear.evidence import activity, broken
from algorist.formal.linear.ground import Column, Row, Rows

PASSES = 12
"""How often the rows are gone through; a program that needs more is one for a solver."""


def point(rows: Rows) -> dict[str, Fraction] | None:
    """Return the values of a solution by name; None where none was found, which says nothing."""
    values = [_within(Fraction(0), column) for column in rows.columns]
    for _ in range(PASSES):
        if not broken(rows, values):
            return {column.name: value for column, value in zip(rows.columns, values, strict=True)}
        for row in rows.rows:
            _repair(row, rows.columns, values)
    return None


def _repair(row: Row, columns: tuple[Column, ...], values: list[Fraction]) -> None:
    """Move the columns of a row, one after the other, as far as it takes and their bounds allow."""
    now = activity(row.coefficients, values)
    low, high = row.lower, row.upper
    target = low if low is not None and now < low else high if high is not None and now > high else now
    for place, factor in row.coefficients:
        if now == target:
            return
        if not factor:
            continue
        wanted = values[place] + (target - now) / factor
        if columns[place].integer and wanted.denominator != 1:
            wanted = Fraction(math.ceil(wanted) if wanted > values[place] else math.floor(wanted))
        moved = _within(wanted, columns[place])
        now += factor * (moved - values[place])
        values[place] = moved
        if (low is None or now >= low) and (high is None or now <= high):
            return


def _within(value: Fraction, column: Column) -> Fraction:
    """Return the value between a column's bounds that is nearest to this one, whole where the column is."""
    low, high = column.lower, column.upper
    if low is not None and value < low:
        value = Fraction(math.ceil(low)) if column.integer else low
    if high is not None and value > high:
        value = Fraction(math.floor(high)) if column.integer else high
    return value
