"""Polynomials from words: expressions are found where they stand, and what is asked of them is decided and checked."""

import re
from itertools import islice
from random import Random

import pytest
from formalised import formalised
from gbnf import Gbnf
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.answer import Answer, Status
from algorist.core.language_model import Request
from algorist.methods.formalising.inequalities import GRAMMAR, shown
from algorist.train.inequalities import lessons, statements

READINGS = {
    "Is @1 nonnegative?": "nonnegative @1",
    "Is this nonnegative? @1": "nonnegative @1",
    "Is @1 ever negative?": "negative @1",
    "Is @1 a sum of squares?": "squares @1",
    "Is @1 a sum of squares for @2?": "squares @1; given @2",
    "Is @1 nonnegative for @2?": "nonnegative @1; given @2",
}


def read(request: Request, random: Random) -> str:
    asked = request.prompt.strip()
    sentence = re.sub(r"(@\d)\([^()]*(?:\([^()]*\)[^()]*)*\)", r"\1", asked.partition("> ")[2])
    return "polynomial" if asked.startswith("choose>") else READINGS.get(sentence, "nothing")


def solve(text: str) -> Answer:
    return formalised(text, read)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Is x^2 - 2*x*y + y^2 nonnegative?", "Yes"),
        ("Is x^2 - 3*x*y + y^2 nonnegative?", "No"),
        ("Is x^2 - 3*x*y + y^2 ever negative?", "Yes"),
        ("Is 2x1^4 + 5.5*x2^4 - x1^2*x2^2 a sum of squares?", "Yes"),
        ("Is x^3 nonnegative for x >= 0?", "Yes"),
        ("Is this nonnegative?\n\nx^2 + 4*y", "No"),
    ],
)
def test_what_is_asked_is_decided_and_proved(text: str, value: str) -> None:
    answer = solve(text)
    assert (answer.value, answer.status) == (value, Status.PROVED)


def test_nonnegative_without_being_a_sum_of_squares_is_not_called_one() -> None:
    motzkin = "x^4*y^2 + x^2*y^4 - 3*x^2*y^2 + 1"
    assert solve(f"Is {motzkin} nonnegative?").value == "Yes"
    assert solve(f"Is {motzkin} a sum of squares?").status is Status.UNSOLVED
    assert solve("Is x^3 a sum of squares for x >= 0?").status is Status.UNSOLVED


@pytest.mark.parametrize("text", ["Is it nonnegative?", "Is x^2 + 1 blue?"])
def test_what_lacks_a_polynomial_or_a_question_says_so(text: str) -> None:
    answer = solve(text)
    assert answer.status is Status.UNSOLVED
    assert "polynomial" in answer.why


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("Let f(x) = x^2 + 1. Is it >= 0?", ("x^2 + 1",)),
        ("I have 2 cats and a dog.", ()),
        ("Show 1.0e+3*x^2 − 2 ≥ 0, please.", ("1.0e+3*x^2 - 2 >= 0",)),
        ("Given 0 <= x <= 1, is x(1) + x(2)^2 big?", ("0 <= x <= 1", "x(1) + x(2)^2")),
    ],
)
def test_expressions_are_found(text: str, expressions: tuple[str, ...]) -> None:
    said, found = shown(text)
    assert found == expressions
    assert said.count("@") == len(expressions)


@given(st.text(alphabet="x1 +-*^().,aI=<>?", max_size=60))
def test_any_text_is_shown(text: str) -> None:
    said, found = shown(text)
    assert len(re.findall(r"@\d+\(", said)) == len(found)


@pytest.mark.parametrize("held_out", [False, True])
def test_lessons_point_to_expressions_that_their_sentences_have(held_out: bool) -> None:
    grammar = Gbnf(GRAMMAR.source)
    for lesson in islice(lessons(3, held_out=held_out), 15):
        for branch in lesson.branches:
            assert grammar.derives(branch.target)
            assert all(f"{reference}(" in branch.prompt for reference in re.findall(r"@\d", branch.target))
    assert all(lesson.branches[0].prompt for lesson in islice(statements(3, held_out=held_out), 5))
