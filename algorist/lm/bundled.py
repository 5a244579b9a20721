"""The bundled model: SmolLM2-135M-Instruct in this process, by llama.cpp, with Algorist's own adapters.

What a prompt shares with the last one of its server is not read again. Weights and adapters are loaded at the first
request; several servers (`bench --jobs`) share the weights' pages.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import chain, islice
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token
from algorist.lm import _weights
from algorist.lm._eight_bits import eight_bits
from algorist.lm._servers import Reply, Serve, Servers

CONTEXT = 4096
"""Tokens that a server holds: prompt and continuation together."""

SIDE_BY_SIDE = 8
"""How many short requests are answered at a time; with more, each only waits longer."""

PROMPT_CACHE = 64
"""Megabytes for the states of earlier prompts beside the servers' own; without a bound llama.cpp keeps gigabytes of them."""

CHAT = "<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
"""How the model was taught to be spoken to; the adapters were not, and see their prompts as they are."""

ALTERNATIVES = 4
"""How many of the likeliest tokens are reported at every step."""


class Bundled:
    """SmolLM2-135M-Instruct (Apache-2.0), about 350 MB resident, some 160 tokens a second on two cores."""

    name = "bundled"
    can = frozenset({"sample", "grammar", "logprobs", "adapters"})
    usd_per_token = (0.0, 0.0)

    def __init__(self, weights: Path, adapters: Mapping[str, Path], *, servers: int = 1) -> None:
        """`servers` answer side by side and share the processors of this process, at most one to a processor.

        One alone uses all processors, and answers many short requests side by side.
        """
        self._adapters = dict(adapters)
        count, files = min(servers, _processors()), list(self._adapters.values())
        crowd = SIDE_BY_SIDE if count == 1 else 0
        self._servers = Servers(lambda: _start(weights, files, _processors() // count, 1 + crowd), count, crowd)

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        bodies = [self._bodies(request) for request in requests]
        replies = await asyncio.gather(*(asyncio.wrap_future(self._servers.submit(each)) for each in chain(*bodies)))
        completions = map(_completion, replies)
        return [list(islice(completions, len(each))) for each in bodies]

    def count_tokens(self, text: str) -> int:
        """Bytes bound the tokens of a byte-level vocabulary, and the chat wrapper adds a few."""
        return len(text.encode()) + 16

    def close(self) -> None:
        self._servers.close()

    def _bodies(self, request: Request) -> list[Reply]:
        """Return the request once for every continuation, in llama.cpp's words."""
        if request.adapter is not None and request.adapter not in self._adapters:
            have = ", ".join(sorted(self._adapters)) or "none"
            raise InputError(f"bundled has no adapter {request.adapter!r}; it has: {have}.")
        body: Reply = {
            "prompt": request.prompt if request.adapter is not None else CHAT.format(prompt=request.prompt),
            "n_predict": request.max_tokens,
            "temperature": request.temperature,
            "stop": [*request.stop, "<|im_end|>"],
            "n_probs": ALTERNATIVES,
            "seed": request.seed,
            "cache_prompt": True,
            "lora": [
                {"id": index, "scale": float(name == request.adapter)} for index, name in enumerate(self._adapters)
            ],
        }
        if request.grammar is not None:
            body["grammar"] = request.grammar.source
        return [{**body, "seed": request.seed + index} for index in range(request.n)]


def _completion(reply: Reply) -> Completion:
    if "choices" not in reply:
        message = reply.get("error", reply)
        raise Unavailable(f"The bundled model cannot answer: {message.get('message', message)}.")
    choice, usage = reply["choices"][0], reply["usage"]
    listed = (choice.get("logprobs") or {}).get("content", [])
    tokens = tuple(map(_token, listed))
    return Completion(
        text=choice["text"],
        tokens_in=usage["prompt_tokens"],
        tokens_out=usage["completion_tokens"],
        log_probability=sum(token.log_probability for token in tokens),
        tokens=tokens,
        finish=choice["finish_reason"] or "stop",
    )


def _token(entry: Reply) -> Token:
    """Read a token by its number: what might begin a stop is held back, and comes with the text of the token after it."""
    texts = {other["id"]: bytes(other["bytes"]).decode(errors="replace") for other in entry["top_logprobs"]}
    sent = bytes(entry["bytes"]).decode(errors="replace")
    alternatives = tuple((texts[other["id"]], other["logprob"]) for other in entry["top_logprobs"])
    return Token(texts.get(entry["id"], sent), entry["logprob"], alternatives)


def _start(weights: Path, adapters: Sequence[Path], threads: int, slots: int) -> Serve:
    """Load a server that holds `slots` prompts within one context: what is written now may take all of it."""
    try:
        import xllamacpp
    except ImportError as error:
        raise Unavailable("The bundled model needs xllamacpp.", "Install it with: pip install xllamacpp") from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_parallel = slots
    parameters.kv_unified = True
    parameters.n_ctx = CONTEXT
    parameters.n_gpu_layers = 0
    parameters.cache_ram_mib = PROMPT_CACHE
    parameters.warmup = False
    parameters.verbosity = -1
    # More threads than processors that this process may use would wait for each other at every layer.
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    # Threads that sleep while they wait leave the processors to each other, and to solvers that run beside.
    parameters.cpuparams.poll = parameters.cpuparams_batch.poll = 0
    parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(path), 1.0) for path in adapters]
    parameters.lora_init_without_apply = True
    try:
        handle: Serve = xllamacpp.Server(parameters).handle_completions
        return handle
    except Exception as error:
        raise Unavailable(f"The bundled model does not load from {weights}: {error}.") from error


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def adapters() -> dict[str, Path]:
    """Return the adapters that ship with Algorist, by name."""
    folder = resources.files("algorist.lm").joinpath("adapters")
    with resources.as_file(folder) as path:
        return {file.stem: file for file in sorted(path.glob("*.gguf"))}


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    if argument:
        raise InputError(f"--model bundled takes nothing after it, got {argument!r}.")
    given, progress = options.get("model_file"), options.get("progress", lambda step: None)
    weights = _weights.locate(Path(given) if given else None) or _weights.fetch(progress)
    if not given:
        weights = eight_bits(weights, progress)
    return Bundled(weights, adapters(), servers=int(options.get("servers", 1)))


MODEL = ModelCard("SmolLM2-135M-Instruct with Algorist's adapters, offline, in this process", _open)
