"""A run: everything that costs passes through it, once, and a run begun again is the same run."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from algorist.core.budget import Budget, Spent
from algorist.core.certificate import Claim
from algorist.core.child import Children
from algorist.core.errors import BudgetSpent, FormalError, InputError, Unavailable
from algorist.core.graph import CallGraph, Node
from algorist.core.language_model import Completion, Request
from algorist.core.patience import Busy
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run, Solvers
from algorist.core.trace import FAILED, Trace
from algorist.lm.replay import replay_of
from algorist.lm.scripted import Scripted


def numbers(request: Request, random: Any) -> str:
    return str(random.randint(0, 10**9))


class Slow(Scripted):
    """Waits as many hundredths of a second as the last word of the prompt says, then answers."""

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        await asyncio.sleep(int(requests[0].prompt.split()[-1]) / 100)
        return await super().complete(requests)


def go(function: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await function()

    return asyncio.run(whole())


# -- asking ---------------------------------------------------------------------------------------------------------------


def test_equal_requests_are_independent_samples_and_the_same_again_with_the_same_seed() -> None:
    async def texts(run: Run) -> list[str]:
        found = await run.map(lambda _: run.ask("the same", temperature=1.0), range(20))
        return [each[0].text for each in found] + [each.text for each in await run.ask("the same", n=3)]

    model = Scripted(numbers)
    first = asyncio.run(texts(Run({"m": model}, seed=1)))
    assert len(set(first)) == 23
    assert asyncio.run(texts(Run({"m": model}, seed=1))) == first
    assert not set(asyncio.run(texts(Run({"m": model}, seed=2)))) & set(first)


def test_a_recorded_call_costs_nothing_and_asks_nobody(tmp_path: Path) -> None:
    async def whole(run: Run) -> list[str]:
        (first,) = await run.ask("one two", max_tokens=5)
        return [first.text] + [each[0].text for each in await run.map(run.ask, ["a", "a", "b"])]

    path = tmp_path / "t.db"
    model = Scripted(numbers, usd_per_token=(0.5, 0.25))
    run = Run({"m": model}, trace=Trace(path))
    said = asyncio.run(whole(run))
    run.trace.close()
    assert model.calls == 4
    again = Run({"m": model}, trace=Trace(path), budget=Budget(calls=4))
    assert asyncio.run(whole(again)) == said
    assert model.calls == 4
    assert (again.spent.calls, again.spent.tokens, again.spent.usd) == (4, run.spent.tokens, run.spent.usd)
    assert [node.tag for node in again.graph.nodes] == [node.tag for node in run.graph.nodes]


def test_a_replay_answers_without_the_model_and_names_the_call_that_is_missing(tmp_path: Path) -> None:
    run = Run({"m": Scripted(numbers, name="writer")}, trace=Trace(tmp_path / "t.db"))
    (said,) = go(lambda: run.ask("known", max_tokens=9))
    run.trace.close()
    trace = Trace(tmp_path / "t.db")
    replay = Run({"m": replay_of(trace)}, trace=trace)
    assert go(lambda: replay.ask("known", max_tokens=9)) == [said]
    with pytest.raises(Unavailable, match=r"no answer of writer to this call: 'unknown' \(temperature 0.7, 3 tokens\)"):
        go(lambda: replay.ask("unknown", temperature=0.7, max_tokens=3))


def test_a_failed_call_is_asked_again_when_the_run_is_begun_again_and_only_then(tmp_path: Path) -> None:
    class Moody(Scripted):
        failing = True

        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            if self.failing:
                raise Unavailable("down")
            return await super().complete(requests)

    async def twice(run: Run, model: Moody) -> str:
        """Ask, and after a failure ask the same again."""
        try:
            return (await run.ask("q"))[0].text
        except Unavailable:
            model.failing = False
            return (await run.ask("q"))[0].text

    model = Moody(numbers)
    run = Run({"m": model}, trace=Trace(tmp_path / "t.db"))
    said = asyncio.run(twice(run, model))
    assert [call.kind for call in run.trace.calls()] == [FAILED, "ask"]
    assert run.spent.calls == 2
    run.trace.close()
    again = Run({"m": model}, trace=Trace(tmp_path / "t.db"))
    assert asyncio.run(twice(again, model)) == said
    assert model.calls == 1
    assert again.spent.calls == 2


def test_a_busy_model_is_asked_again_and_every_attempt_is_paid() -> None:
    class Limited(Scripted):
        refusals = 2

        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            if self.refusals:
                self.refusals -= 1
                raise Busy("too many requests", wait=0.01)
            return await super().complete(requests)

    run = Run({"m": Limited(numbers)})
    go(lambda: run.ask("q"))
    assert run.spent.calls == 3
    poor = Run({"m": Limited(numbers)}, budget=Budget(calls=2))
    with pytest.raises(BudgetSpent):
        go(lambda: poor.ask("q"))
    assert poor.spent.calls == 2


def test_a_busy_model_that_asks_for_too_much_patience_is_unavailable_at_once() -> None:
    class Shut(Scripted):
        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            self.calls += 1
            raise Busy("come back tomorrow", wait=86_400)

    model = Shut(numbers)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="tomorrow"):
        go(lambda: Run({"m": model}).ask("q"))
    assert time.monotonic() - began < 1
    assert model.calls == 1


def test_the_seconds_end_a_call_that_is_under_way() -> None:
    run = Run({"m": Slow(numbers)}, budget=Budget(seconds=0.1))
    began = time.monotonic()
    with pytest.raises(BudgetSpent, match="seconds"):
        go(lambda: run.ask("wait 500"))
    assert time.monotonic() - began < 1
    assert run.spent.calls == 1


def test_a_timeout_inside_the_model_is_no_spent_budget() -> None:
    class Broken(Scripted):
        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            raise TimeoutError("a bug of the model's")

    with pytest.raises(TimeoutError, match="bug"):
        go(lambda: Run({"m": Broken(numbers)}, budget=Budget(seconds=5)).ask("q"))


def test_a_model_that_gives_fewer_continuations_than_asked_for_is_named() -> None:
    class Stingy(Scripted):
        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            return [(await super().complete(requests))[0][:1]]

    with pytest.raises(Unavailable, match="stingy gave 1 continuations where 3 were asked for"):
        go(lambda: Run({"m": Stingy(numbers, name="stingy")}).ask("q", n=3))


def test_models_are_named_and_missing_ones_are_said() -> None:
    two = Run({"a": Scripted(numbers, name="A"), "b": Scripted(numbers, name="B")})
    assert two.language_model().name == "A"
    assert two.language_model("b").name == "B"
    with pytest.raises(InputError, match="no language model 'c'; it has a, b"):
        go(lambda: two.ask("q", model="c"))
    with pytest.raises(Unavailable, match="--model"):
        go(lambda: Run({}).ask("q"))


# -- map --------------------------------------------------------------------------------------------------------------------


def test_map_keeps_the_order_and_runs_side_by_side() -> None:
    run = Run({"m": Slow(numbers)})
    began = time.monotonic()

    async def tell(number: int) -> int:
        await run.ask(f"wait {10 - number}")
        return number

    assert go(lambda: run.map(tell, range(8))) == list(range(8))
    assert time.monotonic() - began < 0.4
    assert go(lambda: run.map(tell, [])) == []


def test_the_first_failure_cancels_the_rest() -> None:
    run = Run({"m": Slow(numbers)})
    ended: list[int] = []

    async def one(number: int) -> None:
        if number == 1:
            await run.ask("wait 3")
            raise InputError("item 1")
        try:
            await run.ask("wait 500")
        finally:
            ended.append(number)

    began = time.monotonic()
    with pytest.raises(InputError, match="item 1"):
        go(lambda: run.map(one, range(4)))
    assert time.monotonic() - began < 2
    assert sorted(ended) == [0, 2, 3]
    assert run.spent.calls == 4  # cancelled calls were sent, and are paid


def test_a_spent_budget_keeps_what_was_paid_for_and_begins_nothing_more() -> None:
    model = Slow(numbers)
    run = Run({"m": model}, budget=Budget(calls=3))

    async def one(number: int) -> int:
        await run.ask(f"first wait {number}")
        if number == 0:
            await run.ask("second wait 1")
        return number

    with pytest.raises(BudgetSpent) as caught:
        go(lambda: run.map(one, range(5)))
    assert caught.value.finished == {1: 1, 2: 2}  # type: ignore[attr-defined]
    assert model.calls == 3


def test_a_spent_budget_ends_maps_within_maps_too() -> None:
    model = Slow(numbers)
    run = Run({"m": model}, budget=Budget(tokens=40))

    async def inner(number: int) -> int:
        await run.ask(f"wait {number}", max_tokens=4)
        await run.ask(f"again wait {number}", max_tokens=4)
        return number

    async def outer(number: int) -> list[int]:
        return await run.map(inner, range(number, number + 3))

    with pytest.raises(BudgetSpent):
        go(lambda: run.map(outer, range(3)))
    assert run.spent.tokens <= 40


def test_every_item_has_its_own_random_stream_whatever_the_order_in_which_they_end() -> None:
    def drawn(delays: Sequence[int]) -> list[float]:
        run = Run({"m": Slow(numbers)}, seed=3)

        async def one(delay: int) -> float:
            await run.ask(f"wait {delay}")
            return run.random.random()

        return list(go(lambda: run.map(one, delays)))

    assert drawn([3, 2, 1, 0]) == drawn([0, 1, 2, 3])
    assert len(set(drawn([0, 0, 0, 0]))) == 4


def test_a_run_begun_again_after_any_call_gives_the_same_answer_and_repeats_none(tmp_path: Path) -> None:
    """Equal prompts in concurrent chains, killed after each call in turn: the chains end in other orders, and yet."""

    class Killed(BaseException):
        pass

    class Mortal(Trace):
        left = math.inf

        def record(self, key: str, occurrence: int, call: Any) -> None:
            super().record(key, occurrence, call)
            self.left -= 1
            if self.left < 0:
                raise Killed

    async def whole(run: Run) -> list[str]:
        async def chain(number: int) -> str:
            (first,) = await run.ask(f"start {number} wait {(5 - number) % 4}", temperature=1)
            (second,) = await run.ask("the same for all wait 1", temperature=1)
            (third,) = await run.ask(f"after {first.text} and {second.text}, wait {number % 3}", temperature=1)
            return third.text + str(run.random.random())

        return [*await run.map(chain, range(5)), (await run.ask("end wait 0"))[0].text]

    undisturbed = asyncio.run(whole(Run({"m": Slow(numbers)}, seed=1)))
    for place in range(16):
        path = tmp_path / f"{place}.db"
        model, asked = Slow(numbers), 0
        trace = Mortal(path)
        trace.left = place
        with contextlib.suppress(Killed):
            asyncio.run(whole(Run({"m": model}, trace=trace, seed=1)))
        trace.close()
        recorded = sum(call.kind == "ask" for call in Trace(path).calls())
        second = Slow(numbers)
        assert asyncio.run(whole(Run({"m": second}, trace=Trace(path), seed=1))) == undisturbed
        asked = second.calls
        assert recorded + asked == 16


# -- the call graph ---------------------------------------------------------------------------------------------------------


def test_the_graph_counts_work_depth_and_wall() -> None:
    run = Run({"m": Slow(numbers)})

    async def whole() -> None:
        await run.ask("wait 1")
        await run.map(run.ask, ["wait 2", "wait 4", "wait 6"])
        await run.ask("wait 1")

    began = time.monotonic()
    go(whole)
    elapsed = time.monotonic() - began
    graph = run.graph
    assert graph.work.calls == 5
    assert graph.depth == 3
    assert 0.08 <= graph.wall <= elapsed
    assert graph.work.seconds >= 0.14
    assert [len(node.parents) for node in sorted(graph.nodes, key=lambda node: node.number)] == [0, 1, 1, 1, 3]


def test_solver_seconds_are_not_added_to_the_wall_time_that_holds_them() -> None:
    nodes = (
        Node(1, "solve", "", Spent(seconds=2.0, solver_seconds=2.0), frozenset()),
        Node(2, "ask", "", Spent(seconds=1.0), frozenset({1})),
    )
    assert CallGraph(nodes).wall == 3.0
    assert CallGraph(()).depth == 0


# -- solvers ----------------------------------------------------------------------------------------------------------------


class FakePool(Children):
    """A pool whose calls take `takes` seconds, or fail; no process is started."""

    def __init__(self, takes: float, failure: Exception | None = None) -> None:
        self.takes, self.failure, self.limits, self.at_once, self.most = takes, failure, list[float](), 0, 0

    async def acall(self, function: str, argument: Any, seconds: float, memory: int) -> Any:
        self.limits.append(seconds)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            await asyncio.sleep(min(self.takes, seconds))
        finally:
            self.at_once -= 1
        if self.failure is not None:
            raise self.failure
        if self.takes > seconds:
            raise TimeoutError
        if function.endswith("check"):
            return {"proved": True, "satisfied": True, "reason": ""}
        return {"claim": "feasible", "values": {}}

    def close(self) -> None:
        pass


class FakeSolvers(Solvers):
    def __init__(self, pool: FakePool, size: int = 1) -> None:
        super().__init__(size)
        self.pool = pool

    def of(self, language: str) -> Children:
        return self.pool


MODEL_TEXT = "var x in 1..3\nx > 1\n"


def model_() -> Any:
    return LANGUAGES.get("constraint").parse(MODEL_TEXT)


def test_a_real_solver_answers_and_its_answer_is_recorded(tmp_path: Path) -> None:
    run = Run({}, trace=Trace(tmp_path / "t.db"))

    async def whole(run: Run) -> Any:
        solution = await run.solve(model_(), claim="feasible")
        return solution, await run.check(model_(), solution)

    solution, verdict = asyncio.run(whole(run))
    run.close()
    run.trace.close()
    assert solution.claim is Claim.FEASIBLE
    assert verdict.satisfied
    assert run.spent.solver_seconds > 0
    pool = FakePool(0)
    again = Run({}, trace=Trace(tmp_path / "t.db"), solvers=FakeSolvers(pool))
    assert asyncio.run(whole(again)) == (solution, verdict)
    assert pool.limits == []
    assert again.spent.solver_seconds == pytest.approx(run.spent.solver_seconds)


def test_a_solver_that_does_not_end_says_timeout_within_its_seconds() -> None:
    run = Run({}, solvers=FakeSolvers(FakePool(60)))
    solution = go(lambda: run.solve(model_(), seconds=0.1))
    assert solution.claim is Claim.TIMEOUT
    assert "0.1 s" in solution.message
    verdict = go(lambda: run.check(model_(), solution, seconds=0.1))
    assert not verdict.proved
    assert not verdict.satisfied


def test_a_budget_of_solver_seconds_is_usable_to_its_end_and_never_beyond() -> None:
    pool = FakePool(0.2)
    run = Run({}, solvers=FakeSolvers(pool), budget=Budget(solver_seconds=1.2))

    async def solves() -> int:
        for done in range(20):
            try:
                await run.solve(model_())
            except BudgetSpent as spent:
                if "solver_seconds" in str(spent):
                    return done
        return 0

    assert go(solves) >= 3
    assert run.spent.solver_seconds <= 1.2
    assert pool.limits[0] == pytest.approx(0.7)


def test_waiting_for_a_worker_is_not_solver_time() -> None:
    pool = FakePool(0.1)
    run = Run({}, solvers=FakeSolvers(pool), budget=Budget(solver_seconds=20))
    go(lambda: run.map(lambda _: run.solve(model_(), seconds=2), range(5)))
    assert pool.most == 1
    assert 0.5 <= run.spent.solver_seconds < 1.2


def test_a_failed_solve_is_paid_for_the_time_it_took() -> None:
    run = Run({}, solvers=FakeSolvers(FakePool(0.1, Unavailable("no HiGHS here"))))
    with pytest.raises(Unavailable, match="HiGHS"):
        go(lambda: run.solve(model_()))
    assert 0.1 <= run.spent.solver_seconds < 0.5


def test_a_text_at_fault_is_found_once_and_said_again_in_the_same_words(tmp_path: Path) -> None:
    pool = FakePool(0, FormalError(3, 7, "no such name 'y'", "Say x."))
    texts = []
    for _ in range(2):
        run = Run({}, trace=Trace(tmp_path / "t.db"), solvers=FakeSolvers(pool))
        with pytest.raises(FormalError) as caught:
            go(lambda run=run: run.solve(model_()))
        run.trace.close()
        texts.append((str(caught.value), caught.value.line, caught.value.column, caught.value.message))
    assert texts[0] == texts[1] == ("line 3, column 7: no such name 'y' Say x.", 3, 7, "no such name 'y'")
    assert len(pool.limits) == 1


def test_the_wall_time_left_bounds_the_solver() -> None:
    pool = FakePool(60)
    run = Run({}, solvers=FakeSolvers(pool), budget=Budget(seconds=0.3))
    assert go(lambda: run.solve(model_())).claim is Claim.TIMEOUT
    assert pool.limits[0] <= 0.3
    with pytest.raises(BudgetSpent, match="seconds are over"):
        go(lambda: run.solve(model_()))


def test_a_solver_may_be_asked_to_take_for_ever() -> None:
    pool = FakePool(0)
    go(lambda: Run({}, solvers=FakeSolvers(pool)).solve(model_(), seconds=math.inf))
    assert math.isfinite(pool.limits[0])
