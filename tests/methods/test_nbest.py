"""Lines and their probabilities: what a grammar forbids is no doubt of what a sentence means."""

import asyncio
import math
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


class Independent:
    """Writes lines of one sign and a letter each, whose letters do not depend on each other; counts the tokens that it writes."""

    name = "independent"
    can = frozenset({"sample", "grammar", "logprobs", "adapters"})
    usd_per_token = (0.0, 0.0)

    def __init__(self, shares: Sequence[dict[str, float]]) -> None:
        self.shares, self.written = shares, 0

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return [[self._completion(request.prompt.partition("?")[2], request.stop)] for request in requests]

    def _completion(self, text: str, stop: tuple[str, ...]) -> Completion:
        tokens: list[Token] = []
        while text.count("\n") < len(self.shares):
            number, begun = text.count("\n"), text.rpartition("\n")[2]
            if len(begun) < 2:
                shares = {">": 1.0} if not begun else self.shares[number]
            elif "\n" in stop or number == len(self.shares) - 1:
                break
            else:
                shares = {"\n": 1.0}
            likeliest = max(shares, key=lambda each: shares[each])
            listed = tuple((each, math.log(share)) for each, share in shares.items())
            tokens.append(Token(likeliest, math.log(shares[likeliest]), listed))
            text += likeliest
        self.written += len(tokens)
        return Completion("".join(token.text for token in tokens), 1, len(tokens), 0.0, tuple(tokens), "stop", 0.0)

    def count_tokens(self, text: str) -> int:
        return len(text)

    def close(self) -> None:
        pass


SHARE = st.floats(0.05, 0.95).filter(lambda share: abs(share - 0.5) > 0.01)


def likeliest(shares: Sequence[dict[str, float]], n: int, *, apart: bool) -> tuple[list[Line], int]:
    model = Independent(shares)
    run = Run({"independent": model})

    async def search() -> list[Line]:
        writer = Writer(run, "", adapter=None, max_tokens=99, end="\n\n", apart=apart, tag="test")
        return await writer.more("?", *await writer.first("?"), n)

    try:
        return asyncio.run(search()), model.written
    finally:
        run.close()


@given(st.lists(SHARE, min_size=1, max_size=4))
@settings(deadline=None, max_examples=40)
def test_lines_that_stand_apart_are_found_alike_and_written_once(each: list[float]) -> None:
    shares = [{"a": share, "b": 1 - share} for share in each]
    whole, many = likeliest(shares, 16, apart=False)
    joined, few = likeliest(shares, 16, apart=True)
    expected = {
        "\n".join(f">{letter}" for letter in letters): math.prod(
            shares[place][letter] for place, letter in enumerate(letters)
        )
        for letters in product("ab", repeat=len(shares))
    }
    for found in (whole, joined):
        assert {line.text: pytest.approx(line.probability) for line in found} == expected
    assert few < many if len(shares) > 1 else few == many
