"""Forged plans and certificates, and a slow judge of what is still true."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from plan_cases import best, naive

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.plan.states import Task
from algorist.formal.plan.tree import And, Atom, Model, Not


def forgeries(model: Model, solution: Solution, chance: random.Random) -> Iterator[tuple[str, Model, Solution]]:
    """Yield solutions, without end, each with one thing changed."""
    while True:
        kind = chance.choice(["step", "claim", "cost", "certificate", "certificate", "model"])
        forged = {"step": _step, "claim": _claim, "cost": _cost, "certificate": _certificate}.get(kind)
        if forged is None:
            yield kind, _model(model, chance), solution
        else:
            changed = forged(model, solution, chance)
            if changed is not None and changed != solution:
                yield kind, model, changed


def holds(model: Model, solution: Solution) -> bool:
    """Whether the claim is true, the plan good and the certificate valid, by trying every action in every state."""
    task = Task(model)
    if solution.claim == Claim.INFEASIBLE:
        return _valid(task, solution.certificate, None) and best(model) is None
    if solution.claim not in (Claim.FEASIBLE, Claim.OPTIMAL):
        return False
    state, total = task.start, Fraction(0)
    plan = solution.values.get("plan", None)
    if not isinstance(plan, tuple):
        return False
    for step in plan:
        found = {name: (after, cost) for name, after, cost in naive(task, state)}
        if step not in found:
            return False
        state, total = found[str(step)][0], total + found[str(step)][1]
    if not task.reached(state) or solution.objective not in (None, total):
        return False
    if solution.claim == Claim.FEASIBLE:
        return True
    return _valid(task, solution.certificate, total) and total == best(model)


def _valid(task: Task, certificate: Certificate | None, cost: Fraction | None) -> bool:
    if certificate is None or certificate.kind != ("closed" if cost is None else "potential"):
        return False
    data = certificate.data
    changing = set(task.changing)
    fixed = {fact for fact in task.start if fact[0] not in changing}
    try:
        atoms = [tuple(atom[1:-1].split(" ")) for atom in data["atoms"]]
        states = [frozenset({*fixed, *(atoms[i] for i in state)}) for state in data["states"]]
        bounds = [Fraction(0)] * len(states) if cost is None else [Fraction(bound) for bound in data["bounds"]]
        table = dict(zip(states, bounds, strict=True))
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return False
    if cost is None:
        inside = all(after in table for state in table for _, after, _ in naive(task, state))
        return task.start in table and inside and not any(map(task.reached, table))
    falls = all(h <= c + table.get(after, Fraction(0)) for s, h in table.items() for _, after, c in naive(task, s) if h)
    return table.get(task.start, 0) == cost and falls and not any(h and task.reached(s) for s, h in table.items())


def _step(model: Model, solution: Solution, chance: random.Random) -> Solution | None:
    plan = list(solution.values.get("plan", ()))  # type: ignore[arg-type]
    if not plan:
        return None
    place = chance.randrange(len(plan))
    how = chance.choice(["drop", "twice", "swap", "object", "word"])
    if how == "drop":
        plan.pop(place)
    elif how == "twice":
        plan.insert(place, plan[place])
    elif how == "swap":
        other = chance.randrange(len(plan))
        plan[place], plan[other] = plan[other], plan[place]
    else:
        words = str(plan[place])[1:-1].split(" ")
        objects = [each.name for each in model.problem.objects]
        words[chance.randrange(len(words)) if how == "word" else -1] = chance.choice([*objects, "nobody"])
        plan[place] = f"({' '.join(words)})"
    return replace(solution, values={"plan": tuple(plan)})


def _claim(model: Model, solution: Solution, chance: random.Random) -> Solution:
    return replace(solution, claim=chance.choice([c for c in Claim if c not in (solution.claim, Claim.FEASIBLE)]))


def _cost(model: Model, solution: Solution, chance: random.Random) -> Solution | None:
    if solution.objective is None:
        return None
    return replace(solution, objective=solution.objective + chance.choice([-2, -1, Fraction(1, 2), 1]))


def _certificate(model: Model, solution: Solution, chance: random.Random) -> Solution | None:
    if solution.certificate is None or solution.claim == Claim.FEASIBLE:
        return None
    data: dict[str, Any] = {key: list(value) for key, value in solution.certificate.data.items()}
    states = data["states"]
    place = chance.randrange(len(states))
    how = chance.choice(["drop", "bound", "atom", "toggle", "swap"])
    if how == "drop":
        states.pop(place)
        if "bounds" in data:
            data["bounds"].pop(place)
    elif how == "bound" and "bounds" in data:
        data["bounds"][place] = chance.choice([str(Fraction(data["bounds"][place]) + 1), "nan", "-1", 3, "1/0"])
    elif how == "atom":
        data["atoms"][chance.randrange(len(data["atoms"]))] = chance.choice(data["atoms"])
    elif how == "toggle":
        states[place] = sorted({*states[place]} ^ {chance.randrange(len(data["atoms"]))})
    elif "bounds" in data:
        other = chance.randrange(len(states))
        data["bounds"][place], data["bounds"][other] = data["bounds"][other], data["bounds"][place]
    return replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _model(model: Model, chance: random.Random) -> Model:
    """Change the task under the solution: a fact or a precondition goes, a goal is added, an effect is turned round."""
    domain, problem = model.domain, model.problem
    how = chance.choice(["fact", "precondition", "goal", "effect"])
    if how == "fact":
        place = chance.randrange(len(problem.initial))
        return replace(model, problem=replace(problem, initial=problem.initial[:place] + problem.initial[place + 1 :]))
    if how == "goal":
        predicate = chance.choice(domain.predicates)
        names = [each.name for each in problem.objects]
        atom = Atom(predicate.name, tuple(chance.choice(names) for _ in predicate.parameters))
        return replace(model, problem=replace(problem, goal=And((problem.goal, atom))))
    place = chance.randrange(len(domain.actions))
    action = domain.actions[place]
    if how == "precondition":
        parts = action.precondition.parts if isinstance(action.precondition, And) else (action.precondition,)
        cut = chance.randrange(len(parts))
        action = replace(action, precondition=And(parts[:cut] + parts[cut + 1 :]))
    else:
        effects = list(action.effect.parts) if isinstance(action.effect, And) else [action.effect]
        cut = chance.randrange(len(effects))
        turned = effects[cut]
        if isinstance(turned, Not):
            effects[cut] = turned.part
        elif isinstance(turned, Atom):
            effects[cut] = Not(turned)
        action = replace(action, effect=And(tuple(effects)))
    actions = (*domain.actions[:place], action, *domain.actions[place + 1 :])
    return replace(model, domain=replace(domain, actions=actions))
