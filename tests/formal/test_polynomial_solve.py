"""The polynomial solver: known verdicts, agreement with exact criteria, limits, and what it says."""

from __future__ import annotations

import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polynomial_cases import ENTAILED, REFUTED, quadratics

from algorist.core.certificate import Claim, Solution
from algorist.core.child import Children
from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.core.solving import SOLVE
from algorist.formal.polynomial import LANGUAGE
from algorist.formal.polynomial.bases import blocks, newton
from algorist.formal.polynomial.tree import Model

HARD = "+".join(f"(x{k}^2*x{k % 12 + 1} - x{(k + 3) % 12 + 1}^3 + 1)^2*(x1^2 + x{k}^2 - 2)^2" for k in range(1, 13))


@pytest.mark.parametrize("name", ENTAILED)
def test_nonnegative(name: str) -> None:
    model = LANGUAGE.parse(ENTAILED[name])
    solution = LANGUAGE.solve(model, Limits(seconds=20))
    assert solution.claim is Claim.ENTAILED
    assert LANGUAGE.check(model, solution).proved
    assert Solution.from_json(solution.to_json()) == solution
    assert "nonnegative" in LANGUAGE.explain(model, solution)


@pytest.mark.parametrize("name", REFUTED)
def test_negative(name: str) -> None:
    model = LANGUAGE.parse(REFUTED[name])
    solution = LANGUAGE.solve(model, Limits(seconds=20))
    assert solution.claim is Claim.REFUTED
    assert LANGUAGE.check(model, solution).proved
    assert Solution.from_json(solution.to_json()) == solution
    assert "negative" in LANGUAGE.explain(model, solution)


@settings(max_examples=50, deadline=None)
@given(quadratics())
def test_quadratics_are_decided_by_their_minors(case: tuple[Model, bool]) -> None:
    model, nonnegative = case
    solution = LANGUAGE.solve(model, Limits(seconds=20))
    assert solution.claim is (Claim.ENTAILED if nonnegative else Claim.REFUTED)
    assert LANGUAGE.check(model, solution).proved


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=5), st.integers(-3, 3))
def test_a_square_and_what_is_a_little_less(coefficients: list[int], root: int) -> None:
    inner = " + ".join(f"{value}*x^{power}" for power, value in enumerate(coefficients))
    square = LANGUAGE.parse(f"(({inner})*(x - {root}))^2".replace("- -", "+ "))
    solution = LANGUAGE.solve(square, Limits(seconds=20))
    assert solution.claim in (Claim.ENTAILED, Claim.NEITHER)
    assert LANGUAGE.check(square, solution).proved == (solution.claim is Claim.ENTAILED)
    less = LANGUAGE.parse(LANGUAGE.render(square) + " - 1e-9")
    solution = LANGUAGE.solve(less, Limits(seconds=20))
    assert solution.claim is Claim.REFUTED
    assert LANGUAGE.check(less, solution).proved


def test_neither_is_said_where_nothing_is_found() -> None:
    model = LANGUAGE.parse("(x^3 - 2)^2")
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    verdict = LANGUAGE.check(model, solution)
    assert solution.claim is Claim.NEITHER
    assert (verdict.proved, verdict.satisfied) == (False, False)
    assert "Undecided" in LANGUAGE.explain(model, solution)


def test_a_hard_one_ends_in_time() -> None:
    with Children(1) as children:
        argument = {"language": "polynomial", "text": "x^2", "claim": "optimal", "seconds": 10.0, "memory": 2 << 30}
        children.call(SOLVE, argument, 10.0, 2 << 30)
        began = time.monotonic()
        with suppress(TimeoutError):
            children.call(SOLVE, {**argument, "text": HARD, "seconds": 2.0}, 2.0, 2 << 30)
        assert time.monotonic() - began < 2.5


def test_claims_of_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="unbounded"):
        LANGUAGE.solve(LANGUAGE.parse("x^2"), Limits(claim=Claim.UNBOUNDED))


def test_bases() -> None:
    motzkin = [(4, 2), (2, 4), (0, 0), (2, 2)]
    assert newton(motzkin, 2) == [(0, 0), (1, 1), (1, 2), (2, 1)]
    assert sorted(map(len, blocks(newton(motzkin, 2), motzkin))) == [1, 1, 1, 1]


def test_the_first_of_short_points_is_given() -> None:
    solution = LANGUAGE.solve(LANGUAGE.parse("x^2 - 2"), Limits(seconds=5))
    assert all(Fraction(str(value)).denominator < 10 for value in solution.values.values())
