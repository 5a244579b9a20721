"""Replay: a recorded run again without its model, its answers lent to another, and the missing call named."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from algorist.core.answer import Answer
from algorist.core.budget import Budget
from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import Request
from algorist.core.problem import Problem
from algorist.core.registry import METHODS, MODELS
from algorist.core.run import Run
from algorist.core.trace import Trace
from algorist.lm.replay import replay_of
from algorist.lm.scripted import Scripted


def votes(request: Request, random: Random) -> str:
    return f"Answer: {random.choice([3, 4])}"


def solve(run: Run, method: str = "self-consistency") -> Answer:
    async def whole() -> Answer:
        answer: Answer = await METHODS.get(method)(Problem("p"), run)
        return answer

    return asyncio.run(whole())


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, Answer]:
    run = Run({"m": Scripted(votes, name="writer")}, trace=Trace(tmp_path / "t.db"), seed=4)
    answer = solve(run)
    run.trace.close()
    return tmp_path / "t.db", answer


def test_a_run_on_its_own_trace_needs_no_model(recorded: tuple[Path, Answer]) -> None:
    path, answer = recorded
    trace = Trace(path)
    run = Run({"m": replay_of(trace)}, trace=trace, seed=4, budget=Budget(calls=5))
    assert solve(run) == answer
    assert run.spent.calls == 5


def test_another_seed_is_another_run_and_its_first_call_is_missing(recorded: tuple[Path, Answer]) -> None:
    trace = Trace(recorded[0])
    with pytest.raises(Unavailable, match=r"no answer of writer to this call: .p\\n\\nThink"):
        solve(Run({"m": replay_of(trace)}, trace=trace, seed=5))


def test_a_traces_answers_are_lent_to_a_run_that_is_not_on_it(recorded: tuple[Path, Answer]) -> None:
    path, answer = recorded
    model = MODELS.get("replay").open(str(path), {})
    run = Run({"m": model}, seed=11)
    assert solve(run) == answer
    with pytest.raises(Unavailable, match="no answer of writer"):
        solve(run)


def test_a_long_prompt_is_shown_by_its_ends(tmp_path: Path) -> None:
    replay = replay_of(Trace())
    with pytest.raises(Unavailable) as caught:
        asyncio.run(replay.complete([Request("begin " + "x" * 5000 + " end")]))
    assert "begin" in str(caught.value)
    assert " end'" in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        MODELS.get("replay").open(str(tmp_path / "none.db"), {})
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(InputError, match="replay:FILE"):
        MODELS.get("replay").open("", {})
