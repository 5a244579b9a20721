"""Verify a solution on the model itself, and its claim by its certificate. Trusts no solver and imports none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Verdict
from algorist.formal.constraint.bound import BoundError, verified
from algorist.formal.constraint.denial import denial
from algorist.formal.constraint.drup import ProofError
from algorist.formal.constraint.drup import check as check_proof
from algorist.formal.constraint.encode import TooLarge
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.render import render_line
from algorist.formal.constraint.tree import Booleans, ConstraintModel, Domain, Symbols

_CLAIMED = {
    Claim.UNIQUE: "The values satisfy the model. No others do",
    Claim.OPTIMAL: "The values satisfy the model. No others are better",
    Claim.INFEASIBLE: "No values satisfy the model",
}


class _Rejected(Exception):
    """Something about the solution is false; the message says what."""


def check(model: ConstraintModel, solution: Solution) -> Verdict:
    """Return what is proved of the solution. Whatever is false about it, a needless certificate too, rejects it."""
    try:
        if solution.claim is Claim.INFEASIBLE:
            return _check_infeasible(model, solution)
        if solution.claim is Claim.TIMEOUT:
            return _check_timeout(model, solution)
        if solution.claim is Claim.FEASIBLE:
            return _check_feasible(model, solution)
        if solution.claim in _CLAIMED:
            return _check_extreme(model, solution)
    except _Rejected as error:
        return Verdict.rejected(f"{error}.")
    return Verdict.rejected(f"A constraint model is never {solution.claim}.")


def _check_infeasible(model: ConstraintModel, solution: Solution) -> Verdict:
    if solution.values or solution.objective is not None:
        raise _Rejected("the model is said to have no solution, and values are given")
    positions = solution.conflict
    known = all(type(position) is int and 0 <= position < len(model.constraints) for position in positions)
    if not known or list(positions) != sorted(set(positions)):
        raise _Rejected("the conflict names constraints that are not there, twice, or out of order")
    return _check_claim(model, solution, satisfied=False)


def _check_timeout(model: ConstraintModel, solution: Solution) -> Verdict:
    _refuse_conflict(solution)
    if not solution.values:
        return Verdict.rejected("The solver ran out of time without values.")
    _check_values(model, solution)
    if solution.certificate is not None:
        _, reason = _check_bound(model, solution, _data(solution.certificate, "bound"))
        return Verdict(proved=False, satisfied=True, reason=f"The values satisfy the model. {reason}")
    return Verdict(proved=False, satisfied=True, reason="The values satisfy the model; nothing more is claimed.")


def _check_feasible(model: ConstraintModel, solution: Solution) -> Verdict:
    _refuse_conflict(solution)
    _check_values(model, solution)
    if solution.certificate is None:
        return Verdict(proved=True, satisfied=True, reason="The values satisfy the model.")
    values = _data(solution.certificate, "second-solution").get("values")
    if not isinstance(values, Mapping):
        raise _Rejected("the certificate holds no other values")
    try:
        _check_assignment(model, values)
    except _Rejected as error:
        raise _Rejected(f"in the second solution, {error}") from None
    if dict(values) == dict(solution.values):
        raise _Rejected("the second solution is the first one again")
    return Verdict(proved=True, satisfied=True, reason="The values satisfy the model, and so do others.")


def _check_extreme(model: ConstraintModel, solution: Solution) -> Verdict:
    _refuse_conflict(solution)
    _check_values(model, solution)
    if solution.claim is Claim.OPTIMAL and model.objective is None:
        raise _Rejected("the values are said to be optimal, and the model has no objective")
    if solution.claim is Claim.OPTIMAL and solution.objective is None:
        raise _Rejected("the values are said to be optimal, and the objective's value is missing")
    return _check_claim(model, solution, satisfied=True)


def _check_claim(model: ConstraintModel, solution: Solution, satisfied: bool) -> Verdict:
    """Verify that the certificate refutes the claim's denial."""
    claimed = _CLAIMED[solution.claim]
    if solution.certificate is None:
        return Verdict(False, satisfied, f"{claimed}, on the solver's word alone.")
    if solution.claim is Claim.OPTIMAL and solution.certificate.kind == "bound":
        reached, reason = _check_bound(model, solution, solution.certificate.data)
        word = "" if reached else " That none is better is the solver's word."
        return Verdict(reached, satisfied, f"The values satisfy the model. {reason}{word}")
    data = _data(solution.certificate, "drup")
    steps = data.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise _Rejected("the certificate holds no proof steps")
    try:
        clauses = denial(model, solution)
    except TooLarge as error:
        return Verdict(False, satisfied, f"{claimed}, on the solver's word alone: {error}.")
    if (data.get("variables"), data.get("clauses")) != (clauses.variables, len(clauses.clauses)):
        raise _Rejected("the proof is of other clauses than this model's")
    try:
        check_proof(clauses.variables, clauses.clauses, steps)
    except ProofError as error:
        raise _Rejected(f"the proof fails: {error}") from None
    return Verdict(True, satisfied, f"{claimed}, by proof.")


