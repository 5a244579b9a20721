"""Budgets are hard: no interleaving of threads or tasks overspends any part, and nothing that was paid is forgotten."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from random import Random

import pytest
from budget_programs import run_program, threads_program
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.budget import Budget, Ledger, Spent
from algorist.core.errors import BudgetSpent, InputError, Unavailable
from algorist.core.language_model import Completion, Request
from algorist.core.run import Run
from algorist.core.trace import Trace
from algorist.lm.scripted import Scripted

RANDOMS = st.randoms(use_true_random=False)


@given(RANDOMS)
@settings(max_examples=200, deadline=None)
def test_no_interleaving_of_threads_overspends(random: Random) -> None:
    assert threads_program(random) == []


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_no_interleaving_of_tasks_overspends(seed: int) -> None:
    assert run_program(Random(seed)) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=40), st.floats(0, 3))
def test_what_is_given_back_leaves_no_rounding_behind(steps: list[tuple[float, float]], limit: float) -> None:
    ledger = Ledger(Budget(usd=limit))
    for worst, share in steps:
        try:
            ledger.reserve(Spent(usd=worst), "step")
        except BudgetSpent:
            continue
        ledger.settle(Spent(usd=worst), Spent(usd=worst * share))
    assert ledger.spent.usd <= limit
    assert ledger.left("usd") <= limit
    rest = ledger.left("usd")
    if rest > 0:
        ledger.reserve(Spent(usd=rest), "all the rest")
        assert ledger.left("usd") < max(1e-300, rest * 1e-12)


def test_the_outermost_budget_wins_and_a_refusal_keeps_nothing() -> None:
    outer = Ledger(Budget(calls=2))
    inner = Ledger(Budget(calls=5, tokens=10), outer)
    with pytest.raises(BudgetSpent, match="11 tokens and 10 of 10 remain"):
        inner.reserve(Spent(calls=1, tokens_in=11), "long step")
    inner.reserve(Spent(calls=2), "pair")
    with pytest.raises(BudgetSpent, match=r"1 calls and 0 of 2 remain\. Raise --budget calls"):
        inner.reserve(Spent(calls=1), "third")
    inner.settle(Spent(calls=2), Spent(calls=1))
    inner.reserve(Spent(calls=1), "third")
    assert inner.left("calls") == 0
    assert inner.left("tokens") == 10


def test_wall_time_ends_a_budget_and_earlier_seconds_count() -> None:
    now = 100.0
    ledger = Ledger(Budget(seconds=10), before=7, clock=lambda: now)
    assert ledger.seconds_left == 3
    now = 102.0
    ledger.reserve(Spent(calls=1), "in time")
    now = 103.0
    with pytest.raises(BudgetSpent, match="the 10 seconds are over"):
        ledger.reserve(Spent(), "late")
    assert ledger.spent.seconds == 10


def test_an_inner_ledger_ends_with_the_outer_one() -> None:
    now = 0.0
    outer = Ledger(Budget(seconds=5), clock=lambda: now)
    inner = Ledger(Budget(seconds=50), outer, clock=lambda: now)
    now = 5.0
    assert inner.seconds_left == 0
    with pytest.raises(BudgetSpent, match="the 5 seconds are over"):
        inner.reserve(Spent(calls=1), "late")


class Failing(Scripted):
    async def complete(self, requests: object) -> list[list[Completion]]:
        raise Unavailable("The model is down.")


def test_a_failed_call_is_paid_in_full_also_after_a_restart(tmp_path: Path) -> None:
    async def ask(run: Run) -> None:
        with pytest.raises(Unavailable):
            await run.ask("one two three", max_tokens=7)

    trace = Trace(tmp_path / "t.db")
    run = Run({"m": Failing(lambda request, random: "")}, trace=trace)
    asyncio.run(ask(run))
    assert (run.spent.calls, run.spent.tokens_in, run.spent.tokens_out) == (1, 3, 7)
    trace.close()
    again = Run({"m": Failing(lambda request, random: "")}, trace=Trace(tmp_path / "t.db"), budget=Budget(calls=1))
    assert again.spent.calls == 1
    with pytest.raises(BudgetSpent):
        asyncio.run(again.ask("another"))


def test_a_run_begun_again_counts_the_wall_time_that_passed_not_the_sum_of_its_calls(tmp_path: Path) -> None:
    class Slow(Scripted):
        async def complete(self, requests: list[Request]) -> list[list[Completion]]:  # type: ignore[override]
            await asyncio.sleep(0.1)
            return await super().complete(requests)

    run = Run({"m": Slow(lambda request, random: "x")}, trace=Trace(tmp_path / "t.db"))

    async def whole() -> None:
        await run.map(run.ask, [f"prompt {number}" for number in range(8)])

    asyncio.run(whole())
    run.trace.close()
    again = Run({"m": Slow(lambda request, random: "x")}, trace=Trace(tmp_path / "t.db"))
    assert 0.1 <= again.spent.seconds < 0.6
    assert again.spent.seconds == pytest.approx(max(call.at for call in again.trace.calls()), abs=0.1)


def test_budgets_are_read_from_text() -> None:
    assert Budget.parse("") == Budget()
    assert Budget.parse("tokens=4000, seconds = 30,") == Budget(tokens=4000, seconds=30)
    assert Budget.parse("calls=inf").calls == math.inf


@pytest.mark.parametrize("text", ["tokens", "tokens=", "tokens=-1", "tokens=nan", "token=3", "seconds=1s", "=3"])
def test_a_budget_that_cannot_be_read_names_its_part(text: str) -> None:
    with pytest.raises(InputError, match="NAME=NUMBER") as caught:
        Budget.parse(f"calls=3,{text}")
    assert repr(text) in str(caught.value)


def test_spent_adds_up_and_comes_back_from_json() -> None:
    spent = Spent(1, 2, 3, 0.5, 0.25, 0.125)
    assert spent.tokens == 5
    assert spent + spent - spent == spent
    assert Spent.from_json(spent.to_json()) == spent
