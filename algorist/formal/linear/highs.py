"""HiGHS behind one door: exact rows in, a status and floats out. Single-threaded and deterministic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from fractions import Fraction
from importlib.util import find_spec
from time import monotonic
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.formal.linear.evidence import Bounds, minimised
from algorist.formal.linear.ground import Rows

LARGEST = 10**15
"""Coefficients beyond this have no meaning to a solver that computes in doubles."""
INFINITE = 10**20
"""HiGHS takes bounds of this size for infinite."""

LOOSE = {
    "presolve": "off",
    "simplex_strategy": 4,
    "primal_feasibility_tolerance": 1e-7,
    "dual_feasibility_tolerance": 1e-7,
}
ATTEMPTS: tuple[dict[str, Any], ...] = ({}, {"presolve": "off"}, LOOSE)

FEASIBLE_POINT = 2
"""HiGHS' primal_solution_status of a point that it holds for feasible."""

CLAMP = Fraction(10**30)

OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "choose",
    "simplex_strategy": 1,
    "parallel": "off",
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
}


class Ending(StrEnum):
    """How a run of the solver ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    UNDECIDED = "undecided"
    TIMEOUT = "timeout"
    FAILED = "failed"


ENDINGS = {
    "kOptimal": Ending.OPTIMAL,
    "kModelEmpty": Ending.OPTIMAL,
    "kInfeasible": Ending.INFEASIBLE,
    "kUnbounded": Ending.UNBOUNDED,
    "kUnboundedOrInfeasible": Ending.UNDECIDED,
    "kTimeLimit": Ending.TIMEOUT,
    "kIterationLimit": Ending.TIMEOUT,
}


def package() -> Any:
    """Return the highspy module; raises Unavailable where it is missing."""
    try:
        import highspy
    except ImportError as error:
        if find_spec("highspy") is not None:
            raise Unavailable(
                "HiGHS cannot be loaded beside OR-Tools in one process: both bring a library of the same name.",
                "Solve through a Run, which gives each language a process of its own.",
            ) from error
        raise Unavailable(
            "The linear solver HiGHS is not installed.", "Install it with: pip install highspy"
        ) from error
    return highspy


def load(rows: Rows, *, integer: bool = True, minimise: bool = True) -> Any:
    """Return a HiGHS instance that holds the rows, minimising unless told otherwise.

    `integer=False` leaves integrality out; `minimise=False` keeps sense and offset as they are.
    """
    highspy = package()
    check_sizes(rows)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(rows.columns), len(rows.rows)
    program.col_cost_ = floats(minimised(rows) if minimise else [column.cost for column in rows.columns], 0.0)
    if not minimise:
        program.sense_ = highspy.ObjSense.kMaximize if rows.maximize else highspy.ObjSense.kMinimize
        program.offset_ = float(rows.offset)
    program.col_lower_ = floats([column.lower for column in rows.columns], -highspy.kHighsInf)
    program.col_upper_ = floats([column.upper for column in rows.columns], highspy.kHighsInf)
    program.row_lower_ = floats([row.lower for row in rows.rows], -highspy.kHighsInf)
    program.row_upper_ = floats([row.upper for row in rows.rows], highspy.kHighsInf)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts, indices, factors = [0], [], []
    for row in rows.rows:
        indices += [position for position, _ in row.coefficients]
        factors += [float(factor) for _, factor in row.coefficients]
        starts.append(len(indices))
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, indices, factors
    if integer and any(column.integer for column in rows.columns):
        kinds = highspy.HighsVarType
        program.integrality_ = [kinds.kInteger if column.integer else kinds.kContinuous for column in rows.columns]
    highs = highspy.Highs()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    with keeping_small_values(highs):
        if highs.passModel(program) == highspy.HighsStatus.kError:
            raise InputError("HiGHS refuses this model.")
    return highs


@contextmanager
def keeping_small_values(highs: Any) -> Iterator[None]:
    """Let coefficients down to 1e-12 in while a model is loaded; HiGHS solves worse when the option stays so low."""
    _, usual = highs.getOptionValue("small_matrix_value")
    highs.setOptionValue("small_matrix_value", 1e-12)
    yield
    highs.setOptionValue("small_matrix_value", usual)


def run(highs: Any, deadline: float) -> Ending:
    """Solve until the deadline (of `monotonic`); where HiGHS gives up, again without presolve, then more loosely.

    HiGHS holds its time limit against all runs of an instance together.
    """
    for attempt in ATTEMPTS:
        remaining = deadline - monotonic()
        if remaining <= 0:
            return Ending.TIMEOUT
        for option, value in {**attempt, "time_limit": highs.getRunTime() + remaining}.items():
            highs.setOptionValue(option, value)
        highs.run()
        ending = ENDINGS.get(highs.getModelStatus().name, Ending.FAILED)
        if ending not in (Ending.FAILED, Ending.UNDECIDED):
            break
        highs.clearSolver()
    for option in LOOSE:
        highs.setOptionValue(option, OPTIONS[option])
    return ending


def set_basis(highs: Any, columns: list[Any]) -> None:
    """Start from a basis of equations: the status of every column, all rows at their bound."""
    highspy = package()
    basis = highspy.HighsBasis()
    basis.col_status = columns
    basis.row_status = [highspy.HighsBasisStatus.kLower] * highs.getNumRow()
    basis.valid = True
    highs.setBasis(basis)


def restate(highs: Any, costs: Bounds, columns: tuple[Bounds, Bounds], rows: tuple[Bounds, Bounds]) -> None:
    """Change all costs and bounds, keeping the basis."""
    infinity = package().kHighsInf
    every_column, every_row = list(range(len(costs))), list(range(len(rows[0])))
    highs.changeColsBounds(len(costs), every_column, floats(columns[0], -infinity), floats(columns[1], infinity))
    highs.changeRowsBounds(len(rows[0]), every_row, floats(rows[0], -infinity), floats(rows[1], infinity))
    highs.changeColsCost(len(costs), every_column, floats(costs, 0.0))


def change_bounds(highs: Any, before: tuple[Bounds, Bounds], after: tuple[Bounds, Bounds]) -> None:
    """Change the bounds of the columns in which two boxes differ, keeping the basis."""
    infinity = package().kHighsInf
    places = range(len(after[0]))
    changed = [p for p in places if before[0][p] is not after[0][p] or before[1][p] is not after[1][p]]
    lower, upper = ([bounds[place] for place in changed] for bounds in after)
    highs.changeColsBounds(len(changed), changed, floats(lower, -infinity), floats(upper, infinity))


def floats(values: Bounds, absent: float) -> list[float]:
    """Return the nearest doubles; what HiGHS would take for infinite stays within their range."""
    return [absent if value is None else float(max(min(value, CLAMP), -CLAMP)) for value in values]


def check_sizes(rows: Rows) -> None:
    """Raise InputError for a number that doubles cannot carry through a solver."""
    for column in rows.columns:
        _refuse_beyond(INFINITE, column.name, column.lower, column.upper)
        _refuse_beyond(LARGEST, column.name, column.cost)
    for row in rows.rows:
        _refuse_beyond(INFINITE, row.name, row.lower, row.upper)
        _refuse_beyond(LARGEST, row.name, *(factor for _, factor in row.coefficients))


def _refuse_beyond(limit: int, name: str, *values: Fraction | None) -> None:
    if any(value is not None and abs(value) >= limit for value in values):
        raise InputError(f"{name}: a number is beyond {limit:.0e}, too large for HiGHS. Use larger units.")
