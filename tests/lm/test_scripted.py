"""The scripted model: right as often as declared, the same again for the same request, and honest about what it spends."""

from __future__ import annotations

import asyncio

import pytest

from algorist.core.errors import InputError
from algorist.core.language_model import Completion, Request
from algorist.core.registry import MODELS
from algorist.lm.scripted import Scripted, fallible, script


def ask(model: Scripted, request: Request) -> list[Completion]:
    (completions,) = asyncio.run(model.complete([request]))
    return completions


def test_answers_are_right_with_probability_p() -> None:
    model = Scripted(fallible("42", "7", p=0.7, q=1))
    said = ask(model, Request("q", n=4000))
    right = sum(each.text == "Answer: 42" for each in said) / 4000
    assert abs(right - 0.7) < 0.03
    assert {each.text for each in said} == {"Answer: 42", "Answer: 7"}


@pytest.mark.parametrize(("first", "second", "right"), [("42", "7", "A"), ("7", "42", "B")])
def test_comparisons_are_right_with_probability_q(first: str, second: str, right: str) -> None:
    model = Scripted(fallible("42", "7", p=1, q=0.8))
    prompt = f"q\n\nSolution A:\nAnswer: {first}\n\nSolution B:\nAnswer: {second}\n\nWhich?"
    said = ask(model, Request(prompt, n=4000))
    assert abs(sum(each.text == right for each in said) / 4000 - 0.8) < 0.03


def test_equal_requests_get_equal_answers_and_other_seeds_other_ones() -> None:
    def reply(request: Request, random: object) -> str:
        return str(random.random())  # type: ignore[attr-defined]

    request = Request("q", n=3, seed=5)
    first = ask(Scripted(reply), request)
    assert ask(Scripted(reply), request) == first
    assert len({each.text for each in first}) == 3
    assert not {each.text for each in first} & {each.text for each in ask(Scripted(reply), Request("q", n=3, seed=6))}


def test_text_ends_at_a_stop_and_at_the_most_tokens() -> None:
    model = Scripted(script("one two\nthree four five"), usd_per_token=(1.0, 10.0))
    (said,) = ask(model, Request("a b", stop=("three", "\n")))
    assert (said.text, said.tokens_in, said.tokens_out, said.finish) == ("one two", 2, 2, "stop")
    assert said.usd == 22
    (said,) = ask(model, Request("a b", max_tokens=3))
    assert (said.text, said.tokens_out, said.finish) == ("one two\nthree", 3, "length")


def test_a_script_is_read_in_order_and_its_last_line_for_ever() -> None:
    model = Scripted(script("a", "b"))
    assert [ask(model, Request("q"))[0].text for _ in range(4)] == ["a", "b", "b", "b"]


def test_it_opens_by_name() -> None:
    model = MODELS.get("scripted").open("answer=9,p=1", {})
    assert ask(model, Request("q"))[0].text == "Answer: 9"


@pytest.mark.parametrize("argument", ["p=2", "p=x", "q=-1", "p=nan", "colour=red", "p"])
def test_what_it_cannot_read_is_bad_input(argument: str) -> None:
    with pytest.raises(InputError, match="--model scripted"):
        MODELS.get("scripted").open(argument, {})
