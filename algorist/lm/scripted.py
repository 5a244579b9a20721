"""A model with a declared accuracy, for tests and for experiments with methods: no weights, no chance but the seed's.

`scripted:answer=42,wrong=7,p=0.8,q=0.9` answers 42 with probability p and 7 otherwise; asked to compare A with B, it names the right
one with probability q. `Script` gives fixed replies in order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from algorist.core.errors import InputError
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token

Reply = Callable[[Request, Random], str]


class Scripted:
    """Writes what `reply(request, random)` returns, cut at its stops and at `max_tokens` words.

    The random stream depends on the request alone, its seed included, and on the place among its `n` samples.
    """

    can = frozenset({"sample", "grammar", "logprobs", "adapters"})

    def __init__(
        self, reply: Reply, *, name: str = "scripted", usd_per_token: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self.name, self._reply, self.usd_per_token = name, reply, usd_per_token
        self.calls = 0

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return [[self._one(request, number) for number in range(request.n)] for request in requests]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None:
        pass

    def _one(self, request: Request, number: int) -> Completion:
        self.calls += 1
        key = hashlib.sha256(repr(request).encode()).hexdigest()
        text, finish = _cut(self._reply(request, Random(f"{key}:{number}")), request)
        price_in, price_out = self.usd_per_token
        tokens_in, tokens_out = self.count_tokens(request.prompt), self.count_tokens(text)
        usd = (price_in * tokens_in if number == 0 else 0.0) + price_out * tokens_out
        return Completion(text, tokens_in, tokens_out, 0.0, (Token(text, 0.0),), finish, usd)


def _cut(text: str, request: Request) -> tuple[str, str]:
    """Return the text as far as the request lets it be written, and why it ended."""
    places = [place for stop in request.stop if (place := text.find(stop)) >= 0]
    text = text[: min(places)] if places else text
    words = list(re.finditer(r"\S+", text))
    if len(words) > request.max_tokens:
        return text[: words[request.max_tokens - 1].end()], "length"
    return text, "stop"


def fallible(answer: str, wrong: str, p: float, q: float, comparison: str = "Solution A:") -> Reply:
    """Return a reply that is right with probability p, and compares rightly with probability q."""

    def reply(request: Request, random: Random) -> str:
        if comparison in request.prompt:
            first = request.prompt.split("Solution A:")[1].split("Solution B:")[0]
            right, other = ("A", "B") if f"Answer: {answer}" in first else ("B", "A")
            return right if random.random() < q else other
        return f"Answer: {answer if random.random() < p else wrong}"

    return reply


def script(*replies: str) -> Reply:
    """Return a reply that gives the texts in order, the last one for ever."""
    rest = list(replies)

    def reply(request: Request, random: Random) -> str:
        return rest.pop(0) if len(rest) > 1 else rest[0]

    return reply


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    values = {"answer": "42", "wrong": "0", "p": "1", "q": "1"}
    for part in filter(None, argument.split(",")):
        name, _, value = part.partition("=")
        if name not in values:
            raise InputError(f"--model scripted:{argument}: {name!r} is none of {', '.join(values)}.")
        values[name] = value
    try:
        p, q = float(values["p"]), float(values["q"])
    except ValueError:
        p = q = -1.0
    if not (0 <= p <= 1 and 0 <= q <= 1):
        raise InputError(f"--model scripted:{argument}: p and q are numbers between 0 and 1.")
    return Scripted(fallible(values["answer"], values["wrong"], p, q))


MODEL = ModelCard("a model with a declared accuracy, for tests: scripted:answer=42,wrong=7,p=0.8,q=0.9", _open)
