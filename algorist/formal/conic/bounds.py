"""Exact points and exact duals for a program that a solver has solved in floats.

A solver's optimum is on the boundary of the cones, where rounding fails. So the program is solved again with cones that
are a little smaller: with costs c - d A' e and constants b - d e, for e deep inside, the slack s + d e and the dual
y + d e belong to the first program and have a margin d. The price is a gap of about d (e s + e y); the smallest d that
works is taken. Where there is no interior, as with duals of rows that cannot bind, those rows are left out first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic

from algorist.formal.conic.exactly import exact_dual, exact_point
from algorist.formal.conic.ground import Block, Program
from algorist.formal.conic.numeric import Floats, center, numeric
from algorist.formal.conic.solvers import Task, solved
from algorist.formal.conic.tree import POSITIVE, ZERO

SHIFTS = (1e-7, 1e-6, 1e-5, 1e-4, 1e-3)
AIM = Fraction(1, 10**6)
"""The relative gap with which the search for a smaller one ends."""
SMALL = 1e-6
"""A dual below this part of the largest is taken for zero when rows are left out."""
ACTIVE = 1e-6
"""An inequality with less slack than this is taken for an equation, where there is no room inside."""
Duals = dict[str, list[Fraction]]


@dataclass(slots=True)
class Bounds:
    """The best found: an exact point with its costs, exact duals with their bound (offset aside)."""

    point: list[Fraction] | None = None
    worth: Fraction = Fraction(0)
    duals: Duals | None = None
    bound: Fraction = Fraction(0)

    @property
    def close(self) -> bool:
        """Whether both sides are there and near each other."""
        both = self.point is not None and self.duals is not None
        return both and self.worth - self.bound <= AIM * max(Fraction(1), abs(self.worth))


def bounds(program: Program, values: Floats, duals: Sequence[Floats], deadline: float) -> Bounds:
    """Return the best exact point and duals found before the deadline, from a solver's optimum."""
    best = Bounds()
    _keep(best, program, exact_point(program, values), exact_dual(program, program.costs, duals), None)
    for shift in SHIFTS:
        if best.close or monotonic() > deadline:
            break
        if not _shifted(best, program, shift, shift, deadline) and best.point is None:
            _shifted(best, program, shift, 0.0, deadline)
    if best.point is None:
        _keep(best, program, exact_point(program, values, ACTIVE), None, None)
    if not best.close:
        _thinned(best, program, duals, deadline)
    return best


def farkas(program: Program, deadline: float) -> Duals | None:
    """Return exact duals that add up to nothing with a positive bound, so that no point is in every cone; or None."""
    current = program
    for _ in range(3):
        found = _deepest(current, deadline)
        if found is None or monotonic() > deadline:
            return None
        exact = exact_dual(current, [Fraction(0)] * len(program.costs), found)
        if exact is not None and _bound(current, exact) > 0:
            return _named(program, current, exact)
        current = thin(current, found)
    return None


def thin(program: Program, duals: Sequence[Floats]) -> Program:
    """Return the program without the inequalities, row by row, and the cones whose duals are about zero."""
    import numpy as np

    largest = max((float(np.max(np.abs(dual))) for dual in duals if len(dual)), default=0.0)
    blocks = []
    for block, dual in zip(program.blocks, duals, strict=True):
        kept = [place for place, value in enumerate(dual) if abs(value) > SMALL * largest]
        if block.kind == POSITIVE and kept:
            rows, constants = tuple(block.rows[k] for k in kept), tuple(block.constants[k] for k in kept)
            blocks.append(replace(block, rows=rows, constants=constants))
        elif block.kind == ZERO or kept:
            blocks.append(block)
    return replace(program, blocks=tuple(blocks))


def _shifted(best: Bounds, program: Program, inward: float, upward: float, deadline: float) -> bool:
    """Solve with smaller cones for slacks and duals, and keep what becomes exact; False when there is nothing."""
    floats = numeric(program)
    inner = [
        inward * center(block) * max(1.0, *map(abs, c))
        for block, c in zip(program.blocks, floats.constants, strict=True)
    ]
    scale = max([1.0, *(abs(float(cost)) for cost in floats.costs)])
    lift = [upward * scale * center(block) for block in program.blocks]
    costs = floats.costs - sum((rows.T @ each for rows, each in zip(floats.rows, lift, strict=True)), 0 * floats.costs)
    constants = [given - each for given, each in zip(floats.constants, inner, strict=True)]
    found = solved(Task(costs, program.blocks, floats.maps, floats.rows, constants), deadline)
    if found.status != "optimal":
        return False
    raised = [dual + each for dual, each in zip(found.duals, lift, strict=True)]
    _keep(best, program, exact_point(program, found.values), exact_dual(program, program.costs, raised), None)
    return True


