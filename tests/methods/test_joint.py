"""Joint decoding agrees with exhaustive search."""

import asyncio
import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.joint import Choice, Judged, by_probability, decode
from algorist.methods.formalising.nbest import Line

lists_of_lines = st.lists(
    st.lists(st.floats(-8, 0).map(lambda value: round(value, 3)), min_size=1, max_size=3, unique=True),
    min_size=1,
    max_size=4,
).map(lambda columns: [[Line(str(score), score) for score in sorted(column, reverse=True)] for column in columns])


@given(lists_of_lines)
def test_choices_come_once_each_and_likeliest_first(lists: list[list[Line]]) -> None:
    found = list(by_probability(lists))
    scores = [score for _, score in found]
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(scores))
    every = set(itertools.product(*(range(len(lines)) for lines in lists)))
    assert {choice for choice, _ in found} == every
    assert len(found) == len(every)


@given(lists_of_lines, st.data())
def test_the_likeliest_well_posed_choice_is_found(lists: list[list[Line]], data: st.DataObject) -> None:
    every = list(itertools.product(*(range(len(lines)) for lines in lists)))
    good = set(data.draw(st.lists(st.sampled_from(every), max_size=4)))

    def score(choice: Choice) -> float:
        return sum(lines[index].log_probability for lines, index in zip(lists, choice, strict=True))

    async def judge(choice: Choice) -> Judged[str]:
        return Judged(choice in good, "found")

    decoded = asyncio.run(decode(lists, judge, most=1000, margin=math.inf))
    best = max((score(choice) for choice in good), default=max(map(score, every)))
    assert decoded.judged.well_posed == bool(good)
    assert math.isclose(decoded.log_probability, best, abs_tol=1e-6)


def test_a_conflict_is_not_tried_again() -> None:
    lists = [[Line("a", 0.0), Line("b", -1.0)], [Line("c", 0.0), Line("d", -0.5), Line("e", -0.6)]]
    tried: list[Choice] = []

    async def judge(choice: Choice) -> Judged[None]:
        tried.append(choice)
        return Judged(choice[0] == 1, None, (0,) if choice[0] == 0 else ())

    assert asyncio.run(decode(lists, judge)).choice == (1, 0)
    assert tried == [(0, 0), (1, 0)]
