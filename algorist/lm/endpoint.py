"""Any OpenAI-compatible server: retries, timeouts, usage by its own count, and structured output by whatever it can do.

Named `endpoint:MODEL`; the server and key come from --base-url and --api-key or from OPENAI_BASE_URL and OPENAI_API_KEY, which
the command line reads. What a server can do is found by trying, once: nothing is assumed from its name.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakKeyDictionary

from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import Completion, LanguageModel, ModelCard, Request, Token
from algorist.core.patience import Busy, patiently

SERVER = "https://api.openai.com/v1"
TIMEOUT = 120.0
RETRIES = 3

PASSING = frozenset({408, 409, 425, 429})
"""Statuses, besides those from 500 on, after which the same request may succeed."""

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
        self.name = f"endpoint:{model}"
        self.usd_per_token = usd_per_token
        self.can = frozenset({"sample"})
        self._model, self._key = model, api_key or "none"
        self._base_url = base_url or SERVER
        self._timeout, self._retries, self._concurrency = timeout, retries, concurrency
        self._where = _without_secrets(self.name, self._base_url)
        self._doors: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Any, asyncio.Semaphore]] = WeakKeyDictionary()
        self._limit_field = "max_tokens"
        self._overhead = 16
        self._grammar_form: Any = None
        self._logprobs = False

    async def discover(self) -> None:
        """Find by trying whether the server gives log-probabilities and keeps to a grammar; sets `can`.

        Raises Unavailable when the server cannot be reached, refuses the key or does not count tokens.
        """
        request = Request("Reply with the one word hello.", max_tokens=4)
        try:
            reply = await self._patient(request, {})
        except Unavailable as error:
            if "max_completion_tokens" not in str(error):
                raise
            self._limit_field = "max_completion_tokens"
            reply = await self._patient(request, {})
        self._overhead = max(self._overhead, self._usage(reply).prompt_tokens)
        found = {"sample"}
        try:
            choice = (await self._patient(request, {"logprobs": True, "top_logprobs": 2})).choices[0]
            self._logprobs = bool(choice.logprobs and choice.logprobs.content)
        except Unavailable:
            self._logprobs = False
        for _, form in _GRAMMAR_FORMS:
            try:
                reply = await self._patient(request, {"extra_body": form(_PROBE)})
            except Unavailable:
                continue
            if (reply.choices[0].message.content or "").strip() == "quartz":
                self._grammar_form = form
                found.add("grammar")
                break
        self.can = frozenset(found | ({"logprobs"} if self._logprobs else set()))

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        """Return the continuations, one attempt each; raises Busy after a fault that may pass, else Unavailable."""
        return list(await asyncio.gather(*(self._complete(request) for request in requests)))

    def count_tokens(self, text: str) -> int:
        """Bytes bound the tokens of every byte-level vocabulary; what the server wraps around a message was measured."""
        return len(text.encode()) + self._overhead

    def close(self) -> None:
        """Nothing to free: connections end with the event loop that they were opened in."""

    async def _complete(self, request: Request) -> list[Completion]:
        if request.adapter is not None:
            raise InputError(f"{self.name} has no adapters; adapter {request.adapter!r} was asked for.")
        extra: dict[str, Any] = {"n": request.n} if request.n > 1 else {}
        if self._logprobs:
            extra |= {"logprobs": True, "top_logprobs": 4}
        if request.grammar is not None:
            if self._grammar_form is None:
                raise Unavailable(f"{self.name} at {self._where} does not keep to a grammar, and this call needs one.")
            extra["extra_body"] = self._grammar_form(request.grammar.source)
        reply = await self._call(request, extra)
        usage = self._usage(reply)
        try:
            return [
                self._completion(choice, usage, number, len(reply.choices))
                for number, choice in enumerate(reply.choices)
            ]
        except (AttributeError, TypeError) as error:
            raise self._busy("gave an answer that is not a completion") from error

    def _completion(self, choice: Any, usage: Any, number: int, of: int) -> Completion:
        """Read one of a reply's choices; its share of the tokens written, and all that were read with the first."""
        listed = (choice.logprobs.content or []) if choice.logprobs else []
        tokens = tuple(
            Token(each.token, each.logprob, tuple((other.token, other.logprob) for other in each.top_logprobs or ()))
            for each in listed
        )
        out = usage.completion_tokens // of + (number < usage.completion_tokens % of)
        price_in, price_out = self.usd_per_token
        return Completion(
            text=choice.message.content or "",
            tokens_in=usage.prompt_tokens,
            tokens_out=out,
            log_probability=sum(token.log_probability for token in tokens) if tokens else None,
            tokens=tokens,
            finish=choice.finish_reason or "stop",
            usd=(price_in * usage.prompt_tokens if number == 0 else 0.0) + price_out * out,
        )

    def _usage(self, reply: Any) -> Any:
        usage = reply.usage
        if not (isinstance(getattr(usage, "prompt_tokens", None), int) and isinstance(usage.completion_tokens, int)):
            raise Unavailable(f"{self.name} at {self._where} reports no usage, so its cost cannot be booked.")
        return usage

    async def _patient(self, request: Request, extra: dict[str, Any]) -> Any:
        return await patiently(lambda: self._call(request, extra))

    async def _call(self, request: Request, extra: dict[str, Any]) -> Any:
        """Post one request, once. Every fault becomes Busy or Unavailable, naming the server and never the key."""
        import openai

        try:
            async with self._door() as client, asyncio.timeout(self._timeout):
                reply = await client.chat.completions.create(
                    model=self._model,
                    messages=[{"role": "user", "content": request.prompt}],
                    temperature=request.temperature,
                    seed=request.seed,
                    stop=list(request.stop) or None,
                    **{self._limit_field: request.max_tokens},
                    **extra,
                )
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise Unavailable(f"{self.name} at {self._where} refuses the key.", "Set OPENAI_API_KEY.") from error
        except (TimeoutError, openai.APITimeoutError) as error:
            raise self._busy(f"did not answer within {self._timeout:g} s", "Try again later.") from error
        except openai.APIConnectionError as error:
            raise self._busy("cannot be reached or broke off", "Check --base-url and the network.") from error
        except openai.APIStatusError as error:
            what = f"answers {error.status_code}: {self._redacted(error.message)}"
            if (error.status_code in PASSING or error.status_code >= 500) and error.code != "insufficient_quota":
                raise self._busy(what, wait=_seconds(error.response.headers.get("retry-after"))) from error
            raise Unavailable(f"{self.name} at {self._where} {what}") from error
        except (openai.OpenAIError, ValueError) as error:
            raise self._busy(f"gave no usable answer: {self._redacted(str(error))}") from error
        choices = getattr(reply, "choices", None)
        if not isinstance(choices, list) or not choices:
            raise self._busy("gave an answer without any choice")
        return reply

    @asynccontextmanager
    async def _door(self) -> AsyncIterator[Any]:
        """A client of this event loop, at most `concurrency` at once; connections cannot outlive their loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._doors:
            self._doors[loop] = self._client(), asyncio.Semaphore(self._concurrency)
        client, gate = self._doors[loop]
        async with gate:
            yield client

    def _client(self) -> Any:
        import openai

        try:
            return openai.AsyncOpenAI(base_url=self._base_url, api_key=self._key, timeout=self._timeout, max_retries=0)
        except (openai.OpenAIError, ValueError) as error:
            raise InputError(f"{self.name} at {self._where}: {self._redacted(str(error))}") from error

    def _busy(self, what: str, remedy: str = "", wait: float | None = None) -> Busy:
        return Busy(f"{self.name} at {self._where} {what}.", remedy, wait=wait, retries=self._retries)

    def _redacted(self, text: str) -> str:
        """Servers repeat what they were sent; the key is never shown, nor a page instead of a sentence."""
        shown = (
            " ".join(text.replace(self._key, "(the key)").split()) if self._key != "none" else " ".join(text.split())
        )
        return shown if len(shown) <= 300 else f"{shown[:300]} ..."


def _without_secrets(name: str, url: str) -> str:
    """Return the address without the name and password that it may carry; raises InputError when it is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        pass
    raise InputError(f"{name}: --base-url must be an address like http://localhost:8080/v1.")


def _seconds(header: str | None) -> float | None:
    """Read a Retry-After header that counts seconds; None for a date or nonsense."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _open(argument: str, options: Mapping[str, Any]) -> LanguageModel:
    if not argument:
        raise InputError("--model endpoint needs the model's name at the server: endpoint:NAME.")
    endpoint = Endpoint(argument, base_url=options.get("base_url"), api_key=options.get("api_key"))
    asyncio.run(endpoint.discover())
    return endpoint


MODEL = ModelCard("any OpenAI-compatible server, by endpoint:NAME with --base-url and OPENAI_API_KEY", _open)
