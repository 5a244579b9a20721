"""Examples chosen by logic: they say what is true of their language, and similarity depends on what is computed, not on of what."""

import asyncio
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.core.language_model import Request
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalising import programmes
from algorist.methods.formalising.examples import SHOWN, examples, nearest, similarity
from algorist.methods.formalising.wording import Wording

HAVE = ("linear", "program", "constraint", "horn", "logic")
SOLVED = {Claim.OPTIMAL, Claim.UNIQUE, Claim.FEASIBLE, Claim.ENTAILED, Claim.REFUTED}

texts = st.sampled_from([example.formal for language in HAVE for example in examples(language)])


@pytest.mark.parametrize("language", HAVE)
def test_examples_parse_and_have_an_answer(language: str) -> None:
    found = examples(language)
    assert len(found) > SHOWN
    for example in found:
        model = LANGUAGES.get(language).parse(example.formal)
        assert LANGUAGES.get(language).solve(model, Limits(seconds=10)).claim in SOLVED, example.formal


def test_a_language_without_a_file_has_no_examples() -> None:
    assert examples("plan") == ()
    assert nearest("plan", "(define)") == []


@given(texts, texts)
def test_similarity_is_symmetric_and_one_for_the_same_logic_alone(one: str, other: str) -> None:
    alike = similarity(one, other)
    assert alike == similarity(other, one)
    assert 0 <= alike <= 1
    assert (alike == 1) == (one == other)  # no two examples have the same logic


@given(texts, st.integers(2, 10**6), st.sampled_from(["cow", "tower", "zeta_7"]))
def test_other_numbers_and_names_are_the_same_logic(text: str, number: int, name: str) -> None:
    other = text.replace("12", str(number)).replace("bob", name).replace("bench", name).replace("boxes", name)
    assert similarity(text, other) == 1


def test_the_next_drafts_are_shown_what_is_built_like_the_first() -> None:
    prompts = list[str]()

    def reply(request: Request, random: Random) -> str:
        prompts.append(request.prompt)
        return "```\ngeese = 9 + 4\nanswer = 9 + geese\n```"

    run = Run({"scripted": Scripted(reply)})
    wording = Wording("program", adapted=False)
    asyncio.run(programmes.read("Nine ducks, 4 fewer than geese. How many birds?", run, wording, n=2))
    likest = nearest("program", "geese = 9 + 4\nanswer = 9 + geese\n")[-1]
    assert likest.statement.startswith("Mira has 15 shells")
    assert likest.statement not in prompts[0]
    assert likest.statement in prompts[1]
    assert prompts[1].index(likest.statement) < prompts[1].index("Nine ducks")
