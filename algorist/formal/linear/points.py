"""Exact points and directions out of HiGHS' floats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from algorist.formal.linear import highs as solver
from algorist.formal.linear.evidence import ZERO, broken, minimised, recedes
from algorist.formal.linear.ground import Row, Rows
from algorist.formal.linear.optimum import Optimum, optimum

DENOMINATORS = (1, 60, 10**4, 10**9)
"""Floats are read as fractions this fine, the simplest that satisfy the rows."""


def incumbent(rows: Rows, highs: Any, deadline: float) -> list[Fraction] | None:
    """Return HiGHS' best point made exact: integers rounded and fixed, the rest solved for; None when that fails."""
    if highs.getInfo().primal_solution_status != solver.FEASIBLE_POINT:
        return None
    floats = highs.getSolution().col_value
    near = nearby(rows, floats)
    if near is not None and all(column.integer for column in rows.columns):
        return near
    fixed = []
    for column, value in zip(rows.columns, floats, strict=True):
        whole = Fraction(round(value))
        fixed.append(replace(column, lower=whole, upper=whole, integer=False) if column.integer else column)
    found = optimum(replace(rows, columns=tuple(fixed)), deadline)
    if isinstance(found, Optimum) and not broken(rows, found.values):
        return found.values
    return near


def nearby(rows: Rows, floats: Sequence[float]) -> list[Fraction] | None:
    """Return simple fractions near a float point that satisfy the rows exactly, if any do."""
    for denominator in DENOMINATORS:
        values = [
            Fraction(round(value)) if column.integer else Fraction(value).limit_denominator(denominator)
            for column, value in zip(rows.columns, floats, strict=True)
        ]
        if not broken(rows, values):
            return values
    return None


def improving_ray(rows: Rows, deadline: float) -> list[Fraction] | None:
    """Return a direction that keeps every bound and row and gains 1 a step, as the vertex of its own program."""
    columns = tuple(
        replace(
            column,
            lower=None if column.lower is None else ZERO,
            upper=None if column.upper is None else ZERO,
            integer=False,
            cost=ZERO,
        )
        for column in rows.columns
    )
    cone = [
        replace(row, lower=None if row.lower is None else ZERO, upper=None if row.upper is None else ZERO)
        for row in rows.rows
    ]
    gain = tuple((position, cost) for position, cost in enumerate(minimised(rows)) if cost)
    cone.append(Row("gain", gain, Fraction(-1), Fraction(-1), -1))
    found = optimum(Rows(columns, tuple(cone)), deadline)
    return found.values if isinstance(found, Optimum) and not recedes(rows, found.values) else None
