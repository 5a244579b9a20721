"""Looking numbers up before computing changes no result, and says of each what the story says."""

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.formal.equivalence import canonical
from algorist.formal.linear import LANGUAGE as LINEAR
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import exact_answer
from algorist.formal.program.straight import straight_line
from algorist.train.grounding import around, grounded, grounded_rows
from algorist.train.linear_words import lessons as programmes
from algorist.train.quantities import quantities

STORY = "Paco had 26 salty cookies and 17 sweet cookies. He ate 14 sweet cookies and 9 salty cookies."


def result(program: str) -> object:
    line = straight_line(LANGUAGE.parse(program))
    assert line is not None
    return exact_answer(line)


def test_a_number_stands_behind_the_words_around_it() -> None:
    assert grounded(STORY, "answer = 26 - 9\n") == (
        "# salty cookies, Paco had 26\na = 26\n# salty cookies, sweet cookies and 9\nb = 9\nanswer = a - b\n"
    )
    assert around(STORY, STORY.index("17")) == "sweet cookies, salty cookies and 17"


@given(st.lists(st.integers(0, 999), min_size=2, max_size=4), st.sampled_from("+-*"))
def test_the_result_stays(numbers: list[int], operator: str) -> None:
    words = " ".join(f"Ann has {number} things." for number in numbers[:-1])
    program = "answer = " + f" {operator} ".join(map(str, numbers)) + "\n"
    assert result(grounded(words, program)) == result(program)


def test_a_limit_and_the_objective_are_said_before_their_lines() -> None:
    words = (
        "A mill has 40 sacks of rye and 25 hours of work. A loaf takes 2 sacks and a cake 3. Maximize the total profit."
    )
    formal = "var loaf, cake\nmaximize loaf + cake\n40 >= loaf*2 + cake*3\n25 >= loaf\nloaf >= cake\n"
    said = grounded_rows(words, formal).splitlines()
    assert said[1::2][:3] == ["# the total profit", "# sacks of rye, A mill has 40", "# hours of work, of rye and 25"]
    assert said[-1] == "loaf >= cake"


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_comments_change_no_programme(seed: int) -> None:
    for lesson in islice(programmes(seed), 3):
        target = lesson.branches[0].target
        bare = "\n".join(line for line in target.splitlines() if not line.startswith("#")) + "\n"
        assert canonical(LINEAR.parse(target)) == canonical(LINEAR.parse(bare))
        assert "# " in target


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_lessons_compute(seed: int) -> None:
    for lesson in islice(quantities(seed), 5):
        assert result(lesson.branches[0].target) is not None
        assert lesson.branches[0].target.startswith("# ")
