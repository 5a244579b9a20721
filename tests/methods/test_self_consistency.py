"""Self-consistency: the majority of independent samples, with honest votes, also of those that the budget left."""

from __future__ import annotations

import pytest
from method_contract import run_method

from algorist.core.answer import Agreement, Status
from algorist.core.budget import Budget
from algorist.lm.scripted import Scripted, fallible, script
from algorist.methods.self_consistency import METHOD as SELF_CONSISTENCY


def test_samples_are_independent_and_the_majority_answers() -> None:
    answer, run = run_method(SELF_CONSISTENCY, Scripted(fallible("42", "7", 0.7, 1)), parameters={"n": 101})
    assert (answer.value, answer.status) == ("42", Status.AGREED)
    assert answer.agreement is not None
    assert 55 < answer.agreement.votes < 87
    assert run.spent.calls == 101
    assert run.graph.depth == 1


def test_the_majority_is_right_more_often_than_a_sample() -> None:
    right = 0
    for seed in range(60):
        answer, _ = run_method(SELF_CONSISTENCY, Scripted(fallible("42", "7", 0.7, 1)), parameters={"n": 15}, seed=seed)
        right += answer.value == "42"
    assert right >= 51


@pytest.mark.parametrize(
    ("replies", "status", "votes"),
    [
        (["Answer: 1", "Answer: 1", "Answer: 2"], Status.AGREED, Agreement(2, 3)),
        (["Answer: 1.0", "Answer: $1", "Answer: 2"], Status.AGREED, Agreement(2, 3)),
        (["Answer: 1", "Answer: 2", "Answer: 3"], Status.GUESSED, Agreement(1, 3)),
        (["Answer: 1", "who knows", "nobody does"], Status.GUESSED, Agreement(1, 3)),
    ],
)
def test_votes_are_counted_over_all_samples(replies: list[str], status: Status, votes: Agreement) -> None:
    answer, _ = run_method(SELF_CONSISTENCY, Scripted(script(*replies)), parameters={"n": 3})
    assert (answer.status, answer.agreement) == (status, votes)


def test_what_was_paid_before_the_budget_ended_is_counted() -> None:
    answer, run = run_method(
        SELF_CONSISTENCY, Scripted(fallible("42", "7", 1, 1)), parameters={"n": 9}, budget=Budget(calls=4)
    )
    assert run.spent.calls == 4
    assert answer.value == "42"
    assert answer.agreement == Agreement(4, 4)
