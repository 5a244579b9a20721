"""Marks of TeX and of escaped strings are taken off words; money and everything else stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.markup import plain


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        (r"Let $x_{12}$ cost \$5 and $Y$ cost $\$1,200.50$.", "Let x12 cost $5 and Y cost $1,200.50."),
        (r"at most $40$ units,\n\nand $0 \leq x1 \leq 25,\;x2 \geq 3$", "at most 40 units, and 0 <= x1 <= 25, x2 >= 3"),
        (
            r"$\text{hats} + 2 \times Y$ is 30\%",
            "$hats + 2 * Y$ is 30%",
        ),  # words in a formula may be words between amounts
        ("A hat costs $5, a coat $7 or $6/$8.", "A hat costs $5, a coat $7 or $6/$8."),
        ("It costs $5 and $7 each.", "It costs $5 and $7 each."),
        (r"x \neq y", r"x \neq y"),
    ],
)
def test_what_is_meant_is_left(marked: str, meant: str) -> None:
    assert plain(marked) == meant


@given(st.text(st.characters(exclude_characters="\\$"), max_size=80))
def test_words_without_marks_stay(words: str) -> None:
    told = plain(words)
    if not re.search(r"[A-Za-z]_\{?\d| {2}", words):
        assert told == words


@given(st.text("ab $\\n_{}1,", max_size=40))
def test_no_text_is_too_strange(words: str) -> None:
    assert len(plain(words)) <= 2 * len(words) + 4
