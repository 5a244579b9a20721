"""The bundled model: SmolLM2-135M-Instruct in this process, by llama.cpp, with Algorist's own adapters.

Requests run side by side in a few slots; what a prompt shares with the last one of its slot is not read again. Weights
and adapters are loaded at the first request.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token
from algorist.lm import _weights
from algorist.lm._eight_bits import eight_bits

CONTEXT = 4096
"""Tokens that a slot holds: prompt and continuation together."""

PROMPT_CACHE = 64
"""Megabytes for the states of earlier prompts beside the slots' own; without a bound llama.cpp keeps gigabytes of them."""

CHAT = "<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n"
"""How the model was taught to be spoken to; the adapters were not, and see their prompts as they are."""

ALTERNATIVES = 4
"""How many of the likeliest tokens are reported at every step."""


class Bundled:
    """SmolLM2-135M-Instruct (Apache-2.0), about 350 MB resident, some 160 tokens a second on two cores."""

    name = "bundled"
    can = frozenset({"sample", "grammar", "logprobs", "adapters"})
    usd_per_token = (0.0, 0.0)

    def __init__(
        self, weights: Path, adapters: Mapping[str, Path], *, slots: int = 1, threads: int | None = None
    ) -> None:
        self._weights, self._adapters = weights, dict(adapters)
        self._slots, self._threads = slots, threads
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="bundled")
        self._lock = threading.Lock()
        self._server: Any = None

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        loop = asyncio.get_running_loop()
        return list(
            await asyncio.gather(*(loop.run_in_executor(self._pool, self._complete, each) for each in requests))
        )

    def count_tokens(self, text: str) -> int:
        """Bytes bound the tokens of a byte-level vocabulary, and the chat wrapper adds a few."""
        return len(text.encode()) + 16

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        with self._lock:
            self._server = None

    def _complete(self, request: Request) -> list[Completion]:
        if request.adapter is not None and request.adapter not in self._adapters:
            have = ", ".join(sorted(self._adapters)) or "none"
            raise InputError(f"bundled has no adapter {request.adapter!r}; it has: {have}.")
        body: dict[str, Any] = {
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
        return [self._one({**body, "seed": request.seed + index}) for index in range(request.n)]

    def _one(self, body: dict[str, Any]) -> Completion:
        reply = self._loaded().handle_completions(body)
        if "choices" not in reply:
            message = reply.get("error", reply)
            raise Unavailable(f"The bundled model cannot answer: {message.get('message', message)}.")
        choice, usage = reply["choices"][0], reply["usage"]
        listed = (choice.get("logprobs") or {}).get("content", [])
        tokens = tuple(
            Token(
                bytes(entry["bytes"]).decode(errors="replace"),
                entry["logprob"],
                tuple(
                    (bytes(other["bytes"]).decode(errors="replace"), other["logprob"])
                    for other in entry["top_logprobs"]
                ),
            )
            for entry in listed
        )
        return Completion(
            text=choice["text"],
            tokens_in=usage["prompt_tokens"],
            tokens_out=usage["completion_tokens"],
            log_probability=sum(token.log_probability for token in tokens),
            tokens=tokens,
            finish=choice["finish_reason"] or "stop",
        )

    def _loaded(self) -> Any:
        with self._lock:
            if self._server is None:
                self._server = _start(self._weights, list(self._adapters.values()), self._slots, self._threads)
            return self._server


def _start(weights: Path, adapters: Sequence[Path], slots: int, threads: int | None) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise Unavailable("The bundled model needs xllamacpp.", "Install it with: pip install xllamacpp") from error
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_parallel = slots
    parameters.n_ctx = CONTEXT * slots
    parameters.n_gpu_layers = 0
    parameters.cache_ram_mib = PROMPT_CACHE
    parameters.warmup = False
    parameters.verbosity = -1
    # More threads than processors that this process may use would wait for each other at every layer.
    parameters.cpuparams.n_threads = threads or _processors()
    parameters.cpuparams_batch.n_threads = threads or _processors()
    parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(path), 1.0) for path in adapters]
    parameters.lora_init_without_apply = True
    try:
        return xllamacpp.Server(parameters)
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
    return Bundled(weights, adapters(), slots=int(options.get("slots", 1)), threads=options.get("threads"))


MODEL = ModelCard("SmolLM2-135M-Instruct with Algorist's adapters, offline, in this process", _open)
