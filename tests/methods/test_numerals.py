"""Numbers of the words and numbers of the formal text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.numerals import EVERYDAY, among, misplaced

WORDS = "Each van takes 6 people, a bus 1,200.5 of them; at least half, and 30% of 40 trips, must be by van."


@pytest.mark.parametrize(
    ("formal", "count"),
    [
        ("6*van + 1200.5*bus <= 40\nvan >= 30%*(van + bus)\nvan >= 1/2*bus", 0),
        ("6*van + 1200.5*bus <= 40\nvan >= 30%*(van + bus)", 0),  # what is spelled out may be left out
        ("6*van + 1200.5*bus <= 40", 1),
        ("6*van + 1200.5*bus <= 41\nvan >= 30%*(van + bus)", 2),
        ("var van_2\n6*van_2 + 1200.5*bus <= 40\n30*van_2 >= 1*bus", 0),
        ("", 4),
        ("6*van + 6*van + 1200.5*bus <= 40\nvan >= 30%*(van + bus)", 1),  # stated once, used twice
    ],
)
def test_numbers_left_out_and_made_up_are_counted(formal: str, count: int) -> None:
    assert misplaced(WORDS, formal) == count


@pytest.mark.parametrize(
    "text", ["6*van + 1200.5*bus <= 40\nvan >= 30%*(van + bus)\n1/2*van_7 >= 0", "var van\n12", "1200."]
)
def test_every_beginning_of_what_is_stated_may_be_said(text: str) -> None:
    holds = among(WORDS)
    assert all(holds(text[:length]) for length in range(len(text) + 1))


@pytest.mark.parametrize("text", ["61", "6*van + 1200.6", "41*van", "7", "5*van", "0.3*van"])
def test_a_number_that_no_words_state_may_not_be_said(text: str) -> None:
    assert not among(WORDS)(text)


def test_in_arithmetic_everyday_numbers_and_shares_may_be_said() -> None:
    assert all(map(among(WORDS, everyday=EVERYDAY), ["7 * 6", "0.3 * 40", "30 / 100"]))
    assert not among(WORDS, everyday=EVERYDAY)("8 * 6")


def test_a_number_that_tells_two_things_apart_is_not_left_out() -> None:
    assert misplaced("Machine 1 makes 20, machine 2 makes 30.", "maximize 20*machine_1 + 30*machine_2") == 0


@given(st.lists(st.integers(2, 10**6), max_size=6))
def test_a_text_with_exactly_the_stated_numbers_misplaces_none(numbers: list[int]) -> None:
    words = " and ".join(f"{number:,} units" for number in numbers)
    assert misplaced(words, " + ".join(f"{number}*x" for number in numbers)) == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_counted_without_an_error(statement: str, formal: str) -> None:
    assert misplaced(statement, formal) >= 0


@given(st.lists(st.integers(2, 999), min_size=2, max_size=6, unique=True))
def test_a_story_may_state_more_than_its_question_needs(numbers: list[int]) -> None:
    story = " ".join(f"There are {number} things." for number in numbers)
    program = f"answer = {numbers[0]} + {numbers[1]}\n"
    assert misplaced(story, program, idle=True) == 0
    assert misplaced(story, program) == len(numbers) - 2
    assert misplaced(story, f"{program}{max(numbers) + 1}\n", idle=True) == 1