def _thinned(best: Bounds, program: Program, duals: Sequence[Floats], deadline: float) -> None:
    """Look for duals without those that are about zero: at a vertex, the equations determine the others."""
    thinner = thin(program, duals)
    floats = numeric(thinner)
    task = Task(floats.costs, thinner.blocks, floats.maps, floats.rows, floats.constants)
    found = solved(task, deadline)
    if found.status == "optimal":
        _keep(best, program, None, exact_dual(thinner, program.costs, found.duals), thinner)
    for shift in SHIFTS:
        if best.close or monotonic() > deadline:
            return
        inner = Bounds()
        _shifted(inner, thinner, shift, shift, deadline)
        if inner.duals is not None:
            nothing = {block.name: [Fraction(0)] * len(block.rows) for block in thinner.blocks}
            named = nothing | inner.duals
            _keep(best, program, None, [named[block.name] for block in thinner.blocks], thinner)


def _keep(
    best: Bounds,
    program: Program,
    point: list[Fraction] | None,
    exact: list[list[Fraction]] | None,
    thinner: Program | None,
) -> None:
    if point is not None:
        worth = sum((cost * value for cost, value in zip(program.costs, point, strict=True) if cost), Fraction(0))
        if best.point is None or worth < best.worth:
            best.point, best.worth = point, worth
    if exact is not None:
        bound = _bound(thinner or program, exact)
        if best.duals is None or bound > best.bound:
            best.duals, best.bound = _named(program, thinner or program, exact), bound


def _bound(program: Program, exact: Sequence[Sequence[Fraction]]) -> Fraction:
    pairs = (zip(dual, block.constants, strict=True) for block, dual in zip(program.blocks, exact, strict=True))
    return -sum((value * constant for pair in pairs for value, constant in pair if constant), Fraction(0))


def _named(program: Program, thinner: Program, exact: Sequence[Sequence[Fraction]]) -> Duals:
    """Return duals by block, zeros for the rows that were left out, blocks of zeros alone left out."""
    whole = {block.name: block for block in program.blocks}
    named = {}
    for block, dual in zip(thinner.blocks, exact, strict=True):
        if any(dual):
            named[block.name] = _filled(whole[block.name], block, list(dual))
    return named


def _filled(whole: Block, part: Block, dual: list[Fraction]) -> list[Fraction]:
    if len(whole.rows) == len(part.rows):
        return dual
    left = list(zip(part.rows, part.constants, dual, strict=True))
    filled = []
    for row, constant in zip(whole.rows, whole.constants, strict=True):
        if left and left[0][:2] == (row, constant):
            filled.append(left.pop(0)[2])
        else:
            filled.append(Fraction(0))
    return filled


def _deepest(program: Program, deadline: float) -> list[Floats] | None:
    """Return duals that add up to nothing, with bound one, as deep inside the dual cones as they go.

    With z and a scalar t: minimise 1 - t - e s such that s = A z + b t in the cones and e s <= 1; see `gram` of the
    polynomial language for the same form.
    """
    import numpy as np
    from scipy import sparse

    floats = numeric(program)
    depth = [center(block) for block in program.blocks]
    rows = [
        sparse.hstack([r, sparse.csr_matrix(c[:, None])]).tocsr()
        for r, c in zip(floats.rows, floats.constants, strict=True)
    ]
    size = len(program.names) + 1
    total = sum((r.T @ e for r, e in zip(rows, depth, strict=True)), np.zeros(size))
    costs = -total
    costs[-1] -= 1.0
    cap = Block("depth", POSITIVE, ((),), (Fraction(1),))
    one = sparse.identity(1, format="csr")
    task = Task(
        costs,
        [*program.blocks, cap],
        [*floats.maps, one],
        [*rows, sparse.csr_matrix(-total[None, :])],
        [*(0 * c for c in floats.constants), np.ones(1)],
    )
    found = solved(task, deadline)
    if found.status != "optimal":
        return None
    margin = 1.0 - float(found.duals[-1][0])
    return [dual + margin * e for dual, e in zip(found.duals[:-1], depth, strict=True)]
