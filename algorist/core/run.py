"""One execution. Everything that costs anything passes through here, and so is metered, traced and replayable."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import math
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from algorist.core.budget import Budget, Ledger, Spent
from algorist.core.certificate import Claim, Solution, Value, Verdict
from algorist.core.child import Children
from algorist.core.errors import BudgetSpent, FormalError, InputError, Unavailable
from algorist.core.graph import CallGraph, Node
from algorist.core.language import Grammar, Model
from algorist.core.language_model import Completion, LanguageModel, Request
from algorist.core.patience import patiently
from algorist.core.place import Fork, Place
from algorist.core.registry import LANGUAGES
from algorist.core.solving import CHECK, SELECT, SOLVE
from algorist.core.trace import FAILED, Recorded, Trace

Item = TypeVar("Item")
Result = TypeVar("Result")

SOLVER_SECONDS = 30.0
"""What one solver or checker call may take unless the method asks for less or more."""

SOLVER_MEMORY = 2 << 30
"""Bytes that a solver may add to its worker."""


LONGEST = 1e6
"""Seconds that stand for "without limit" where a clock needs a number."""

GRACE = 0.5
"""A worker is killed a little after its deadline, and these seconds are paid too."""


class Solvers:
    """Worker processes, a pool for each language: two solvers' shared libraries need not agree within one process."""

    def __init__(self, size: int = 1) -> None:
        self._size = size
        self._pools: dict[str, Children] = {}
        self._gates: dict[tuple[str, asyncio.AbstractEventLoop], asyncio.Semaphore] = {}

    def of(self, language: str) -> Children:
        if language not in self._pools:
            self._pools[language] = Children(self._size)
        return self._pools[language]

    def gate(self, language: str) -> asyncio.Semaphore:
        """What a call waits at until a worker is free, so that its clock runs only while it is served."""
        return self._gates.setdefault((language, asyncio.get_running_loop()), asyncio.Semaphore(self._size))

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


