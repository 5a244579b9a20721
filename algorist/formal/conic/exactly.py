"""From floats to exact points and duals: round, mend the equations exactly, and ask whether the cones still hold.

An equation that has an unknown of its own is mended there. The others are mended together, on unknowns chosen by a
pivoted factorisation and solved for exactly. A floating-point point well inside its cones survives both.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import frexp, isfinite

from algorist.formal.conic.cones import inside, inside_dual
from algorist.formal.conic.ground import Program
from algorist.formal.conic.numeric import Floats
from algorist.formal.conic.tree import POSITIVE, ZERO
from algorist.formal.polynomial.elimination import solved, spanning

BITS = 44
"""Binary places that a rounded number keeps, counted from the largest."""
LARGEST_SYSTEM = 600
"""How many equations are mended together at most."""
Equations = list[tuple[dict[int, Fraction], Fraction]]


def exact_point(program: Program, values: Floats, active: float = 0.0) -> list[Fraction] | None:
    """Return an exact point near `values` in every cone, or None.

    Inequalities whose slack is below `active` are taken for equations: at a vertex they determine the point.
    """
    equations: Equations = []
    for block in program.blocks:
        for row, constant in zip(block.rows, block.constants, strict=True):
            slack = float(constant) + sum(float(factor) * float(values[place]) for place, factor in row)
            if block.kind == ZERO or (block.kind == POSITIVE and slack < active):
                equations.append((dict(row), -constant))
    point = mended(equations, rounded(values))
    if point is None or not all(inside(block.kind, block.at(point), block.powers) for block in program.blocks):
        return None
    return point


def exact_dual(program: Program, costs: Sequence[Fraction], duals: Sequence[Floats]) -> list[list[Fraction]] | None:
    """Return exact duals near `duals` in every dual cone that add up to the costs, or None."""
    equations: Equations = [({}, cost) for cost in costs]
    flat: list[Fraction] = []
    for block, dual in zip(program.blocks, duals, strict=True):
        for row, value in zip(block.rows, rounded(dual), strict=True):
            for place, factor in row:
                equations[place][0][len(flat)] = factor
            flat.append(value)
    exact = mended(equations, flat)
    if exact is None:
        return None
    parts, at = [], 0
    for block in program.blocks:
        parts.append(exact[at : at + len(block.rows)])
        at += len(block.rows)
        if not inside_dual(block.kind, parts[-1], block.powers):
            return None
    return parts


def rounded(values: Floats) -> list[Fraction]:
    """Return floats as binary fractions with a common last place, BITS below the largest."""
    largest = max((abs(float(value)) for value in values if isfinite(value)), default=0.0)
    places = BITS - max(0, frexp(largest)[1])
    unit = Fraction(2) ** -places
    return [round(Fraction(float(value)) / unit) * unit if isfinite(value) else Fraction(0) for value in values]


def mended(equations: Equations, values: list[Fraction]) -> list[Fraction] | None:
    """Return values that satisfy the equations exactly, changed little; None when that cannot be done."""
    count: dict[int, int] = {}
    for row, _ in equations:
        for place in row:
            count[place] = count.get(place, 0) + 1
    own = [_own(row, count) for row, _ in equations]
    hard = [each for each, alone in zip(equations, own, strict=True) if alone is None]
    if any(_lack(row, right, values) for row, right in hard):
        change = _changes([(dict(row), _lack(row, right, values)) for row, right in hard])
        if change is None:
            return None
        for changed, value in change.items():
            values[changed] += value
    for (row, right), alone in zip(equations, own, strict=True):
        if alone is not None:
            values[alone] += _lack(row, right, values) / row[alone]
    return values


def _own(row: dict[int, Fraction], count: dict[int, int]) -> int | None:
    """Return the unknown of the largest coefficient that no other equation has."""
    alone = [place for place in row if count[place] == 1]
    return max(alone, key=lambda place: abs(row[place])) if alone else None


def _changes(equations: Equations) -> dict[int, Fraction] | None:
    import numpy as np

    if len(equations) > LARGEST_SYSTEM:
        return None
    places = {place: column for column, place in enumerate(sorted({place for row, _ in equations for place in row}))}
    matrix = np.zeros((len(equations), len(places)))
    for k, (row, _) in enumerate(equations):
        for place, value in row.items():
            matrix[k, places[place]] = float(value)
    chosen = set(spanning(matrix))
    kept = [({p: v for p, v in row.items() if places[p] in chosen}, right) for row, right in equations]
    return solved(kept)


def _lack(row: dict[int, Fraction], right: Fraction, values: Sequence[Fraction]) -> Fraction:
    return right - sum((factor * values[place] for place, factor in row.items()), Fraction(0))
