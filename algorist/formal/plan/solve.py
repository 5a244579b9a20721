"""Solving planning tasks with Fast Downward, and showing what it says.

For the claim `feasible` the first plan of LAMA; for `optimal` A* with LM-cut, then, if time runs short, LAMA's plan.
Certificates are written by exploring the states again, as far as that stays small (see `explore`).
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from time import monotonic

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import InputError, Unavailable
from algorist.core.language import Limits
from algorist.formal.plan import downward, explore
from algorist.formal.plan.check import Broken, replay
from algorist.formal.plan.downward import Downward, Ending, Outcome
from algorist.formal.plan.grid_search import cheapest
from algorist.formal.plan.render import render_domain, render_problem
from algorist.formal.plan.states import Task
from algorist.formal.plan.tree import Model
from algorist.search.best_first import OutOfReach, Route

OPTIMAL_SHARE = 0.6
"""The part of the time in which a cheapest plan is looked for; then any plan will do."""
PROOF_SHARE = 0.85
"""The part of the time by which searching ends, so that what was found can be shown."""


def solve(model: Model, limits: Limits) -> Solution:
    """Return a plan, the cheapest where that is asked for and time allows; raises Unavailable without Fast Downward."""
    started = monotonic()
    if limits.claim not in (Claim.OPTIMAL, Claim.FEASIBLE):
        raise InputError(f"plan: the claim can be optimal or feasible, not {limits.claim}.")
    with tempfile.TemporaryDirectory() as folder:
        solution = _solved(model, limits, Downward(Path(folder), limits.memory), started)
    return replace(solution, seconds=monotonic() - started)


def _solved(model: Model, limits: Limits, program: Downward, started: float) -> Solution:
    task = Task(model)
    optimal = limits.claim == Claim.OPTIMAL
    deadline = started + limits.seconds
    search_deadline = started + limits.seconds * (PROOF_SHARE if optimal else 0.97)
    if model.grid is not None:
        try:
            path = cheapest(model.grid, started + limits.seconds * OPTIMAL_SHARE)
        except OutOfReach:
            pass  # any plan will do; Fast Downward looks for one
        else:
            return _found(task, path, optimal, deadline)
    outcome = program.translate(render_domain(model.domain), render_problem(model.problem), search_deadline)
    translated = outcome.ending is Ending.SOLVED
    if translated and optimal:
        outcome = _cheapest(program, started + limits.seconds * OPTIMAL_SHARE)
        if outcome.ending is Ending.SOLVED:
            return _cheapest_plan(task, outcome, deadline)
    if translated and outcome.ending is not Ending.UNSOLVABLE:
        outcome = program.search(downward.LAMA_FIRST, search_deadline)
    if outcome.ending is Ending.UNSOLVABLE:
        return _none(task, deadline, "Fast Downward")
    if outcome.ending is not Ending.SOLVED:
        return Solution(Claim.TIMEOUT, message=outcome.message or "Fast Downward cannot treat this task")
    message = "time ran out before a cheapest plan was found" if optimal else ""
    return _plan(task, Claim.FEASIBLE, outcome, Certificate("plan"), message)


def _none(task: Task, deadline: float, by: str) -> Solution:
    """There is no plan, by the word of a search, and by its states where they are few enough to list."""
    certificate = explore.closed(task, deadline)
    message = "" if certificate else f"no plan by {by}; the states are too many to show it"
    return Solution(Claim.INFEASIBLE, certificate=certificate, message=message)


def _found(task: Task, path: Route[str] | None, optimal: bool, deadline: float) -> Solution:
    """What A* or IDA* on the map came to."""
    if path is None:
        return _none(task, deadline, "A*")
    outcome = Outcome(Ending.SOLVED, path.steps)
    if optimal:
        return _cheapest_plan(task, outcome, deadline)
    return _plan(task, Claim.FEASIBLE, outcome, Certificate("plan"), "")


def _cheapest(program: Downward, deadline: float) -> Outcome:
    outcome = program.search(downward.CHEAPEST, deadline)
    return program.search(downward.CHEAPEST_ANYWHERE, deadline) if outcome.ending is Ending.UNSUPPORTED else outcome


def _cheapest_plan(task: Task, outcome: Outcome, deadline: float) -> Solution:
    solution = _plan(task, Claim.OPTIMAL, outcome, None, "")
    assert solution.objective is not None
    certificate = explore.potential(task, solution.objective, deadline)
    message = "" if certificate else "cheapest by Fast Downward; the states are too many to show it"
    return replace(solution, certificate=certificate, message=message)


def _plan(task: Task, claim: Claim, outcome: Outcome, certificate: Certificate | None, message: str) -> Solution:
    try:
        cost = replay(task, outcome.plan)
    except Broken as error:
        raise Unavailable(f"Fast Downward's plan does not hold: {error}.") from error
    return Solution(claim, {"plan": outcome.plan}, cost, certificate, message=message)
