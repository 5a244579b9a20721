"""Statements with other numbers keep their words, and what is written for them comes back to the first numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.numerals import EVERYDAY
from algorist.methods.formalising.renumbered import renumbered

WORDS = "Each of the 14 rows has 32 seats, 2 of them broken; 15% of 1,200 tickets at $7.50 were sold in 60 minutes. Then 14 more."


def test_the_statement_itself_comes_first() -> None:
    first, *others = renumbered(WORDS, 3)
    assert first.statement == WORDS
    assert first.back("answer = 14 * 32\n") == "answer = 14 * 32\n"
    assert len(others) == 3


def test_only_numbers_change_and_those_that_everybody_knows_do_not() -> None:
    for other in renumbered(WORDS, 5):
        assert re.sub(r"\d", "0", other.statement) == re.sub(r"\d", "0", WORDS)
        assert all(each in other.statement for each in ("2 of them", "1,200", "$7.50", "60 minutes"))


@pytest.mark.parametrize("written", ["t1 = {0} * {1}\nanswer = t1 - 2\n", "answer = {0} / 60 + {1}\n"])
def test_what_is_written_comes_back_with_the_first_numbers(written: str) -> None:
    for other in renumbered(WORDS, 4):
        rows, seats = re.findall(r"the (\d+) rows has (\d+)", other.statement)[0]
        assert other.back(written.format(rows, seats)) == written.format(14, 32)
        share = int(re.findall(r"(\d+)%", other.statement)[0]) / 100
        assert other.back(f"answer = 1200 * {share:g}\n") == "answer = 1200 * 0.15\n"


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_other_numbers_are_as_long_in_the_same_order_and_none_falls_together(numbers: list[int]) -> None:
    for other in renumbered(" and ".join(map(str, numbers)), 3):
        found = [int(each) for each in other.statement.split(" and ")]
        assert [len(str(each)) for each in found] == [len(str(each)) for each in numbers]
        assert len(set(found)) == len(set(numbers))
        assert all(
            each == before for each, before in zip(found, numbers, strict=True) if before < 3 or before in EVERYDAY
        )
        changed = [
            (before, each)
            for before, each in zip(numbers, found, strict=True)
            if before >= 3 and before not in EVERYDAY
        ]
        assert [each for _, each in sorted(changed)] == sorted(each for _, each in changed)
        assert other.back(" + ".join(map(str, found))) == " + ".join(map(str, numbers))


def test_where_nothing_can_change_the_statement_stands_alone() -> None:
    assert [each.statement for each in renumbered("She has 2 hands.", 3)] == ["She has 2 hands."]
    assert len(list(renumbered("3 4 5 6 8 9", 3))) == 4  # changed among themselves, as many as there are