def _check_bound(model: ConstraintModel, solution: Solution, data: Mapping[str, Any]) -> tuple[bool, str]:
    """Verify the certificate's bound; return whether it is the objective's value and nothing more was to be optimized."""
    try:
        bound = verified(model, data)
    except BoundError as error:
        raise _Rejected(f"the bound fails: {error}") from None
    if type(data.get("bound")) is not int or data["bound"] > bound:
        raise _Rejected(f"the bound is {bound}, not {data.get('bound')!r}")
    if solution.objective is None or solution.objective < bound:
        raise _Rejected(f"the objective is below the proved bound {bound}")
    if solution.objective == bound and not model.then:
        return True, "No others are better, by proof of a bound."
    gap = (solution.objective - bound) / abs(solution.objective) if solution.objective else Fraction(1)
    return False, f"None can be below {bound}, by proof: the gap is {float(gap):.2%}."


def _refuse_conflict(solution: Solution) -> None:
    if solution.conflict:
        raise _Rejected(f"the claim is {solution.claim}, and conflicting constraints are named")


def _data(certificate: Certificate, kind: str) -> Mapping[str, Any]:
    if certificate.kind != kind:
        raise _Rejected(f"this claim is certified by a {kind} certificate, not by {certificate.kind}")
    return certificate.data


def _check_values(model: ConstraintModel, solution: Solution) -> None:
    """Verify that the values satisfy the model and that the objective's value, where given, is theirs."""
    _check_assignment(model, solution.values)
    if solution.objective is None:
        return
    if not isinstance(solution.objective, Fraction):
        raise _Rejected(f"the objective is {solution.objective!r}, which is no exact number")
    if model.objective is None:
        raise _Rejected("the objective has a value, and the model has no objective")
    worth = Fraction(evaluate(model.objective.expression, solution.values))
    if solution.objective != worth:
        raise _Rejected(f"the objective is {worth}, not {solution.objective}")


def _check_assignment(model: ConstraintModel, values: Mapping[str, Any]) -> None:
    """Verify that every variable has a value of its domain, and that groups and constraints hold."""
    domains = model.domains()
    for name in values:
        if name not in domains:
            raise _Rejected(f"`{name}` is no variable of the model")
    for name, domain in domains.items():
        if name not in values:
            raise _Rejected(f"`{name}` has no value")
        if not _fits(values[name], domain):
            raise _Rejected(f"`{name}` cannot be {values[name]!r}")
    for group in model.groups:
        if len({values[name] for name in group.references}) < len(group.members):
            raise _Rejected(f"two members of `{group.name}` have the same value")
    for constraint in model.constraints:
        if not evaluate(constraint.formula, values):
            raise _Rejected(f"line {constraint.line} does not hold: {render_line(constraint)}")


def _fits(value: Any, domain: Domain) -> bool:
    """Return whether the value is of the domain; 1, 1.0 and True are three different things."""
    expected = str if isinstance(domain, Symbols) else bool if isinstance(domain, Booleans) else int
    return type(value) is expected and value in domain.values
