"""Knockout: the law of its rounds, its winner, its cost and depth, and what it says when it is cut short."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from method_contract import run_method

from algorist.core.answer import Status
from algorist.core.budget import Budget
from algorist.lm.scripted import Scripted, fallible
from algorist.methods.knockout import METHOD as KNOCKOUT
from algorist.search.tournament import knockout_tournament


def law(p: float, q: float, rounds: int) -> float:
    """Return the chance that a survivor is right after so many rounds of single comparisons."""
    for _ in range(rounds):
        p += (2 * q - 1) * p * (1 - p)
    return p


async def one_by_one(f: Callable[[Any], Awaitable[Any]], items: Iterable[Any]) -> list[Any]:
    return [await f(item) for item in items]


@pytest.mark.parametrize(("p", "q"), [(0.5, 0.9), (0.2, 0.8), (0.7, 0.6), (0.4, 0.5), (0.6, 0.3)])
def test_the_law_of_the_rounds(p: float, q: float) -> None:
    random, trials, rounds = Random(1), 4000, 4

    async def compare(first: bool, second: bool) -> bool:
        return (first or second) if random.random() < q else (first and second)

    async def whole() -> int:
        wins = 0
        for _ in range(trials):
            field = [random.random() < p for _ in range(2**rounds)]
            wins += await knockout_tournament(field, compare, one_by_one, random)
        return wins

    expected = law(p, q, rounds)
    assert abs(asyncio.run(whole()) / trials - expected) < 4 * math.sqrt(expected * (1 - expected) / trials)


def test_the_method_follows_the_law() -> None:
    p, q, trials = 0.5, 0.8, 150
    wins = 0
    for seed in range(trials):
        model = Scripted(fallible("42", "7", p, q))
        answer, _ = run_method(KNOCKOUT, model, parameters={"candidates": 8, "comparisons": 1}, seed=seed)
        wins += answer.value == "42"
    expected = law(p, q, 3)
    assert abs(wins / trials - expected) < 4 * math.sqrt(expected * (1 - expected) / trials)


@given(st.integers(1, 40), st.integers(0, 10**6))
def test_the_best_of_any_field_wins_under_a_perfect_judge_in_n_minus_one_meetings(size: int, seed: int) -> None:
    meetings = 0
    depths: list[int] = []

    async def compare(first: int, second: int) -> int:
        nonlocal meetings
        meetings += 1
        return max(first, second)

    async def rounds(f: Callable[[Any], Awaitable[Any]], items: Iterable[Any]) -> list[Any]:
        depths.append(1)
        return await one_by_one(f, items)

    winner = asyncio.run(knockout_tournament(range(size), compare, rounds, Random(seed)))
    assert winner == size - 1
    assert meetings == size - 1
    assert len(depths) == math.ceil(math.log2(size))


def test_no_candidates_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="candidates"):
        asyncio.run(knockout_tournament([], one_by_one, one_by_one, Random(0)))  # type: ignore[arg-type]


def test_cost_and_depth_are_at_most_those_on_its_card() -> None:
    n, k = 8, 3
    answer, run = run_method(
        KNOCKOUT, Scripted(fallible("42", "7", 0.5, 1.0)), parameters={"candidates": n, "comparisons": k}
    )
    assert answer.value == "42"
    assert run.spent.calls <= n * (k + 1)
    assert run.graph.depth <= 1 + k * math.ceil(math.log2(n))


def test_when_the_budget_ends_the_best_so_far_is_a_guess_that_says_why() -> None:
    for calls in range(1, 9):
        answer, run = run_method(KNOCKOUT, Scripted(fallible("42", "7", 0.5, 1.0)), budget=Budget(calls=calls))
        assert run.spent.calls <= calls
        assert answer.status is Status.GUESSED
        assert "Raise --budget calls" in answer.why
