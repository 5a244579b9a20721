"""Theories in words: a model that reads every sentence as it was meant gives the answer that the clauses have."""

import asyncio
import math
import re
from itertools import islice
from random import Random

import pytest
from formalised import formalised

from algorist.core.answer import Answer, Status
from algorist.core.language_model import Request
from algorist.core.run import Run
from algorist.methods.formalising.decided import CLOSED as closed
from algorist.methods.formalising.decided import OPEN as opened
from algorist.methods.formalising.decided import decide, stays
from algorist.methods.formalising.nbest import NOTHING, Line
from algorist.methods.formalising.posterior import UNLISTED
from algorist.methods.formalising.rules import Read
from algorist.train.rules import individual, lessons, plural

READINGS = {
    "Bob is cold.": "cold(bob).",
    "Bob is rough and nice.": "rough(bob). nice(bob).",
    "The cat sees Bob.": "see(cat, bob).",
    "Rough, cold people are not round.": "-round(X) :- rough(X), cold(X).",
    "Is the following statement true, false, or unknown?": "open world",
    "Is the following statement true or false?": "closed world",
    "Bob is surely round.": "round(bob).",
    "Bob is round.": "?- round(bob).",
    "Bob is not round.": "?- -round(bob).",
    "The cat is nice.": "?- nice(cat).",
    "The cat is not nice.": "?- -nice(cat).",
    "Is Bob nice?": "?- nice(bob).",
}
FACTS = "Bob is cold. Bob is rough and nice. The cat sees Bob. Rough, cold people are not round."
OPEN, CLOSED = "Is the following statement true, false, or unknown?", "Is the following statement true or false?"


def read(request: Request, random: Random) -> str:
    asked = request.prompt.strip()
    return "horn" if asked.startswith("choose>") else READINGS.get(asked.split("> ", 1)[1], "nothing")


def solve(text: str) -> Answer:
    return formalised(text, read)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (f"{OPEN} Bob is round.", "False"),
        (f"{OPEN} Bob is not round.", "True"),
        (f"{OPEN} The cat is nice.", "Unknown"),
        (f"{CLOSED} The cat is nice.", "False"),
        (f"{CLOSED} The cat is not nice.", "True"),
        ("Is Bob nice?", "True"),
        ("Is Bob nice?\nA) True\nB) False\nC) Unknown", "True"),
    ],
)
def test_a_statement_is_decided_and_proved(asked: str, value: str) -> None:
    answer = solve(f"{FACTS} {asked}")
    assert (answer.value, answer.status) == (value, Status.PROVED)
    assert answer.formal is not None
    assert answer.text.startswith(value)


def test_statements_that_contradict_each_other_prove_nothing() -> None:
    answer = solve(f"{FACTS} Bob is surely round. {OPEN} Bob is round.")
    assert answer.status is Status.UNSOLVED
    assert "contradict" in answer.why
    assert "Bob is surely round." in answer.why
    assert "The cat sees Bob" not in answer.why


def test_what_states_nothing_is_unsolved_and_says_so() -> None:
    rules = "Rough, cold people are not round."  # of nobody in particular, so that nothing can be decided of anybody
    for text in (
        "Hello there. Is Bob nice?",
        f"{FACTS} Are there any whales in it?",
        "Is Bob nice?",
        f"{rules} {OPEN} Bob is round.",
    ):
        answer = solve(text)
        assert answer.status is Status.UNSOLVED
        assert "No facts" in answer.why


@pytest.mark.parametrize("held_out", [False, True])
def test_every_lesson_is_a_program_of_the_language(held_out: bool) -> None:
    from algorist.methods.formalising.rules import _normal

    for lesson in islice(lessons(4, held_out=held_out), 60):
        for branch in lesson.branches:
            line = branch.target.rstrip("\n")
            assert _normal(line) == line, branch
            assert branch.prompt.startswith("query> ") == line.startswith("?- ")
            assert line in (NOTHING, opened, closed) or line.endswith(".")


def test_every_name_of_a_lesson_is_among_those_that_its_sentence_may_say() -> None:
    from algorist.methods.formalising.rules import _grammar, _names

    for lesson in islice(lessons(6), 60):
        for branch in lesson.branches:
            names = set(
                re.findall(r'"([^"]*)"', _grammar(_names(branch.prompt.split("> ", 1)[1])).source.split("name ::=")[1])
            )
            line = branch.target.strip()
            if "(" in line:
                assert set(re.findall(r"[a-z]\w*", line)) <= names, branch


def test_words_take_their_form() -> None:
    assert [plural(word) for word in ("carry", "watch", "wumpus", "envy", "pay")] == [
        "carries", "watches", "wumpuses", "envies", "pays",
    ]  # fmt: skip
    assert individual("the bald eagle") == "bald_eagle"


def test_a_pronoun_may_be_the_object_of_one_who_is_named() -> None:
    lines = [branch for lesson in islice(lessons(7), 200) for branch in lesson.branches]
    pronouns = [branch for branch in lines if re.search(r"\((?!X\b)\w+, X\)", branch.target)]
    assert pronouns
    assert all(re.search(r"\b(it|them)\b", branch.prompt) for branch in pronouns)


def test_other_lines_count_against_a_reading_only_where_they_change_the_answer() -> None:
    chosen, same, other, broken = (
        Line(text, math.log(share)) for text, share in (("a(x).", 0.5), ("b(x).", 0.2), ("c(x).", 0.1), ("d(x).", 0.1))
    )
    read = Read(chosen, (chosen, same, other, broken), 1.0)

    async def outcome(position: int, text: str) -> bool | None:
        return {"b(x).": True, "c(x).": False}.get(text) if position == 3 else None

    assert asyncio.run(read.supported(3, outcome)) == pytest.approx(0.7 / (0.7 + 0.1 + UNLISTED * 0.1))
    assert asyncio.run(read.supported(4, outcome)) == pytest.approx(0.5 / (0.5 + UNLISTED * 0.1))
    assert asyncio.run(Read(Line("", -math.inf), (), 0.0).supported(0, outcome)) == 0.0


def test_another_line_is_judged_by_what_then_follows() -> None:
    run = Run({})

    async def judged(world: str) -> list[bool | None]:
        decided = await decide((world, "cold(bob).", "nice(X) :- cold(X).", "?- nice(bob)."), run)
        others = ["nice(bob).", "round(bob).", "-nice(bob)."]
        return [await stays(decided, 1, each, run) for each in others] + [await stays(decided, 3, "nothing", run)]

    try:
        assert asyncio.run(judged(opened)) == [True, False, False, False]
        assert asyncio.run(judged(closed)) == [True, None, False, None]
    finally:
        run.close()


def test_lines_nearly_as_likely_are_tried_likeliest_first() -> None:
    from algorist.methods.formalising.rules import _rivals

    lines = [Line("a(x).", math.log(0.5)), Line("b(x).", math.log(0.3)), Line("c(x).", math.log(0.05))]
    sure = Read(Line("d(x).", 0.0), (Line("d(x).", 0.0),), 1.0)
    closer = Read(Line("e(x).", math.log(0.4)), (Line("e(x).", math.log(0.4)), Line("f(x).", math.log(0.39))), 1.0)
    found = _rivals([Read(lines[0], tuple(lines), 1.0), sure, closer])
    assert [(position, line.text) for position, line in found] == [(2, "f(x)."), (0, "b(x).")]
