"""Looking numbers up before computing changes no result, and says of each what the story says."""

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import exact_answer
from algorist.formal.program.straight import straight_line
from algorist.train.grounding import around, grounded
from algorist.train.quantities import quantities

STORY = "Paco had 26 salty cookies and 17 sweet cookies. He ate 14 sweet cookies and 9 salty cookies."


def result(program: str) -> object:
    line = straight_line(LANGUAGE.parse(program))
    assert line is not None
    return exact_answer(line)


def test_a_number_stands_behind_the_words_around_it() -> None:
    assert grounded(STORY, "answer = 26 - 9\n") == (
        "# salty cookies, Paco had\na = 26\n# salty cookies, He ate\nb = 9\nanswer = a - b\n"
    )
    assert around(STORY, STORY.index("17")) == "sweet cookies, Paco had"


@given(st.lists(st.integers(0, 999), min_size=2, max_size=4), st.sampled_from("+-*"))
def test_the_result_stays(numbers: list[int], operator: str) -> None:
    words = " ".join(f"Ann has {number} things." for number in numbers[:-1])
    program = "answer = " + f" {operator} ".join(map(str, numbers)) + "\n"
    assert result(grounded(words, program)) == result(program)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_lessons_compute(seed: int) -> None:
    for lesson in islice(quantities(seed), 5):
        assert result(lesson.branches[0].target) is not None
        assert lesson.branches[0].target.startswith("# ")
