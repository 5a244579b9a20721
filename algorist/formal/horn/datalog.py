"""Datalog with stratified negation: which programs it is, and their least model by iteration. The checker trusts this file.

Source: S. Ceri, G. Gottlob and L. Tanca, What you always wanted to know about Datalog (1989), semi-naive evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import TypeAlias

from algorist.formal.horn.arithmetic import Impossible, compare
from algorist.formal.horn.predicates import RESERVED
from algorist.formal.horn.tree import (
    Atom,
    Clause,
    Compound,
    Indicator,
    Number,
    Term,
    Variable,
    arguments,
    indicator,
    variables,
)

EQUALITIES = ("=", "==", "\\=", "\\==")
COMPARISONS = ("=:=", "=\\=", "<", ">", "=<", ">=")
LARGEST_INTEGER = 2**30

Reason: TypeAlias = tuple[int, tuple[Term, ...]]
"""How a fact came about: the clause's position, and its body with values in place of variables."""

Bindings: TypeAlias = dict[str, Term]


def is_datalog(clauses: tuple[Clause, ...], query: tuple[Term, ...]) -> bool:
    """Return whether a program has no compound terms, is range-restricted and is stratified."""
    rules = [*clauses, Clause(Atom("?"), query)]
    flat = all(_flat(goal) for rule in rules for goal in (rule.head, *rule.body))
    return flat and all(_restricted(rule) for rule in rules) and strata(clauses) is not None


def negated(goal: Term) -> Term | None:
    """Return p of `\\+ p`, or None for any other goal."""
    if isinstance(goal, Compound) and goal.functor in ("\\+", "not") and len(goal.arguments) == 1:
        return goal.arguments[0]
    return None


def is_comparison(goal: Term) -> bool:
    return isinstance(goal, Compound) and len(goal.arguments) == 2 and goal.functor in (*EQUALITIES, *COMPARISONS)


def test(goal: Term) -> bool:
    """Return whether a ground comparison holds."""
    if not isinstance(goal, Compound):
        return False
    left, right = goal.arguments
    if goal.functor in EQUALITIES:
        return (left == right) == (goal.functor in ("=", "=="))
    try:
        return compare(goal.functor, left, right)
    except Impossible:
        return False


def least_model(clauses: tuple[Clause, ...], deadline: float = float("inf")) -> dict[Term, Reason]:
    """Return every fact that a Datalog program entails, each with its reason; reasons only use facts before it.

    Raises TimeoutError past the deadline, in seconds of `time.monotonic`.
    """
    levels = strata(clauses)
    assert levels is not None
    facts = _Facts()
    for level in sorted(set(levels.values())):
        rules = [(place, rule) for place, rule in enumerate(clauses) if levels[indicator(rule.head)] == level]
        fresh: set[Indicator] | None = None
        while fresh is None or fresh:
            if monotonic() > deadline:
                raise TimeoutError("the time ran out while the least model was computed")
            found: dict[Term, Reason] = {}
            for place, rule in rules:
                if fresh is not None and not any(indicator(goal) in fresh for goal in rule.body):
                    continue
                for bindings in facts.join(rule.body):
                    head = substitute(rule.head, bindings)
                    if head not in facts.reasons and head not in found:
                        found[head] = (place, tuple(substitute(goal, bindings) for goal in rule.body))
            fresh = {indicator(fact) for fact in found}
            for fact, reason in found.items():
                facts.add(fact, reason)
    return facts.reasons


def answers(model: Mapping[Term, Reason], query: tuple[Term, ...]) -> Iterator[Bindings]:
    """Yield the bindings under which all goals of the query hold in a least model."""
    facts = _Facts()
    for fact, reason in model.items():
        facts.add(fact, reason)
    yield from facts.join(query)


