"""What a Conic Benchmark Format file denotes: variables in cones, affine expressions in cones, an affine objective."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Entries: TypeAlias = "tuple[tuple[tuple[int, ...], Fraction], ...]"
"""Coefficients by coordinates from 0, sorted, none zero. Matrix coordinates are of the lower triangle, row first."""

FREE, ZERO, POSITIVE, NEGATIVE = "F", "L=", "L+", "L-"
SECOND_ORDER, ROTATED = "Q", "QR"
EXPONENTIAL, DUAL_EXPONENTIAL = "EXP", "EXP*"
POWER, DUAL_POWER = "POW", "POW*"
KINDS = (
    FREE,
    ZERO,
    POSITIVE,
    NEGATIVE,
    SECOND_ORDER,
    ROTATED,
    EXPONENTIAL,
    DUAL_EXPONENTIAL,
    POWER,
    DUAL_POWER,
)
"""The cones of vectors. In CBF's order of coordinates, they are

    F    all of space                      Q     x1 >= |(x2, ...)|
    L=   zero                              QR    2 x1 x2 >= |(x3, ...)|^2,  x1, x2 >= 0
    L+   nonnegative                       EXP   the closure of  x1 >= x2 exp(x3 / x2),  x2 > 0
    L-   nonpositive                       POW   x1^a1 ... xk^ak >= |(x_k+1, ...)|,  x1, ..., xk >= 0,  sum a = 1

and EXP* and POW* are the duals of EXP and POW.
"""


@dataclass(frozen=True, slots=True)
class Cone:
    """A cone of vectors: one of KINDS, how many coordinates, and a power cone's exponents (any scale, positive)."""

    kind: str
    size: int
    powers: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """One program.

    maximise or minimise   <cost_matrices, X> + costs x + offset
    such that              x in variables,  X_j semidefinite of order matrices[j],
                           <row_matrices, X> + rows x + right in constraints,
                           row for row of `semidefinite` orders:  sum_j x_j shapes + shifts  semidefinite.

    Coordinates: cost_matrices (X, i, j); costs (x); row_matrices (row, X, i, j); rows (row, x); right (row);
    shapes (constraint, x, i, j); shifts (constraint, i, j).
    """

    maximise: bool
    variables: tuple[Cone, ...] = ()
    matrices: tuple[int, ...] = ()
    constraints: tuple[Cone, ...] = ()
    semidefinite: tuple[int, ...] = ()
    offset: Fraction = Fraction(0)
    cost_matrices: Entries = ()
    costs: Entries = ()
    row_matrices: Entries = ()
    rows: Entries = ()
    right: Entries = ()
    shapes: Entries = ()
    shifts: Entries = ()

    @property
    def language(self) -> str:
        return "conic"

    @property
    def scalars(self) -> int:
        """How many scalar variables there are."""
        return sum(cone.size for cone in self.variables)

    @property
    def height(self) -> int:
        """How many scalar rows there are."""
        return sum(cone.size for cone in self.constraints)

    @property
    def priced(self) -> bool:
        """Whether there is an objective besides a constant."""
        return bool(self.costs or self.cost_matrices)


def entries(given: Mapping[tuple[int, ...], Fraction]) -> Entries:
    """Return coefficients in their one order, zeros left out."""
    return tuple(sorted((place, value) for place, value in given.items() if value))
