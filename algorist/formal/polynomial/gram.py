"""The Gram matrices of an identity in floats, by Clarabel: as far inside the cone of semidefinite matrices as they go.

With cells g, maximise t such that A g = target and every Q_k - t I is positive semidefinite. Its dual, which is what
Clarabel is given because it has fewest unknowns, is over pseudo-moments y, one for each monomial:

    minimise  target . y + (1 - trace(y))   such that  M_k(y) >= 0,   trace(y) <= 1,   L_y(free products) = 0,

where M_k(y) is the localising matrix of block k and trace(y) the sum of their traces; with the equation trace(y) = 1, t
would have no bound. Here t <= 1. The multipliers of M_k(y) >= 0 are the Q_k - t I. (Lasserre 2001.)
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeAlias

from algorist.core.errors import Unavailable
from algorist.formal.polynomial.arithmetic import Coefficients
from algorist.formal.polynomial.identity import Identity

Floats: TypeAlias = Any
"""A numpy array of doubles; numpy is imported when it is needed."""

INSTALL = "Install it with: pip install 'algorist[conic]'"
LARGEST_BLOCK = 160
SECONDS = 4.5e-11
"""What one iteration takes: this, times the cube of the cells of the largest block (measured on one core)."""
ITERATIONS = 6
"""How many iterations there must be time for; a search needs 8 to 20."""


class TooLong(Exception):
    """The Gram matrix is too large for the time that is left; the text says how large, and how long it would take."""


@dataclass(frozen=True, slots=True)
class Numeric:
    """The linear system of an identity in floats: `matrix` (monomials x cells, sparse) times the cells is `target`."""

    cells: list[Coefficients]
    monomials: list[tuple[int, ...]]
    matrix: Any
    target: Floats


@dataclass(frozen=True, slots=True)
class Interior:
    """What Clarabel found: the margin t, the cells' values at it, and the moment matrices of the blocks."""

    margin: float
    values: Floats
    moments: list[Floats]


def numeric(identity: Identity) -> Numeric | None:
    """Return the linear system in floats; None when some monomial of the target is out of reach of every cell."""
    import numpy as np
    from scipy import sparse

    cells = identity.cells()
    places: dict[tuple[int, ...], int] = {}
    rows, columns, values = [], [], []
    for column, cell in enumerate(cells):
        for monomial, value in cell.items():
            rows.append(places.setdefault(monomial, len(places)))
            columns.append(column)
            values.append(float(value))
    target = np.zeros(len(places))
    for monomial, value in identity.target.items():
        if value and monomial not in places:
            return None
        if value:
            target[places[monomial]] = float(value)
    matrix = sparse.csc_matrix((values, (rows, columns)), shape=(len(places), len(cells)))
    return Numeric(cells, list(places), matrix, target)


def interior(identity: Identity, system: Numeric, deadline: float, tight: bool) -> Interior | None:
    """Return the Gram matrices deepest inside the cone; None when Clarabel fails or time runs out.

    Unless `tight`, the search stops once the margin is known to a few percent, which is all that rounding needs.
    Raises Unavailable when Clarabel is not installed, TooLong when that would take more time than is left.
    """
    try:
        import clarabel
        import numpy as np
        from scipy import sparse
    except ImportError as error:
        raise Unavailable(f"Sums of squares are found by Clarabel, which is missing: {error}.", INSTALL) from error

    seconds = deadline - monotonic()
    if seconds <= 0.01:
        return None
    _affordable(max((len(block.basis) for block in identity.blocks), default=0), seconds)
    weights, trace, cones, at = [], np.zeros(len(system.monomials)), [], 0
    transposed = system.matrix.T.tocsr()
    for block in identity.blocks:
        for i in range(len(block.basis)):
            for j in range(i + 1):
                # off the diagonal a cell counts twice, and Clarabel's triangle counts it sqrt(2) times
                weights.append(1.0 if i == j else 0.5 * 2**0.5)
            trace += transposed[at + i].toarray()[0]
            at += i + 1
        cones.append(clarabel.PSDTriangleConeT(len(block.basis)))
    free = transposed.shape[0] - at
    weights += [1.0] * free
    scaled = sparse.diags(weights) @ transposed
    rows = sparse.vstack([sparse.csr_matrix(trace), scaled[at:], -scaled[:at]]).tocsc()
    right = np.zeros(rows.shape[0])
    right[0] = 1.0
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.time_limit = seconds
    settings.direct_solve_method = "faer" if at > 400 else "qdldl"
    settings.tol_gap_rel = settings.tol_gap_abs = 1e-9 if tight else 1e-3
    size = len(system.monomials)
    nothing = sparse.csc_matrix((size, size))
    cones = [clarabel.NonnegativeConeT(1), clarabel.ZeroConeT(free), *cones]
    found = clarabel.DefaultSolver(nothing, system.target - trace, rows, right, cones, settings).solve()
    status, dual = str(found.status), np.array(found.z)
    if not np.all(np.isfinite(dual)) or status in ("PrimalInfeasible", "MaxTime", "NumericalError"):
        return None
    margin = 1.0 - float(dual[0])
    values = np.hstack([dual[1 + free :], -dual[1 : 1 + free]])
    values[:at] /= np.where(np.array(weights[:at]) == 1.0, 1.0, 2**0.5)
    slack = np.array(found.s)[1 + free :]
    return Interior(margin, _shifted(identity, values, margin), _matrices(identity, slack))


def _affordable(rows: int, seconds: float) -> None:
    each = SECONDS * (rows * (rows + 1) / 2) ** 3
    if rows > LARGEST_BLOCK or seconds < ITERATIONS * each:
        raise TooLong(f"a Gram matrix of {rows} rows would take about {2 * ITERATIONS * each:.0f} s")


def _shifted(identity: Identity, values: Floats, margin: float) -> Floats:
    """Add t I to every block."""
    at = 0
    for block in identity.blocks:
        for i in range(len(block.basis)):
            values[at + i] += margin
            at += i + 1
    return values


def _matrices(identity: Identity, slack: Floats) -> list[Floats]:
    """Return symmetric matrices from Clarabel's scaled triangles."""
    import numpy as np

    matrices, at = [], 0
    for block in identity.blocks:
        size = len(block.basis)
        matrix = np.zeros((size, size))
        for i in range(size):
            matrix[i, : i + 1] = slack[at : at + i + 1] / 2**0.5
            matrix[i, i] = slack[at + i]
            at += i + 1
        matrices.append(matrix + matrix.T - np.diag(np.diag(matrix)))
    return matrices
