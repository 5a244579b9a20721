"""Multipliers made valid exactly: what rounding spoils at columns without bound, an interior dual vector heals.

A reduced cost of -1e-12 at a column without upper bound makes a bound worthless. Let d be multipliers that leave such
columns a reduced cost of the right sign and at least `margin`: mixing in a little of d mends every y that is nearly
right ("project and shift" of Steffy and Wolter, "Valid linear programming bounds for exact mixed-integer programming",
2013, section 3). One linear program finds d; the margin is then computed exactly, so nothing rests on its floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from algorist.formal.linear import highs as solver
from algorist.formal.linear.evidence import ZERO, Aggregation, Bounds, box
from algorist.formal.linear.ground import Column, Row, Rows
from algorist.formal.linear.highs import Ending

FINE = 1 << 30
"""Floats are read as multiples of 1 / FINE."""
LARGEST_MULTIPLIER = Fraction(10**6)


def dyadic(value: float, fine: int = FINE) -> Fraction:
    """Return the nearest multiple of 1 / fine."""
    return Fraction(round(value * fine), fine)


@dataclass(frozen=True, slots=True)
class Repair:
    """Multipliers `dual` that leave every column without a bound at least `margin` of reduced cost.

    `conic`: they do so without any costs, so that multiples of them can be added to any multipliers. Otherwise they
    are mixed with others in parts that add up to 1.
    """

    dual: dict[int, Fraction]
    margin: Fraction
    conic: bool

    def mend(
        self, dual: Mapping[int, Fraction], aggregation: Aggregation, box: tuple[Bounds, Bounds]
    ) -> dict[int, Fraction]:
        """Return multipliers close to the given ones that prove something over a box, columns free on both sides aside."""
        weights, common = aggregation.weights(dual)
        reduced = aggregation.reduced(weights, common)
        worst = 0
        for cost, low, high in zip(reduced, *box, strict=True):
            if (cost < 0 and high is None) or (cost > 0 and low is None):
                worst = max(worst, abs(cost))
        if not worst:
            return dict(dual)
        lack = Fraction(worst, common)
        part = lack / self.margin if self.conic else lack / (lack + self.margin)
        part = Fraction(-(-part.numerator * FINE**2 // part.denominator), FINE**2)
        kept = Fraction(1) if self.conic else 1 - part
        mixed = {position: kept * value for position, value in dual.items()}
        for position, value in self.dual.items():
            mixed[position] = mixed.get(position, ZERO) + part * value
        return {position: value for position, value in mixed.items() if value}


def repair(rows: Rows, aggregation: Aggregation, deadline: float, *, conic: bool) -> Repair | None:
    """Return such multipliers for the box of the rows (and so for every box within), or None where there are none."""
    multipliers = [_multiplier(row) for row in rows.rows]
    margin = Column("margin", ZERO, Fraction(1), False, Fraction(-1))
    entries: list[list[tuple[int, Fraction]]] = [[] for _ in rows.columns]
    for position, row in enumerate(rows.rows):
        for place, factor in row.coefficients:
            entries[place].append((position, factor))
    lines: list[Row] = []
    room = len(multipliers)
    for place, (column, cost) in enumerate(zip(rows.columns, aggregation.costs, strict=True)):
        price = ZERO if conic else Fraction(cost, aggregation.cost_scale)
        if column.lower is None and column.upper is None:
            lines.append(Row(f"free {place}", tuple(entries[place]), price, price, place))
        elif column.upper is None:
            lines.append(Row(f"above {place}", (*entries[place], (room, Fraction(1))), None, price, place))
        elif column.lower is None:
            lines.append(Row(f"below {place}", (*entries[place], (room, Fraction(-1))), price, None, place))
    if not lines:
        return None
    highs = solver.load(Rows((*multipliers, margin), tuple(lines)))
    if solver.run(highs, deadline) != Ending.OPTIMAL:
        return None
    found = highs.getSolution().col_value
    dual = {}
    for position, multiplier in enumerate(multipliers):
        value = dyadic(found[position])
        if value and not (value > 0 and multiplier.upper == 0) and not (value < 0 and multiplier.lower == 0):
            dual[position] = value
    return _measured(rows, dual, aggregation, conic=conic)


def _multiplier(row: Row) -> Column:
    """Return the range of a row's multiplier: a side that the row lacks cannot be leant on."""
    low = ZERO if row.upper is None else -LARGEST_MULTIPLIER
    high = ZERO if row.lower is None else LARGEST_MULTIPLIER
    return Column(row.name, low, high, False, ZERO)


def _measured(rows: Rows, dual: dict[int, Fraction], aggregation: Aggregation, *, conic: bool) -> Repair | None:
    """Return the repair with its exact margin; None where that is not positive."""
    weights, common = aggregation.weights(dual)
    reduced = aggregation.reduced(weights, common)
    if conic:
        reduced = [
            cost - own * (common // aggregation.cost_scale)
            for cost, own in zip(reduced, aggregation.costs, strict=True)
        ]
    margins = []
    for cost, low, high in zip(reduced, *box(rows), strict=True):
        if low is None and high is None:
            if cost:
                return None
        elif high is None:
            margins.append(cost)
        elif low is None:
            margins.append(-cost)
    least = Fraction(min(margins, default=0), common)
    return Repair(dual, least, conic) if least > 0 else None
