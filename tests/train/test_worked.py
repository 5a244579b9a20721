"""Worked solutions become programs that give their answers, and go on to be right with other numbers."""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import exact_answer
from algorist.formal.program.straight import straight_line
from algorist.methods.formalising.numerals import COMMON, among
from algorist.train.worked import from_solution, lessons, read_worked, renumber

QUESTION = (
    "Ola keeps 14 hens, and thirty-five more than that as ducks. Each bird eats 3 cups a day, and 20% of the cups are spilt. "
    "How many cups are spilt?"
)
SOLUTION = (
    "Ducks: 14 + 35 = 49. Birds: <<14+49=63>>63. Cups: 63 x 3 = <<63*3=189>>189 cups, of which 20% or "
    "<<189*20/100=37.8>>37.8 are spilt.\n#### 37.8"
)


def _value(program: str) -> Fraction:
    line = straight_line(LANGUAGE.parse(program))
    assert line is not None
    return exact_answer(line)


def test_marked_and_unmarked_calculations_are_read_in_their_order() -> None:
    worked = from_solution(QUESTION, SOLUTION)
    assert worked is not None
    assert worked.program == "t1 = 14 + 35\nt2 = 14 + t1\nt3 = t2 * 3\nanswer = t3 * 20 / 100\n"
    assert worked.distinct


@pytest.mark.parametrize(
    ("question", "solution", "program"),
    [
        ("1,200 m, 4 cuts.", "4 + 1 = <<4+1=5>>5\n$1,200/5 = $<<1200/5=240>>240\n#### 240", "t1 = 4 + 1\nanswer = 1200 / t1\n"),
        ("He pays $10, then $5.", "Idle: <<5*5=25>>25. <<10+5=15>>15\n#### 15", "answer = 10 + 5\n"),  # an idle step
        ("He pays $10.", "<<10=10>>10\n#### 10", None),  # nothing is calculated
        ("He pays $10.", "<<10+7=17>>17 and 17 + 9 = <<17+9=26>>26\n#### 26", None),  # nobody states nine
        ("He pays $10 and $8.", "<<10+8=19>>19\n#### 19", None),  # wrong
        ("He pays $10 and $8.", "<<10+8=18>>18\n#### many", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_solution_is_a_program_where_it_leads_from_what_is_stated(
    question: str, solution: str, program: str | None
) -> None:
    worked = from_solution(question, solution)
    assert (worked and worked.program) == program


def test_a_result_that_is_stated_too_is_not_told_apart() -> None:
    worked = from_solution("She has 3 bags of 4 and 12 more.", "<<3*4=12>>12, <<12+12=24>>24\n#### 24")
    assert worked is not None
    assert not worked.distinct


def test_other_numbers_stand_in_words_and_program_alike() -> None:
    worked = from_solution(QUESTION, SOLUTION)
    assert worked is not None
    for seed in range(40):
        other = renumber(Random(seed), worked)
        assert other is not None
        assert other.question != QUESTION
        assert "thirty-five" in other.question
        assert among(other.question, everyday=COMMON)(other.program)
        assert _value(other.program) > 0


def test_lessons_are_drawn_from_the_training_set_alone(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"question": QUESTION, "answer": SOLUTION}) + "\n")
        file.write(json.dumps({"question": "No numbers.", "answer": "None.\n#### 3"}) + "\n")
    assert [worked.question for worked in read_worked(tmp_path)] == [QUESTION]
    drawn = list(islice(lessons(3, tmp_path), 20))
    assert drawn == list(islice(lessons(3, tmp_path), 20))
    assert len({lesson.branches[0].prompt for lesson in drawn}) > 5
