"""Fast Downward's answers against brute force, and the checker against forgeries."""

import json
import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cases import BLOCKS, KNOWN, best, naive
from plan_mutations import forgeries, holds

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Limits
from algorist.formal.plan import LANGUAGE
from algorist.formal.plan.states import Task
from algorist.formal.plan.successors import successors


@pytest.mark.parametrize("name", KNOWN)
def test_known_tasks(name: str) -> None:
    text, cost = KNOWN[name]
    model = LANGUAGE.parse(text)
    solution = Solution.from_json(json.loads(json.dumps(LANGUAGE.solve(model, Limits(20)).to_json())))
    assert solution.claim == (Claim.OPTIMAL if cost is not None else Claim.INFEASIBLE)
    assert solution.objective == cost == best(model)
    assert LANGUAGE.check(model, solution).proved
    assert holds(model, solution)
    told = LANGUAGE.explain(model, solution)
    assert "Shown by" in told


@pytest.mark.parametrize("name", KNOWN)
def test_forgeries_are_rejected(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    solution = LANGUAGE.solve(model, Limits(20))
    forged = 0
    for kind, changed, forgery in forgeries(model, solution, random.Random(name)):
        if not holds(changed, forgery):
            assert not LANGUAGE.check(changed, forgery).proved, (kind, forgery)
            forged += 1
        if forged == 60:
            break


def test_any_plan_will_do_when_asked() -> None:
    model = LANGUAGE.parse(BLOCKS)
    solution = LANGUAGE.solve(model, Limits(20, claim=Claim.FEASIBLE))
    assert solution.claim == Claim.FEASIBLE
    assert LANGUAGE.check(model, solution).proved
    optimal = LANGUAGE.check(model, replace(solution, claim=Claim.OPTIMAL))
    assert optimal.satisfied
    assert not optimal.proved


def test_a_limit_is_kept() -> None:
    names = [f"b{i}" for i in range(60)]
    tower = " ".join(f"(on {one} {two})" for one, two in pairwise(names))
    goal = " ".join(f"(on {two} {one})" for one, two in pairwise(names))
    facts = f"{tower} (ontable {names[-1]}) (clear {names[0]}) (handempty)"
    domain = BLOCKS[: BLOCKS.index("(define (problem")]
    text = f"{domain}(define (problem p) (:domain blocks) (:objects {' '.join(names)}) (:init {facts}) (:goal (and {goal})))"
    started = time.monotonic()
    solution = LANGUAGE.solve(LANGUAGE.parse(text), Limits(2))
    assert time.monotonic() - started < 2.5
    assert solution.claim in (Claim.FEASIBLE, Claim.TIMEOUT)


def test_too_little_time_even_to_translate() -> None:
    solution = LANGUAGE.solve(LANGUAGE.parse(BLOCKS), Limits(0.02))
    assert solution.claim == Claim.TIMEOUT
    assert "no plan was found" in LANGUAGE.explain(LANGUAGE.parse(BLOCKS), solution).lower()


def test_actions_without_parameters() -> None:
    text = "(define (domain d) (:predicates (q)) (:action go :effect (q))) (define (problem p) (:domain d) (:goal (q)))"
    model = LANGUAGE.parse(text)
    solution = LANGUAGE.solve(model, Limits(10))
    assert solution.values == {"plan": ("(go)",)}
    assert LANGUAGE.check(model, solution).proved


# -- random tasks

ATOMS = ("(p a)", "(p b)", "(q)", "(s a b)", "(s b a)")


def literals(atoms: tuple[str, ...]) -> st.SearchStrategy[str]:
    each = st.sampled_from(atoms)
    return st.lists(each | each.map(lambda atom: f"(not {atom})"), min_size=1, max_size=3).map(
        lambda made: f"(and {' '.join(made)})"
    )


@st.composite
def tasks(draw: st.DrawFn) -> str:
    terms = ("(p ?x)", "(p ?y)", "(q)", "(s ?x ?y)", "(s ?y ?x)")
    lines = [
        f"(:action a{number} :parameters (?x ?y) :precondition {draw(literals(terms))} :effect "
        f"(and (increase (total-cost) {draw(st.integers(0, 3))}) (when {draw(literals(terms))} {draw(literals(terms))}) "
        f"{draw(literals(terms))}))"
        for number in range(draw(st.integers(1, 3)))
    ]
    metric = draw(st.sampled_from(["", "(:metric minimize (total-cost))"]))
    facts = " ".join(draw(st.lists(st.sampled_from(ATOMS), unique=True, max_size=3)))
    return (
        "(define (domain d) (:requirements :adl :action-costs) (:predicates (p ?x) (q) (s ?x ?y)) (:functions (total-cost))"
        f"{' '.join(lines)}) (define (problem p) (:domain d) (:objects a b) (:init {facts} (= (total-cost) 0))"
        f"(:goal {draw(literals(ATOMS))}) {metric})"
    )


@settings(max_examples=8, deadline=None)
@given(tasks())
def test_answers_are_those_of_brute_force(text: str) -> None:
    model = LANGUAGE.parse(text)
    solution = LANGUAGE.solve(model, Limits(20))
    truth = best(model)
    assert solution.claim == (Claim.INFEASIBLE if truth is None else Claim.OPTIMAL)
    assert solution.objective == truth
    assert LANGUAGE.check(model, solution).proved


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_successors_are_all_there(text: str) -> None:
    task = Task(LANGUAGE.parse(text))
    assert sorted(successors(task, task.start), key=str) == sorted(naive(task, task.start), key=str)
