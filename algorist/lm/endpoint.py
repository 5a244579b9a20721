"""Any OpenAI-compatible server: retries, timeouts, usage by its own count, and structured output by whatever it can do.

Named `endpoint:MODEL`; the server and key come from --base-url and --api-key or from OPENAI_BASE_URL and OPENAI_API_KEY, which
the command line reads. What a server can do is found by trying, once: nothing is assumed from its name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token

TIMEOUT = 120.0
RETRIES = 3

_PROBE = 'root ::= "quartz"'
_GRAMMAR_FORMS: tuple[tuple[str, Any], ...] = (
    ("grammar", lambda source: {"grammar": source}),
    ("guided_grammar", lambda source: {"guided_grammar": source}),
    ("structured_outputs", lambda source: {"structured_outputs": {"grammar": source}}),
)
"""How servers that take a grammar spell it: the field that llama.cpp reads, and two that vLLM has read."""


class Endpoint:
    """A model behind an OpenAI-compatible chat endpoint."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        usd_per_token: tuple[float, float] = (0.0, 0.0),
        timeout: float = TIMEOUT,
        retries: int = RETRIES,
        concurrency: int = 8,
    ) -> None:
        import openai

        self.name = f"endpoint:{model}"
        self.usd_per_token = usd_per_token
        self._model = model
        try:
            self._client = openai.AsyncOpenAI(
                base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=retries
            )
        except openai.OpenAIError as error:
            raise InputError(f"{self.name}: {error}") from error
        self._where = str(self._client.base_url)
        self._gate = asyncio.Semaphore(concurrency)
        self._grammar_form: Any = None
        self._logprobs = False
        self.can = frozenset({"sample"})

    async def discover(self) -> None:
        """Find by trying whether the server gives log-probabilities and keeps to a grammar; sets `can`.

        Raises Unavailable when the server cannot be reached or refuses the key.
        """
        request = Request("Reply with the one word hello.", max_tokens=4)
        await self._call(request, {})
        found = {"sample"}
        try:
            choice = (await self._call(request, {"logprobs": True, "top_logprobs": 2})).choices[0]
            self._logprobs = bool(choice.logprobs and choice.logprobs.content)
        except Unavailable:
            self._logprobs = False
        for _, form in _GRAMMAR_FORMS:
            try:
                reply = await self._call(request, {"extra_body": form(_PROBE)})
            except Unavailable:
                continue
            if (reply.choices[0].message.content or "").strip() == "quartz":
                self._grammar_form = form
                found.add("grammar")
                break
        self.can = frozenset(found | ({"logprobs"} if self._logprobs else set()))

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return list(await asyncio.gather(*(self._complete(request) for request in requests)))

    def count_tokens(self, text: str) -> int:
        """Bytes bound the tokens of every byte-level vocabulary; a few more wrap a chat message."""
        return len(text.encode()) + 16

    def close(self) -> None:
        pass

    async def _complete(self, request: Request) -> list[Completion]:
        if request.adapter is not None:
            raise InputError(f"{self.name} has no adapters; adapter {request.adapter!r} was asked for.")
        extra: dict[str, Any] = {"n": request.n} if request.n > 1 else {}
        if self._logprobs:
            extra |= {"logprobs": True, "top_logprobs": 4}
        if request.grammar is not None and self._grammar_form is not None:
            extra["extra_body"] = self._grammar_form(request.grammar.source)
        reply = await self._call(request, extra)
        usage = reply.usage
        if usage is None:
            raise Unavailable(f"{self.name} at {self._where} reports no usage, so its cost cannot be booked.")
        price_in, price_out = self.usd_per_token
        completions = []
        for choice in reply.choices:
            listed = (choice.logprobs.content or []) if choice.logprobs else []
            tokens = tuple(
                Token(each.token, each.logprob, tuple((other.token, other.logprob) for other in each.top_logprobs))
                for each in listed
            )
            out = usage.completion_tokens // len(reply.choices)
            completions.append(
                Completion(
                    text=choice.message.content or "",
                    tokens_in=usage.prompt_tokens,
                    tokens_out=out,
                    log_probability=sum(token.log_probability for token in tokens) if tokens else None,
                    tokens=tokens,
                    finish=choice.finish_reason or "stop",
                    usd=price_in * usage.prompt_tokens / len(reply.choices) + price_out * out,
                )
            )
        return completions

    async def _call(self, request: Request, extra: dict[str, Any]) -> Any:
        import openai

        try:
            async with self._gate:
                reply = await self._client.chat.completions.create(
                    model=self._model,
                    messages=[{"role": "user", "content": request.prompt}],
                    max_tokens=request.max_tokens,
                    temperature=request.temperature,
                    seed=request.seed,
                    stop=list(request.stop) or None,
                    **extra,
                )
        except openai.AuthenticationError as error:
            raise Unavailable(f"{self.name} at {self._where} refuses the key.", "Set OPENAI_API_KEY.") from error
        except openai.APITimeoutError as error:
            raise Unavailable(f"{self.name} at {self._where} did not answer in time.", "Try again later.") from error
        except openai.APIConnectionError as error:
            raise Unavailable(
                f"{self.name} at {self._where} cannot be reached.", "Check --base-url and the network."
            ) from error
        except openai.APIStatusError as error:
            raise Unavailable(f"{self.name} at {self._where} answers {error.status_code}: {error.message}") from error
        except (openai.OpenAIError, ValueError) as error:
            raise Unavailable(f"{self.name} at {self._where} gave no usable answer: {error}") from error
        if not getattr(reply, "choices", None):
            raise Unavailable(f"{self.name} at {self._where} gave an answer without any choice.")
        return reply


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    if not argument:
        raise InputError("--model endpoint needs the model's name at the server: endpoint:NAME.")
    endpoint = Endpoint(argument, base_url=options.get("base_url"), api_key=options.get("api_key"))
    asyncio.run(endpoint.discover())
    return endpoint


MODEL = ModelCard("any OpenAI-compatible server, by endpoint:NAME with --base-url and OPENAI_API_KEY", _open)
