"""Replay: answers from a trace without any language model, and says which call is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import CAPABILITIES, Completion, LanguageModel, ModelCard, Request
from algorist.core.trace import Trace


class Replay:
    """Stands in for the model that a trace was recorded with; the run answers from the trace before it asks this."""

    can = CAPABILITIES
    usd_per_token = (0.0, 0.0)

    def __init__(self, name: str) -> None:
        self.name = name

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        prompt = requests[0].prompt
        shown = prompt if len(prompt) < 200 else f"{prompt[:80]} ... {prompt[-100:]}"
        raise Unavailable(
            f"The trace holds no answer of {self.name} to this call: {shown!r} (temperature {requests[0].temperature:g},"
            f" {requests[0].max_tokens} tokens).",
            "Replay the same problem, method and seed, or run with --model instead.",
        )

    def count_tokens(self, text: str) -> int:
        return 0

    def close(self) -> None:
        pass


def replay_of(trace: Trace) -> Replay:
    """Return the stand-in for the model that most of a trace's calls were made to."""
    for call in trace.calls():
        if call.kind == "ask":
            return Replay(call.request["model"])
    return Replay("replay")


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    if not argument:
        raise InputError("--model replay needs a trace: replay:FILE. `solve --replay FILE` does the same.")
    file = Path(argument)
    if not file.is_file():
        raise InputError(f"--model replay:{argument}: there is no such file.")
    return replay_of(Trace(file))


MODEL = ModelCard("the calls recorded in a trace, by replay:FILE; needs no language model", _open)
