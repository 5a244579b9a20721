"""Why there is no solution: exact Farkas multipliers, and a minimal set of constraints that conflict."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import Any

from algorist.formal.linear import highs as solver
from algorist.formal.linear.evidence import ZERO, box, empty, refutes
from algorist.formal.linear.ground import Column, Rows
from algorist.formal.linear.highs import Ending
from algorist.formal.linear.optimum import Optimum, optimum


def refutation(rows: Rows, deadline: float) -> dict[int, Fraction] | None:
    """Return multipliers that prove the continuous relaxation infeasible; None when it is feasible or time is up.

    They are the dual of the elastic program, which pays 1 for every unit by which a row is missed: its optimum is
    positive exactly when the rows cannot be met, and bounds every multiplier by 1.
    """
    if empty(*box(rows)):
        return {}
    found = optimum(elastic(rows), deadline)
    return found.dual if isinstance(found, Optimum) and refutes(rows, found.dual) else None


def elastic(rows: Rows) -> Rows:
    """Return the program that lets every row be missed and minimises the total miss."""
    columns = [replace(column, cost=ZERO, integer=False) for column in rows.columns]
    stretched = []
    for row in rows.rows:
        coefficients = list(row.coefficients)
        for side, sign in ((row.lower, 1), (row.upper, -1)):
            if side is not None:
                coefficients.append((len(columns), Fraction(sign)))
                columns.append(Column(f"miss {len(columns)}", ZERO, None, False, Fraction(1)))
        stretched.append(replace(row, coefficients=tuple(coefficients)))
    return Rows(tuple(columns), tuple(stretched))


def restricted(rows: Rows, constraints: Collection[int]) -> Rows:
    """Return the program with the rows of only some of the model's constraints."""
    kept = set(constraints)
    return replace(rows, rows=tuple(row for row in rows.rows if row.constraint in kept))


def conflict(rows: Rows, suspects: Collection[int], deadline: float, *, integer: bool) -> tuple[int, ...]:
    """Return a minimal infeasible subset of constraints known to conflict, by leaving out one after another.

    Where HiGHS cannot decide before the deadline, a constraint is kept.
    """
    needed = sorted(suspects)
    highs = solver.load(restricted(rows, needed), integer=integer)
    numbers = [row.constraint for row in rows.rows if row.constraint in set(needed)]
    sides = [(row.lower, row.upper) for row in rows.rows if row.constraint in set(needed)]
    for constraint in list(needed):
        places = [place for place, number in enumerate(numbers) if number == constraint]
        _set_sides(highs, places, [(None, None)] * len(places))
        if solver.run(highs, deadline) == Ending.INFEASIBLE:
            needed.remove(constraint)
        else:
            _set_sides(highs, places, [sides[place] for place in places])
    return tuple(needed)


def _set_sides(highs: Any, places: list[int], sides: list[tuple[Fraction | None, Fraction | None]]) -> None:
    infinity = solver.package().kHighsInf
    lower = solver.floats([low for low, _ in sides], -infinity)
    highs.changeRowsBounds(len(places), places, lower, solver.floats([high for _, high in sides], infinity))


def support(rows: Rows, dual: dict[int, Fraction]) -> set[int]:
    """Return the constraints whose rows have multipliers."""
    return {rows.rows[position].constraint for position in dual}


def by_name(rows: Rows, dual: dict[int, Fraction]) -> dict[str, str]:
    """Return multipliers as a certificate writes them."""
    return {rows.rows[position].name: str(value) for position, value in sorted(dual.items()) if value}
