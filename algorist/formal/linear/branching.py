"""A branching proof: a tree of boxes, every leaf closed by exact multipliers of the rows.

HiGHS' own branch-and-cut leaves no proof, so once it has found the incumbent, this small search splits the box again
and closes each leaf by a rational bound that reaches the incumbent, or by a Farkas refutation. Multipliers come cheap:
any vector proves something, so the floats are rounded and the bound is completed exactly; only where that falls short
is the basis solved exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from time import monotonic
from typing import Any

from algorist.formal.linear import highs as solver
from algorist.formal.linear.choice import History, choose
from algorist.formal.linear.evidence import (
    ZERO,
    Aggregation,
    box,
    broken,
    common_divisor,
    empty,
    lifted,
    minimised,
    rounded_in,
    skips_integers,
    spacing,
)
from algorist.formal.linear.ground import Rows
from algorist.formal.linear.highs import Ending
from algorist.formal.linear.infeasible import by_name, refutation
from algorist.formal.linear.optimum import Optimum, basic_dual, certified
from algorist.formal.linear.repair import Repair, dyadic, repair

LEAVES = ("bound", "farkas", "rounding")
MAX_LEAVES = 50_000
NEARLY = 1e-6
"""How far from an integer a float must be to count as fractional, and how far off HiGHS' optimum may be."""
TINY = 1e-12
DENOMINATORS = (1, 60, 10**4, None)
"""Multipliers are rounded to fractions this fine, the simplest that serve; None is dyadic, and repaired."""


@dataclass(slots=True)
class Tree:
    """A proof in the making: `nodes` as the certificate lists them, the root first, children after their parent."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    incumbent: list[Fraction] | None = None
    value: Fraction | None = None

    def rows(self) -> set[str]:
        """Return the names of the rows that the leaves use."""
        return {name for node in self.nodes for kind in LEAVES for name in node.get(kind, ())}


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the space still open, where it hangs in the tree, and the split that made it."""

    node: int
    lower: list[Fraction | None]
    upper: list[Fraction | None]
    split: tuple[int, bool, float, float] | None = None
    """Column, whether upward, the distance that the split moved it, and the relaxation's value before."""


def branching(rows: Rows, incumbent: Sequence[Fraction] | None, deadline: float) -> Tree | None:
    """Return a tree that proves the incumbent, or a better one that it found, optimal (or, with none, infeasibility).

    Returns None when the leaves or the time run out, or arithmetic leaves a box open.
    """
    search = _Search(rows, incumbent, deadline)
    return search.tree if search.finish() else None


