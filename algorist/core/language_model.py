"""Language models: what is asked of them, what they give back, and the one protocol that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from algorist.core.language import Grammar

CAPABILITIES = frozenset({"sample", "grammar", "logprobs", "score", "embed", "adapters", "images", "logits"})
"""Everything that a model may declare in `can`, and a method in `needs`."""


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt to be continued `n` times. Temperature 0 is greedy; `adapter` names low-rank weights for this request."""

    prompt: str
    n: int = 1
    grammar: Grammar | None = None
    temperature: float = 0.0
    max_tokens: int = 256
    stop: tuple[str, ...] = ()
    seed: int = 0
    adapter: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was written, its log-probability (natural), and the likeliest alternatives with theirs."""

    text: str
    log_probability: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A continuation. `log_probability` is the sum over its tokens, None when the model gives none; `finish` is "stop" or "length"."""

    text: str
    tokens_in: int
    tokens_out: int
    log_probability: float | None = None
    tokens: tuple[Token, ...] = ()
    finish: str = "stop"
    usd: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "log_probability": self.log_probability,
            "tokens": [[token.text, token.log_probability, list(token.alternatives)] for token in self.tokens],
            "finish": self.finish,
            "usd": self.usd,
        }

    @staticmethod
    def from_json(document: dict[str, Any]) -> Completion:
        tokens = tuple(
            Token(text, probability, tuple((other, value) for other, value in alternatives))
            for text, probability, alternatives in document["tokens"]
        )
        return Completion(**{**document, "tokens": tokens})


class LanguageModel(Protocol):
    """What writes text. `can` lists its capabilities; `usd_per_token` is (in, out), for what a call may cost at most."""

    name: str
    can: frozenset[str]
    usd_per_token: tuple[float, float]

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        """Return for every request its `n` continuations; raises Unavailable when the model fails."""

    def count_tokens(self, text: str) -> int:
        """Return an upper bound of how many tokens the text is to this model."""

    def close(self) -> None:
        """Free what the model holds."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model that can be named on the command line as NAME or NAME:ARGUMENT.

    `open(argument, options)` returns it; options, all optional, are `model_file`, `base_url`, `progress` and `servers`, how many
    answer side by side.
    """

    summary: str
    open: Callable[[str, Mapping[str, Any]], LanguageModel]
