"""Lines and their probabilities: what a grammar forbids is no doubt of what a sentence means."""

import asyncio
import math
from collections.abc import Sequence

from algorist.core.language_model import Completion, Request, Token
from algorist.core.run import Run
from algorist.methods.formalising.nbest import Line, Writer


class Doubtful:
    """Writes a colour of which it thinks red at 0.30, robin at 0.60, blue at 0.08, and what is not listed at 0.02."""

    name = "doubtful"
    can = frozenset({"sample", "grammar", "logprobs", "adapters"})
    usd_per_token = (0.0, 0.0)

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        shares = (("robin", math.log(0.60)), ("red", math.log(0.30)), ("blue", math.log(0.08)))
        return [[Completion("red", 1, 1, 0.0, (Token("red", math.log(0.30), shares),), "stop", 0.0)] for _ in requests]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None:
        pass


def first(sayable: bool) -> tuple[Line, list[str]]:
    run = Run({"doubtful": Doubtful()})
    try:
        writer = Writer(run, "", adapter=None, sayable=(lambda text: text != "robin") if sayable else None, tag="test")
        line, starts = asyncio.run(writer.first("What colour?"))
        return line, [start.text for start in starts]
    finally:
        run.close()


def test_what_cannot_be_said_counts_for_nothing() -> None:
    line, starts = first(sayable=True)
    assert math.isclose(line.probability, 0.30 / 0.40)
    assert starts == ["blue"]


def test_without_knowing_what_can_be_said_every_token_counts() -> None:
    line, starts = first(sayable=False)
    assert math.isclose(line.probability, 0.30)
    assert starts == ["robin", "blue"]


def test_what_was_asked_for_before_is_not_asked_again() -> None:
    run = Run({"doubtful": Doubtful()})

    async def search() -> tuple[list[Line], int, list[Line], int]:
        writer = Writer(run, "", adapter=None, max_tokens=4, tag="test")
        line, starts = await writer.first("What colour?")
        few = await writer.more("What colour?", line, starts, 2)
        calls = run.spent.calls
        return few, calls, await writer.more("What colour?", line, starts, 3), run.spent.calls

    try:
        few, before, many, after = asyncio.run(search())
    finally:
        run.close()
    assert set(few) < set(many)
    assert (before, after) == (2, 3)
