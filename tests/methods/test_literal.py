"""Values that a clause names literally, and lines that lose them or make others up."""

from __future__ import annotations

import math

import pytest

from algorist.methods.formalising.literal import MISPLACED, literal, mended
from algorist.methods.formalising.nbest import Line

GROUPS = {
    "name": {"ann": "Ann", "rose": "Rose"},
    "child": {"rose": "Rose", "max": "Max"},
    "tea": {"green_tea": "green tea", "earl_grey": "Earl Grey", "mint": "mint"},
    "nationality": {"brit": "brit", "dane": "dane"},
}


@pytest.mark.parametrize(
    ("clause", "written", "meant"),
    [
        ("Ann drinks a lot of strong Earl Grey.", "name.ann = tea.mint", "name.ann = tea.earl_grey"),
        ("The mint drinker is left of the Dane.", "tea.mint < child.max", "tea.mint < nationality.dane"),
        ("The British person is Ann.", "nationality.brit = name.ann", "nationality.brit = name.ann"),
        (
            "The one with fancy tastes is Ann.",
            "tea.mint = name.ann",
            "tea.mint = name.ann",
        ),  # nothing named to put there
        ("Rose is in house 2.", "child.rose = 2", "child.rose = 2"),  # either Rose may be meant
        ("Who owns it?", "ask all", "ask all"),
    ],
)
def test_a_named_value_takes_the_place_of_a_made_up_one(clause: str, written: str, meant: str) -> None:
    lines = mended([Line(written, math.log(0.8))], clause, GROUPS)
    assert lines[0].text == meant
    assert literal(Line(meant, 0.0), clause, GROUPS) or meant == written


def test_a_line_costs_what_it_misplaces_and_lines_are_not_doubled() -> None:
    right, wrong = Line("name.ann = tea.earl_grey", math.log(0.2)), Line("name.ann = tea.mint", math.log(0.7))
    lines = mended([wrong, right], "Ann likes Earl Grey.", GROUPS)
    assert [line.text for line in lines] == [right.text, wrong.text]
    assert lines[0].log_probability == pytest.approx(math.log(0.7))
    assert lines[1].log_probability == pytest.approx(math.log(0.7) - 2 * MISPLACED)


FIVE = {"drink": {name: name for name in ("milk", "tea", "water", "beer", "juice")}}


@pytest.mark.parametrize(
    ("clause", "right", "wrong"),
    [
        ("Milk is drunk in the middle house.", "drink.milk = 3", "drink.milk = 2"),
        ("Tea is drunk in the fourth house.", "drink.tea = 4", "drink.tea = 3"),
        ("Tea is second from the right.", "drink.tea = 4", "drink.tea = 3"),
        ("Tea is not drunk in house 2.", "drink.tea != 2", "drink.tea != 3"),
        (
            "Tea is in the second house or in the leftmost.",
            "drink.tea = 2 or drink.tea = 1",
            "drink.tea = 2 or drink.tea = 3",
        ),
    ],
)
def test_a_place_that_the_clause_names_is_likelier_than_others(clause: str, right: str, wrong: str) -> None:
    lines = mended([Line(wrong, math.log(0.5)), Line(right, math.log(0.4))], clause, FIVE)
    assert [line.text for line in lines] == [right, wrong]
    assert lines[1].log_probability == pytest.approx(math.log(0.5) - MISPLACED)
    assert literal(lines[0], clause, FIVE)
    assert not literal(lines[1], clause, FIVE)


def test_where_no_place_is_named_none_is_doubted() -> None:
    for clause, line in (
        ("Tea is drunk at the far end.", "drink.tea = 3"),
        ("Two houses part tea and milk.", "abs(drink.tea - drink.milk) = 3"),
    ):
        assert literal(Line(line, 0.0), clause, FIVE)
