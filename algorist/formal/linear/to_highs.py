"""Getting a program ready for HiGHS' file writers, and telling whether they lost any of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import lcm

from algorist.core.errors import InputError
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Row, Rows
from algorist.formal.linear.names import original


def ordered(rows: Rows) -> Rows:
    """Return the program with its columns in an order that HiGHS' MPS writer carries.

    It switches between continuous and integer only at a column with entries, so those without go to the two ends.
    """
    used = {column for row in rows.rows for column, _ in row.coefficients}
    order = sorted(
        range(len(rows.columns)),
        key=lambda place: (rows.columns[place].integer, (place in used) != rows.columns[place].integer),
    )
    places = {old: new for new, old in enumerate(order)}
    moved = (
        replace(row, coefficients=tuple(sorted((places[column], factor) for column, factor in row.coefficients)))
        for row in rows.rows
    )
    return replace(rows, columns=tuple(rows.columns[place] for place in order), rows=tuple(moved))


def scaled(rows: Rows) -> Rows:
    """Return the same program with numbers that 15 digits carry exactly, multiplying rows where that is needed.

    Raises InputError for a number that this cannot help.
    """
    for column in rows.columns:
        for value in (column.cost, column.lower, column.upper):
            _check_exact(value, column.name)
    _check_exact(rows.offset, "the objective")
    return Rows(rows.columns, tuple(map(_scaled_row, rows.rows)), rows.maximize, rows.offset)


def _scaled_row(row: Row) -> Row:
    values = [
        value for value in (row.lower, row.upper, *(factor for _, factor in row.coefficients)) if value is not None
    ]
    if all(map(_exact, values)):
        return row
    scale = lcm(*(value.denominator for value in values))
    for value in values:
        _check_exact(value * scale, row.name)
    lower, upper = (None if side is None else side * scale for side in (row.lower, row.upper))
    coefficients = tuple((column, factor * scale) for column, factor in row.coefficients)
    return Row(row.name, coefficients, lower, upper, row.constraint)


def _exact(value: Fraction) -> bool:
    return abs(value) < solver.INFINITE and Fraction(f"{float(value):.15g}") == value


def _check_exact(value: Fraction | None, name: str) -> None:
    if value is not None and not _exact(value):
        raise InputError(f"{name}: {value} has no exact decimal of 15 digits, which is all that these files carry.")


def essence(rows: Rows, names: list[str]) -> object:
    """Return all that a file must carry, whatever the order: columns by name, one-sided rows, sense and offset."""
    spelled = [original(name) for name in names]
    columns = {
        name: (column.lower, column.upper, column.integer, column.cost)
        for name, column in zip(spelled, rows.columns, strict=True)
    }
    sides = Counter(
        (frozenset((spelled[column], factor) for column, factor in row.coefficients), side, bound)
        for row in rows.rows
        for side, bound in (("lower", row.lower), ("upper", row.upper))
        if bound is not None
    )
    return columns, sides, rows.maximize, rows.offset