def strata(clauses: tuple[Clause, ...]) -> dict[Indicator, int] | None:
    """Return for each predicate a level above all that it negates, or None when negation is recursive."""
    levels = {indicator(clause.head): 0 for clause in clauses}
    for _ in range(len(levels) + 1):
        changed = False
        for clause in clauses:
            own = indicator(clause.head)
            for goal in clause.body:
                inner = negated(goal)
                least = levels.get(indicator(goal if inner is None else inner), 0) + (inner is not None)
                if levels[own] < least:
                    levels[own], changed = least, True
        if not changed:
            return levels
    return None


def substitute(term: Term, bindings: Mapping[str, Term]) -> Term:
    if isinstance(term, Variable):
        return bindings.get(term.name, term)
    if isinstance(term, Compound) and not term.ground:
        return Compound(term.functor, tuple(substitute(each, bindings) for each in term.arguments))
    return term


class _Facts:
    """What is known to hold, found by predicate or by one argument's value."""

    def __init__(self) -> None:
        self.reasons: dict[Term, Reason] = {}
        self._index: dict[tuple[Indicator, int, Term | None], list[Term]] = {}

    def add(self, fact: Term, reason: Reason) -> None:
        self.reasons[fact] = reason
        key = indicator(fact)
        self._index.setdefault((key, -1, None), []).append(fact)
        for place, value in enumerate(_flat_arguments(fact)):
            self._index.setdefault((key, place, value), []).append(fact)

    def join(self, body: tuple[Term, ...]) -> Iterator[Bindings]:
        """Yield the bindings under which a body holds: positive goals first, from left to right, then the tests."""
        positive = [goal for goal in body if negated(goal) is None and not is_comparison(goal)]
        others = [goal for goal in body if negated(goal) is not None or is_comparison(goal)]
        for bindings in self._match(positive, 0, {}):
            if all(self._holds(substitute(goal, bindings)) for goal in others):
                yield bindings

    def _match(self, goals: list[Term], place: int, bindings: Bindings) -> Iterator[Bindings]:
        if place == len(goals):
            yield bindings
            return
        wanted = _flat_arguments(substitute(goals[place], bindings))
        key = indicator(goals[place])
        lists = [self._index.get((key, -1, None), [])]
        for position, value in enumerate(wanted):
            if not isinstance(value, Variable):
                lists.append(self._index.get((key, position, value), []))
        for fact in min(lists, key=len):
            extended = _bind(wanted, _flat_arguments(fact), bindings)
            if extended is not None:
                yield from self._match(goals, place + 1, extended)

    def _holds(self, goal: Term) -> bool:
        inner = negated(goal)
        return inner not in self.reasons if inner is not None else test(goal)


def _bind(wanted: tuple[Term, ...], given: tuple[Term, ...], bindings: Bindings) -> Bindings | None:
    extended = dict(bindings)
    for want, value in zip(wanted, given, strict=True):
        if isinstance(want, Variable):
            if extended.setdefault(want.name, value) != value:
                return None
        elif want != value:
            return None
    return extended


def _flat_arguments(literal: Term) -> tuple[Term, ...]:
    """Return the arguments of `p(...)` or `-p(...)`."""
    while isinstance(literal, Compound) and literal.functor == "-" and len(literal.arguments) == 1:
        literal = literal.arguments[0]
    return arguments(literal)


def _flat(goal: Term) -> bool:
    inner = negated(goal)
    goal = goal if inner is None else inner
    if is_comparison(goal):
        return inner is None and not any(isinstance(side, Compound) for side in arguments(goal))
    known = indicator(goal)
    if known in RESERVED or not isinstance(goal, Atom | Compound):
        return False
    return all(_simple(term) for term in _flat_arguments(goal))


def _simple(term: Term) -> bool:
    if isinstance(term, Number):
        return isinstance(term.value, int) and abs(term.value) < LARGEST_INTEGER
    return not isinstance(term, Compound)


def _restricted(rule: Clause) -> bool:
    """Return whether every variable of a rule occurs in a positive goal of its body."""
    positive = [goal for goal in rule.body if negated(goal) is None and not is_comparison(goal)]
    return set(variables(rule.head, *rule.body)) <= set(variables(*positive))
