"""The unknown identity: target = sum_k (z_k' Q_k z_k) w_k + sum_j q_j h_j, a linear system in the cells of the Q_k.

A cell is one unknown, an entry of some Q_k or a coefficient of some q_j, with the polynomial that it contributes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from algorist.formal.polynomial.arithmetic import Coefficients, times
from algorist.formal.polynomial.scaling import Units
from algorist.formal.polynomial.tree import Exponents


@dataclass(frozen=True, slots=True)
class Block:
    """One Gram matrix: the positions of the constraints that it is multiplied with, their product, and its basis."""

    factors: tuple[int, ...]
    weight: Coefficients
    basis: tuple[Coefficients, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What is sought. `free` are the monomials of the multipliers of equations: (constraint, monomial, product)."""

    target: Coefficients
    blocks: tuple[Block, ...]
    free: tuple[tuple[int, Exponents, Coefficients], ...] = ()

    def cells(self) -> list[Coefficients]:
        """Return what each unknown contributes: block by block the lower triangles by rows, then the free ones."""
        return [cell for block in self.blocks for cell in _cells(block)] + [product for _, _, product in self.free]

    def split(self, values: Sequence[Any]) -> tuple[list[list[list[Any]]], list[Any]]:
        """Return the lower triangle of each block, and the free ones, from the values of all cells."""
        triangles, at = [], 0
        for block in self.blocks:
            rows = []
            for i in range(len(block.basis)):
                rows.append(list(values[at : at + i + 1]))
                at += i + 1
            triangles.append(rows)
        return triangles, list(values[at:])

    def restricted(self, bases: Sequence[Sequence[Coefficients]]) -> Identity:
        """Return the identity with smaller bases; blocks without any go."""
        kept = [replace(block, basis=tuple(basis)) for block, basis in zip(self.blocks, bases, strict=True) if basis]
        return replace(self, blocks=tuple(kept))


def certificate(
    identity: Identity, values: Sequence[Fraction], units: Units, size: Fraction, sizes: Mapping[int, Fraction]
) -> dict[str, Any] | None:
    """Return the data of a certificate, in the model's own units, from exact values of the cells.

    `size` is what the target was divided by, `sizes` what each constraint was. None when a number is too long to print.
    """
    try:
        return _data(identity, values, units, size, sizes)
    except ValueError:
        return None


def _data(
    identity: Identity, values: Sequence[Fraction], units: Units, size: Fraction, sizes: Mapping[int, Fraction]
) -> dict[str, Any]:
    triangles, free = identity.split(values)
    squares = []
    for block, rows in zip(identity.blocks, triangles, strict=True):
        scale = size
        for factor in block.factors:
            scale /= sizes[factor]
        basis = [units.outward(each) for each in block.basis]
        leads = [next(iter(each.values())) if len(each) == 1 else Fraction(1) for each in basis]
        gram = [[str(value * scale * leads[i] * leads[j]) for j, value in enumerate(row)] for i, row in enumerate(rows)]
        stated = [_stated({m: v / lead for m, v in each.items()}) for each, lead in zip(basis, leads, strict=True)]
        squares.append({"factors": list(block.factors), "basis": stated, "gram": gram})
    multipliers: dict[int, Coefficients] = {}
    for (place, monomial, _), value in zip(identity.free, free, strict=True):
        if value:
            multipliers.setdefault(place, {})[monomial] = value * size / sizes[place]
    equations = [{"constraint": place, "factor": _stated(units.outward(q))} for place, q in multipliers.items()]
    return {"squares": squares, "equations": equations}


def _cells(block: Block) -> list[Coefficients]:
    plain = len(block.weight) == 1 and not any(next(iter(block.weight)))
    cells = []
    for i, left in enumerate(block.basis):
        for j, right in enumerate(block.basis[: i + 1]):
            product = times(left, right) if plain and not block.factors else times(times(left, right), block.weight)
            cells.append({monomial: value if i == j else 2 * value for monomial, value in product.items() if value})
    return cells


def _stated(polynomial: Coefficients) -> list[Any]:
    return [[str(value), list(monomial)] for monomial, value in polynomial.items() if value]
