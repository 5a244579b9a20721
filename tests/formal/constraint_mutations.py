"""Forgeries of a certified solution, and a slow judge that shares no code with the checker's proof checking."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pysat.solvers import Glucose4

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.constraint.denial import denial
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.tree import Compare, Constraint, ConstraintModel

Forgery = tuple[str, ConstraintModel, Solution]


def forgeries(model: ConstraintModel, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change.

    A change can leave a true claim with a valid certificate; `holds` tells those apart.
    """
    kinds: list[Callable[[ConstraintModel, Solution, random.Random], Forgery | None]]
    kinds = [_claim, _objective, _certificate, _model]
    if solution.values:
        kinds += [_value, _value, _swap, _names]
    if solution.claim is Claim.INFEASIBLE:
        kinds += [_conflict]
    if solution.certificate is not None and solution.certificate.kind == "drup":
        kinds += [_step, _step, _step, _step]
    if solution.certificate is not None and solution.certificate.kind == "second-solution":
        kinds += [_second]
    if solution.certificate is not None and solution.certificate.kind == "bound":
        kinds += [_bound, _bound, _bound, _bound]
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged is not None and (forged[1], forged[2]) != (model, solution):
            yield forged


def holds(model: ConstraintModel, solution: Solution) -> bool:
    """Return whether the solution is well formed, its values satisfy the model and its proof is one, judged slowly."""
    if solution.claim is Claim.INFEASIBLE:
        sound = not solution.values and solution.objective is None and _conflict_fits(model, solution)
    else:
        sound = not solution.conflict and _satisfies(model, solution.values) and _objective_fits(model, solution)
    certificate = solution.certificate
    if not sound or solution.claim not in (Claim.FEASIBLE, Claim.INFEASIBLE, Claim.UNIQUE, Claim.OPTIMAL):
        return False
    if solution.claim is Claim.FEASIBLE:
        if certificate is None:
            return True
        others = certificate.data.get("values")
        return certificate.kind == "second-solution" and others != solution.values and _satisfies(model, others)
    if certificate is not None and certificate.kind == "bound":
        return solution.claim is Claim.OPTIMAL and _best(model, solution)
    return certificate is not None and certificate.kind == "drup" and _refutes(model, solution, certificate.data)


def _best(model: ConstraintModel, solution: Solution) -> bool:
    """Return whether nothing is better, by the solver's word: whatever bound was given, the claim is true then."""
    from algorist.core.language import Limits
    from algorist.formal.constraint import LANGUAGE

    found = LANGUAGE.solve(model, Limits(seconds=20))
    return found.claim is Claim.OPTIMAL and found.objective == solution.objective


def _satisfies(model: ConstraintModel, values: Any) -> bool:
    domains = model.domains()
    if not isinstance(values, dict) or values.keys() != domains.keys():
        return False
    for name, domain in domains.items():
        if not any(type(values[name]) is type(value) and values[name] == value for value in domain.values):
            return False
    apart = all(len({values[name] for name in group.references}) == len(group.members) for group in model.groups)
    return apart and all(evaluate(constraint.formula, values) for constraint in model.constraints)


def _objective_fits(model: ConstraintModel, solution: Solution) -> bool:
    if model.objective is None or solution.objective is None:
        return solution.objective is None and solution.claim is not Claim.OPTIMAL
    exact = isinstance(solution.objective, Fraction)
    return exact and solution.objective == evaluate(model.objective.expression, solution.values)


def _conflict_fits(model: ConstraintModel, solution: Solution) -> bool:
    known = all(0 <= position < len(model.constraints) for position in solution.conflict)
    return known and list(solution.conflict) == sorted(set(solution.conflict))


def _refutes(model: ConstraintModel, solution: Solution, data: Any) -> bool:
    clauses = denial(model, solution)
    if (data.get("variables"), data.get("clauses")) != (clauses.variables, len(clauses.clauses)):
        return False
    return refutes(clauses.variables, clauses.clauses, data.get("steps"))


def refutes(variables: int, clauses: Any, steps: Any) -> bool:
    """Return whether every added clause follows by the unit propagation of a SAT solver, and the last is empty."""
    if not isinstance(steps, list) or not all(re.fullmatch(r"(d )?(-?[1-9][0-9]* )*0", str(step)) for step in steps):
        return False
    with Glucose4(bootstrap_with=clauses) as solver:
        for step in steps:
            if step.startswith("d "):
                continue
            literals = [int(literal) for literal in step.split()[:-1]]
            if any(abs(literal) > variables for literal in literals):
                return False
            possible, _ = solver.propagate(assumptions=[-literal for literal in literals])
            if possible and not any(literal == -other for literal in literals for other in literals):
                return False
            if literals:
                solver.add_clause(literals)
    return steps[-1:] == ["0"]


# One random change each.


