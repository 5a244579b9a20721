"""Clarabel first, SCS second, behind one function: minimise costs v such that every block's rows lie in its cone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from algorist.core.errors import Unavailable
from algorist.formal.conic.ground import MATRIX, Block
from algorist.formal.conic.numeric import Floats, Outcome
from algorist.formal.conic.tree import DUAL_EXPONENTIAL, DUAL_POWER, EXPONENTIAL, POSITIVE, POWER, ZERO

INSTALL = "Install it with: pip install 'algorist[conic]'"
CLARABEL = {
    "Solved": "optimal",
    "AlmostSolved": "optimal",
    "PrimalInfeasible": "infeasible",
    "AlmostPrimalInfeasible": "infeasible",
    "DualInfeasible": "unbounded",
    "AlmostDualInfeasible": "unbounded",
    "MaxTime": "timeout",
    "MaxIterations": "timeout",
}
SCS = {"solved": "optimal", "infeasible": "infeasible", "unbounded": "unbounded"}


@dataclass(frozen=True, slots=True)
class Task:
    """What a solver is given: costs, and for each block its map T and its rows and constants before T."""

    costs: Floats
    blocks: Sequence[Block]
    maps: Sequence[Any]
    rows: Sequence[Any]
    constants: Sequence[Floats]


def solved(task: Task, deadline: float) -> Outcome:
    """Return Clarabel's outcome, or where it fails SCS's; raises Unavailable when neither is installed."""
    outcome = None
    try:
        outcome = _clarabel(task, deadline)
    except ImportError as error:
        missing = error
    if outcome is not None and outcome.status not in ("failed",):
        return outcome
    try:
        second = _scs(task, deadline)
    except ImportError:
        if outcome is None:
            raise Unavailable(f"The conic solvers do not load: {missing}.", INSTALL) from missing
        return outcome
    return second if second is not None else outcome or Outcome("failed", task.costs, [])


def _clarabel(task: Task, deadline: float) -> Outcome:
    import clarabel
    import numpy as np
    from scipy import sparse

    cones, pieces, right = [], [], []
    for block, mapped, rows, constants in zip(task.blocks, task.maps, task.rows, task.constants, strict=True):
        size = len(block.rows)
        if block.kind == ZERO:
            cones.append(clarabel.ZeroConeT(size))
        elif block.kind == POSITIVE:
            cones.append(clarabel.NonnegativeConeT(size))
        elif block.kind == MATRIX:
            cones.append(clarabel.PSDTriangleConeT(_order(size)))
        elif block.kind in (EXPONENTIAL, DUAL_EXPONENTIAL):
            cones.append(clarabel.ExponentialConeT())
        elif block.kind in (POWER, DUAL_POWER):
            cones.append(clarabel.GenPowerConeT([float(power) for power in block.powers], size - len(block.powers)))
        else:
            cones.append(clarabel.SecondOrderConeT(size))
        pieces.append(-(mapped @ rows))
        right.append(mapped @ constants)
    seconds = deadline - monotonic()
    if seconds <= 0:
        return Outcome("timeout", task.costs, [])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.time_limit = seconds
    settings.direct_solve_method = "faer" if sum(len(block.rows) for block in task.blocks) > 400 else "qdldl"
    settings.tol_gap_rel = settings.tol_gap_abs = settings.tol_feas = 1e-9
    size = len(task.costs)
    matrix = sparse.vstack(pieces).tocsc() if pieces else sparse.csc_matrix((0, size))
    vector = np.concatenate(right) if right else np.zeros(0)
    found = clarabel.DefaultSolver(sparse.csc_matrix((size, size)), task.costs, matrix, vector, cones, settings).solve()
    values, duals = np.array(found.x), np.array(found.z)
    status = CLARABEL.get(str(found.status), "failed")
    if not (np.all(np.isfinite(values)) and np.all(np.isfinite(duals))):
        status = "failed"
    return Outcome(status, values, _split(task, duals))


def _split(task: Task, duals: Floats) -> list[Floats]:
    """Return the duals of each block in its own coordinates."""
    parts, at = [], 0
    for block, mapped in zip(task.blocks, task.maps, strict=True):
        parts.append(mapped.T @ duals[at : at + len(block.rows)])
        at += len(block.rows)
    return parts


def _order(size: int) -> int:
    order = 0
    while order * (order + 1) // 2 < size:
        order += 1
    return order


def _scs(task: Task, deadline: float) -> Outcome | None:
    """Return SCS's outcome; None when the program has power cones of more than three coordinates, which it lacks."""
    import numpy as np
    import scs
    from scipy import sparse

    groups: dict[str, list[int]] = {"z": [], "l": [], "q": [], "s": [], "ep": [], "p": []}
    for number, block in enumerate(task.blocks):
        group = _group(block)
        if group == "p" and (len(block.powers), len(block.rows)) != (2, 3):
            return None
        groups[group].append(number)
    order = [number for members in groups.values() for number in members]
    pieces, right, permutations = [], [], []
    for number in order:
        mapped, rows, constants = task.maps[number], task.rows[number], task.constants[number]
        shuffle = _columns_first(len(task.blocks[number].rows)) if task.blocks[number].kind == MATRIX else None
        turned = mapped if shuffle is None else mapped[shuffle]
        permutations.append(turned)
        pieces.append(-(turned @ rows))
        right.append(turned @ constants)
    seconds = deadline - monotonic()
    if seconds <= 0 or not pieces:
        return Outcome("timeout", task.costs, [])
    sizes = {name: [len(task.blocks[number].rows) for number in members] for name, members in groups.items()}
    cone = {"z": sum(sizes["z"]), "l": sum(sizes["l"]), "q": sizes["q"], "s": [_order(size) for size in sizes["s"]]}
    cone |= {"ep": len(sizes["ep"]), "p": [float(task.blocks[number].powers[0]) for number in groups["p"]]}
    data = {"A": sparse.vstack(pieces).tocsc(), "b": np.concatenate(right), "c": task.costs}
    solver = scs.SCS(data, cone, verbose=False, eps_abs=1e-9, eps_rel=1e-9, time_limit_secs=seconds)
    found = solver.solve()
    status = SCS.get(found["info"]["status"], "timeout")
    values, duals = np.array(found["x"]), np.array(found["y"])
    if not (np.all(np.isfinite(values)) and np.all(np.isfinite(duals))):
        return Outcome("failed", task.costs, [])
    parts, at = [task.costs] * len(task.blocks), 0
    for number, turned in zip(order, permutations, strict=True):
        parts[number] = turned.T @ duals[at : at + turned.shape[0]]
        at += turned.shape[0]
    return Outcome(status, values, parts)


def _group(block: Block) -> str:
    named = {
        ZERO: "z",
        POSITIVE: "l",
        MATRIX: "s",
        EXPONENTIAL: "ep",
        DUAL_EXPONENTIAL: "ep",
        POWER: "p",
        DUAL_POWER: "p",
    }
    return named.get(block.kind, "q")


def _columns_first(size: int) -> list[int]:
    """Return where SCS, which lists lower triangles by columns, finds the entries that we list by rows."""
    order = _order(size)
    return [i * (i + 1) // 2 + j for j in range(order) for i in range(j, order)]
