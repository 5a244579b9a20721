"""Solving linear models: the answers are right, exact and certified; brute force and vertex enumeration agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from linear_cases import KNOWN, programs

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError, InputError
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.evidence import broken, objective
from algorist.formal.linear.exact import Singular, System
from algorist.formal.linear.language import Model, Rows, ground, parse

LIMITS = Limits(seconds=20)


def solved(text: str, **limits: object) -> Solution:
    return LANGUAGE.solve(parse(text), replace(LIMITS, **limits))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", KNOWN)
def test_known_models(name: str) -> None:
    text, claim, value = KNOWN[name]
    solution = solved(text)
    verdict = LANGUAGE.check(parse(text), solution)
    assert solution.claim == claim
    assert verdict.proved, verdict.reason
    assert verdict.satisfied == (claim is not Claim.INFEASIBLE)
    assert value is None or solution.objective == value
    assert Solution.from_json(solution.to_json()) == solution
    assert LANGUAGE.explain(parse(text), solution)
    assert solution == replace(solved(text), seconds=solution.seconds), "the same every time"


@given(programs(integer=True))
@settings(max_examples=60, deadline=None)
def test_brute_force_agrees(model: Model) -> None:
    rows = ground(model)
    boxes = [range(int(column.lower or 0), int(column.upper or 0) + 1) for column in rows.columns]
    points = [[Fraction(value) for value in point] for point in product(*boxes)]
    agrees(model, rows, [point for point in points if not broken(rows, point)])


@given(programs(integer=False))
@settings(max_examples=60, deadline=None)
def test_vertex_enumeration_agrees(model: Model) -> None:
    rows = ground(model)
    agrees(model, rows, [point for point in vertices(rows) if not broken(rows, point)])


def agrees(model: Model, rows: Rows, points: list[list[Fraction]]) -> None:
    solution = LANGUAGE.solve(model, LIMITS)
    verdict = LANGUAGE.check(model, solution)
    assert verdict.proved, verdict.reason
    if not points:
        assert solution.claim is Claim.INFEASIBLE
        return
    best = max if rows.maximize else min
    assert solution.claim is Claim.OPTIMAL
    assert solution.objective == best(objective(rows, point) for point in points)


def vertices(rows: Rows) -> Iterator[list[Fraction]]:
    """Yield the intersections of as many bounds and rows as there are columns."""
    count = len(rows.columns)
    planes: list[tuple[dict[int, Fraction], Fraction]] = []
    for place, column in enumerate(rows.columns):
        planes += [({place: Fraction(1)}, side) for side in {column.lower, column.upper} if side is not None]
    for row in rows.rows:
        planes += [(dict(row.coefficients), side) for side in {row.lower, row.upper} if side is not None]
    for chosen in combinations(planes, count):
        try:
            yield System([plane for plane, _ in chosen]).solve([side for _, side in chosen])
        except Singular:
            continue


def test_a_conflict_is_minimal() -> None:
    solution = solved("var x, y\nminimize x\nx <= 9\nx + y <= 3\ny <= 8\nx >= 2\ny >= 2")
    assert solution.conflict == (1, 3, 4)
    assert "line 4: x + y <= 3" in LANGUAGE.explain(
        parse("var x, y\nminimize x\nx <= 9\nx + y <= 3\ny <= 8\nx >= 2\ny >= 2"), solution
    )


def test_a_conflict_of_integers_is_minimal() -> None:
    assert solved("var x, y in [0, 50] integer\nx <= 40\n2*x - 2*y = 1\ny <= 40").conflict == (1,)


def test_any_solution_will_do_for_the_claim_feasible() -> None:
    for text in (KNOWN["diet"][0], KNOWN["knapsack"][0], KNOWN["unbounded"][0]):
        solution = solved(text, claim=Claim.FEASIBLE)
        verdict = LANGUAGE.check(parse(text), solution)
        assert solution.claim is Claim.FEASIBLE
        assert verdict.proved
        assert verdict.satisfied
    assert solved(KNOWN["infeasible"][0], claim=Claim.FEASIBLE).claim is Claim.INFEASIBLE


def test_values_are_exact_where_floats_are_not() -> None:
    solution = solved("var x, y, z\nmaximize x + y + z\n3*x <= 1\n7*y + x <= 1\n0.1*z + y = 0.3")
    assert solution.values == {"x": Fraction(1, 3), "y": 0, "z": 3}
    assert all(type(value) in (int, Fraction) for value in solution.values.values())


def test_tolerances_hide_no_violation() -> None:
    """HiGHS takes x = 1 for feasible; exactly, it is not."""
    text = "var x integer\nmaximize x\n10000000000*x <= 9999999999"
    assert solved(text).objective == 0
    assert LANGUAGE.check(parse(text), solved(text)).proved
    text = "var x in [0, 1]\nmaximize x\n1000000*x <= 999999.9999999"
    assert solved(text).objective == Fraction("0.9999999999999")


def test_numbers_that_doubles_lose_are_not_lost() -> None:
    assert solved("var x\nmaximize x\n1e-300*x <= 1\nx <= 5").objective == 5
    solution = solved("var x\nmaximize x\n1e-300*x <= 1")
    assert solution.claim is Claim.TIMEOUT, "HiGHS calls it unbounded; no exact ray agrees"
    assert solved("var x in [0, 1e-30]\nmaximize x").objective == Fraction(1, 10**30)


def test_what_cannot_be_asked_or_computed_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="unique"):
        solved("var x\nmaximize x", claim=Claim.UNIQUE)
    with pytest.raises(InputError, match="x: a number is beyond"):
        solved("var x\nmaximize 1e30*x\nx <= 1")
    with pytest.raises(InputError, match="limit: a number is beyond"):
        solved("var x\nmaximize x\nlimit: x <= 1e50")
    with pytest.raises(FormalError, match="Did you mean"):
        solved("var apple\nmaximize aple")


def test_time_is_kept_and_the_incumbent_too() -> None:
    """A market split: easy to satisfy, hard to optimise."""
    rng = random.Random(1)
    names = [f"x{place}" for place in range(40)]
    lines = [
        f"var {', '.join(names)} binary",
        "var over[1..5], under[1..5]",
        "minimize sum(k in 1..5) (over[k] + under[k])",
    ]
    for market in range(1, 6):
        weights = [rng.randrange(100) for _ in names]
        terms = " + ".join(f"{weight}*{name}" for weight, name in zip(weights, names, strict=True))
        lines.append(f"{terms} + under[{market}] - over[{market}] = {sum(weights) // 2}")
    solution = solved("\n".join(lines), seconds=1.5)
    verdict = LANGUAGE.check(parse("\n".join(lines)), solution)
    assert solution.seconds < 3
    assert solution.claim is Claim.TIMEOUT
    assert solution.values
    assert verdict.satisfied
    assert not verdict.proved


def test_crossed_bounds_are_named() -> None:
    assert solved("var x in [0, 1]\nvar y in [3, 2]\nmaximize x").message == "no value lies within the bounds of y"


def test_explanations() -> None:
    model = parse("var x, y\nmaximize profit: 3*x + y\nx + y <= 5/2\n3*x <= 4")
    assert LANGUAGE.explain(model, LANGUAGE.solve(model, LIMITS)).splitlines() == [
        "Maximum profit: 31/6 (about 5.16667)",
        "  x = 4/3 (about 1.33333)",
        "  y = 7/6 (about 1.16667)",
        "Evidence: exact dual multipliers show that nothing is better.",
    ]
    for name in KNOWN:
        model = parse(KNOWN[name][0])
        for line in LANGUAGE.explain(model, LANGUAGE.solve(model, LIMITS)).splitlines():
            assert len(line) < 100


def test_a_box_without_columns_or_rows() -> None:
    assert solved("var x in [1, 2]\nmaximize x").objective == 2
    assert solved("minimize 3\n1 <= 2").objective == 3
    assert solved("minimize 3\n2 <= 1").conflict == (0,)
