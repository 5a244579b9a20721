"""Answer a program's query: Datalog by clingo, everything else by SWI-Prolog, with a derivation or a proof of failure."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import Unavailable
from algorist.core.language import Limits
from algorist.formal.horn import clingo, prolog
from algorist.formal.horn.check import Rejected as Answered
from algorist.formal.horn.check import check, failure, matched, values
from algorist.formal.horn.datalog import Reason, answers, is_datalog, least_model, negated, substitute
from algorist.formal.horn.goals import Undecided
from algorist.formal.horn.predicates import complete
from algorist.formal.horn.program import parse_term
from algorist.formal.horn.renderer import render_term
from algorist.formal.horn.tree import Clause, HornModel, Term, opposite, predicate

RESERVE = 0.25
"""Seconds of the limit that are kept to end a search and to hand in the answer."""


def solve(model: HornModel, limits: Limits) -> Solution:
    """Return the first answer with its derivation, or why there is none.

    ENTAILED: the query has an answer. REFUTED: in a closed world it has none, in an open one its strong negation has.
    NEITHER: an open world derives neither.
    """
    started = monotonic()
    deadline = started + limits.seconds - min(RESERVE, limits.seconds / 5)
    solution = _asked(model, model.query, Claim.ENTAILED, deadline, limits.memory)
    if solution is None and model.world == "open":
        solution = _asked(model, (opposite(model.query[0]),), Claim.REFUTED, deadline, limits.memory)
    if solution is None:
        solution = _failed(model, deadline)
    return replace(solution, seconds=monotonic() - started)


def _asked(model: HornModel, query: tuple[Term, ...], claim: Claim, deadline: float, memory: int) -> Solution | None:
    """Return the claim with a derivation of the query, a timeout, or None when the query has no answer."""
    clauses = complete(model.clauses, query)
    if is_datalog(clauses, query):
        return _by_datalog(model, clauses, query, claim, deadline)
    outcome = prolog.ask(model, clauses, query, deadline, memory)
    if outcome.found == "late":
        return Solution(Claim.TIMEOUT, message="The time or the memory ran out before the query was decided.")
    if outcome.found == "no":
        return None
    steps = [[how, list(uses), render_term(parse_term(text))] for how, uses, text in outcome.steps]
    data = {"steps": steps, "goals": list(outcome.goals)}
    bound = {name: parse_term(text) for name, text in outcome.bindings}
    solution = Solution(claim, values(bound), certificate=Certificate("derivation", data))
    verdict = check(model, solution)
    return solution if verdict.proved else replace(solution, certificate=None, message=f"No proof: {verdict.reason}")


def _by_datalog(
    model: HornModel, clauses: tuple[Clause, ...], query: tuple[Term, ...], claim: Claim, deadline: float
) -> Solution | None:
    stable = clingo.least_model(clauses)
    try:
        facts = least_model(clauses, deadline)
    except TimeoutError:
        return Solution(Claim.TIMEOUT, message="The time ran out before the least model was computed.")
    ours = {((key[0], len(key[1])), key[1]) for key in map(predicate, facts)}
    if stable != ours:
        raise Unavailable("clingo and our own evaluation find different least models: one of them has a bug.")
    bindings = next(answers(facts, query), None)
    if bindings is None:
        return None
    steps: list[list[object]] = []
    positions: dict[Term, int] = {}
    goals = [_explain(substitute(goal, bindings), facts, steps, positions) for goal in query]
    certificate = Certificate("derivation", {"steps": steps, "goals": goals})
    bound = matched(query, [substitute(goal, bindings) for goal in query])
    return Solution(claim, values(bound or {}), certificate=certificate)


def _explain(goal: Term, facts: dict[Term, Reason], steps: list[list[object]], positions: dict[Term, int]) -> int:
    """Write the steps that show a ground goal, those that it uses first; return the position of its own."""
    waiting = [goal]
    while waiting:
        current = waiting[-1]
        if current in positions:
            waiting.pop()
            continue
        how: int | str
        how, uses = facts[current] if current in facts else ("fails" if negated(current) is not None else "test", ())
        missing = [each for each in uses if each not in positions]
        if missing:
            waiting += missing
            continue
        positions[current] = len(steps)
        steps.append([how, [positions[each] for each in uses], render_term(current)])
        waiting.pop()
    return positions[goal]


def _failed(model: HornModel, deadline: float) -> Solution:
    claim = Claim.NEITHER if model.world == "open" else Claim.REFUTED
    try:
        return Solution(claim, certificate=Certificate("failure", failure(model, deadline)))
    except (Undecided, TimeoutError) as error:
        return Solution(claim, message=f"No proof was made: {error}.")
    except Answered as error:
        raise Unavailable(f"SWI-Prolog and our own engine disagree: {error}. One of them has a bug.") from None