class _Search:
    def __init__(self, rows: Rows, incumbent: Sequence[Fraction] | None, deadline: float) -> None:
        self.rows, self.deadline, self.step = rows, deadline, spacing(rows)
        self.costs = Aggregation(rows, minimised(rows))
        self.feasibility = Aggregation(rows, [ZERO] * len(rows.columns))
        self.highs = solver.load(rows, integer=False)
        self.history = History()
        self.repairs = self.repairing()
        self.reading = {"bound": 0, "farkas": 0}
        self.tree = Tree([{}])
        self.leaves = 0
        if incumbent is not None:
            self.improve(list(incumbent))
        self.loaded = box(rows)
        self.open = [_Box(0, *rounded_in(rows, *self.loaded))]

    def finish(self) -> bool:
        """Close every box; returns whether that succeeded."""
        if self.tree.incumbent is None and (dual := self.indivisible()):
            return self.leaf(self.open.pop(), "rounding", dual)
        while self.open:
            if self.leaves > MAX_LEAVES or monotonic() > self.deadline or not self.close(self.open.pop()):
                return False
        return True

    def close(self, part: _Box) -> bool:
        """Close a box by a bound or a refutation, or split it; returns whether one of them succeeded."""
        if self.crossed(part):
            return self.leaf(part, "farkas", {})
        self.load(part)
        ending = solver.run(self.highs, self.deadline)
        if ending in (Ending.INFEASIBLE, Ending.UNDECIDED):
            return self.refute(part)
        if ending != Ending.OPTIMAL:
            return False
        value = self.highs.getInfo().objective_function_value
        if part.split is not None:
            column, up, distance, before = part.split
            self.history.learn(column, up, value - before, distance)
        if self.promises(value):
            return self.bound_by_floats(part) or self.bound_exactly(part)
        return self.split_by_floats(part, value) or self.bound_exactly(part)

    def crossed(self, part: _Box) -> bool:
        """Whether the bounds of some column cross; below the root, only the last split can have done that."""
        if part.split is None:
            return empty(part.lower, part.upper)
        place = slice(part.split[0], part.split[0] + 1)
        return empty(part.lower[place], part.upper[place])

    def repairing(self) -> dict[str, Repair | None]:
        """Return what mends the multipliers of each kind of leaf."""
        cone = repair(self.rows, self.feasibility, self.deadline, conic=True)
        priced = cone or repair(self.rows, self.costs, self.deadline, conic=False)
        return {"bound": priced, "farkas": cone}

    # -- leaves

    def indivisible(self) -> dict[int, Fraction] | None:
        """Return a row, by its multiplier, whose coefficients have a common divisor that its sides skip."""
        for position, row in enumerate(self.rows.rows):
            if row.coefficients and all(self.rows.columns[column].integer for column, _ in row.coefficients):
                dual = {position: 1 / common_divisor([factor for _, factor in row.coefficients])}
                if skips_integers(self.rows, dual):
                    return dual
        return None

    def refute(self, part: _Box) -> bool:
        _, known, ray = self.highs.getDualRay()
        for signed in (ray, -ray) if known else ():
            for dual in self.rounded(signed, "farkas", part):
                if self.feasibility.refutes(dual, part.lower, part.upper):
                    return self.leaf(part, "farkas", dual)
        exact = refutation(self.boxed(part), self.deadline)
        return exact is not None and self.leaf(part, "farkas", exact)

    def bound_by_floats(self, part: _Box) -> bool:
        """Close a box by rounded multipliers, if they are good enough."""
        for dual in self.rounded(self.highs.getSolution().row_dual, "bound", part):
            bound = self.costs.bound(dual, part.lower, part.upper)
            if bound is not None and self.reaches(bound):
                return self.leaf(part, "bound", dual)
        return False

    def bound_exactly(self, part: _Box) -> bool:
        """Close a box by its exact optimum, which may be a new incumbent, or split it where that is fractional.

        Where the optimum ties with the incumbent, the exact dual alone does it, at a fraction of the cost.
        """
        dual = basic_dual(self.highs, self.rows, self.deadline)
        bound = self.costs.bound(dual, part.lower, part.upper)
        if bound is not None and self.reaches(bound):
            return self.leaf(part, "bound", dual)
        exact = certified(self.highs, self.boxed(part), self.deadline)
        if not isinstance(exact, Optimum):
            return exact == Ending.INFEASIBLE and self.refute(part)
        if not self.reaches(exact.value):
            for position, column in enumerate(self.rows.columns):
                if column.integer and exact.values[position].denominator != 1:
                    return self.split(part, position, exact.values[position], float(exact.value))
            self.improve(exact.values)
        return self.leaf(part, "bound", exact.dual)

    def promises(self, value: float) -> bool:
        """Whether the exact bound may reach the incumbent; between multiples, a float just above one will not."""
        doubt = NEARLY * max(1.0, abs(value) / 1000)
        return self.reaches(Fraction(value + doubt if self.step is None else value - doubt))

    def reaches(self, bound: Fraction) -> bool:
        return self.tree.value is not None and lifted(bound, self.step) >= self.tree.value

    def improve(self, values: list[Fraction]) -> None:
        if not broken(self.rows, values):
            costs = minimised(self.rows)
            self.tree.incumbent = values
            self.tree.value = sum((cost * value for cost, value in zip(costs, values, strict=True) if cost), ZERO)

    def leaf(self, part: _Box, kind: str, dual: dict[int, Fraction]) -> bool:
        self.leaves += 1
        self.tree.nodes[part.node] = {kind: by_name(self.rows, dual)}
        return True

    # -- splits

    def split_by_floats(self, part: _Box, worth: float) -> bool:
        values = list(self.highs.getSolution().col_value)
        fractional = [
            position
            for position, column in enumerate(self.rows.columns)
            if column.integer and abs(values[position] - round(values[position])) > NEARLY
        ]
        if not fractional:
            return False
        position = choose(self.highs, self.history, values, fractional)
        return self.split(part, position, Fraction(values[position]), worth)

    def split(self, part: _Box, position: int, value: Fraction, worth: float) -> bool:
        first, below = len(self.tree.nodes), floor(value)
        self.tree.nodes += [{}, {}]
        name = self.rows.columns[position].name
        self.tree.nodes[part.node] = {"split": name, "at": below, "below": first, "above": first + 1}
        upper, lower = list(part.upper), list(part.lower)
        upper[position], lower[position] = Fraction(below), Fraction(below + 1)
        fraction = float(value - below)
        self.open.append(_Box(first + 1, lower, part.upper, (position, True, 1 - fraction, worth)))
        self.open.append(_Box(first, part.lower, upper, (position, False, fraction, worth)))
        return True

    # -- floats and rationals

    def load(self, part: _Box) -> None:
        """Give HiGHS the bounds in which a box differs from the last one."""
        solver.change_bounds(self.highs, self.loaded, (part.lower, part.upper))
        self.loaded = part.lower, part.upper

    def boxed(self, part: _Box) -> Rows:
        sides = zip(self.rows.columns, part.lower, part.upper, strict=True)
        return replace(self.rows, columns=tuple(replace(column, lower=low, upper=high) for column, low, high in sides))

    def rounded(self, floats: Sequence[float], kind: str, part: _Box) -> Iterator[dict[int, Fraction]]:
        """Yield ever finer rational readings of multipliers, without those that no side of their row allows.

        The reading that served last for this kind of leaf comes first.
        """
        given = [
            (position, float(value))
            for position, value in enumerate(floats)
            if abs(value) > TINY
            and (self.rows.rows[position].lower if value > 0 else self.rows.rows[position].upper) is not None
        ]
        for number in range(self.reading[kind], len(DENOMINATORS)):
            self.reading[kind] = number
            denominator = DENOMINATORS[number]
            if denominator is not None:
                dual = {position: Fraction(value).limit_denominator(denominator) for position, value in given}
            else:
                dual = {position: dyadic(value) for position, value in given}
            dual = {position: fraction for position, fraction in dual.items() if fraction}
            mender = self.repairs[kind] if denominator is None else None
            if mender is not None:
                aggregation = self.costs if kind == "bound" else self.feasibility
                dual = mender.mend(dual, aggregation, (part.lower, part.upper))
            yield dual
