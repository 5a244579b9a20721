"""One execution. Everything that costs anything passes through here, and so is metered, traced and replayable."""

from __future__ import annotations

import asyncio
import itertools
import math
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from algorist.core.budget import Budget, Ledger, Spent
from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.child import Children
from algorist.core.errors import BudgetSpent, InputError, Unavailable
from algorist.core.graph import CallGraph, Node
from algorist.core.language import Grammar, Model
from algorist.core.language_model import Completion, LanguageModel, Request
from algorist.core.registry import LANGUAGES
from algorist.core.solving import CHECK, SOLVE
from algorist.core.trace import Recorded, Trace

Item = TypeVar("Item")
Result = TypeVar("Result")

SOLVER_SECONDS = 30.0
"""What one solver or checker call may take unless the method asks for less or more."""

SOLVER_MEMORY = 2 << 30
"""Bytes that a solver may add to its worker."""


class Solvers:
    """Worker processes, a pool for each language: two solvers' shared libraries need not agree within one process."""

    def __init__(self, size: int = 1) -> None:
        self._size = size
        self._pools: dict[str, Children] = {}

    def of(self, language: str) -> Children:
        return self._pools.setdefault(language, Children(self._size))

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


class Run:
    """One execution of a method: its language models, its budget, its trace, its random stream.

    `models` maps names to language models; the first is the default. A run opened on the trace of a killed one repeats
    no recorded call. `progress` is told of every call that ends.
    """

    def __init__(
        self,
        models: Mapping[str, LanguageModel],
        *,
        budget: Budget | None = None,
        outer: Ledger | None = None,
        trace: Trace | None = None,
        solvers: Solvers | None = None,
        seed: int = 0,
        samples: int | None = None,
        concurrency: int = 8,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.models = dict(models)
        self.trace = trace or Trace()
        self.seed, self.samples = seed, samples
        self.random = random.Random(seed)
        earlier = list(self.trace.calls())
        self.ledger = Ledger(budget or Budget(), outer, before=sum(call.spent.seconds for call in earlier))
        self._solvers = solvers or Solvers()
        self._owns_solvers = solvers is None
        self._gate = asyncio.Semaphore(concurrency)
        self._concurrency = concurrency
        self._numbers = itertools.count(1)
        self._nodes: list[Node] = []
        self._frontier: ContextVar[frozenset[int]] = ContextVar("frontier", default=frozenset())
        self._progress = progress or (lambda step: None)

    # -- language models ------------------------------------------------------------------------------------------------

    async def ask(
        self,
        prompt: str,
        *,
        n: int = 1,
        model: str | None = None,
        grammar: Grammar | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        stop: tuple[str, ...] = (),
        adapter: str | None = None,
        tag: str = "",
    ) -> list[Completion]:
        """Return `n` continuations of the prompt.

        Raises BudgetSpent when the worst case does not fit, Unavailable when the model fails (the call is still paid).
        """
        writer = self.language_model(model)
        most = max_tokens or 256
        request = Request(
            prompt, n, grammar, 0.0 if temperature is None else temperature, most, stop, self.seed, adapter
        )
        worst = self._worst(writer, request)
        document = {"model": writer.name, **asdict(request)}

        async def call() -> tuple[Any, Spent]:
            timeout = self.ledger.seconds_left
            try:
                async with asyncio.timeout(None if math.isinf(timeout) else max(0.0, timeout)):
                    (completions,) = await writer.complete([request])
            except TimeoutError as error:
                raise BudgetSpent("The seconds of the budget ended during a language-model call.") from error
            used = Spent(
                calls=worst.calls,
                tokens_in=max((completion.tokens_in for completion in completions), default=0),
                tokens_out=sum(completion.tokens_out for completion in completions),
                usd=sum(completion.usd for completion in completions),
            )
            return [completion.to_json() for completion in completions], used

        result = await self._paid("ask", tag, document, worst, call)
        return [Completion.from_json(completion) for completion in result]

    def language_model(self, name: str | None = None) -> LanguageModel:
        """Return a language model of this run by name, or its first."""
        if not self.models:
            raise Unavailable("This step needs a language model, and none was given.", "Pass --model bundled.")
        if name is None:
            return next(iter(self.models.values()))
        try:
            return self.models[name]
        except KeyError:
            raise InputError(f"This run has no language model {name!r}; it has {', '.join(self.models)}.") from None

    def _worst(self, writer: LanguageModel, request: Request) -> Spent:
        tokens_in, tokens_out = writer.count_tokens(request.prompt), request.n * request.max_tokens
        price_in, price_out = writer.usd_per_token
        return Spent(1, tokens_in, tokens_out, usd=price_in * tokens_in + price_out * tokens_out)

    # -- solvers and checkers -------------------------------------------------------------------------------------------

    async def solve(self, model: Model, *, claim: str = "optimal", seconds: float | None = None) -> Solution:
        """Return what the language's solver says, within `seconds`; a solver killed at its deadline says `timeout`."""
        language = LANGUAGES.get(model.language)
        limit = min(SOLVER_SECONDS if seconds is None else seconds, self.ledger.seconds_left)
        limit = min(limit, self.ledger.budget.solver_seconds - self.ledger.spent.solver_seconds)
        argument = {"language": model.language, "text": language.render(model), "claim": str(Claim(claim))}

        async def work() -> Any:
            full = {**argument, "seconds": limit, "memory": SOLVER_MEMORY}
            try:
                return await self._solvers.of(model.language).acall(SOLVE, full, limit, SOLVER_MEMORY)
            except TimeoutError:
                return Solution(Claim.TIMEOUT, seconds=limit, message=f"no answer within {limit:g} s").to_json()

        return Solution.from_json(await self._timed("solve", {**argument, "limit": seconds}, limit, work))

    async def check(self, model: Model, solution: Solution, *, seconds: float | None = None) -> Verdict:
        """Verify a solution of the model and its certificate, trusting no solver."""
        language = LANGUAGES.get(model.language)
        limit = min(SOLVER_SECONDS if seconds is None else seconds, self.ledger.seconds_left)
        argument = {"language": model.language, "text": language.render(model), "solution": solution.to_json()}

        async def work() -> Any:
            try:
                return await self._solvers.of(model.language).acall(CHECK, argument, limit, SOLVER_MEMORY)
            except TimeoutError:
                return {"proved": False, "satisfied": False, "reason": f"the check did not end within {limit:g} s"}

        return Verdict(**await self._timed("check", argument, limit, work))

    async def _timed(
        self, kind: str, document: dict[str, Any], limit: float, work: Callable[[], Awaitable[Any]]
    ) -> Any:
        grace = 0.5  # a worker is killed a little after its deadline, and that is paid too
        worst = (
            Spent(solver_seconds=max(0.0, limit) + grace)
            if math.isfinite(self.ledger.budget.solver_seconds)
            else Spent()
        )

        async def call() -> tuple[Any, Spent]:
            began = time.monotonic()
            result = await work()
            return result, Spent(solver_seconds=time.monotonic() - began)

        return await self._paid(kind, document["language"], document, worst, call)

    # -- one door for everything that costs -----------------------------------------------------------------------------

    async def _paid(
        self,
        kind: str,
        tag: str,
        document: dict[str, Any],
        worst: Spent,
        call: Callable[[], Awaitable[tuple[Any, Spent]]],
    ) -> Any:
        """Answer from the trace, or reserve, call, record, settle; only then is the result anybody's."""
        key, occurrence, recorded = self.trace.look_up(kind, document)
        if recorded is not None:
            self.ledger.settle(Spent(), _without_wall(recorded.spent))
            self._note(kind, tag, recorded.spent)
            return recorded.result
        self.ledger.reserve(worst, tag or kind)
        used = worst
        try:
            async with self._gate:
                began = time.monotonic()
                result, used = await call()
            spent = used + Spent(seconds=time.monotonic() - began)
            self.trace.record(key, occurrence, Recorded(kind, tag, document, result, spent))
        finally:
            self.ledger.settle(worst, used)
        self._note(kind, tag, spent)
        return result

    def _note(self, kind: str, tag: str, spent: Spent) -> None:
        number = next(self._numbers)
        self._nodes.append(Node(number, kind, tag, spent, self._frontier.get()))
        self._frontier.set(frozenset({number}))
        self._progress(tag or kind)

    # -- structure ------------------------------------------------------------------------------------------------------

    async def map(self, f: Callable[[Item], Awaitable[Result]], items: Iterable[Item]) -> list[Result]:
        """Return [await f(item) for item in items], concurrently and in order.

        The first failure or a spent budget cancels the rest; a BudgetSpent then carries what finished, by position, in
        its attribute `finished`.
        """
        results: dict[int, Result] = {}
        frontiers: list[frozenset[int]] = []
        start = self._frontier.get()

        async def one(position: int, item: Item) -> None:
            self._frontier.set(start)
            results[position] = await f(item)
            frontiers.append(self._frontier.get())

        try:
            async with asyncio.TaskGroup() as group:
                for position, item in enumerate(items):
                    group.create_task(one(position, item))
        except BaseExceptionGroup as failures:
            first = _first_leaf(failures)
            if isinstance(first, BudgetSpent):
                first.finished = dict(results)  # type: ignore[attr-defined]
            raise first from None
        if frontiers:
            self._frontier.set(frozenset().union(*frontiers))
        return [results[position] for position in range(len(results))]

    @property
    def graph(self) -> CallGraph:
        """What was called so far and in which order it could matter."""
        return CallGraph(tuple(self._nodes))

    @property
    def spent(self) -> Spent:
        return self.ledger.spent

    @property
    def path(self) -> Path | None:
        return self.trace.path

    def close(self) -> None:
        """End the workers that this run started; models and traces given to it stay open."""
        if self._owns_solvers:
            self._solvers.close()


def _without_wall(spent: Spent) -> Spent:
    """A recorded call's wall time is already in the ledger, as time before the run began again."""
    return spent - Spent(seconds=spent.seconds)


def _first_leaf(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the failure to raise: anything else before a spent budget, which may be its consequence."""
    leaves: list[BaseException] = []

    def collect(error: BaseException) -> None:
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                collect(inner)
        else:
            leaves.append(error)

    collect(group)
    return next((leaf for leaf in leaves if not isinstance(leaf, BudgetSpent)), leaves[0])
