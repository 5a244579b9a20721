"""From Gram matrices in floats to exact ones: round, repair the identity, and ask whether they stayed in the cone.

Peyrl and Parrilo 2008: a matrix with margin t survives any change smaller than t. So the cells are first projected in
floats onto the identity, then rounded to binary fractions, as short ones as the margin allows, and what the identity
then lacks is put back on a few cells: one for each monomial where cells hold a single monomial, and otherwise pivots,
solved for by exact elimination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite, log2
from time import monotonic

from algorist.formal.polynomial.arithmetic import Coefficients
from algorist.formal.polynomial.elimination import solved, spanning
from algorist.formal.polynomial.gram import Floats, Interior, Numeric
from algorist.formal.polynomial.identity import Identity
from algorist.formal.polynomial.semidefinite import positive_semidefinite
from algorist.formal.polynomial.tree import Exponents

LARGEST_ELIMINATION = 400
STEP = 12
MOST_BITS = 64
SMALL = 1e-7
"""A margin below this leaves no room for rounding, but the matrix itself may be one of small fractions."""
SIMPLE = (12, 1000)


def exact(identity: Identity, system: Numeric, found: Interior, deadline: float) -> list[Fraction] | None:
    """Return exact values of the cells that satisfy the identity with every Gram matrix in the cone, or None."""
    values = _projected(system, found.values)
    if found.margin < SMALL:
        for limit in SIMPLE:
            exactly = _repaired(identity, system, [_simple(value, limit) for value in values])
            if exactly is not None and _in_cone(identity, exactly):
                return exactly
    margin = max(found.margin, 1e-15)
    bits = max(4, round(-log2(margin)) + max(3, round(log2(1 + len(values)))) - 2)
    while bits < MOST_BITS + STEP and monotonic() < deadline:
        exactly = _repaired(identity, system, _rounded(values, min(bits, MOST_BITS)))
        if exactly is None:
            return None
        if _in_cone(identity, exactly):
            return exactly
        bits += STEP
    return None


def _in_cone(identity: Identity, values: Sequence[Fraction]) -> bool:
    return all(positive_semidefinite(rows) for rows in identity.split(values)[0])


def _projected(system: Numeric, values: Floats) -> Floats:
    """Return the nearest values that satisfy the identity as far as floats go."""
    from scipy.sparse.linalg import lsmr

    for _ in range(2):
        rest = system.target - system.matrix @ values
        values = values + lsmr(system.matrix, rest, atol=1e-15, btol=1e-15, maxiter=200)[0]
    return values


def _rounded(values: Floats, bits: int) -> list[Fraction]:
    return [Fraction(round(float(v) * 2**bits) if isfinite(v) else 0, 1 << bits) for v in values]


def _simple(value: float, limit: int) -> Fraction:
    """Return the nearest fraction with a small denominator: a Gram matrix without interior is often simple itself."""
    return Fraction(value).limit_denominator(limit) if isfinite(value) else Fraction(0)


def _repaired(identity: Identity, system: Numeric, values: list[Fraction]) -> list[Fraction] | None:
    """Return values with which the identity holds exactly, few cells changed; None when no change can do that."""
    lack = dict(identity.target)
    for cell, value in zip(system.cells, values, strict=True):
        if value:
            for monomial, factor in cell.items():
                lack[monomial] = lack.get(monomial, Fraction(0)) - value * factor
    lack = {monomial: value for monomial, value in lack.items() if value}
    single = _single(identity, system.cells)
    if all(monomial in single for monomial in lack):
        for monomial, value in lack.items():
            place = single[monomial]
            values[place] += value / system.cells[place][monomial]
        return values
    if len(system.monomials) > LARGEST_ELIMINATION:
        return None
    change = _solved(system, lack, _pivots(system))
    if change is None:
        return None
    for place, value in change.items():
        values[place] += value
    return values


def _single(identity: Identity, cells: Sequence[Coefficients]) -> dict[Exponents, int]:
    """Return for each monomial a cell that holds nothing else, on a diagonal if there is one."""
    diagonal, at = set(), 0
    for block in identity.blocks:
        for i in range(len(block.basis)):
            at += i + 1
            diagonal.add(at - 1)
    chosen: dict[Exponents, int] = {}
    for place, cell in enumerate(cells):
        if len(cell) == 1:
            monomial = next(iter(cell))
            if monomial not in chosen or (place in diagonal and chosen[monomial] not in diagonal):
                chosen[monomial] = place
    return chosen


def _pivots(system: Numeric) -> list[int]:
    """Return cells whose contributions span those of all, found by a pivoted factorisation in floats."""
    return spanning(system.matrix.toarray())


def _solved(system: Numeric, lack: Mapping[Exponents, Fraction], pivots: Sequence[int]) -> dict[int, Fraction] | None:
    """Return changes of the pivot cells that supply what is lacking, exactly; None when they cannot."""
    rows: dict[Exponents, dict[int, Fraction]] = {monomial: {} for monomial in system.monomials}
    for place in pivots:
        for monomial, value in system.cells[place].items():
            rows[monomial][place] = value
    return solved([(row, lack.get(monomial, Fraction(0))) for monomial, row in rows.items()])
