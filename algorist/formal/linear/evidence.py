"""The arithmetic of linear evidence over exact rationals: what a point satisfies, and what multipliers prove.

One inequality carries every certificate. Minimise c x over a box l <= x <= u and rows L <= A x <= U. For *any* vector
y, with r = c - y A, every feasible x has

    c x = y (A x) + r x >= sum_i min(y_i L_i, y_i U_i) + sum_j min(r_j l_j, r_j u_j).

The right side is `dual_bound`. It proves optimality when it reaches the objective, prunes a branch when it reaches the
incumbent, and with c = 0 it proves infeasibility when it is positive. Costs are always of the minimised form here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import TypeAlias

from algorist.formal.linear.ground import Rows

Bounds: TypeAlias = Sequence["Fraction | None"]
ZERO = Fraction(0)
MAX_SHOWN = 80


def box(rows: Rows) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """Return the lower and the upper bounds of the columns."""
    return [column.lower for column in rows.columns], [column.upper for column in rows.columns]


def empty(lower: Bounds, upper: Bounds) -> bool:
    """Whether some column's bounds cross."""
    return any(low is not None and high is not None and low > high for low, high in zip(lower, upper, strict=True))


def crossed(rows: Rows) -> list[str]:
    """Return the columns that no value fits, integer bounds rounded inward."""
    lower, upper = rounded_in(rows, *box(rows))
    sides = zip(rows.columns, lower, upper, strict=True)
    return [column.name for column, low, high in sides if low is not None and high is not None and low > high]


def minimised(rows: Rows) -> list[Fraction]:
    """Return the costs with their signs turned where the objective is maximised."""
    return [-column.cost if rows.maximize else column.cost for column in rows.columns]


def objective(rows: Rows, values: Sequence[Fraction]) -> Fraction:
    """Return the objective as the model states it, offset included."""
    terms = (column.cost * value for column, value in zip(rows.columns, values, strict=True) if column.cost)
    return sum(terms, rows.offset)


def activity(coefficients: Sequence[tuple[int, Fraction]], values: Sequence[Fraction]) -> Fraction:
    return sum((factor * values[position] for position, factor in coefficients if values[position]), ZERO)


def shown(value: object) -> str:
    """Return a value as text of bearable length; Python prints no integer of over 4,300 digits."""
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def broken(rows: Rows, values: Sequence[Fraction]) -> str:
    """Return what a point violates, in words, or an empty string when it is feasible."""
    for column, value in zip(rows.columns, values, strict=True):
        if column.lower is not None and value < column.lower:
            return f"{column.name} = {shown(value)} is below its bound {column.lower}"
        if column.upper is not None and value > column.upper:
            return f"{column.name} = {shown(value)} is above its bound {column.upper}"
        if column.integer and value.denominator != 1:
            return f"{column.name} = {shown(value)} is not an integer"
    for row in rows.rows:
        value = activity(row.coefficients, values)
        if row.lower is not None and value < row.lower:
            return f"{row.name} is violated: {shown(value)} is below {row.lower}"
        if row.upper is not None and value > row.upper:
            return f"{row.name} is violated: {shown(value)} is above {row.upper}"
    return ""