def _value(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    name = rng.choice(list(solution.values))
    domain = model.domains()[name]
    wrong: list[Any] = [*domain.values, float("nan"), 1.0, "1", True, None, Fraction(1), 10**30, -1, ""]
    return f"value of {name}", model, replace(solution, values={**solution.values, name: rng.choice(wrong)})


def _bound(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    """Change one entry of what a bound is argued from."""
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    key = rng.choice(sorted(data))
    data[key] = _other(data[key], rng)
    return f"bound's {key}", model, replace(solution, certificate=Certificate("bound", data))


def _other(value: Any, rng: random.Random) -> Any:
    if isinstance(value, list) and value and rng.random() < 0.8:
        place = rng.randrange(len(value))
        made = [_other(value[place], rng)] if rng.random() < 0.7 else rng.choice([[], [value[place]] * 2])
        return value[:place] + made + value[place + 1 :]
    if isinstance(value, int) and not isinstance(value, bool):
        return rng.choice([value + 1, value - 1, -value, value * 2, 10**30, str(value), None])
    if isinstance(value, str):
        return rng.choice(["energy", "volume", "trust", value + "0", "-1", "1/0", value.upper()])
    return rng.choice([None, 0, "x", [], {}, True, 0.5])


def _swap(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery | None:
    if len(solution.values) < 2:
        return None
    left, right = rng.sample(list(solution.values), 2)
    values = {**solution.values, left: solution.values[right], right: solution.values[left]}
    return f"values of {left} and {right}", model, replace(solution, values=values)


def _names(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    values = dict(solution.values)
    if rng.random() < 0.5:
        values["intruder"] = 1
        return "one name more", model, replace(solution, values=values)
    del values[rng.choice(list(values))]
    return "one name less", model, replace(solution, values=values)


def _claim(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    return "claim", model, replace(solution, claim=rng.choice([each for each in Claim if each is not solution.claim]))


def _objective(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    found = solution.objective or Fraction(0)
    wrong: list[Any] = [found + 1, found - 1, Fraction(1, 3), None, float(found), float("nan"), 10**9]
    return "objective", model, replace(solution, objective=rng.choice(wrong))


def _conflict(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    positions = list(solution.conflict)
    match rng.randrange(4):
        case 0 if positions:
            positions.pop(rng.randrange(len(positions)))
        case 1:
            positions.append(rng.randrange(-2, len(model.constraints) + 2))
        case 2:
            positions.reverse()
        case _:
            positions = rng.sample(range(len(model.constraints)), rng.randint(1, len(model.constraints)))
    return "conflict", model, replace(solution, conflict=tuple(positions))


def _certificate(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery | None:
    if solution.certificate is None:
        return "certificate", model, replace(solution, certificate=Certificate("drup", {}))
    data: dict[str, Any] = dict(solution.certificate.data)
    match rng.randrange(4):
        case 0:
            return "no certificate", model, replace(solution, certificate=None)
        case 1:
            return "kind of certificate", model, replace(solution, certificate=Certificate("farkas", data))
        case 2:
            data.pop(rng.choice(list(data)))
        case _:
            key = rng.choice(list(data))
            data[key] = rng.choice([None, 0, [], ["0"], [[1, 0]], data[key] + 1 if isinstance(data[key], int) else "0"])
    return "certificate's data", model, replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _second(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    assert solution.certificate is not None
    other = replace(solution, values=solution.certificate.data["values"])
    what, _, changed = rng.choice([_value, _names])(model, other, rng)
    certificate = Certificate("second-solution", {"values": rng.choice([changed.values, solution.values])})
    return f"second solution, {what}", model, replace(solution, certificate=certificate)


def _model(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery | None:
    if not model.constraints:
        return None
    constraints = list(model.constraints)
    position = rng.randrange(len(constraints))
    formula = constraints[position].formula
    if rng.random() < 0.5 or not isinstance(formula, Compare):
        del constraints[position]
        return "constraint dropped", replace(model, constraints=tuple(constraints)), solution
    operator = rng.choice(("=", "!=", "<", ">"))
    constraints[position] = Constraint(replace(formula, operator=operator))
    return "constraint changed", replace(model, constraints=tuple(constraints)), solution


def _step(model: ConstraintModel, solution: Solution, rng: random.Random) -> Forgery:
    """Drop, cut, flip, extend, move or repeat a step of the proof, or misspell it."""
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    steps = list(data["steps"])
    position = rng.randrange(len(steps))
    literals = steps[position].split()
    match rng.randrange(8):
        case 0:
            what = "dropped"
            del steps[position]
        case 1:
            what = "cut off"
            del steps[position:]
        case 2:
            what = "flipped"
            place = rng.randrange(len(literals))
            literals[place] = literals[place][1:] if literals[place].startswith("-") else f"-{literals[place]}"
            steps[position] = " ".join(literals)
        case 3:
            what = "narrowed"
            del literals[rng.randrange(len(literals))]
            steps[position] = " ".join(literals)
        case 4:
            what = "moved"
            steps.insert(rng.randrange(len(steps)), steps.pop(position))
        case 5:
            what = "made up"
            variables = rng.choices(range(1, data["variables"] + 3), k=2)
            steps.insert(position, " ".join(str(rng.choice((1, -1)) * variable) for variable in variables) + " 0")
        case 6:
            what = "misspelt"
            steps[position] = rng.choice(["", "x 0", "1 0 2 0", "01 0", "1", f"{steps[position]} 0", "d 0", "\u0661 0"])
        case _:
            what = "all but the end dropped"
            steps = ["0"]
    return f"step {what}", model, replace(solution, certificate=Certificate("drup", {**data, "steps": steps}))
