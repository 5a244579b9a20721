"""Answers of programs, their certificates, and forgeries of them; with the real solvers."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from itertools import islice, product
from typing import Any

import horn_mutations
import pytest
from horn_cases import FAMILY, KNOWN, datalog
from hypothesis import given, settings

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.horn import LANGUAGE
from algorist.formal.horn.datalog import negated
from algorist.formal.horn.engine import Engine
from algorist.formal.horn.language import parse
from algorist.formal.horn.predicates import complete
from algorist.formal.horn.prolog import ask
from algorist.formal.horn.tree import Atom, Compound, HornModel, Term, Variable, variables

pytestmark = pytest.mark.debian("swipl")


def solved(text: str, seconds: float = 5.0) -> tuple[HornModel, Solution]:
    model = LANGUAGE.parse(text)
    return model, LANGUAGE.solve(model, Limits(seconds=seconds))


@pytest.mark.parametrize("name", KNOWN)
def test_known_answers_are_found_and_proved(name: str) -> None:
    text, claim, values = KNOWN[name]
    model, solution = solved(text)
    assert solution.claim is claim, solution.message
    assert values.items() <= dict(solution.values).items()
    verdict = LANGUAGE.check(model, solution)
    assert verdict.proved, verdict.reason
    assert Solution.from_json(solution.to_json()).certificate == solution.certificate
    assert LANGUAGE.check(model, Solution.from_json(solution.to_json())).proved
    assert LANGUAGE.explain(model, solution)


@pytest.mark.parametrize("name", KNOWN)
def test_every_forgery_is_rejected(name: str) -> None:
    model, solution = solved(KNOWN[name][0])
    for what, forged_model, forged in islice(horn_mutations.forgeries(model, solution, random.Random(name)), 60):
        verdict = LANGUAGE.check(forged_model, forged)
        assert not verdict.proved, f"{what}: {forged}"


@given(datalog())
@settings(max_examples=60, deadline=None)
def test_datalog_agrees_with_brute_force(model: HornModel) -> None:
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    facts = _fixpoint(model)
    (query,) = model.query
    assert isinstance(query, Compound)
    found = {
        fact.arguments[1] for fact in facts if fact.functor == query.functor and fact.arguments[0] == query.arguments[0]
    }
    assert solution.claim is (Claim.ENTAILED if found else Claim.REFUTED)
    assert not found or Atom(str(solution.values["W"])) in found
    assert LANGUAGE.check(model, solution).proved


def _fixpoint(model: HornModel) -> set[Compound]:
    """Return what holds, by trying all constants for all variables: definite rules first, then those that negate."""
    constants = [Atom(name) for name in "abc"]
    facts: set[Compound] = set()
    for definite in (True, False):
        rules = [rule for rule in model.clauses if all(negated(goal) is None for goal in rule.body) is definite]
        while True:
            new: set[Compound] = set()
            for rule in rules:
                names = variables(rule.head, *rule.body)
                for chosen in product(constants, repeat=len(names)):
                    values = dict(zip(names, chosen, strict=True))
                    if all(_true(goal, values, facts) for goal in rule.body):
                        new.add(_ground(rule.head, values))
            if new <= facts:
                break
            facts |= new
    return facts


def _true(goal: Term, values: dict[str, Atom], facts: set[Compound]) -> bool:
    inner = negated(goal)
    return _ground(goal, values) in facts if inner is None else _ground(inner, values) not in facts


def _ground(term: Term, values: dict[str, Atom]) -> Compound:
    assert isinstance(term, Compound)
    return Compound(
        term.functor, tuple(values[each.name] if isinstance(each, Variable) else each for each in term.arguments)
    )


@pytest.mark.parametrize(
    "text",
    [
        "p(X) :- p(s(X)). ?- p(a).",
        "n(X) :- n(X), n(X). n(f(a)). p :- between(1, inf, X), X < 0. ?- p.",
        "?- length(L, N), N < 0.",
    ],
)
def test_the_time_limit_holds(text: str) -> None:
    started = time.monotonic()
    model, solution = solved(text, 1.0)
    assert time.monotonic() - started < 1.5
    assert solution.claim is Claim.TIMEOUT
    assert not LANGUAGE.check(model, solution).satisfied


def test_an_error_of_the_program_has_its_line() -> None:
    with pytest.raises(FormalError, match="line 2") as caught:
        solved("p(1).\n?- p(X), Y is Z + X.")
    assert "instantiation" in str(caught.value)


def test_a_program_cannot_leave_its_box(tmp_path: Any) -> None:
    path = tmp_path / "made"
    for goal in (
        f"call(shell, 'touch {path}')",
        f"G = open('{path}', write, _), call(G)",
        f"maplist(consult, ['{path}'])",
    ):
        with suppress(FormalError):
            assert solved(f"?- {goal}.")[1].claim is Claim.REFUTED
    assert not path.exists()


def test_prolog_and_datalog_give_the_same_answer() -> None:
    model = parse(FAMILY.replace("ancestor(X, Z), ancestor", "parent(X, Z), ancestor") + "?- ancestor(bob, W).")
    outcome = ask(model, model.clauses, model.query, time.monotonic() + 5, 1 << 30)
    assert outcome.found == "answer"
    assert LANGUAGE.solve(model, Limits()).values["W"] in {"ann", "joe", "eve"}


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("p(a). p(1). q(X) :- p(X), X > 0. ?- q(a).", Claim.REFUTED),
        ("p(a). p(1). q(X) :- p(X), X =:= X. ?- q(1).", Claim.ENTAILED),
        ("p(a). p(b). q(X, Y) :- p(X), p(Y), X =\\= Y. ?- q(a, b).", Claim.REFUTED),
        ("?- X = f(X).", Claim.REFUTED),
    ],
)
def test_both_solvers_and_the_checker_mean_the_same(text: str, claim: Claim) -> None:
    model, solution = solved(text)
    assert solution.claim is claim
    assert LANGUAGE.check(model, solution).proved, solution.message


def test_variables_that_the_checker_makes_are_all_different() -> None:
    model = LANGUAGE.parse("?- findall(X, true, L), length(X, 20), L = [Y], Y = a, nth0(5, X, b), nth0(1, X, b).")
    assert not Engine(complete(model.clauses, model.query), 10_000).fails(*model.query)


def test_a_goal_with_endless_answers_ends_the_check() -> None:
    model = LANGUAGE.parse("?- between(1, inf, X).")
    forged = Certificate("derivation", {"steps": [["test", [], "between(1, inf, X)"]], "goals": [0]})
    assert not LANGUAGE.check(model, Solution(Claim.ENTAILED, {"X": "X"}, certificate=forged)).proved
