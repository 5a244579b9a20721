"""The program in floats, in the coordinates of the solvers, and the way back for slacks and duals.

Both solvers take: minimise q v such that b - A v = s is in a product of cones, and give v, s and duals y. Each block of
ours becomes rows T (A z + b) with a linear map T into a cone that they have; its dual comes back as T' y:

    PSD    off-diagonal entries times sqrt 2                      EXP    (x3, x2, x1)
    QR     ((x1 + x2) / sqrt 2, (x1 - x2) / sqrt 2, x3, ...)      EXP*   (-x2, -x3, e x1)
    POW*   (x1 / a1, ..., xk / ak, rest)                          others as they are
"""

from __future__ import annotations

from dataclasses import dataclass
from math import e, sqrt
from typing import Any, TypeAlias

from algorist.formal.conic.ground import MATRIX, Block, Program
from algorist.formal.conic.tree import DUAL_EXPONENTIAL, DUAL_POWER, EXPONENTIAL, ROTATED

Floats: TypeAlias = Any
"""A numpy array of doubles."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """Costs, and for each block its rows (sparse), constants, and map T (sparse)."""

    costs: Floats
    rows: list[Any]
    constants: list[Floats]
    maps: list[Any]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solver says: optimal, infeasible, unbounded, timeout or failed; z, and the duals of each block."""

    status: str
    values: Floats
    duals: list[Floats]


def numeric(program: Program) -> Numeric:
    """Return the program in floats; raises OverflowError when a number is beyond them."""
    import numpy as np
    from scipy import sparse

    size = len(program.names)
    rows, constants, maps = [], [], []
    for block in program.blocks:
        triples = [(i, place, float(value)) for i, row in enumerate(block.rows) for place, value in row]
        places = ([i for i, _, _ in triples], [place for _, place, _ in triples])
        rows.append(sparse.csr_matrix(([value for *_, value in triples], places), shape=(len(block.rows), size)))
        constants.append(np.array([float(value) for value in block.constants]))
        maps.append(_map(block))
    return Numeric(np.array([float(cost) for cost in program.costs]), rows, constants, maps, program.blocks)


def center(block: Block) -> Floats:
    """Return a vector deep inside both a block's cone and its dual; zeros for the cone of zero alone."""
    import numpy as np

    size = len(block.rows)
    if block.kind == "L=":
        return np.zeros(size)
    if block.kind in (EXPONENTIAL, DUAL_EXPONENTIAL):
        # the point on the central ray of the cone, which is inside the dual as well
        return np.array([1.290928, 0.805102, -0.827838])
    found = np.zeros(size)
    if block.kind == "L+":
        found[:] = 1.0
    elif block.kind == "Q":
        found[0] = 1.0
    elif block.kind == ROTATED:
        found[:2] = 1.0
    elif block.kind == MATRIX:
        found[_diagonal(size)] = 1.0
    else:
        found[: len(block.powers)] = 1.0
    return found


def _diagonal(size: int) -> list[int]:
    places, at = [], 0
    while at < size:
        places.append(at)
        at += len(places) + 1
    return places


def _map(block: Block) -> Any:
    import numpy as np
    from scipy import sparse

    size = len(block.rows)
    if block.kind == EXPONENTIAL:
        return sparse.csr_matrix(np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]]))
    if block.kind == DUAL_EXPONENTIAL:
        return sparse.csr_matrix(np.array([[0.0, -1, 0], [0, 0, -1], [e, 0, 0]]))
    diagonal = np.ones(size)
    if block.kind == MATRIX:
        diagonal[:] = sqrt(2)
        diagonal[_diagonal(size)] = 1.0
    elif block.kind == DUAL_POWER:
        diagonal[: len(block.powers)] = [1 / float(power) for power in block.powers]
    mapped = sparse.diags(diagonal).tolil()
    if block.kind == ROTATED:
        half = 1 / sqrt(2)
        mapped[0, 0], mapped[0, 1], mapped[1, 0], mapped[1, 1] = half, half, half, -half
    return mapped.tocsr()
