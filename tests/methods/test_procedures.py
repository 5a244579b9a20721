"""Procedures: what a family's lines mean as a program, and that a text is read sentence by sentence."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.answer import Status
from algorist.core.language_model import Request
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import exact_answer
from algorist.formal.program.straight import straight_line
from algorist.lm.scripted import Scripted
from algorist.methods.formalise import METHOD as formalise
from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.families import Ask, family, names
from algorist.methods.formalising.numerals import stated_numbers
from algorist.methods.formalising.procedures import named, referred
from algorist.train.procedures import Phrases

WALK = family("walk")
STEPS = {"forward": 1, "backward": -1, "right": 1j, "left": -1j}
TURNS = {"turn right": 1j, "turn left": -1j, "turn around": -1}


def answer(name: str, lines: list[str], question: str) -> object:
    ask = family(name).ask(question)
    assert isinstance(ask, Ask)
    line = straight_line(LANGUAGE.parse(family(name).program(lines, ask)))
    assert line is not None
    return ask.said(exact_answer(line))


@given(
    st.lists(st.one_of(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 99)), st.sampled_from(sorted(TURNS))))
)
def test_a_walk_ends_where_complex_numbers_end(steps: list[tuple[str, int] | str]) -> None:
    place, ahead = 0j, 1 + 0j
    lines = []
    for step in steps:
        if isinstance(step, str):
            ahead *= TURNS[step]
            lines.append(step)
        else:
            place += ahead * STEPS[step[0]] * step[1]
            lines.append(f"{step[0]} {step[1]}")
    assert answer("walk", lines, "ask distance") == abs(place.real) + abs(place.imag)
    assert answer("walk", lines, "ask returns") == ("Yes" if place == 0 else "No")


def test_compass_points_do_not_turn_with_the_walker() -> None:
    lines = ["go north 3", "turn right", "go south 3", "face west", "forward 2", "go east 2"]
    assert answer("walk", lines, "ask returns") == "Yes"


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_honesty_follows_the_chain_of_accusations(says_honest: list[bool]) -> None:
    lines, honest = ["p0 is honest"], True
    for place, word in enumerate(says_honest, start=1):
        lines.append(f"p{place} says p{place - 1} {'is honest' if word else 'lies'}")
        honest = honest == word
    last = f"p{len(says_honest)}"
    assert answer("honesty", lines, f"ask honest {last}") == ("Yes" if honest else "No")
    assert answer("honesty", lines, f"ask lying {last}") == ("No" if honest else "Yes")


@pytest.mark.parametrize("name", names())
def test_every_phrase_of_a_family_states_a_line_that_its_grammar_allows(name: str) -> None:
    random, room = Random(5), family(name)
    for held_out in (False, True):
        phrases = Phrases(name, held_out=held_out)
        for kind in phrases.kinds * 8:
            sentence, line = phrases.say(random, kind)
            assert room.reads(line), line
            people = [slug(each) for each in referred(sentence, phrases.people)[1]]
            assert line in room.sayable(stated_numbers(sentence), people), (sentence, line)


def test_a_line_with_a_number_needs_one_in_the_sentence() -> None:
    assert "turn left" in WALK.sayable([], [])
    assert not any(line.startswith("forward") for line in WALK.sayable([], []))
    assert [line for line in WALK.sayable(["2", "5"], []) if line.startswith("forward")] == ["forward 2", "forward 5"]


def test_names_become_references_in_the_order_of_mention() -> None:
    people = named(["Ann lies.", "Bob says Ann lies.", "Does Bob lie?", "According to Ann, Bo-Li lies."])
    assert people == ("Ann", "Bob", "Bo-Li")
    assert referred("Bob says Ann lies.", people) == ("@1 says @2 lies.", ("Bob", "Ann"))
    assert referred("Does Bob lie?", people) == ("Does @1 lie?", ("Bob",))
    assert referred("Ann trusts Ann.", people) == ("@1 trusts @1.", ("Ann",))


def test_what_is_no_line_of_the_family_changes_nothing() -> None:
    assert not WALK.reads("fly 3")
    assert WALK.assignments("fly 3") == ()
    assert WALK.ask("ask colour") is None


def scripted(request: Request, random: Random) -> str:
    """Read the sentences of these tests."""
    asked = request.prompt.strip().splitlines()[-1]
    said = {
        "Is one back?": "ask returns",
        "Take 3 steps.": "forward 3",
        "Turn around.": "turn around",
        "Sing.": "nothing",
    }
    return "walk" if asked.startswith("choose>") else said[asked.removeprefix("walk> ")]


@pytest.mark.parametrize(
    ("text", "status", "value"),
    [
        ("Take 3 steps. Turn around. Sing. Take 3 steps. Is one back?", Status.PROVED, "Yes"),
        ("Is one back? Take 3 steps. Turn around.", Status.PROVED, "No"),
        ("Take 3 steps. Turn around.", Status.UNSOLVED, None),
        ("Sing. Is one back?", Status.UNSOLVED, None),
    ],
)
def test_a_walk_in_words_is_answered(text: str, status: Status, value: str | None) -> None:
    run = Run({"scripted": Scripted(scripted)})
    try:
        answer = asyncio.run(formalise(Problem(text), run))
    finally:
        run.close()
    assert (answer.status, answer.value) == (status, value)
