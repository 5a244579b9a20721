"""Routes: coordinates become references, lines become a map, and the way found is a shortest one."""

from __future__ import annotations

from collections import deque
from random import Random

import pytest
from formalised import formalised
from gbnf import Gbnf
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.answer import Answer, Status
from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.core.language_model import Request
from algorist.formal.plan import LANGUAGE
from algorist.methods.formalising.routes import GRAMMAR, Field, laid_out, shown
from algorist.train.routes import read_bank, say

SIZE = 5
CELLS = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))


def shortest(walls: set[tuple[int, int]], start: tuple[int, int], goal: tuple[int, int]) -> int | None:
    """The number of steps, by breadth-first search."""
    far, queue = {start: 0}, deque([start])
    while queue:
        row, column = queue.popleft()
        for other in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if all(0 <= each < SIZE for each in other) and other not in walls and other not in far:
                far[other] = far[row, column] + 1
                queue.append(other)
    return far.get(goal)


@settings(max_examples=60, deadline=None)
@given(st.sets(CELLS, max_size=14), CELLS, CELLS)
def test_the_way_is_as_short_as_breadth_first_search_finds(
    walls: set[tuple[int, int]], start: tuple[int, int], goal: tuple[int, int]
) -> None:
    field = laid_out([("size @1; wall @2; start @3; goal @4", (((SIZE, SIZE),), tuple(walls), (start,), (goal,)))])
    if start in walls or goal in walls:
        assert isinstance(field, str)
        assert "obstacle" in field
        return
    assert isinstance(field, Field)
    solution = LANGUAGE.solve(LANGUAGE.parse(field.map), Limits(10))
    steps = shortest(walls, start, goal)
    assert solution.claim is (Claim.INFEASIBLE if steps is None else Claim.OPTIMAL)
    if steps is not None:
        way = field.way([str(step) for step in solution.values["plan"]])  # type: ignore[union-attr]
        assert len(way) == steps + 1
        assert (way[0], way[-1]) == (start, goal)
        assert not walls & set(way)


def test_pairs_and_lists_of_pairs_become_references() -> None:
    text, pairs = shown("On a 10x10 grid (1, 2), [3,4] and (5, 6) are blocked; go from (0, 0) to (9, 9).")
    assert text == "On a @1(10, 10) grid @2((1, 2), (3, 4), ...) are blocked; go from @3(0, 0) to @4(9, 9)."
    assert pairs == (((10, 10),), ((1, 2), (3, 4), (5, 6)), ((0, 0),), ((9, 9),))


def test_a_block_is_filled_and_counting_may_begin_at_one() -> None:
    told = [("size @1; block @2 @3", (((4, 4),), ((3, 1),), ((2, 3),))), ("start @1; goal @2", (((1, 1),), ((4, 4),)))]
    field = laid_out(told)
    assert isinstance(field, Field)
    assert field.base == 1
    assert field.walls == {(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3)}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("size @1; start @2", "goal of the way is not said"),
        ("start @1; goal @2", "size of the grid is not said"),
        ("size @1; start @2; goal @3", "(7, 7) lies outside"),
        ("size @4; start @2; goal @2", "40,000"),
    ],
)
def test_what_is_missing_is_said(line: str, said: str) -> None:
    found = laid_out([(line, (((5, 5),), ((0, 0),), ((7, 7),), ((900, 900),)))])
    assert isinstance(found, str)
    assert said in found


@pytest.mark.parametrize("held_out", [False, True])
def test_every_phrase_of_the_bank_has_the_references_of_its_line(held_out: bool) -> None:
    random, bank, grammar = Random(7), read_bank(held_out=held_out), Gbnf(GRAMMAR.source)
    for line in [*bank] * 12:
        text, pairs = shown(say(random, bank, line))
        assert grammar.derives(f"{line}\n")
        assert len(pairs) == line.count("@"), text


def scripted(request: Request, random: Random) -> str:
    asked = request.prompt.strip().splitlines()[-1]
    if asked.startswith("choose>"):
        return "route"
    return "size @1" if "grid" in asked else "wall @1" if "blocked" in asked else "start @1; goal @2"


def solve(text: str) -> Answer:
    return formalised(text, scripted)


def test_a_route_in_words_is_found_and_proved() -> None:
    answer = solve("A 3x3 grid. (0, 1), (1, 1), (1, 2) are blocked. Go from (0, 0) to (2, 2).")
    assert answer.status is Status.PROVED
    assert answer.value == [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2]]


def test_where_there_is_no_way_that_is_proved() -> None:
    answer = solve("A 3x3 grid. (0, 1), (1, 1), (2, 1) are blocked. Go from (0, 0) to (2, 2).")
    assert (answer.status, answer.value) == (Status.PROVED, [])


def test_an_end_outside_is_named() -> None:
    answer = solve("A 3x3 grid. Go from (0, 0) to (5, 2).")
    assert answer.status is Status.UNSOLVED
    assert "(5, 2) lies outside" in answer.why
