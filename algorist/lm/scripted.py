"""A model with a declared accuracy, for tests and for experiments with methods: no weights, no chance but the seed's.

`scripted:answer=42,wrong=7,p=0.8,q=0.9` answers 42 with probability p and 7 otherwise; asked to compare A with B, it names the right
one with probability q. `Script` gives fixed replies in order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from algorist.core.errors import InputError
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token

Reply = Callable[[Request, Random], str]


class Scripted:
    """Writes what `reply(request, random)` returns; the random stream depends on the request and its place among equals."""

    can = frozenset({"sample", "grammar", "logprobs", "adapters"})
    usd_per_token = (0.0, 0.0)

    def __init__(
        self, reply: Reply, *, name: str = "scripted", usd_per_token: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self.name, self._reply, self.usd_per_token = name, reply, usd_per_token
        self._asked: dict[str, int] = {}
        self.calls = 0

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return [[self._one(request) for _ in range(request.n)] for request in requests]

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def close(self) -> None:
        pass

    def _one(self, request: Request) -> Completion:
        self.calls += 1
        key = hashlib.sha256(repr(request).encode()).hexdigest()
        self._asked[key] = occurrence = self._asked.get(key, -1) + 1
        text = self._reply(request, Random(f"{key}:{occurrence}"))
        words = text.split()[: request.max_tokens]
        price_in, price_out = self.usd_per_token
        tokens_in = self.count_tokens(request.prompt)
        return Completion(
            text, tokens_in, len(words), 0.0, (Token(text, 0.0),), usd=price_in * tokens_in + price_out * len(words)
        )


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
    values = dict(part.partition("=")[::2] for part in argument.split(",") if part)
    try:
        return Scripted(
            fallible(
                values.get("answer", "42"),
                values.get("wrong", "0"),
                float(values.get("p", 1)),
                float(values.get("q", 1)),
            )
        )
    except ValueError as error:
        raise InputError(f"--model scripted:{argument}: p and q are numbers between 0 and 1.") from error


MODEL = ModelCard("a model with a declared accuracy, for tests: scripted:answer=42,wrong=7,p=0.8,q=0.9", _open)
