"""Programmes read sentence by sentence: each is asked alone after the declarations, and the likeliest readings are joined."""

import asyncio
import math
from random import Random

import pytest

from algorist.core.language_model import Completion, Request, Token
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalising.by_sentence import UNREAD, Reader
from algorist.methods.formalising.nbest import Line
from algorist.methods.formalising.wording import Wording

STATEMENT = (
    "A studio allots hours to dance and yoga. It has 40 hours. Dance needs at least 5 hours more than yoga. "
    "Its teachers are paid weekly. What is the most it can earn at $9 for dance and $7 for yoga?"
)
READ = {
    STATEMENT: "var dance, yoga integer",
    "var dance, yoga integer": "maximize dance*9 + yoga*7",
    "It has 40 hours.": "40 >= dance + yoga",
    "Dance needs at least 5 hours more than yoga.": "5 <= dance - yoga",
    "What is the most it can earn at $9 for dance and $7 for yoga?": "nothing",
}
DECLARED = "var dance, yoga integer\nmaximize dance*9 + yoga*7"
DOUBTS = {  # what might stand in the place of a text, how likely it is, and what follows it
    "var dance, yoga integer": (" integer", "\n", 0.3, ""),
    "5 <= dance - yoga": (" <=", " >=", 0.25, " dance - yoga"),
}


class InDoubt(Scripted):
    """Is in doubt whether all is counted, and of one sentence whether it says the opposite."""

    def _one(self, request: Request, number: int) -> Completion:
        found = super()._one(request, number)
        if found.text not in DOUBTS:
            return found
        said, other, share, rest = DOUBTS[found.text]
        listed = ((said, math.log(1 - share)), (other, math.log(share)))
        before = found.text.partition(said)[0]
        tokens = [Token(before, 0.0), Token(said, math.log(1 - share), listed), *([Token(rest, 0.0)] if rest else [])]
        return Completion(found.text, 1, 1, math.log(1 - share), tuple(tokens), "stop")


def reply(request: Request, random: Random) -> str:
    *_, before, begun = request.prompt.split("\n")
    return " dance - yoga" if begun else READ[before.removeprefix("linear> ").removeprefix("> ")]


def texts(n: int) -> tuple[list[Line], int]:
    model = InDoubt(reply)
    reader = Reader(STATEMENT, Run({"scripted": model}), Wording("linear", adapted=True))
    return asyncio.run(reader.texts(n)), model.calls


def test_declarations_and_sentences_that_state_something_are_joined_likeliest_first() -> None:
    found, _ = texts(9)
    rows = [f"40 >= dance + yoga\n5 {sign} dance - yoga" for sign in ("<=", ">=")]
    counted, measured = DECLARED, DECLARED.replace(" integer", "")
    wanted = {f"{counted}\n{rows[0]}": 0.7 * 0.75, f"{measured}\n{rows[0]}": 0.3 * 0.75}
    wanted |= {f"{counted}\n{rows[1]}": 0.7 * 0.25, f"{measured}\n{rows[1]}": 0.3 * 0.25}
    assert {line.text: line.probability for line in found} == {text: pytest.approx(p) for text, p in wanted.items()}
    assert found == sorted(found, key=lambda line: -line.probability)


def test_sentences_that_are_idle_or_told_are_not_asked() -> None:
    _, calls = texts(5)
    assert calls == 5  # two declarations, two sentences that limit something, and the opposite of one of them


def test_a_sentence_for_which_no_line_was_written_leaves_doubt() -> None:
    def mute(request: Request, random: Random) -> str:
        return "" if request.prompt.endswith("> It has 40 hours.\n") else reply(request, random)

    reader = Reader(STATEMENT, Run({"scripted": Scripted(mute)}), Wording("linear", adapted=True))
    (only,) = asyncio.run(reader.texts(5))
    assert only.text == f"{DECLARED}\n5 <= dance - yoga"
    assert only.probability == pytest.approx(UNREAD)