class Aggregation:
    """The rows of a program, scaled to integers once, to be added up under many multipliers."""

    def __init__(self, rows: Rows, costs: Sequence[Fraction]) -> None:
        self.cost_scale = lcm(*(cost.denominator for cost in costs))
        self.costs = [int(cost * self.cost_scale) for cost in costs]
        self.rows: list[tuple[int, list[tuple[int, int]], int | None, int | None]] = []
        for row in rows.rows:
            sides = [side.denominator for side in (row.lower, row.upper) if side is not None]
            scale = lcm(*sides, *(factor.denominator for _, factor in row.coefficients))
            integers = [(column, int(factor * scale)) for column, factor in row.coefficients]
            low, high = (None if side is None else int(side * scale) for side in (row.lower, row.upper))
            self.rows.append((scale, integers, low, high))

    def weights(self, dual: Mapping[int, Fraction]) -> tuple[dict[int, int], int]:
        """Return multipliers of the scaled rows as integers over a common denominator."""
        shares = [
            (position, value.numerator, value.denominator * self.rows[position][0]) for position, value in dual.items()
        ]
        common = lcm(self.cost_scale, *(below for _, _, below in shares))
        return {position: above * (common // below) for position, above, below in shares}, common

    def reduced(self, weights: Mapping[int, int], common: int) -> list[int]:
        """Return what weights leave of the costs, over the common denominator."""
        reduced = [cost * (common // self.cost_scale) for cost in self.costs]
        for position, weight in weights.items():
            for column, coefficient in self.rows[position][1]:
                reduced[column] -= weight * coefficient
        return reduced

    def bound(self, dual: Mapping[int, Fraction], lower: Bounds, upper: Bounds) -> Fraction | None:
        """Return what multipliers prove to be no more than the minimum of the costs over a box; None when nothing."""
        weights, common = self.weights(dual)
        whole, broken_off = 0, ZERO
        for position, weight in weights.items():
            _, _, low, high = self.rows[position]
            side = low if weight > 0 else high
            if weight and side is None:
                return None
            whole += weight * (side or 0)
        for cost, least, most in zip(self.reduced(weights, common), lower, upper, strict=True):
            if cost:
                end = least if cost > 0 else most
                if end is None:
                    return None
                if end.denominator == 1:
                    whole += cost * end.numerator
                else:
                    broken_off += cost * end
        return (whole + broken_off) / common

    def refutes(self, dual: Mapping[int, Fraction], lower: Bounds, upper: Bounds) -> bool:
        """Whether multipliers, the costs being zero, prove in Farkas' way that a box holds no point."""
        if empty(lower, upper):
            return True
        bound = self.bound(dual, lower, upper)
        return bound is not None and bound > 0


def dual_bound(rows: Rows, dual: Mapping[int, Fraction]) -> Fraction | None:
    """Return what multipliers prove to be no more than the minimised costs, offset aside; None when nothing."""
    return Aggregation(rows, minimised(rows)).bound(dual, *box(rows))


def refutes(rows: Rows, dual: Mapping[int, Fraction]) -> bool:
    """Whether multipliers prove that there is no point, integer bounds rounded inward."""
    return Aggregation(rows, [ZERO] * len(rows.columns)).refutes(dual, *rounded_in(rows, *box(rows)))


def skips_integers(rows: Rows, dual: Mapping[int, Fraction]) -> bool:
    """Whether rows, added up, must come to an integer and cannot.

    That is so when every integer column gets an integer coefficient and every other column none, and when no integer
    lies between what the sides of the rows add up to: 2 x - 2 y = 1, halved, is x - y = 1/2.
    """
    low: Fraction | None = ZERO
    high: Fraction | None = ZERO
    total: dict[int, Fraction] = {}
    for position, multiplier in dual.items():
        row = rows.rows[position]
        ends = (row.lower, row.upper) if multiplier > 0 else (row.upper, row.lower)
        low = None if low is None or ends[0] is None else low + multiplier * ends[0]
        high = None if high is None or ends[1] is None else high + multiplier * ends[1]
        for column, factor in row.coefficients:
            total[column] = total.get(column, ZERO) + multiplier * factor
    whole = all(factor.denominator == 1 and (not factor or rows.columns[p].integer) for p, factor in total.items())
    return whole and low is not None and high is not None and ceil(low) > floor(high)


def recedes(rows: Rows, ray: Sequence[Fraction]) -> str:
    """Return why a direction does not improve the objective forever from any feasible point, or an empty string."""
    for column, value in zip(rows.columns, ray, strict=True):
        if (column.lower is not None and value < 0) or (column.upper is not None and value > 0):
            return f"the ray leaves the bounds of {column.name}"
    for row in rows.rows:
        value = activity(row.coefficients, ray)
        if (row.lower is not None and value < 0) or (row.upper is not None and value > 0):
            return f"the ray leaves {row.name}"
    gain = sum((cost * value for cost, value in zip(minimised(rows), ray, strict=True) if cost), ZERO)
    return "" if gain < 0 else "the ray does not improve the objective"


def spacing(rows: Rows) -> Fraction | None:
    """Return the gcd of the costs when only integer columns cost: objectives then are multiples of it; else None.

    Without costs there is nothing to space: None.
    """
    costs = [column.cost for column in rows.columns if column.cost]
    if not costs or any(column.cost and not column.integer for column in rows.columns):
        return None
    return common_divisor(costs)


def common_divisor(values: Sequence[Fraction]) -> Fraction:
    """Return the largest rational of which all values are multiples."""
    common = lcm(*(value.denominator for value in values))
    return Fraction(gcd(*(int(value * common) for value in values)), common)


def lifted(bound: Fraction, step: Fraction | None) -> Fraction:
    """Round a lower bound up to the next multiple of `step`."""
    return bound if step is None else ceil(bound / step) * step


def rounded_in(rows: Rows, lower: Bounds, upper: Bounds) -> tuple[list[Fraction | None], list[Fraction | None]]:
    """Return the box with the bounds of integer columns rounded inward."""
    inner_lower, inner_upper = list(lower), list(upper)
    for position, column in enumerate(rows.columns):
        if column.integer:
            low, high = lower[position], upper[position]
            inner_lower[position] = None if low is None else Fraction(ceil(low))
            inner_upper[position] = None if high is None else Fraction(floor(high))
    return inner_lower, inner_upper
