"""Chain of thought: the answer that closes the reasoning, and none where there is none."""

from __future__ import annotations

import pytest
from method_contract import run_method

from algorist.core.answer import Status
from algorist.lm.scripted import Scripted, script
from algorist.methods.chain_of_thought import METHOD as CHAIN_OF_THOUGHT


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("6 * 7 = 42.\nAnswer: 42", "42"),
        ("Answer: 41. No: six sevens.\nAnswer: **42**.", "42"),
        ("The final answer is 1,234.", "1,234"),
        ("so it must be 12 and then 42", "42"),
    ],
)
def test_the_last_answer_counts(said: str, value: str) -> None:
    answer, run = run_method(CHAIN_OF_THOUGHT, Scripted(script(said)))
    assert (answer.value, answer.status, answer.text) == (value, Status.GUESSED, said)
    assert run.spent.calls == 1


def test_reasoning_without_an_answer_is_unsolved_and_shown() -> None:
    answer, _ = run_method(CHAIN_OF_THOUGHT, Scripted(script("I would rather not say.")))
    assert answer.status is Status.UNSOLVED
    assert answer.text == "I would rather not say."
