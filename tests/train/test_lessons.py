"""What adapters learn from is true: every clue holds, every puzzle has one solution, every program gives the published answer."""

import operator
import re
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE as CONSTRAINT
from algorist.methods.formalising.clauses import segments, slug
from algorist.methods.formalising.numerals import among, spelled_numbers
from algorist.train import grids
from algorist.train.arithmetic_words import stories
from algorist.train.grid_words import Words
from algorist.train.lesson import Branch, Lesson
from algorist.train.packing import exactly_right, rows
from algorist.train.quantities import derivations, quantities, spelled


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("order", [False, True])
def test_puzzles_have_one_solution_and_every_clue_is_a_line_of_the_language(held_out: bool, order: bool) -> None:
    random, words = Random(3), Words(held_out=held_out)
    for _ in range(15):
        puzzle = grids.sample_puzzle(random, words, order=order)
        assert not order or len(puzzle.groups) == 1
        model = CONSTRAINT.parse(puzzle.formal)
        solution = CONSTRAINT.solve(model, Limits(claim=Claim.UNIQUE))
        assert solution.claim is Claim.UNIQUE
        for group in puzzle.groups:
            for member in range(puzzle.size):
                assert solution.values[group.reference(member)] == group.order[member]


def test_held_out_banks_share_no_attribute_with_training() -> None:
    train, held_out = Words(), Words(held_out=True)
    assert set(train.attributes) & set(held_out.attributes) == {"name"}
    assert not {scene["place"] for scene in train.scenes} & {scene["place"] for scene in held_out.scenes}


def test_lessons_depend_on_their_seed_alone() -> None:
    assert list(islice(grids.lessons(5), 4)) == list(islice(grids.lessons(5), 4))
    assert list(islice(grids.lessons(5), 4)) != list(islice(grids.lessons(6), 4))


def test_a_puzzle_in_words_cuts_back_into_its_clues() -> None:
    random, words = Random(11), Words()
    for _ in range(20):
        puzzle = grids.sample_puzzle(random, words)
        texts = {segment.text.rstrip(".") for segment in segments(grids.statement(random, words, puzzle))}
        kept = sum(clue.words.rstrip(".") in texts for clue in puzzle.clues)
        assert kept == len(puzzle.clues)


@pytest.mark.parametrize("held_out", [False, True])
def test_a_question_about_quantities_is_answered_from_what_the_story_states(held_out: bool) -> None:
    from algorist.formal.program import LANGUAGE
    from algorist.formal.program.exact import exact_answer
    from algorist.formal.program.straight import straight_line

    asked = []
    for lesson in islice(quantities(4, held_out=held_out), 200):
        for branch in lesson.branches:
            words = lesson.prefix + branch.prompt
            assert re.fullmatch(r"program> \S[^{}\n]*\n", words)
            line = straight_line(LANGUAGE.parse(branch.target))
            assert line is not None
            assert among(words)(branch.target)
            assert exact_answer(line) > 0
        asked.append(len(lesson.branches))
        assert len({branch.prompt for branch in lesson.branches}) == len(lesson.branches)
    assert max(asked) > 2


@given(st.integers(1, 99))
def test_numbers_in_words_are_understood_as_they_were_said(number: int) -> None:
    words = spelled(f"It takes {number} of 100 at $7.")
    assert words.endswith(" of 100 at $7.")
    assert number in spelled_numbers(words)


def test_every_way_to_a_quantity_gives_its_value() -> None:
    hold = [("c", "a", "+", "b"), ("d", "c", "*", "e"), ("f", "d", "-", "a")]
    values = {"a": 4, "b": 7, "c": 11, "e": 3, "d": 33, "f": 29}
    signs = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv}
    for stated in ({"a", "b", "e"}, {"c", "b", "e"}, {"f", "a", "e"}, {"d", "c"}):
        ways = derivations(set(stated), hold, values)
        assert ways
        for name, steps in ways.items():
            known = {each: values[each] for each in stated}
            for gives, left, sign, right in steps:
                known[gives] = signs[sign](known[left], known[right])
            assert known[name] == values[name]


def test_stories_are_programs_whose_answer_is_a_natural_number() -> None:
    from algorist.formal.program import LANGUAGE
    from algorist.formal.program.exact import exact_answer
    from algorist.formal.program.straight import straight_line

    for lesson in islice(stories(2), 200):
        line = straight_line(LANGUAGE.parse(lesson.branches[0].target))
        assert line is not None
        answer = exact_answer(line)
        assert answer.denominator == 1
        assert answer >= 0


def test_packing_keeps_branches_whole_and_shows_each_its_own_past() -> None:
    pytest.importorskip("torch")
    from algorist.train.packing import mask, targets

    lesson = Lesson("ab", (Branch("cd", "e"), Branch("f", "gh")), "test")
    (row,) = rows([lesson], list, 100)
    assert "".join(row.tokens) == "abcdefgh"  # type: ignore[arg-type]
    assert row.positions == (0, 1, 2, 3, 4, 2, 3, 4)
    seen = mask(row)[0, 0]
    assert [index for index in range(8) if seen[7, index]] == [0, 1, 5, 6, 7]
    numbered = rows([Lesson("ab", lesson.branches, "test")], lambda text: [ord(letter) for letter in text], 100)
    where, wanted = targets(next(numbered))
    assert where.tolist() == [3, 5, 6]
    assert "".join(map(chr, wanted.tolist())) == "egh"
    assert exactly_right(row, [True, True, False]) == [True, False]


def test_slugs_of_values_differ_within_every_attribute() -> None:
    for key, attribute in Words().attributes.items():
        values = [slug(value) for value in attribute["values"]]
        assert len(values) == len(set(values)), key
