"""Verify what is claimed of a program's query from its certificate. Trusts no solver and imports none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Value, Verdict
from algorist.formal.horn.datalog import answers, is_datalog, least_model
from algorist.formal.horn.derivation import Fails, Invalid, replay
from algorist.formal.horn.engine import Engine
from algorist.formal.horn.goals import Undecided
from algorist.formal.horn.predicates import complete
from algorist.formal.horn.renderer import render_term
from algorist.formal.horn.tree import (
    EMPTY,
    Atom,
    Clause,
    Compound,
    HornModel,
    Number,
    Term,
    Variable,
    opposite,
    split_list,
)

MOST_STEPS = 1_000_000
"""Steps of the engine for one certificate: some seconds."""


class Rejected(Exception):
    """Something about the solution is false; the message says what."""


def check(model: HornModel, solution: Solution) -> Verdict:
    """Return what is proved of the solution. Whatever is false about it rejects it."""
    if solution.objective is not None or solution.conflict:
        return Verdict.rejected("A query has neither an objective nor a conflict.")
    if solution.claim is Claim.TIMEOUT:
        return Verdict.rejected("The solver ran out of time; nothing is claimed.")
    wanted = _expected(model, solution.claim)
    if wanted is None:
        return Verdict.rejected(
            f"The query of a program in a {model.world} world is never {solution.claim} with proof."
        )
    if solution.certificate is None:
        return Verdict.rejected("There is no certificate, only the solver's word.")
    try:
        if wanted == "derivation":
            return _check_derivation(model, solution, solution.certificate)
        return _check_failure(model, solution, solution.certificate)
    except Rejected as error:
        return Verdict.rejected(f"{error}.")
    except (Invalid, Undecided) as error:
        return Verdict.rejected(f"The certificate does not hold: {error}.")
    except RecursionError:
        return Verdict.rejected("The certificate nests too deeply.")


def _expected(model: HornModel, claim: Claim) -> str | None:
    """Return the kind of certificate that shows a claim."""
    if claim is Claim.ENTAILED or (claim is Claim.REFUTED and model.world == "open"):
        return "derivation"
    if claim is (Claim.NEITHER if model.world == "open" else Claim.REFUTED):
        return "failure"
    return None


def _check_derivation(model: HornModel, solution: Solution, certificate: Certificate) -> Verdict:
    data = _data(certificate, "derivation")
    query = model.query if solution.claim is Claim.ENTAILED else (opposite(model.query[0]),)
    clauses = complete(model.clauses, query)
    engine = Engine(clauses, MOST_STEPS)
    shown = replay(clauses, data.get("steps"), failing(clauses, query, engine), engine)
    goals = data.get("goals")
    if not isinstance(goals, list) or not all(type(goal) is int and 0 <= goal < len(shown) for goal in goals):
        raise Rejected("the certificate does not say which steps answer the query")
    bound = matched(query, [shown[goal] for goal in goals])
    if bound is None:
        raise Rejected("the steps show something else than the query")
    expected = values(bound)
    given = solution.values
    if given.keys() != expected.keys() or any(not _same(given[name], expected[name]) for name in given):
        raise Rejected("the values are not those of the derivation")
    what = "The query" if solution.claim is Claim.ENTAILED else "The query's strong negation"
    return Verdict(True, True, f"{what} follows by a derivation of {len(shown)} steps.")


def _check_failure(model: HornModel, solution: Solution, certificate: Certificate) -> Verdict:
    data = _data(certificate, "failure")
    if solution.values:
        raise Rejected("the query is said to have no answer, and values are given")
    if data.get("by") not in ("least model", "resolution") or type(data.get("size")) is not int:
        raise Rejected("the certificate does not say how the query fails")
    found = failure(model)
    if dict(data) != found:
        raise Rejected(f"the query fails otherwise: {found}")
    return Verdict(True, True, f"No answer exists: {data['by']}, size {data['size']}, computed again.")


def failure(model: HornModel, deadline: float = float("inf")) -> dict[str, Any]:
    """Return how it is known that the query, and in an open world its strong negation, has no answer.

    For Datalog the least model and its number of facts, otherwise finite failure and the steps that it takes. Raises
    Undecided or TimeoutError where that is not known, ValueError where an answer exists.
    """
    queries = [model.query] + ([(opposite(model.query[0]),)] if model.world == "open" else [])
    if all(is_datalog(complete(model.clauses, query), query) for query in queries):
        facts = least_model(model.clauses, deadline)
        if any(next(answers(facts, query), None) is not None for query in queries):
            raise Rejected("the query has an answer")
        return {"by": "least model", "size": len(facts)}
    engine = Engine(complete(model.clauses, tuple(goal for query in queries for goal in query)), MOST_STEPS, deadline)
    for query in queries:
        if not engine.fails(*query):
            raise Rejected("the query has an answer")
    return {"by": "resolution", "size": engine.steps}


def failing(clauses: tuple[Clause, ...], query: tuple[Term, ...], engine: Engine) -> Fails:
    """Return what decides whether goals fail: the least model of a Datalog program, otherwise the engine."""
    if not is_datalog(clauses, query):
        return lambda goals: engine.fails(*goals)
    facts: list[Any] = []

    def absent(goals: tuple[Term, ...]) -> bool:
        if not facts:
            facts.append(least_model(clauses))
        return next(answers(facts[0], goals), None) is None

    return absent


def matched(query: tuple[Term, ...], shown: list[Term]) -> dict[str, Term] | None:
    """Return the values of the query's variables that make it what was shown, or None if none do."""
    if len(query) != len(shown):
        return None
    bound: dict[str, Term] = {}
    waiting = list(zip(query, shown, strict=True))
    while waiting:
        pattern, term = waiting.pop()
        if isinstance(pattern, Variable):
            if bound.setdefault(pattern.name, term) != term:
                return None
        elif isinstance(pattern, Compound) and isinstance(term, Compound):
            if pattern.functor != term.functor or len(pattern.arguments) != len(term.arguments):
                return None
            waiting += zip(pattern.arguments, term.arguments, strict=True)
        elif pattern != term:
            return None
    return bound


def values(bound: Mapping[str, Term]) -> dict[str, Value]:
    """Return the bindings of the query's variables, but for those whose names begin with an underscore."""
    return {name: value(term) for name, term in sorted(bound.items()) if not name.startswith("_")}


def value(term: Term) -> Value:
    """Return a term as a value: numbers and atoms as themselves, a list as a tuple, anything else as its text."""
    match term:
        case Number(number):
            return number
        case Atom(name) if term != EMPTY:
            return name
    items, tail = split_list(term)
    return tuple(value(item) for item in items) if tail == EMPTY else render_term(term)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(_same(*pair) for pair in zip(left, right, strict=True))
    return type(left) is type(right) and isinstance(left, int | Fraction | str) and bool(left == right)


def _data(certificate: Certificate, kind: str) -> Mapping[str, Any]:
    if certificate.kind != kind:
        raise Rejected(f"this claim is certified by a {kind} certificate, not by {certificate.kind}")
    return certificate.data
