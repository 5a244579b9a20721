"""Quantified sentences: phrases that mean the same are one predicate, and a theory read as it was meant is decided."""

from itertools import islice
from random import Random

import pytest
from formalised import formalised as answered
from gbnf import Gbnf
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.answer import Answer, Status
from algorist.core.language_model import Request
from algorist.methods.formalising.phrases import meanings, stems
from algorist.methods.formalising.theories import formalised, grammar, normal, sayable, undenied
from algorist.train.theories import lessons, statements

READINGS = {
    "All musicians who tour abroad are tired in the morning.": 'all: "musicians" and "tour abroad" -> "tired in the morning"',
    "Musicians either tour abroad or teach.": 'all: "Musicians" -> "tour abroad" xor "teach"',
    "No one who is tired in the morning is a lifeguard.": 'all: "tired in the morning" -> not "lifeguard"',
    "Rina is a lifeguard.": '"Rina": "lifeguard"',
    "Rina teaches.": '"Rina": "teaches"',
    "Rina does not teach.": '"Rina": not "teach"',
    "Rina sings.": '"Rina": "sings"',
    "Some teachers are lifeguards.": 'some: "teachers" and "lifeguards"',
    "Some drummers are lifeguards.": 'some: "drummers" and "lifeguards"',
    "Rina is not a lifeguard.": '"Rina": not "lifeguard"',
}
TOLD = (
    "All musicians who tour abroad are tired in the morning. Musicians either tour abroad or teach. "
    "No one who is tired in the morning is a lifeguard. Rina is a lifeguard."
)
ASKED = "Is the following statement true, false, or uncertain?"


def read(request: Request, random: Random) -> str:
    asked = request.prompt.strip()
    return "logic" if asked.startswith("choose>") else READINGS.get(asked.split("> ", 1)[1], "nothing")


def solve(text: str) -> Answer:
    return answered(text, read)


@pytest.mark.parametrize(
    ("asked", "value", "status"),
    [
        ("Rina teaches.", "True", Status.PROVED),
        ("Rina does not teach.", "False", Status.PROVED),
        # What is left open rests on every phrase having been told from every other one: that is never called proved.
        ("Rina sings.", "Uncertain", Status.DISPUTED),
        ("Some teachers are lifeguards.", "True", Status.DISPUTED),  # they may not be all who teach
        ("Some drummers are lifeguards.", "Uncertain", Status.DISPUTED),
    ],
)
def test_a_conclusion_is_decided(asked: str, value: str, status: Status) -> None:
    answer = solve(f"{TOLD}\n\n{ASKED} {asked}")
    assert answer.value == value
    assert answer.status is status


def test_premises_that_contradict_each_other_are_unsolved() -> None:
    answer = solve(f"{TOLD} Rina is not a lifeguard. {ASKED} Rina sings.")
    assert answer.status is Status.UNSOLVED
    assert "cannot all hold" in answer.why


def test_what_says_nothing_of_anybody_is_unsolved() -> None:
    assert solve(f"It rains. {ASKED} It rains.").status is Status.UNSOLVED


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ('all: "ca', True),
        ('all: "cats" -> not "do', True),
        ('all: "dogs', True),
        ('all: "cow', False),
        ('"Cats": "dogs"\n', True),
    ],
)
def test_a_line_begins_with_phrases_that_are_said(text: str, may: bool) -> None:
    assert sayable(text, "no cats are dogs") == may


@pytest.mark.parametrize("held_out", [False, True])
def test_every_lesson_is_a_line_that_the_grammar_of_its_sentence_lets_be_written(held_out: bool) -> None:
    for lesson in islice(lessons(3, held_out=held_out), 25):
        for branch in lesson.branches:
            sentence = branch.prompt.removeprefix("sentence> ").strip()
            assert normal(branch.target) == branch.target.strip()
            assert Gbnf(grammar(sentence).source).derives(branch.target)


def test_whole_problems_have_a_line_for_every_sentence() -> None:
    for lesson in islice(statements(5), 10):
        lines = lesson.branches[0].target.split("\n")
        assert all(normal(line) for line in lines)
        formalised(lines[:-1], lines[-1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("regularly drink coffee", "regularly drinks coffee"),
        ("has a high income", "people with a high income"),
        ("works at a pool", "working at pools"),
        ("touring soloist musician", "touring musicians"),
        ("go underwater", "can go underwater"),
        ("living being", "living beings"),
        ("planner", "plans"),
        ("city-owned building", "building owned by the city"),
    ],
)
def test_phrases_that_mean_the_same_are_one_predicate(one: str, other: str) -> None:
    found = meanings([one, other])
    assert found.of[one] == found.of[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("good at chess", "bad at chess"),
        ("orange juice", "juice"),
        ("in the first team", "in the second team"),
        ("cat", "dog"),
        ("work in person", "works"),
        ("player", "plate"),
        ("non-fiction", "fiction"),
    ],
)
def test_phrases_that_differ_are_two(one: str, other: str) -> None:
    found = meanings([one, other])
    assert found.of[one] != found.of[other]


