"""Replay: answers from a trace without any language model, and says which call is missing.

`solve --replay FILE` runs on the trace itself, which answers every call of the same problem, method and seed in its place.
`--model replay:FILE` lends the recorded answers to any run: each request gets those that were given to equal ones, in order.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import CAPABILITIES, Completion, LanguageModel, ModelCard, Request
from algorist.core.trace import Trace


class Replay:
    """Stands in for the model that a trace was recorded with; `recorded` holds answers for runs that are not on that trace."""

    can = CAPABILITIES
    usd_per_token = (0.0, 0.0)

    def __init__(self, name: str, recorded: Mapping[str, Sequence[list[Completion]]] | None = None) -> None:
        self.name = name
        self._rest = {key: list(answers) for key, answers in (recorded or {}).items()}

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return [self._one(request) for request in requests]

    def _one(self, request: Request) -> list[Completion]:
        if rest := self._rest.get(_key(asdict(request))):
            return rest.pop(0)
        prompt = request.prompt
        shown = prompt if len(prompt) < 200 else f"{prompt[:80]} ... {prompt[-100:]}"
        raise Unavailable(
            f"The trace holds no answer of {self.name} to this call: {shown!r} (temperature {request.temperature:g},"
            f" {request.max_tokens} tokens).",
            "Replay the same problem, method, budget and seed, or run with --model instead.",
        )

    def count_tokens(self, text: str) -> int:
        return 0

    def close(self) -> None:
        pass


def replay_of(trace: Trace) -> Replay:
    """Return the stand-in for the model that a trace's first call was made to, for a run on that very trace."""
    return Replay(next((call.request["model"] for call in trace.calls() if call.kind == "ask"), "replay"))


def lent_by(trace: Trace) -> Replay:
    """Return a model that gives a trace's answers again, to any run."""
    recorded: defaultdict[str, list[list[Completion]]] = defaultdict(list)
    for call in trace.calls():
        if call.kind == "ask":
            recorded[_key(call.request)].append([Completion.from_json(each) for each in call.result])
    return Replay(replay_of(trace).name, recorded)


def _key(request: Mapping[str, Any]) -> str:
    """What makes two requests equal here: all but the seed, which a run derives, and the model's name."""
    return json.dumps({name: value for name, value in request.items() if name not in ("seed", "model")}, sort_keys=True)


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    if not argument:
        raise InputError("--model replay needs a trace: replay:FILE.")
    file = Path(argument)
    if not file.is_file():
        raise InputError(f"--model replay:{argument}: there is no such file.")
    trace = Trace(file)
    try:
        return lent_by(trace)
    finally:
        trace.close()


MODEL = ModelCard("the calls recorded in a trace, by replay:FILE; needs no language model", _open)
