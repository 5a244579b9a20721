"""The checker of plans and of claims about all plans. It imports no solver.

    claim        evidence
    feasible     the plan itself: replayed from the initial state, step by step, to a goal
    optimal      the plan, and certificate `potential`: a lower bound on the cost to a goal for every state listed.
                 It is 0 for states not listed and for goals, it never falls by more than the cost of a step
                 (h(s) <= cost + h(s') for every successor s' of a listed state), and it is the plan's cost at the start:
                 so no plan is cheaper
    infeasible   certificate `closed`: a set of states that holds the first state and every successor of its members,
                 and no goal

States are listed by the atoms that change; `atoms` names them, every state is a list of positions in it. The other
atoms are those of the initial state that no action can touch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Verdict
from algorist.formal.plan.facts import Fact
from algorist.formal.plan.states import State, Task
from algorist.formal.plan.successors import successors
from algorist.formal.plan.tree import Model

STEP = re.compile(r"\([^\s()]+( [^\s()]+)*\)")
NUMBER = re.compile(r"[0-9]{1,30}(/[1-9][0-9]{0,29})?")


class Broken(Exception):
    """A certificate or a plan does not hold; the message says where."""


def check(model: Model, solution: Solution) -> Verdict:
    """Verify a solution and its certificate."""
    task = Task(model)
    certificate = solution.certificate
    if solution.claim == Claim.INFEASIBLE:
        if certificate is None or certificate.kind != "closed":
            return Verdict.rejected("no certificate shows that there is no plan")
        try:
            states = closed(task, certificate)
        except Broken as error:
            return Verdict.rejected(str(error))
        return Verdict(True, False, f"no goal among the {states} states that can be reached")
    if solution.claim not in (Claim.FEASIBLE, Claim.OPTIMAL):
        return Verdict.rejected(f"the claim {solution.claim} carries nothing to verify")
    try:
        cost = replay(task, plan_of(solution))
    except Broken as error:
        return Verdict.rejected(str(error))
    if solution.objective is not None and solution.objective != cost:
        return Verdict.rejected(f"the plan costs {cost}, not {solution.objective}")
    replayed = f"the plan leads to a goal at a cost of {cost}"
    if solution.claim == Claim.FEASIBLE:
        return Verdict(True, True, replayed)
    if certificate is None or certificate.kind != "potential":
        return Verdict(False, True, f"{replayed}; that none is cheaper is not shown")
    try:
        states = potential(task, certificate, cost)
    except Broken as error:
        return Verdict.rejected(str(error))
    return Verdict(True, True, f"{replayed}; none is cheaper, by a lower bound over {states} states")


# -- the plan


def plan_of(solution: Solution) -> tuple[str, ...]:
    plan = solution.values.get("plan")
    if not isinstance(plan, tuple) or set(solution.values) != {"plan"}:
        raise Broken("the values must be one list of steps, called plan")
    steps = tuple(each for each in plan if isinstance(each, str) and STEP.fullmatch(each))
    if len(steps) < len(plan):
        raise Broken("a step is not of the form (action object object)")
    return steps


def replay(task: Task, plan: Sequence[str]) -> Fraction:
    """Return what a plan costs; raises Broken where a step is not applicable or the end is no goal."""
    state, total = task.start, Fraction(0)
    for number, step in enumerate(plan, 1):
        name, *objects = step[1:-1].split(" ")
        action = task.actions.get(name)
        if action is None or len(objects) != len(action.parameters):
            raise Broken(f"step {number}: there is no action {step}")
        for each, parameter in zip(objects, action.parameters, strict=True):
            if each not in task.kinds or not task.fits(each, parameter):
                raise Broken(f"step {number}: {each} is no {' or '.join(parameter.types)}")
        binding = {each.name: chosen for each, chosen in zip(action.parameters, objects, strict=True)}
        if not task.holds(action.precondition, state, binding):
            raise Broken(f"step {number}: the precondition of {step} does not hold")
        state, cost = task.after(action, binding, state)
        total += cost
    if not task.reached(state):
        raise Broken("the plan does not end in a goal")
    return total


# -- all plans


def potential(task: Task, certificate: Certificate, cost: Fraction) -> int:
    """Verify a consistent potential that is `cost` at the start; return over how many states."""
    states = listed(task, certificate)
    bounds = certificate.data.get("bounds")
    if not isinstance(bounds, list) or len(bounds) != len(states):
        raise Broken("there must be one bound for every state")
    if not all(isinstance(bound, str) and NUMBER.fullmatch(bound) for bound in bounds):
        raise Broken("a bound is not a number from 0 on")
    table = {state: Fraction(bound) for state, bound in zip(states, bounds, strict=True)}
    if table.get(task.start, Fraction(0)) != cost:
        raise Broken("the bound at the start is not the cost of the plan")
    for state, bound in table.items():
        if bound and task.reached(state):
            raise Broken("a goal has a bound above 0")
        for step, after, price in successors(task, state) if bound else ():
            if bound > price + table.get(after, Fraction(0)):
                raise Broken(f"the bound falls by more than the cost of {step}")
    return len(table)


def closed(task: Task, certificate: Certificate) -> int:
    """Verify a set of states that no action leaves and that holds no goal; return its size."""
    table = set(listed(task, certificate))
    if task.start not in table:
        raise Broken("the initial state is not listed")
    for state in table:
        if task.reached(state):
            raise Broken("a goal is listed")
        for step, after, _ in successors(task, state):
            if after not in table:
                raise Broken(f"{step} leads to a state that is not listed")
    return len(table)


def listed(task: Task, certificate: Certificate) -> list[State]:
    """Return the states of a certificate, each once."""
    data: Mapping[str, Any] = certificate.data
    atoms, states = data.get("atoms"), data.get("states")
    if not isinstance(atoms, list) or not isinstance(states, list):
        raise Broken("the certificate lists no atoms or no states")
    facts: list[Fact] = [
        tuple(atom[1:-1].split(" ")) for atom in atoms if isinstance(atom, str) and STEP.fullmatch(atom)
    ]
    if len(set(facts)) != len(atoms):
        raise Broken("an atom of the certificate is malformed or listed twice")
    if any(fact[0] not in task.changing for fact in facts):
        raise Broken("the certificate lists an atom that no action changes")
    made = []
    for state in states:
        if not isinstance(state, list) or not all(type(each) is int and 0 <= each < len(facts) for each in state):
            raise Broken("a state is not a list of positions among the atoms")
        made.append(task.fixed | {facts[each] for each in state})
    if len(set(made)) < len(made):
        raise Broken("a state is listed twice")
    return made
