"""Answers that words rarely ask for tell of a misreading; differences below zero are also tried the other way round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.certificate import Claim, Solution
from algorist.formal.linear import LANGUAGE as LINEAR
from algorist.formal.program import LANGUAGE as PROGRAM
from algorist.methods.formalising.differences import turned
from algorist.methods.formalising.unlikely import unlikely


@pytest.mark.parametrize(
    ("statement", "formal", "found"),
    [
        ("How many marbles has he left?", "answer = 8 - 3\n", False),
        ("How many marbles has he left?", "answer = 3 - 3\n", False),
        ("How many marbles has he left?", "answer = 3 - 8\n", True),
        ("How many marbles has he left?", "lost = 3 - 8\nanswer = 9 - lost\n", True),
        ("How many marbles has he left?", "answer = 5 / 2\n", True),
        ("What does a marble cost?", "answer = 5 / 2\n", False),
        ("What does a marble cost?", "answer = 5 / 0\n", False),
        ("How many are there?", "answer = len(range(3))\n", False),
    ],
)
def test_amounts_are_not_below_zero_and_counts_are_whole(statement: str, formal: str, found: bool) -> None:
    assert unlikely(statement, PROGRAM.parse(formal), Solution(Claim.FEASIBLE)) is found


def test_an_optimum_at_which_nothing_is_done_is_not_asked_for() -> None:
    model = LINEAR.parse("var x, y\nmaximize x + y\nx + y <= 1\n")
    assert unlikely("", model, Solution(Claim.OPTIMAL, {"x": 0, "y": 0}, objective=Fraction(0)))
    assert not unlikely("", model, Solution(Claim.OPTIMAL, {"x": 0, "y": 1}, objective=Fraction(1)))


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_differences_below_zero_are_turned_round_and_no_others(a: int, b: int, c: int) -> None:
    formal = f"lost = {a} - {b}\nanswer = lost - {c}\n"
    found = turned(formal)
    if a >= b and a - b >= c:
        assert found is None
    else:
        assert found is not None
        low, high = sorted((a, b))
        assert found.startswith(f"lost = {high if a < b else a} - {low if a < b else b}\n")
        assert not unlikely("", PROGRAM.parse(found), Solution(Claim.FEASIBLE))


@pytest.mark.parametrize("formal", ["answer = 2 * (3 - 5)\n", "answer = 1 / 0 - 3\n", "x =", "for x in []: pass\n"])
def test_what_is_no_difference_of_two_terms_is_left(formal: str) -> None:
    assert turned(formal) is None
