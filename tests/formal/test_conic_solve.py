"""The conic solvers: known optima in proved intervals, agreement with brute force and with each other, limits."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from fractions import Fraction
from itertools import combinations

import pytest
from conic_cases import INFEASIBLE, OPTIMAL, program
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Claim, Solution
from algorist.core.child import Children
from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.core.solving import SOLVE
from algorist.formal.conic import LANGUAGE
from algorist.formal.conic.ground import ground
from algorist.formal.conic.numeric import numeric
from algorist.formal.conic.render import render
from algorist.formal.conic.solvers import Task, _clarabel, _scs
from algorist.formal.conic.tree import Cone, Model, entries


@pytest.mark.parametrize("name", OPTIMAL)
def test_optima_lie_in_proved_intervals(name: str) -> None:
    model, optimum = OPTIMAL[name]
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    assert solution.claim is Claim.OPTIMAL
    assert LANGUAGE.check(model, solution).proved
    assert solution.certificate is not None
    ends = sorted([float(solution.objective or 0), float(Fraction(solution.certificate.data["bound"]))])
    assert ends[0] - 1e-12 <= optimum <= ends[1] + 1e-12
    assert ends[1] - ends[0] < 2e-6 * max(1, abs(optimum))
    assert Solution.from_json(solution.to_json()) == solution
    assert "exact multipliers" in LANGUAGE.explain(model, solution)


@pytest.mark.parametrize("name", INFEASIBLE)
def test_infeasible_ones_are_refuted_exactly(name: str) -> None:
    solution = LANGUAGE.solve(INFEASIBLE[name], Limits(seconds=10))
    assert solution.claim is Claim.INFEASIBLE
    assert LANGUAGE.check(INFEASIBLE[name], solution).proved
    assert "contradiction" in LANGUAGE.explain(INFEASIBLE[name], solution)


@pytest.mark.parametrize("name", OPTIMAL)
def test_scs_agrees_with_clarabel(name: str) -> None:
    given = ground(OPTIMAL[name][0])
    floats = numeric(given)
    task = Task(floats.costs, given.blocks, floats.maps, floats.rows, floats.constants)
    until = time.monotonic() + 10
    first, second = _clarabel(task, until), _scs(task, until)
    assert second is not None
    assert first.status == second.status == "optimal"
    assert abs(floats.costs @ first.values - floats.costs @ second.values) < 1e-4
    for block, mine, theirs in zip(given.blocks, first.duals, second.duals, strict=True):
        assert len(mine) == len(theirs) == len(block.rows)


Line = tuple[int, int, int]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-4, 4)] * 3), max_size=4), st.integers(-3, 3), st.integers(-3, 3))
def test_planar_programs_agree_with_their_vertices(lines: list[Line], across: int, up: int) -> None:
    """Minimise over a box cut by half planes a x + b y + c >= 0; the optimum is at a crossing of two lines."""
    cuts = [*lines, (1, 0, 5), (-1, 0, 5), (0, 1, 5), (0, -1, 5)]
    rows = [{0: str(a), 1: str(b)} for a, b, _ in cuts]
    model = program(
        [Cone("F", 2)], {0: str(across), 1: str(up)}, [(Cone("L+", len(cuts)), rows, [str(c) for *_, c in cuts])]
    )
    corners = []
    for (a, b, c), (d, e, f) in combinations(cuts, 2):
        if a * e - b * d:
            x, y = Fraction(b * f - c * e, a * e - b * d), Fraction(c * d - a * f, a * e - b * d)
            if all(p * x + q * y + r >= 0 for p, q, r in cuts):
                corners.append(across * x + up * y)
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    verdict = LANGUAGE.check(model, solution)
    if not corners:
        assert solution.claim is Claim.INFEASIBLE
        return
    best = min(corners)
    assert solution.claim is not Claim.INFEASIBLE
    if verdict.proved and solution.certificate is not None:
        assert Fraction(solution.certificate.data["bound"]) <= best <= (solution.objective or 0)


def test_unbounded_is_the_solvers_word() -> None:
    model = program([Cone("L+", 1)], {0: "-1"}, [])
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is Claim.UNBOUNDED
    assert not LANGUAGE.check(model, solution).proved


def test_a_point_will_do_without_an_objective() -> None:
    model = program([Cone("Q", 3)], {}, [(Cone("L=", 1), [{1: "1", 2: "1"}], ["-1"])])
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is Claim.FEASIBLE
    assert solution.objective is None
    assert LANGUAGE.check(model, solution).proved
    assert LANGUAGE.solve(OPTIMAL["norm"][0], Limits(claim=Claim.FEASIBLE)).claim is Claim.FEASIBLE


def test_claims_of_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="entailed"):
        LANGUAGE.solve(OPTIMAL["norm"][0], Limits(claim=Claim.ENTAILED))


def hard(order: int, rows: int) -> Model:
    """A semidefinite program with a dense random constraint matrix, feasible by the identity."""
    rng = random.Random(1)
    shapes = {
        (k, 0, i, j): Fraction(rng.randint(-9, 9)) for k in range(rows) for i in range(order) for j in range(i + 1)
    }
    traces = {(k,): -sum((shapes[k, 0, i, i] for i in range(order)), Fraction(0)) for k in range(rows)}
    return Model(
        False,
        matrices=(order,),
        constraints=(Cone("L=", rows),),
        cost_matrices=entries({(0, i, i): Fraction(1 + i % 3) for i in range(order)}),
        row_matrices=entries(shapes),
        right=entries(traces),
    )


def test_a_hard_one_ends_in_time() -> None:
    small, large = render(OPTIMAL["matrix"][0]), render(hard(45, 60))
    with Children(1) as children:
        argument = {"language": "conic", "text": small, "claim": "optimal", "seconds": 10.0, "memory": 2 << 30}
        children.call(SOLVE, argument, 10.0, 2 << 30)
        began = time.monotonic()
        with suppress(TimeoutError):
            children.call(SOLVE, {**argument, "text": large, "seconds": 2.0}, 2.0, 2 << 30)
        assert time.monotonic() - began < 2.5
