"""Candidates: equivalent drafts together, and how probable they are given that what is meant is well-posed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.certificate import Claim, Solution
from algorist.formal.program import LANGUAGE
from algorist.methods.formalising.drafts import Draft, together
from algorist.methods.formalising.posterior import UNLISTED

SOLVED, ILL_POSED = Solution(Claim.FEASIBLE), Solution(Claim.TIMEOUT)


def draft(formal: str, share: float, *, misplaced: int = 0, solution: Solution = SOLVED) -> Draft:
    model = LANGUAGE.parse(f"answer = {formal}\n")
    return Draft(formal, model, solution, math.log(share), misplaced, unlikely=False)


def test_drafts_of_one_meaning_are_one_candidate_with_their_votes_and_probability() -> None:
    first, second = together([draft("3 + 4", 0.4), draft("4 + 3", 0.2), draft("3 * 4", 0.3)])
    assert (first.draft.formal, first.votes, second.votes) == ("3 + 4", 2, 1)
    assert first.probability == pytest.approx(0.6)
    assert first.confidence == pytest.approx(0.6 / (0.9 + UNLISTED * 0.1))


def test_ill_posed_drafts_do_not_count_against_a_candidate_and_misplaced_numbers_do() -> None:
    first, *_ = together([draft("3 + 4", 0.5, misplaced=1), draft("3 * 4", 0.4, solution=ILL_POSED)])
    assert first.confidence == pytest.approx(0.5 * 0.25 / (0.25 + UNLISTED * 0.1))


def test_where_no_others_were_looked_for_all_that_is_left_counts() -> None:
    (only,) = together([draft("3 + 4", 0.7)], unlisted=1.0)
    assert only.confidence == pytest.approx(0.7)


@given(st.lists(st.floats(0.01, 0.3), min_size=1, max_size=3))
def test_confidences_are_shares(shares: list[float]) -> None:
    candidates = together([draft(f"{number} + 2", share) for number, share in enumerate(shares)])
    assert 0 < sum(each.confidence or 0.0 for each in candidates) <= 1
    assert [each.likelihood for each in candidates] == sorted((each.likelihood for each in candidates), reverse=True)
