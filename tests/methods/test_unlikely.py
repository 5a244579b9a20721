"""Answers that words rarely ask for tell of a misreading."""

from fractions import Fraction

import pytest

from algorist.core.certificate import Claim, Solution, Value
from algorist.methods.formalising.unlikely import unlikely


@pytest.mark.parametrize(
    ("statement", "answer", "found"),
    [
        ("How many marbles has he left?", 5, False),
        ("How many marbles has he left?", 0, False),
        ("How many marbles has he left?", -5, True),
        ("How many marbles has he left?", Fraction(5, 2), True),
        ("What does a marble cost?", Fraction(5, 2), False),
        ("What does a marble cost?", Fraction(-5, 2), True),
        ("Is it done?", False, False),
    ],
)
def test_amounts_are_not_below_zero_and_counts_are_whole(statement: str, answer: Value, found: bool) -> None:
    assert unlikely(statement, Solution(Claim.FEASIBLE, {"answer": answer})) is found


def test_an_optimum_at_which_nothing_is_done_is_not_asked_for() -> None:
    assert unlikely("", Solution(Claim.OPTIMAL, {"x": 0, "y": 0}, objective=Fraction(0)))
    assert not unlikely("", Solution(Claim.OPTIMAL, {"x": 0, "y": 1}, objective=Fraction(1)))
