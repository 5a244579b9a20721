"""Which sentence states which line: the best alignment in order, and lessons whose sentences say what their lines do."""

from itertools import combinations_with_replacement, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.by_sentence import sentences
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.numerals import numbers_in
from algorist.train import allocations, linear_words
from algorist.train.stated import _fits, aligned, apart

NAMES = ("red_kite", "blue_tent", "lamp")

numbers = st.integers(2, 5)
spoken = st.lists(
    st.builds(lambda n, name: f"At least {n} {name.replace('_', ' ')}s.", numbers, st.sampled_from(NAMES)),
    min_size=1,
    max_size=4,
)
rows = st.lists(st.builds(lambda n, name: f"{n} <= {name}", numbers, st.sampled_from(NAMES)), max_size=3)


@given(spoken, rows)
def test_the_alignment_is_the_only_best_one_in_order(spoken: list[str], rows: list[str]) -> None:
    scored = []
    for places in combinations_with_replacement(range(len(spoken)), len(rows)):
        scores = [_fits(row, spoken[place]) for row, place in zip(rows, places, strict=True)]
        if None not in scores:
            scored.append((round(sum(score or 0 for score in scores), 6), places))
    best = [places for score, places in scored if score == max(scored)[0]]
    assert aligned(spoken, rows) == (best[0] if len(best) == 1 else None)


@pytest.mark.parametrize("source", [linear_words.lessons, allocations.lessons])
def test_sentences_state_the_limits_of_their_lines(source: object) -> None:
    whole = list(islice(source(3), 30))  # type: ignore[operator]
    found = list(apart(3, iter(whole)))
    assert len(found) > 20
    texts = {lesson.branches[0].prompt: lesson.branches[0].target for lesson in whole}
    for lesson in found:
        prompt = next(each for each in texts if lesson.prefix.startswith(each))
        lines = [line for branch in lesson.branches for line in branch.target.split("\n") if line not in ("", NOTHING)]
        declared = lesson.prefix.removeprefix(prompt)
        assert sorted((declared + "\n".join(lines)).split()) == sorted(texts[prompt].split())
        LANGUAGE.parse(declared + "\n".join(lines) + "\n")
        for branch in lesson.branches:
            for line in branch.target.split("\n"):
                if line[:1].isdigit():
                    assert numbers_in(line.split()[0].rstrip("%").partition("%")[0]) <= numbers_in(branch.prompt)


def test_a_list_in_one_line_and_a_letter_before_a_full_stop_end_sentences() -> None:
    text = "Two projects: X and Y. The rules are:- The first needs 3.- Crop B. Crop C needs J. Smith. It is all."
    assert sentences(text) == [
        "Two projects: X and Y.", "The rules are:", "The first needs 3.", "Crop B.", "Crop C needs J. Smith.", "It is all.",
    ]  # fmt: skip


def test_nothing_is_asked_of_most_sentences_that_state_no_line() -> None:
    whole = list(islice(allocations.lessons(5), 20))
    idle = [
        branch for lesson in apart(5, iter(whole)) for branch in lesson.branches if branch.target.startswith(NOTHING)
    ]
    assert 0 < len(idle) < 3 * len(whole)
