"""Branching proofs over columns without bounds: multipliers that rounding spoilt are mended, and the leaves hold."""

from __future__ import annotations

import random
from fractions import Fraction
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.evidence import ZERO, Aggregation, box, minimised
from algorist.formal.linear.language import Rows, ground, parse
from algorist.formal.linear.repair import repair

LOT_SIZES = """
set T = 1..4
param need[T] = {1: 7/3, 2: 4.1, 3: 0.7, 4: 5.3}
var open[T] binary
var made[T]
var held[{0, 1, 2, 3, 4}]
minimize sum(t in T) (9*open[t] + 1.1*made[t] + 0.37*held[t])
flow[t in T]: held[t - 1] + made[t] = need[t] + held[t]
only[t in T]: made[t] <= 12.3*open[t]
start: held[0] = 0
"""
"""Neither lots nor stock have an upper bound; only the rows, or the costs, hold them."""


def aggregations(rows: Rows) -> dict[bool, Aggregation]:
    return {True: Aggregation(rows, [ZERO] * len(rows.columns)), False: Aggregation(rows, minimised(rows))}


@pytest.mark.parametrize("conic", [True, False])
def test_mended_multipliers_prove_a_bound(conic: bool) -> None:
    rows = ground(parse(LOT_SIZES))
    aggregation = aggregations(rows)[conic]
    found = repair(rows, aggregation, monotonic() + 10, conic=conic)
    assert found is not None
    rng = random.Random(7)
    costs = aggregations(rows)[False]
    for _ in range(20):
        near = {place: value + Fraction(rng.randrange(-9, 10), 10**7) for place, value in found.dual.items()}
        legal = {
            place: value
            for place, value in near.items()
            if (rows.rows[place].lower if value > 0 else rows.rows[place].upper) is not None
        }
        assert costs.bound(found.mend(legal, costs, box(rows)), *box(rows)) is not None


def test_there_is_no_repair_where_a_column_runs_off_for_nothing() -> None:
    rows = ground(parse("var x binary\nvar y\nminimize x\nx + y >= 1/2"))
    for conic, aggregation in aggregations(rows).items():
        assert repair(rows, aggregation, monotonic() + 10, conic=conic) is None
    bounded = ground(parse("var x binary\nvar y in [0, 2]\nminimize x\nx + y >= 1/2"))
    assert repair(bounded, aggregations(bounded)[True], monotonic() + 10, conic=True) is None, "nothing to mend"


@given(st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_lot_sizing_is_proved_and_agrees_with_enumeration(seed: int) -> None:
    rng = random.Random(seed)
    text = LOT_SIZES.replace("12.3", str(Fraction(rng.randrange(55, 200), 10))).replace(
        "9*", f"{rng.randrange(1, 20)}*"
    )
    model = parse(text)
    solution = LANGUAGE.solve(model, Limits(seconds=20))
    assert solution.claim is Claim.OPTIMAL
    assert LANGUAGE.check(model, solution).proved
    best = None
    for pattern in range(16):
        fixed = "".join(f"\nopen[{t}] = {pattern >> (t - 1) & 1}" for t in range(1, 5))
        part = LANGUAGE.solve(parse(text.replace(" binary", " in [0, 1]") + fixed), Limits(seconds=20))
        if part.claim is Claim.OPTIMAL and (best is None or part.objective < best):
            best = part.objective
    assert solution.objective == best
