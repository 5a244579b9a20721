"""The polynomial checker: exact semidefiniteness, and forgeries, none of which may pass."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polynomial_cases import ENTAILED, REFUTED
from polynomial_mutations import forgeries, holds

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.polynomial import LANGUAGE
from algorist.formal.polynomial.semidefinite import _dominated, _eliminated, positive_semidefinite

FORGED = 60
TEXTS = [ENTAILED[name] for name in ("square", "Motzkin", "interval", "circle", "scales")] + list(REFUTED.values())


@pytest.mark.parametrize("text", TEXTS)
def test_forgeries_are_rejected(text: str) -> None:
    model = LANGUAGE.parse(text)
    solution = LANGUAGE.solve(model, Limits(seconds=20))
    assert LANGUAGE.check(model, solution).proved
    assert holds(model, solution)
    stream = forgeries(model, solution, random.Random(text))
    for _ in range(FORGED):
        what, forged_model, forged = next(stream)
        if LANGUAGE.check(forged_model, forged).proved:
            assert holds(forged_model, forged), (what, forged)


def _gram(size: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(st.integers(-3, 3), min_size=size, max_size=size), min_size=1, max_size=size + 1)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 4).flatmap(_gram), st.fractions(min_value=-1, max_value=1, max_denominator=40))
def test_semidefinite_agrees_with_the_characteristic_polynomial(rows: list[list[int]], shift: Fraction) -> None:
    from polynomial_mutations import _semidefinite
    from sympy import Matrix, Rational

    size = len(rows[0])
    full = [
        [Fraction(sum(row[i] * row[j] for row in rows)) + (shift if i == j else 0) for j in range(size)]
        for i in range(size)
    ]
    triangle = [row[: i + 1] for i, row in enumerate(full)]
    truth = _semidefinite(Matrix([[Rational(value.numerator, value.denominator) for value in row] for row in full]))
    assert positive_semidefinite(triangle) == truth
    assert _eliminated(triangle) == truth
    assert truth or not _dominated(triangle)


def test_the_boundary_of_the_cone_is_exact() -> None:
    third = Fraction(1, 3)
    assert positive_semidefinite([[third], [third, third]])
    assert not positive_semidefinite([[third], [third, third - Fraction(1, 10**60)]])
    assert not positive_semidefinite([[Fraction(0)], [Fraction(1), Fraction(1)]])
    assert positive_semidefinite([])
    tiny = Fraction(1, 10**400)
    assert positive_semidefinite([[tiny], [Fraction(0), Fraction(10**400)]])


def test_a_multiplier_that_vanishes_needs_all_of_space() -> None:
    model = LANGUAGE.parse("x^2 - 1\non x = 0")
    square = {"factors": [], "basis": [[["1", [2]]]], "gram": [["1"]]}
    data = {
        "multiplier": {"constant": 0, "power": 1},
        "squares": [square],
        "equations": [{"constraint": 0, "factor": [["-1", [1]]]}],
    }
    assert (
        "origin"
        in LANGUAGE.check(model, Solution(Claim.ENTAILED, certificate=Certificate("sum-of-squares", data))).reason
    )


def test_no_certificate_proves_nothing() -> None:
    verdict = LANGUAGE.check(LANGUAGE.parse("x^2"), Solution(Claim.ENTAILED))
    assert not verdict.proved
