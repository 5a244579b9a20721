"""The conic checker: cones and enclosures, and forgeries, none of which may pass."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from conic_cases import INFEASIBLE, OPTIMAL
from conic_mutations import forgeries, holds
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from algorist.core.language import Limits
from algorist.formal.conic import LANGUAGE
from algorist.formal.conic.cones import inside, inside_dual
from algorist.formal.conic.enclosure import exponential_above
from algorist.formal.conic.tree import Model

FORGED = 40
MODELS = {**{f"optimal: {name}": model for name, (model, _) in OPTIMAL.items()}, **INFEASIBLE}
SMALL = st.fractions(min_value=-3, max_value=3, max_denominator=8)
HALF = (Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize("name", MODELS)
def test_forgeries_are_rejected(name: str) -> None:
    model: Model = MODELS[name]
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    assert LANGUAGE.check(model, solution).proved
    assert holds(model, solution)
    stream = forgeries(model, solution, random.Random(name))
    for _ in range(FORGED):
        what, forged_model, forged = next(stream)
        if LANGUAGE.check(forged_model, forged).proved:
            assert holds(forged_model, forged), (what, forged)


@settings(max_examples=300)
@given(st.sampled_from(["L+", "Q", "QR", "EXP", "EXP*", "POW", "POW*", "PSD", "L="]), st.tuples(*[SMALL] * 6))
def test_cones_and_their_duals_never_meet_below_zero(kind: str, entries: tuple[Fraction, ...]) -> None:
    slack, dual = entries[:3], entries[3:]
    powers = HALF if kind.startswith("POW") else ()
    if inside(kind, slack, powers) and inside_dual(kind, dual, powers):
        assert sum(s * y for s, y in zip(slack, dual, strict=True)) >= 0


@given(st.fractions(min_value=-60, max_value=60, max_denominator=10**6))
def test_the_enclosure_is_above_and_near(exponent: Fraction) -> None:
    above = exponential_above(exponent)
    assert above is not None
    with mp.workdps(80):
        truth = mp.exp(mpf(exponent.numerator) / exponent.denominator)
        assert truth <= mpf(above.numerator) / above.denominator <= truth * (1 + mpf(10) ** -45)


def test_the_enclosure_of_the_largest() -> None:
    assert exponential_above(Fraction(10**6)) is None
    tiny = exponential_above(Fraction(-(10**6)))
    assert tiny is not None
    assert 0 < tiny < Fraction(1, 10**1000)


def test_boundaries_are_exact() -> None:
    one, zero, hair = Fraction(1), Fraction(0), Fraction(1, 10**40)
    assert inside("Q", [Fraction(5), Fraction(3), Fraction(4)])
    assert not inside("Q", [5 - hair, Fraction(3), Fraction(4)])
    assert inside("EXP", [one, one, zero])
    assert not inside("EXP", [1 - hair, one, zero])
    assert inside("EXP", [zero, zero, -one])
    assert not inside("EXP", [one, zero, one])
    assert inside("POW", [Fraction(4), one, Fraction(2)], HALF)
    assert not inside("POW", [Fraction(4), one, 2 + hair], HALF)
    assert inside("POW*", [one, one, Fraction(2)], HALF)
    assert not inside("POW*", [one, one, 2 + hair], HALF)
    assert inside("PSD", [one, one, one])
    assert not inside("PSD", [one, 1 + hair, one])
    assert inside_dual("PSD", [one, Fraction(2), one])
