"""Solving conic programs with Clarabel, or SCS, and enclosing their word between an exact point and an exact bound.

claim       certificate   values
optimal     dual          an exact point; optimum and objective differ by no more than the checker's tolerance
feasible    dual or none  an exact point, with the best exact bound, if there is one
infeasible  farkas        none; without certificate where no exact one was found
unbounded   none          none: the solver's word alone
timeout     none          none
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from time import monotonic

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import InputError, Unavailable
from algorist.core.language import Limits
from algorist.formal.conic.bounds import Bounds, bounds, farkas
from algorist.formal.conic.check import TOLERANCE
from algorist.formal.conic.ground import Program, ground
from algorist.formal.conic.solvers import INSTALL, Task, solved
from algorist.formal.conic.tree import Model

RESERVE = 0.05
"""The part of the time kept back for handing over the result."""


def solve(model: Model, limits: Limits) -> Solution:
    """Return the optimum of a model within an exact interval, or what else the solver found.

    For the claim `feasible`, and for a model without objective, any point will do. Raises InputError for a claim or a
    number that the solvers cannot serve, Unavailable without numpy, scipy and one of Clarabel and SCS.
    """
    started = monotonic()
    if limits.claim not in (Claim.OPTIMAL, Claim.FEASIBLE):
        raise InputError(f"conic: the claim can be optimal or feasible, not {limits.claim}.")
    try:
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise Unavailable(f"The conic solvers do not load: {error}.", INSTALL) from error
    try:
        solution = _solution(model, limits.claim, started + limits.seconds * (1 - RESERVE))
    except OverflowError as error:
        raise InputError("conic: a number is too large for the solvers' floating point.") from error
    return replace(solution, seconds=monotonic() - started)


def _solution(model: Model, claim: Claim, deadline: float) -> Solution:
    from algorist.formal.conic.numeric import numeric

    stated = ground(model)
    priced = model.priced and claim == Claim.OPTIMAL
    program = stated if priced else replace(stated, costs=(Fraction(0),) * len(stated.costs))
    floats = numeric(program)
    found = solved(Task(floats.costs, program.blocks, floats.maps, floats.rows, floats.constants), deadline)
    if found.status == "infeasible":
        duals = farkas(program, deadline)
        if duals is None:
            return Solution(Claim.INFEASIBLE, message="infeasible by the solver; no exact proof was found")
        return Solution(Claim.INFEASIBLE, certificate=Certificate("farkas", {"dual": _texts(duals)}))
    if found.status == "unbounded":
        return Solution(Claim.UNBOUNDED, message="unbounded by the solver; there is no exact proof")
    if found.status != "optimal":
        why = "time ran out" if found.status == "timeout" else "the solvers gave up, for numerical reasons"
        return Solution(Claim.TIMEOUT, message=why)
    return _enclosed(model, stated, bounds(program, found.values, found.duals, deadline), priced)


def _enclosed(model: Model, program: Program, found: Bounds, priced: bool) -> Solution:
    sign = -1 if program.negated else 1
    if found.point is None:
        message = "the solver's optimum could not be made exact"
        if found.duals is not None and priced:
            side = "at most" if program.negated else "at least"
            message += f"; the optimum is {side} {float(sign * (found.bound + program.offset)):.9g}, exactly proved"
        return Solution(Claim.TIMEOUT, message=message)
    values = {
        name: value.numerator if value.denominator == 1 else value
        for name, value in zip(program.names, found.point, strict=True)
    }
    least = sum((cost * value for cost, value in zip(program.costs, found.point, strict=True) if cost), program.offset)
    worth = sign * least if model.priced else None
    if worth is None or not priced or found.duals is None:
        message = "no exact bound was found" if priced else ""
        return Solution(Claim.FEASIBLE, values, worth, message=message)
    bound = sign * (found.bound + program.offset)
    width = abs(worth - bound)
    claim = Claim.OPTIMAL if width <= TOLERANCE * max(Fraction(1), abs(worth)) else Claim.FEASIBLE
    certificate = Certificate("dual", {"dual": _texts(found.duals), "bound": str(bound)})
    return Solution(
        claim, values, worth, certificate, message=f"the interval that is proved is {float(width):.2g} wide"
    )


def _texts(duals: dict[str, list[Fraction]]) -> dict[str, list[str]]:
    return {name: [str(value) for value in dual] for name, dual in duals.items()}