def test_a_narrower_noun_is_a_kind_of_the_wider() -> None:
    said = ["Danish choral conductor", "choral conductor", "town in Kent", "town", "love music", "good at sports"]
    found = meanings(said)
    wanted = [(said[0], said[1]), (said[2], said[3])]
    assert sorted(found.kinds()) == sorted((found.of[narrow], found.of[wide]) for narrow, wide in wanted)


def test_a_phrase_of_two_others_says_both() -> None:
    found = meanings(["British lawyer", "British", "lawyer", "tall"])
    assert found.unions() == [("british_lawyer", "british", "lawyer")]
    formal, *_ = formalised(
        ['"Ann": "British lawyer"', 'all: "British" -> "European"', 'all: "lawyer" -> "busy"'], None
    )
    assert "all x: is_british_lawyer(x) <-> is_british(x) and is_lawyer(x)" in formal


@pytest.mark.parametrize(
    ("line", "sentence", "lost"),
    [
        ('some: "cat" and "barks"', "There is no cat that barks.", True),
        ('all: "cat" -> not "barks"', "There is no cat that barks.", False),
        ('"Ann": "never late"', "Ann is never late.", False),
        ('"Ann": "not allowed to vote"', "Ann is not allowed to vote.", False),
        ("nothing", "It does not matter.", False),
    ],
)
def test_a_line_that_lost_a_denial_is_known(line: str, sentence: str, lost: bool) -> None:
    assert undenied(line, sentence) == lost


def test_names_that_a_letter_tells_apart_are_two() -> None:
    formal, *_ = formalised(
        ['"Tower A": "tall"', '"Tower B": "old"', '"George": "kind"', '"George Hall": "tall"'], None
    )
    assert "is_tall(the_tower_a)" in formal
    assert "is_old(the_tower_b)" in formal
    assert "is_kind(the_george_hall)" in formal


def test_a_sentence_that_lost_its_full_stop_ends_where_the_next_begins() -> None:
    assert solve(f"{TOLD.replace('teach. No', 'teach No')}\n\n{ASKED} Rina teaches.").value == "True"


def test_a_sentence_may_end_with_a_letter() -> None:
    told = "All fruits are rich in vitamin C. All apples are fruits. Ann is an apple."
    lines = {
        "All fruits are rich in vitamin C.": 'all: "fruits" -> "rich in vitamin C"',
        "All apples are fruits.": 'all: "apples" -> "fruits"',
        "Ann is an apple.": '"Ann": "apple"',
        "Ann is rich in vitamin C.": '"Ann": "rich in vitamin C"',
    }

    def read_fruits(request: Request, random: Random) -> str:
        asked = request.prompt.strip()
        return "logic" if asked.startswith("choose>") else lines.get(asked.split("> ", 1)[1], "nothing")

    assert answered(f"{told}\n\n{ASKED} Ann is rich in vitamin C.", read_fruits).value == "True"


@given(st.lists(st.text(alphabet="aber st'-9é", min_size=1, max_size=12), min_size=1, max_size=6))
def test_every_phrase_has_a_predicate_that_is_a_name(phrases: list[str]) -> None:
    found = meanings(phrases)
    assert set(found.of) == set(phrases)
    assert all(name[0].isalpha() and name.isascii() and name.isidentifier() for name in found.of.values())
    assert len(set(found.of.values())) <= len({stems(phrase) for phrase in phrases})


def test_what_a_rule_concludes_is_shown_even_of_things() -> None:
    told = ['all: "phones" -> "things"', '"Jack": "human" xor "phone"']
    assert "all x: is_things(x)" not in formalised(told, '"Jack": not "thing"')[0]
    assert "all x: is_thing(x)" in formalised(told[1:], '"Jack": "thing"')[0]


def test_what_is_called_like_a_kind_is_one_of_that_kind() -> None:
    told = ['all: "bridges" -> "made of steel"', '"Marlow Bridge": "tall"']
    formal, assumed, _ = formalised(told, '"Marlow Bridge": "made of steel"')
    assert "is_bridges(the_marlow_bridge)" in formal
    assert assumed == 1
    assert formalised([told[0], '"Marlow": "tall"'], None)[1] == 0
