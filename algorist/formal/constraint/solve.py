"""Solve a constraint model with CP-SAT: is there a solution, is there another, which is best, what conflicts."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from ortools.sat.python import cp_model

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.constraint.cpsat import Encoding
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.find_bound import find_bound
from algorist.formal.constraint.find_start import complete, find_start
from algorist.formal.constraint.global_constraints import Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.prove import certified
from algorist.formal.constraint.tree import ConstraintModel

BOUNDED = (Circuit, Routes, Cumulative, NoOverlap)
SHARE = 0.15
"""The part of the time that the first solution may take, and that the bound may take."""

RESERVE = 0.08

_CLAIMS = {
    cp_model.OPTIMAL: Claim.OPTIMAL,
    cp_model.FEASIBLE: Claim.FEASIBLE,
    cp_model.INFEASIBLE: Claim.INFEASIBLE,
    cp_model.UNKNOWN: Claim.TIMEOUT,
}


def solve(model: ConstraintModel, limits: Limits) -> Solution:
    """Return the strongest that holds of what `limits.claim` asks for, with its certificate.

    Asked for FEASIBLE: any solution. Otherwise, with an objective: the best; without one: the only solution, or
    FEASIBLE with another one as its certificate. An infeasible model comes with a minimal conflicting set. A proof
    takes at most half of the time that is left, so that no answer is lost to it.
    """
    started = time.monotonic()
    clock = _Clock(started + limits.seconds, limits.memory)
    if any(isinstance(each.formula, BOUNDED) for each in model.constraints):
        clock = replace(clock, reserve=RESERVE * limits.seconds)
    solution = _decide(model, limits.claim, clock)
    if solution.claim is Claim.INFEASIBLE:
        solution = replace(solution, conflict=_conflict(model, clock), message="The constraints conflict.")
    if solution.claim in (Claim.UNIQUE, Claim.OPTIMAL, Claim.INFEASIBLE) and not _proved(model, solution):
        now = time.monotonic()
        solution = certified(model, solution, now + (clock.deadline - now) / 2)
    return replace(solution, seconds=time.monotonic() - started)


def _proved(model: ConstraintModel, solution: Solution) -> bool:
    return _meets(solution, solution.certificate) and not model.then


def decide(model: ConstraintModel, limits: Limits) -> Solution:
    """Return the bare claim and values that `solve` would: no proof, no conflict, a few milliseconds."""
    started = time.monotonic()
    solution = _decide(model, limits.claim, _Clock(started + limits.seconds, limits.memory))
    return replace(solution, seconds=time.monotonic() - started)


def _decide(model: ConstraintModel, claim: Claim, clock: _Clock) -> Solution:
    if claim is Claim.FEASIBLE:
        return _any(model, clock)
    return _only(model, clock) if model.objective is None else _best(model, clock)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What is left of one call's limits."""

    deadline: float
    memory: int
    reserve: float = 0.0
    """Seconds that CP-SAT leaves: it looks at its clock only between steps, which take long on large models."""

    def run(self, model: cp_model.CpModel, interleaved: bool = False) -> tuple[Claim, cp_model.CpSolver]:
        """Return CP-SAT's claim and the solver that holds its values; one worker, always the same seed."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.interleave_search = interleaved
        solver.parameters.random_seed = 0
        solver.parameters.max_time_in_seconds = max(0.0, self.deadline - self.reserve - time.monotonic())
        solver.parameters.max_memory_in_mb = self.memory >> 20
        return _CLAIMS[solver.solve(model)], solver


def _any(model: ConstraintModel, clock: _Clock) -> Solution:
    solution = _run(model, _encode(model), clock)
    return solution if solution.claim is not Claim.OPTIMAL else replace(solution, claim=Claim.FEASIBLE)


def _best(model: ConstraintModel, clock: _Clock) -> Solution:
    """Return the best by the first objective, then of these the best by the next, and so on."""
    assert model.objective is not None
    start, bound = _prepared(model, clock)
    if start is not None and _meets(start, bound) and not model.then:
        return replace(start, claim=Claim.OPTIMAL, certificate=bound, message="A bound shows that none is better.")
    hint = {} if start is None else _codes(start)
    solution = Solution(Claim.TIMEOUT)
    found: list[int] = []
    for turn, aim in enumerate(model.aims):
        encoding = _encode(model)
        for before, worth in zip(model.aims, found, strict=False):
            encoding.model.add(encoding.linear(before.expression) == worth)
        goal = encoding.linear(aim.expression)
        if turn == 0 and bound is not None:
            encoding.model.add(goal >= bound.data["bound"])
        (encoding.model.maximize if aim.sense == "maximize" else encoding.model.minimize)(goal)
        encoding.hint(hint)
        better = _run(model, encoding, clock)
        if not better.values:
            # Out of time, or infeasible: later turns cannot be, for the solution of the last one remains.
            solution = better if turn == 0 else replace(solution, claim=Claim.TIMEOUT)
            break
        solution = better
        if solution.claim is not Claim.OPTIMAL:
            break
        found.append(evaluate(aim.expression, solution.values))
        hint = _codes(solution)
    return _with_bound(model, _better_of(model, solution, start), bound)


def _prepared(model: ConstraintModel, clock: _Clock) -> tuple[Solution | None, Certificate | None]:
    """Return a first solution and a bound where the model is of a kind that has quick ones; a part of the time each."""
    if not any(isinstance(constraint.formula, BOUNDED) for constraint in model.constraints):
        return None, None
    now = time.monotonic()
    part = max(0.0, clock.deadline - now) * SHARE
    values = complete(model, find_start(model, now + part))
    start = None
    if values is not None and model.objective is not None:
        worth = evaluate(model.objective.expression, values)
        start = Solution(Claim.TIMEOUT, values, Fraction(worth))
    near = None if start is None or start.objective is None else int(start.objective)
    return start, find_bound(model, time.monotonic() + part, near)


def _codes(solution: Solution) -> dict[str, int]:
    return {name: int(value) for name, value in solution.values.items() if isinstance(value, int)}


def _meets(solution: Solution, bound: Certificate | None) -> bool:
    return bound is not None and solution.objective == bound.data["bound"]


def _better_of(model: ConstraintModel, solution: Solution, start: Solution | None) -> Solution:
    """Return the first solution where the time ran out before the solver found a better one."""
    if start is None or solution.claim not in (Claim.TIMEOUT, Claim.FEASIBLE):
        return solution
    if solution.objective is not None and start.objective is not None and solution.objective <= start.objective:
        return solution
    return start


def _with_bound(model: ConstraintModel, solution: Solution, bound: Certificate | None) -> Solution:
    """Return the solution with the bound as evidence where it is some, and an honest claim where the time ran out."""
    if not solution.values:
        return solution
    if _meets(solution, bound) and not model.then:
        return replace(solution, claim=Claim.OPTIMAL, certificate=bound, message="A bound shows that none is better.")
    if solution.claim is Claim.OPTIMAL:
        return replace(solution, certificate=bound)
    late = "The time ran out; better values may exist."
    return replace(solution, claim=Claim.TIMEOUT, certificate=bound, message=late)


def _only(model: ConstraintModel, clock: _Clock) -> Solution:
    encoding = _encode(model)
    first = _run(model, encoding, clock)
    if not first.values:
        return first
    encoding.forbid(first.values)
    second = _run(model, encoding, clock)
    if second.claim is Claim.INFEASIBLE:
        return replace(first, claim=Claim.UNIQUE, message="There is no other solution.")
    if second.claim is Claim.TIMEOUT:
        return replace(first, claim=Claim.TIMEOUT, message="The time ran out; other solutions may exist.")
    another = Certificate("second-solution", {"values": dict(second.values)})
    return replace(first, claim=Claim.FEASIBLE, certificate=another, message="There are other solutions.")


def _encode(model: ConstraintModel) -> Encoding:
    encoding = Encoding(model)
    for constraint in model.constraints:
        encoding.post(constraint.formula)
    return encoding


def _run(model: ConstraintModel, encoding: Encoding, clock: _Clock) -> Solution:
    claim, solver = clock.run(encoding.model, any(isinstance(each.formula, BOUNDED) for each in model.constraints))
    if claim is Claim.INFEASIBLE:
        return Solution(claim)
    if claim is Claim.TIMEOUT:
        return Solution(claim, message="The time ran out before any solution was found.")
    values = encoding.decode({name: solver.value(variable) for name, variable in encoding.variables.items()})
    objective = None if model.objective is None else Fraction(evaluate(model.objective.expression, values))
    return Solution(claim, values, objective)


def _conflict(model: ConstraintModel, clock: _Clock) -> tuple[int, ...]:
    """Return the positions of constraints that conflict, all of them needed unless the time runs out.

    Domains and groups always hold. Each constraint is posted under a literal of its own, and literals are assumed.
    """
    encoding = Encoding(model)
    literals = [encoding.model.new_bool_var("") for _ in model.constraints]
    for constraint, literal in zip(model.constraints, literals, strict=True):
        encoding.post(constraint.formula, [literal])

    def core(positions: Iterable[int]) -> set[int] | None:
        """Return some of the positions that conflict, or None when these do not or the time ran out."""
        assumed = {literals[position].index: position for position in positions}
        encoding.model.clear_assumptions()
        encoding.model.add_assumptions([literals[position] for position in assumed.values()])
        claim, solver = clock.run(encoding.model)
        if claim is not Claim.INFEASIBLE:
            return None
        return {assumed[index] for index in solver.sufficient_assumptions_for_infeasibility()}

    everything = range(len(model.constraints))
    found = core(everything)
    candidates = sorted(everything if found is None else found)
    needed: list[int] = []
    while candidates:
        position = candidates.pop()
        smaller = core([*needed, *candidates])
        if smaller is None:
            needed.append(position)
        else:
            candidates = [candidate for candidate in candidates if candidate in smaller]
    return tuple(sorted(needed))
