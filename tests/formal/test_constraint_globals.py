"""Scheduling, circuits, routes, automata, soft constraints and several objectives, against brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from constraint_cases import solutions
from constraint_global_cases import texts
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.bound import BoundError, verified
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.global_meaning import circuit, routes
from algorist.formal.constraint.instances.binpacking import binpacking
from algorist.formal.constraint.instances.jobshop import jobshop
from algorist.formal.constraint.instances.ways import circuit_model, routes_model
from algorist.formal.constraint.language import ConstraintModel, parse, render
from algorist.formal.constraint.tree import is_wide


@given(texts())
@settings(max_examples=100, deadline=None)
def test_the_solver_agrees_with_brute_force_and_every_claim_is_proved(text: str) -> None:
    model = parse(text)
    assert parse(render(model)) == model
    found = solutions(model)
    solution = LANGUAGE.solve(model, Limits())
    verdict = LANGUAGE.check(model, solution)
    assert verdict.proved, (text, solution, verdict)
    assert LANGUAGE.explain(model, solution)
    if not found:
        assert solution.claim is Claim.INFEASIBLE
    elif model.objective is None:
        assert solution.claim is (Claim.UNIQUE if len(found) == 1 else Claim.FEASIBLE)
    else:
        assert solution.claim is Claim.OPTIMAL
        assert _worth(model, solution.values) == min(_worth(model, values) for values in found)


def _worth(model: ConstraintModel, values: Any) -> tuple[int, ...]:
    """Return the objectives in order, each so that less is better."""
    worths = ((evaluate(aim.expression, values), aim.sense) for aim in model.aims)
    return tuple(worth if sense == "minimize" else -worth for worth, sense in worths)


@given(texts(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_worse_or_broken_solution_is_refused(text: str, rng: random.Random) -> None:
    model = parse(text)
    solution = LANGUAGE.solve(model, Limits())
    if not solution.values:
        return
    name = rng.choice(list(solution.values))
    value = rng.choice(list(model.domains()[name].values))
    changed = replace(solution, values=dict(solution.values) | {name: value})
    if model.objective is not None:
        changed = replace(changed, objective=Fraction(evaluate(model.objective.expression, changed.values)))
    verdict = LANGUAGE.check(model, changed)
    valid = all(evaluate(constraint.formula, changed.values) for constraint in model.constraints)
    assert not verdict.satisfied or valid
    if solution.claim is Claim.OPTIMAL and _worth(model, changed.values) > _worth(model, solution.values):
        assert not verdict.proved


def test_ways_that_are_none() -> None:
    assert circuit([2, 3, 1])
    assert not circuit([2, 3, 2])
    assert not circuit([2, 1, 3])
    assert routes([2, 0, 0], [True, False, True], [1, 1, 2], 2)
    assert not routes([2, 0, 0], [True, False, True], [1, 2, 2], 2)
    assert not routes([2, 0, 0], [True, True, True], [0, 0, 0], 2)
    assert not routes([2, 1, 0], [False, False, True], [0, 0, 0], 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not circuit(n, m)", "lines of their own"),
        ("circuit(a, b)", "must stay in 1..2"),
        ("circut(n, m)", "Did you mean `circuit`"),
        ("no_overlap([a, b], [1])", "this list has 1 items, the first one 2"),
        ("no_overlap(a, b)", "the starts in brackets"),
        ("cumulative([a], [-1], [1], 2)", "negative"),
        ("routes([n, m], [p], [1, 1], 2)", "this list has 1 items"),
        ("routes([n, m], [a, p], [1, 1], 2)", "true or false"),
        ("automaton([a], 0, {1}, {(0, red, 1)})", "a whole number"),
        ("soft 3: circuit(n, m)", "cannot be soft"),
        ("soft 3: a", "true or false"),
        ("maximize a + circuit(n, m)", "lines of their own"),
        ("minimize a then", "expected a number"),
    ],
)
def test_what_is_wrong_is_said(line: str, said: str) -> None:
    with pytest.raises(FormalError) as caught:
        parse(f"var a, b in 0..5\nvar n, m in 1..2\nvar p in bool\nvar c in {{red, green}}\n{line}\n")
    assert said in str(caught.value)
    assert caught.value.line == 5


def test_what_is_wide_is_told() -> None:
    head = "var a, b in 0..5\n"
    assert is_wide(parse(head + "if a = 1 then no_overlap([a, b], [1, 1])"))
    assert is_wide(parse(head + "minimize a then b"))
    assert not is_wide(parse(head + "alldifferent(a, b)\nminimize a"))


def test_the_new_words_are_still_names() -> None:
    model = parse("var circuit, soft, routes in 0..2\nvar x in {then2, cumulative}\ncircuit + 1 = soft\nx = cumulative")
    assert parse(render(model)) == model


def test_soft_constraints_are_costs_and_named_when_violated() -> None:
    text = "var x, y in 0..3\nsoft 5: x > y\nsoft 2: y > x\nmaximize x + y then minimize x"
    model = parse(text)
    solution = LANGUAGE.solve(model, Limits())
    assert (solution.values, solution.objective) == ({"x": 3, "y": 2}, 3)
    said = LANGUAGE.explain(model, solution)
    assert "2: y > x" in said
    assert "minimize x = 3" in said
    assert LANGUAGE.check(model, solution).proved


# -- bounds


CASES: dict[str, ConstraintModel] = {
    "circuit": circuit_model([[0, 3, 9, 4], [3, 0, 2, 8], [9, 2, 0, 5], [4, 8, 5, 0]]),
    "bins": binpacking(10, [6, 4, 5, 5, 7, 3]),
    "shop": jobshop([[(0, 3), (1, 2)], [(0, 4), (1, 3)], [(0, 2), (1, 1)]]),
    "routes": routes_model([[0, 5, 5], [5, 0, 10], [5, 10, 0]], [1, 1], 1),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bound_proves_the_optimum_and_its_forgeries_nothing(name: str) -> None:
    model = CASES[name]
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    assert solution.claim is Claim.OPTIMAL
    assert solution.certificate is not None
    assert solution.certificate.kind == "bound"
    assert LANGUAGE.check(model, solution).proved
    data = dict(solution.certificate.data)
    worse = _with(solution, data | {"bound": data["bound"] + 1})
    for forged in (
        worse,
        _with(solution, data | {"argument": "trust"}),
        _with(solution, data | {"constraint": 10**6}),
        _with(solution, data | {"constraint": True}),
        _with(solution, data | {"tasks": [0, 0], "multipliers": [0.5]}),
        _with(solution, data | {"tasks": [-1], "scale": 0}),
        _with(solution, data | {"tasks": "all", "multipliers": None}),
        replace(solution, objective=Fraction(data["bound"] + 1)),
        replace(solution, objective=None),
    ):
        assert not LANGUAGE.check(model, forged).proved


def _with(solution: Solution, data: dict[str, Any]) -> Solution:
    return replace(solution, certificate=Certificate("bound", data))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_the_numbers_no_bound_is_above_the_optimum(data: st.DataObject) -> None:
    """Random multipliers, with the optimum by trying everything."""
    kind = data.draw(st.sampled_from(("one-tree", "routes")))
    count = data.draw(st.integers(3, 5))
    numbers = st.lists(st.integers(0, 9), min_size=count, max_size=count)
    costs = [data.draw(numbers) for _ in range(count)]
    places = range(1, count)
    if kind == "one-tree":
        model = circuit_model(costs)
        ways = [(0, *order, 0) for order in permutations(places)]
        best = min(sum(costs[a][b] for a, b in pairwise(way)) for way in ways)
    else:
        demands = [data.draw(st.integers(0, 3)) for _ in places]
        capacity = data.draw(st.integers(3, 6))
        model = routes_model(costs, demands, capacity)
        best = min(_cheapest(costs, order, demands, capacity) for order in permutations(places))
    size = count if kind == "one-tree" else count - 1
    certificate = {
        "argument": kind,
        "constraint": 0,
        "scale": data.draw(st.integers(1, 3)),
        "multipliers": data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size)),
        "depot": data.draw(st.integers(0, 9)),
    }
    assert verified(model, certificate) <= best


def _cheapest(costs: list[list[int]], order: tuple[int, ...], demands: list[int], capacity: int) -> int:
    """Return the cost of the cheapest cut of an order into routes."""
    best = [0] + [10**9] * len(order)
    for end in range(1, len(order) + 1):
        for begin in range(end):
            part = order[begin:end]
            if sum(demands[place - 1] for place in part) <= capacity:
                cost = sum(costs[a][b] for a, b in pairwise((0, *part, 0)))
                best[end] = min(best[end], best[begin] + cost)
    return best[-1]


operations = st.tuples(st.integers(0, 1), st.integers(0, 4))


@given(st.lists(st.lists(operations, min_size=2, max_size=2), min_size=2, max_size=3))
@settings(max_examples=40, deadline=None)
def test_no_set_of_tasks_bounds_a_shop_above_its_makespan(shop: list[list[tuple[int, int]]]) -> None:
    model = jobshop(shop)
    best = LANGUAGE.solve(model, Limits(seconds=10)).objective
    assert best is not None
    rng = random.Random(0)
    for position, constraint in enumerate(model.constraints):
        for _ in range(5):
            operands = getattr(constraint.formula, "operands", ())
            chosen = rng.sample(range(len(operands)), rng.randint(0, len(operands)))
            try:
                bound = verified(model, {"argument": "energy", "constraint": position, "tasks": chosen})
            except BoundError:
                continue
            assert bound <= best
