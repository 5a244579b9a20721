"""Options that end a statement, and which of them holds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.nbest import Line
from algorist.methods.formalising.options import among_options, cut, one_that_holds, without_question

PUZZLE = "Three birds sit in a row. The owl is leftmost. Which of the following is true?"


def test_options_are_cut_off_and_then_their_question() -> None:
    for options in ("A) One.\nB) Two.", "Options:\n(A) One.\n(B) Two.\n", "\n- A. One.\n- B. Two."):
        body, found = cut(f"{PUZZLE}\n{options}")
        assert body == PUZZLE
        assert without_question(body) == "Three birds sit in a row. The owl is leftmost."
        assert [(each.letter, each.text) for each in found] == [("A", "One."), ("B", "Two.")]


def test_without_two_options_in_order_nothing_is_cut() -> None:
    for text in (PUZZLE, f"{PUZZLE}\nA) One.", f"{PUZZLE}\nB) One.\nA) Two.", ""):
        assert cut(text) == (text, ())


@given(st.text(max_size=200))
def test_any_text_is_cut_without_an_error(text: str) -> None:
    body, options = cut(text)
    assert options or body == text


def test_a_misread_option_is_outvoted_by_the_one_that_holds() -> None:
    """Two options seem to hold; the second has a likely other reading that does not."""
    sure, rather, else_ = Line("true", math.log(0.99)), Line("true", math.log(0.6)), Line("false", math.log(0.4))
    readings = [[sure], [rather, else_], [Line("false", math.log(0.99))]]
    chosen, share = one_that_holds(readings, lambda text: text == "true")
    assert chosen == 0
    assert 0.9 < share < 1


def test_options_of_which_nothing_was_read_are_not_trusted() -> None:
    chosen, share = one_that_holds([[], [], []], lambda text: None)
    assert chosen in range(3)
    assert math.isclose(share, 1 / 3)


@pytest.mark.parametrize(
    ("value", "answers"),
    [({"option": "B"}, True), ("True", True), ("uncertain", True), ("Unknown", False), (7, False), (None, False)],
)
def test_a_question_with_options_is_answered_by_one_of_them(value: object, answers: bool) -> None:
    assert among_options(value, "Ann swims. Does she?\n\nA) True\nB) False\nC) Uncertain") == answers
    assert among_options(value, "Ann swims. Does she?")