class Run:
    """One execution of a method: its language models, its budget, its trace, its random stream.

    `models` maps names to language models; the first is the default. A run opened on the trace of a killed one repeats
    no recorded call. `progress` is told of every call that ends. Equal requests are drawn with different seeds, which
    follow from `seed`, the request and its place in the run.
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
        earlier = list(self.trace.calls())
        self.ledger = Ledger(budget or Budget(), outer, before=max((call.at for call in earlier), default=0.0))
        for call in earlier:
            if call.kind == FAILED:
                self.ledger.settle(Spent(), _without_wall(call.spent))
        self._solvers = solvers or Solvers()
        self._owns_solvers = solvers is None
        self._gate = asyncio.Semaphore(concurrency)
        self._numbers = itertools.count(1)
        self._nodes: list[Node] = []
        self._frontier: ContextVar[frozenset[int]] = ContextVar("frontier", default=frozenset())
        self._place: ContextVar[Place] = ContextVar("place", default=Place(seed))  # noqa: B039 (it is this run's alone)
        self._progress = progress or (lambda step: None)

    @property
    def random(self) -> random.Random:
        """The random stream of this place in the run; every item of a `map` has its own."""
        return self._place.get().random

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

        Raises BudgetSpent when the worst case does not fit, Unavailable when the model fails. A failed call is paid, and
        so is every further attempt where the model says that one may help.
        """
        writer = self.language_model(model)
        most = max_tokens or 256
        request = Request(
            prompt, n, grammar, 0.0 if temperature is None else temperature, most, stop, self.seed, adapter
        )
        worst = self._worst(writer, request)
        document = {"model": writer.name, **asdict(request)}

        async def call(reserved: Spent, seed: int) -> tuple[Any, Spent]:
            left = self.ledger.seconds_left
            try:
                async with asyncio.timeout(None if math.isinf(left) else max(0.0, left)) as deadline:
                    (completions,) = await writer.complete([replace(request, seed=seed)])
            except TimeoutError as error:
                if not deadline.expired():
                    raise
                raise BudgetSpent("The seconds of the budget ended during a language-model call.") from error
            if len(completions) != n:
                raise Unavailable(f"{writer.name} gave {len(completions)} continuations where {n} were asked for.")
            used = Spent(
                calls=reserved.calls,
                tokens_in=max((completion.tokens_in for completion in completions), default=0),
                tokens_out=sum(completion.tokens_out for completion in completions),
                usd=sum(completion.usd for completion in completions),
            )
            return [completion.to_json() for completion in completions], used

        result = await self._paid("ask", tag, document, self._gate, lambda: worst, call)
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
        """Return what the language's solver says, within `seconds`; a solver killed at its deadline says `timeout`.

        Raises FormalError where the solver finds the text at fault, as running a program may; Unavailable when it fails.
        """
        text = LANGUAGES.get(model.language).render(model)
        argument = {"language": model.language, "text": text, "claim": str(Claim(claim))}

        async def work(limit: float) -> Any:
            full = {**argument, "seconds": limit, "memory": SOLVER_MEMORY}
            try:
                return await self._solvers.of(model.language).acall(SOLVE, full, limit, SOLVER_MEMORY)
            except TimeoutError:
                return Solution(Claim.TIMEOUT, seconds=limit, message=f"no answer within {limit:g} s").to_json()
            except FormalError as error:  # a finding like any other: kept, and not looked for again
                return {"at_fault": [error.line, error.column, error.message, str(error)]}

        found = await self._timed("solve", {**argument, "limit": seconds}, seconds, work)
        if "at_fault" in found:
            line, column, message, whole = found["at_fault"]
            raise FormalError(line, column, message, whole[len(str(FormalError(line, column, message))) :].strip())
        return Solution.from_json(found)

    async def select(
        self, model: Model, selections: Sequence[Sequence[int]], *, seconds: float | None = None
    ) -> list[Mapping[str, Value] | None]:
        """Return for every selection of the model's constraints, by position, the values of its only solution, or None.

        A solver's word without evidence, for languages that have `select`; None throughout when time runs out.
        """
        text = LANGUAGES.get(model.language).render(model)
        argument = {"language": model.language, "text": text, "selections": [list(each) for each in selections]}

        async def work(limit: float) -> Any:
            try:
                return await self._solvers.of(model.language).acall(SELECT, argument, limit, SOLVER_MEMORY)
            except TimeoutError:
                return [None] * len(selections)

        found = await self._timed("select", argument, seconds, work)
        return [None if document is None else Solution.from_json(document).values for document in found]

    async def check(self, model: Model, solution: Solution, *, seconds: float | None = None) -> Verdict:
        """Verify a solution of the model and its certificate, trusting no solver."""
        text = LANGUAGES.get(model.language).render(model)
        evidence = replace(solution, seconds=0.0).to_json()  # how long it took would make equal checks differ
        argument = {"language": model.language, "text": text, "solution": evidence}

        async def work(limit: float) -> Any:
            try:
                return await self._solvers.of(model.language).acall(CHECK, argument, limit, SOLVER_MEMORY)
            except TimeoutError:
                return {"proved": False, "satisfied": False, "reason": f"the check did not end within {limit:g} s"}

        return Verdict(**await self._timed("check", argument, seconds, work))

    async def _timed(
        self, kind: str, document: dict[str, Any], seconds: float | None, work: Callable[[float], Awaitable[Any]]
    ) -> Any:
        """Do solver work within the seconds asked for and those that are left, whichever end first."""
        wanted = min(SOLVER_SECONDS if seconds is None else seconds, LONGEST)

        def worst() -> Spent:
            left = self.ledger.left("solver_seconds")
            limit = min(wanted, self.ledger.seconds_left, left - GRACE)
            return Spent(solver_seconds=min(limit + GRACE, left) if limit > 0 else GRACE)

        async def call(reserved: Spent, seed: int) -> tuple[Any, Spent]:
            began = time.monotonic()
            result = await work(reserved.solver_seconds - GRACE)
            elapsed = time.monotonic() - began  # may include the start of a worker, whose own time is limited apart
            return result, Spent(solver_seconds=min(elapsed, reserved.solver_seconds))

        language = document["language"]
        return await self._paid(kind, language, document, self._solvers.gate(language), worst, call)

    # -- one door for everything that costs -----------------------------------------------------------------------------

    async def _paid(
        self,
        kind: str,
        tag: str,
        document: dict[str, Any],
        gate: asyncio.Semaphore,
        worst: Callable[[], Spent],
        call: Callable[[Spent, int], Awaitable[tuple[Any, Spent]]],
    ) -> Any:
        """Answer from the trace, or reserve, call, record, settle; only then is the result anybody's."""
        key, occurrence, recorded = self.trace.look_up(kind, document, self._place.get().path)
        if recorded is not None:
            self.ledger.settle(Spent(), _without_wall(recorded.spent))
            self._note(kind, tag, recorded.spent)
            return recorded.result

        async def attempt() -> tuple[Any, Spent]:
            async with gate:
                reserved = self._reserve(worst, tag or kind)
                used, began = reserved, time.monotonic()
                try:
                    result, used = await call(reserved, _seed(key, occurrence))
                    spent = used + Spent(seconds=time.monotonic() - began)
                    at = self.ledger.spent.seconds
                    self.trace.record(key, occurrence, Recorded(kind, tag, document, result, spent, at))
                    return result, spent
                except BaseException as error:
                    if used is reserved:
                        used = self._failed(tag, document, error, reserved, time.monotonic() - began)
                    raise
                finally:
                    self.ledger.settle(reserved, used)

        try:
            result, spent = await patiently(attempt, lambda: self.ledger.seconds_left)
        except BaseException:
            self.trace.release(key, occurrence)
            raise
        self._note(kind, tag, spent)
        return result

    def _reserve(self, worst: Callable[[], Spent], step: str) -> Spent:
        inside = self._place.get().inside
        ending = None if inside is None else inside.ending()
        if ending is not None:
            raise BudgetSpent(str(ending))
        reserved = worst()
        self.ledger.reserve(reserved, step)
        return reserved

    def _failed(
        self, tag: str, document: dict[str, Any], error: BaseException, reserved: Spent, seconds: float
    ) -> Spent:
        """Return and keep what a call cost that gave nothing: all that it could, but of time what really passed."""
        used = replace(reserved, solver_seconds=min(seconds, reserved.solver_seconds))
        with suppress(InputError):  # the failure itself is what to report
            message = str(error) or type(error).__name__
            spent = used + Spent(seconds=seconds)
            self.trace.record_failure(tag, document, message, spent, self.ledger.spent.seconds)
        return used

    def _note(self, kind: str, tag: str, spent: Spent) -> None:
        number = next(self._numbers)
        self._nodes.append(Node(number, kind, tag, spent, self._frontier.get()))
        self._frontier.set(frozenset({number}))
        self._progress(tag or kind)

    # -- structure ------------------------------------------------------------------------------------------------------

    async def map(self, f: Callable[[Item], Awaitable[Result]], items: Iterable[Item]) -> list[Result]:
        """Return [await f(item) for item in items], concurrently and in order.

        The first failure cancels the rest. Once the budget is spent for one item, the others end what is already paid
        for and begin no further step; the BudgetSpent raised then carries what finished, by position, in `finished`.
        """
        place, start = self._place.get(), self._frontier.get()
        number, here = next(place.maps), Fork(place.inside)
        results: dict[int, Result] = {}
        frontiers = [start]

        async def one(position: int, item: Item) -> None:
            self._place.set(Place(self.seed, f"{place.path}/{number}.{position}", here))
            self._frontier.set(start)
            try:
                results[position] = await f(item)
            except BudgetSpent as spent:
                here.spent = here.spent or spent
            frontiers.append(self._frontier.get())

        try:
            async with asyncio.TaskGroup() as group:
                for position, item in enumerate(items):
                    group.create_task(one(position, item))
        except BaseExceptionGroup as failures:
            raise _first_leaf(failures) from None
        self._frontier.set(frozenset().union(*frontiers[1:]) if len(frontiers) > 1 else start)
        if here.spent is not None:
            here.spent.finished = dict(sorted(results.items()))  # type: ignore[attr-defined]
            raise here.spent
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


def _seed(key: str, occurrence: int) -> int:
    """Return a seed of 31 bits for this asking of a request, so that equal requests are independent samples."""
    return int(hashlib.sha256(f"{key}:{occurrence}".encode()).hexdigest()[:8], 16) >> 1


def _first_leaf(error: BaseException) -> BaseException:
    """Return the first failure of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
