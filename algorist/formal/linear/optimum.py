"""The exact optimum of a linear program: HiGHS finds the basis, rational arithmetic the vertex and its dual.

A basis says which columns and rows stand at a bound. That leaves two square systems, solved exactly: the vertex x and
the multipliers y. Where HiGHS' tolerances hid a violation, the same program is solved again through a magnifying glass
(Gleixner, Steffy and Wolter, "Iterative refinement for linear programming", 2016): shifted to the vertex and scaled by
the inverse of its violations, so that what was 1e-9 becomes 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from algorist.formal.linear import highs as solver
from algorist.formal.linear.evidence import ZERO, Bounds, activity, minimised
from algorist.formal.linear.exact import Late, Singular, System
from algorist.formal.linear.ground import Column, Row, Rows
from algorist.formal.linear.highs import Ending

ZOOMS = [10 ** (3 * power) for power in range(1, 7)]
"""How far each refinement may magnify, one after another; HiGHS loses its way where all becomes large at once."""
WRITABLE_BITS = 13_000


@dataclass(frozen=True, slots=True)
class Optimum:
    """An exact vertex and the multipliers of the rows that prove it optimal; `value` is minimised, without offset."""

    values: list[Fraction]
    dual: dict[int, Fraction]
    value: Fraction


def optimum(rows: Rows, deadline: float) -> Optimum | Ending:
    """Return the proved optimum of the continuous relaxation, or how the attempt ended (then on HiGHS' word)."""
    highs = solver.load(rows, integer=False)
    ending = solver.run(highs, deadline)
    return certified(highs, rows, deadline) if ending == Ending.OPTIMAL else ending


def writable(value: Fraction) -> bool:
    """Whether Python prints a rational (4,300 digits are its limit, 4,000 ours)."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) < WRITABLE_BITS


def certified(highs: Any, rows: Rows, deadline: float) -> Optimum | Ending:
    """Return the exact optimum of rows that HiGHS has just solved as floats, refining its basis where needed."""
    try:
        vertex = _vertex(rows, highs.getBasis(), deadline)
        if vertex.error:
            refined = _refined(highs, rows, deadline)
            if isinstance(refined, Ending):
                return refined
            vertex = refined
    except Singular:
        return Ending.FAILED
    except Late:
        return Ending.TIMEOUT
    if not all(map(writable, (*vertex.values, *vertex.dual.values(), vertex.value))):
        return Ending.FAILED
    return Optimum(vertex.values[: len(rows.columns)], vertex.dual, vertex.value)


def basic_dual(highs: Any, rows: Rows, deadline: float) -> dict[int, Fraction]:
    """Return the exact multipliers of HiGHS' basis, whatever they prove; none where it has no inverse or time is up."""
    basis = highs.getBasis()
    basic = [position for position, status in enumerate(basis.col_status) if status.name == "kBasic"]
    tight = [position for position, status in enumerate(basis.row_status) if status.name != "kBasic"]
    if len(tight) != len(basic):
        return {}
    costs = minimised(rows)
    try:
        system = System(_square(rows, tight, basic), deadline)
        found = system.solve_transposed([costs[position] for position in basic])
    except (Singular, Late):
        return {}
    return {position: value for position, value in zip(tight, found, strict=True) if value and writable(value)}


def _square(rows: Rows, tight: list[int], basic: list[int]) -> list[dict[int, Fraction]]:
    """Return the tight rows over the basic columns, which are numbered in their order."""
    order = {position: rank for rank, position in enumerate(basic)}
    return [
        {order[column]: factor for column, factor in rows.rows[position].coefficients if column in order}
        for position in tight
    ]


def _refined(highs: Any, rows: Rows, deadline: float) -> _Vertex | Ending:
    """Return the vertex of a basis found by magnifying; rows become equations, so that only columns have bounds."""
    wide = _equations(rows)
    lens = solver.load(wide, integer=False)
    solver.set_basis(lens, [*highs.getBasis().col_status, *highs.getBasis().row_status])
    for limit in ZOOMS:
        vertex = _vertex(wide, lens.getBasis(), deadline)
        if not vertex.error:
            return vertex
        _magnify(lens, wide, vertex, limit)
        ending = solver.run(lens, deadline)
        if ending != Ending.OPTIMAL:
            return ending
    return Ending.FAILED


def _equations(rows: Rows) -> Rows:
    """Return the program with a column for the activity of each row, which takes over the bounds of the row."""
    start = len(rows.columns)
    activities = [Column(f"activity {row.name}", row.lower, row.upper, False, ZERO) for row in rows.rows]
    lines = [
        replace(row, coefficients=(*row.coefficients, (start + place, Fraction(-1))), lower=ZERO, upper=ZERO)
        for place, row in enumerate(rows.rows)
    ]
    return replace(rows, columns=(*rows.columns, *activities), rows=tuple(lines))


@dataclass(frozen=True, slots=True)
class _Vertex:
    """A basic solution, its multipliers and reduced costs, and by how much either breaks its conditions at worst."""

    values: list[Fraction]
    activities: list[Fraction]
    dual: dict[int, Fraction]
    reduced: list[Fraction]
    value: Fraction
    primal_error: Fraction
    dual_error: Fraction

    @property
    def error(self) -> bool:
        return bool(self.primal_error or self.dual_error)


def _vertex(rows: Rows, basis: Any, deadline: float) -> _Vertex:
    """Solve the two systems of a basis: what the tight rows say of the basic columns, and the reverse for the dual."""
    costs = minimised(rows)
    column_status = [status.name for status in basis.col_status]
    row_status = [status.name for status in basis.row_status]
    values = [_at(status, column) for status, column in zip(column_status, rows.columns, strict=True)]
    basic = [position for position, status in enumerate(column_status) if status == "kBasic"]
    tight = [position for position, status in enumerate(row_status) if status != "kBasic"]
    if len(tight) != len(basic):
        raise Singular
    right = [
        _at(row_status[position], rows.rows[position]) - activity(rows.rows[position].coefficients, values)
        for position in tight
    ]
    system = System(_square(rows, tight, basic), deadline)
    for position, value in zip(basic, system.solve(right), strict=True):
        values[position] = value
    multipliers = system.solve_transposed([costs[position] for position in basic])
    dual = {position: value for position, value in zip(tight, multipliers, strict=True) if value}
    reduced = list(costs)
    for position, multiplier in dual.items():
        for column, factor in rows.rows[position].coefficients:
            reduced[column] -= multiplier * factor
    activities = [activity(row.coefficients, values) for row in rows.rows]
    prices = [dual.get(position, ZERO) for position in range(len(rows.rows))]
    states: list[tuple[Column | Row, Fraction, Fraction]] = [
        *zip(rows.columns, values, reduced, strict=True),
        *zip(rows.rows, activities, prices, strict=True),
    ]
    value = sum((cost * entry for cost, entry in zip(costs, values, strict=True) if cost), ZERO)
    primal_error = max((_miss(line, entry) for line, entry, _ in states), default=ZERO)
    dual_error = max((_slack_cost(line, entry, price) for line, entry, price in states), default=ZERO)
    return _Vertex(values, activities, dual, reduced, value, primal_error, dual_error)


def _at(status: str, line: Column | Row) -> Fraction:
    """Return the bound that a nonbasic column or row stands at; a free one stands at zero, a basic one waits there."""
    if status == "kBasic":
        return ZERO
    first, second = (line.upper, line.lower) if status == "kUpper" else (line.lower, line.upper)
    return first if first is not None else second if second is not None else ZERO


def _miss(line: Column | Row, value: Fraction) -> Fraction:
    """Return by how much a value leaves its bounds."""
    if line.lower is not None and value < line.lower:
        return line.lower - value
    return value - line.upper if line.upper is not None and value > line.upper else ZERO


def _slack_cost(line: Column | Row, value: Fraction, price: Fraction) -> Fraction:
    """Return the size of a price whose sign asks for a bound at which the value does not stand."""
    bound = line.lower if price > 0 else line.upper
    return abs(price) if price and bound != value else ZERO


def _magnify(highs: Any, rows: Rows, vertex: _Vertex, limit: int) -> None:
    """Give HiGHS the same program seen from a vertex, its violations scaled up to 1, or as far as the limit goes."""
    zoom = min(1 / vertex.primal_error, Fraction(limit)) if vertex.primal_error else Fraction(1)
    weight = min(1 / vertex.dual_error, Fraction(limit)) if vertex.dual_error else Fraction(1)

    def seen(lines: Sequence[Column | Row], origin: list[Fraction]) -> tuple[Bounds, Bounds]:
        pairs = [*zip(lines, origin, strict=True)]
        return (
            [None if line.lower is None else (line.lower - value) * zoom for line, value in pairs],
            [None if line.upper is None else (line.upper - value) * zoom for line, value in pairs],
        )

    costs = [cost * weight for cost in vertex.reduced]
    solver.restate(highs, costs, seen(rows.columns, vertex.values), seen(rows.rows, vertex.activities))
