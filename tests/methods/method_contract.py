"""What every method promises, as small named checks that take a method and a model's way of answering.

A package that adds a method can run them on its own: `for check in CHECKS: check(method, reply)`.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import math
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from algorist.core.answer import Answer, Status
from algorist.core.budget import Budget
from algorist.core.errors import Unavailable
from algorist.core.language_model import Completion, Request
from algorist.core.method import Method
from algorist.core.problem import Example, Problem
from algorist.core.run import Run, Solvers
from algorist.core.trace import Trace
from algorist.lm.scripted import Reply, Scripted, script

PROBLEM = Problem(
    "Ann has 6 boxes of 7 pens.", "How many pens has she?", {"boxes": [6, {"pens": 7}]}, (), (Example("1", "7"),)
)


def run_method(
    method: Method,
    model: Any,
    *,
    solvers: Solvers | None = None,
    problem: Problem = PROBLEM,
    parameters: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[Answer, Run]:
    run = Run({"scripted": model}, solvers=solvers, **options)

    async def whole() -> Answer:
        return await method(problem, run, **(parameters or {}))

    try:
        return asyncio.run(whole()), run
    finally:
        run.close()


def check_stops_within_its_budget(method: Method, reply: Reply, solvers: Solvers) -> None:
    _, free = run_method(method, Scripted(reply, usd_per_token=(1e-3, 1e-3)), solvers=solvers)
    whole = free.spent
    budgets = [Budget(calls=calls) for calls in range(min(whole.calls, 6) + 1)]
    budgets += [Budget(tokens=share * 4000) for share in (0, 0.1, 0.3, 0.6)]
    budgets += [Budget(usd=0.5), Budget(solver_seconds=0), Budget(seconds=0), Budget(seconds=1e-9)]
    for budget in budgets:
        model = Scripted(reply, usd_per_token=(1e-3, 1e-3))
        answer, run = run_method(method, model, solvers=solvers, budget=budget)
        assert isinstance(answer, Answer)
        assert model.calls <= budget.calls
        for part in ("calls", "tokens", "usd", "solver_seconds"):
            assert getattr(run.spent, part) <= getattr(budget, part), (part, budget)
        if budget.seconds == 0 or budget.calls == 0:
            assert answer.status is Status.UNSOLVED
            assert answer.why


def check_the_same_seed_gives_the_same_trace(method: Method, reply: Reply, solvers: Solvers) -> None:
    def traced(seed: int) -> tuple[str, list[str]]:
        answer, run = run_method(method, Scripted(reply), solvers=solvers, seed=seed)
        calls = [json.dumps([call.kind, call.tag, call.request, _timeless(call.result)]) for call in run.trace.calls()]
        return str(answer.value), calls

    assert traced(3) == traced(3)


def _timeless(result: Any) -> Any:
    return {**result, "seconds": 0} if isinstance(result, dict) else result


def check_never_changes_what_it_is_given(method: Method, reply: Reply, solvers: Solvers) -> None:
    problem, parameters = copy.deepcopy(PROBLEM), {name: each.default for name, each in method.parameters.items()}
    before = copy.deepcopy(parameters)
    run_method(method, Scripted(reply), solvers=solvers, problem=problem, parameters=parameters)
    assert problem == PROBLEM
    assert parameters == before


def check_says_unsolved_rather_than_lie(method: Method, reply: Reply, solvers: Solvers) -> None:
    for nonsense in ("", "\n\n", " ", "\t"):
        answer, _ = run_method(method, Scripted(script(nonsense)), solvers=solvers)
        assert answer.status is Status.UNSOLVED, nonsense
        assert answer.value is None
        assert answer.why


def check_marks_nothing_proved_that_only_a_model_said(method: Method, reply: Reply, solvers: Solvers) -> None:
    for said in (
        reply,
        script("I am quite sure."),
        script("Answer: 41"),
        script("Answer:"),
        script("é😀 \0 Answer: \0"),
    ):
        answer, _ = run_method(method, Scripted(said), solvers=solvers)
        assert answer.status not in (Status.PROVED, Status.CHECKED)
        assert (answer.value is None) == (answer.status is Status.UNSOLVED)
        assert answer.status is Status.AGREED or answer.why
        json.dumps(answer.to_json())


def check_an_answer_comes_back_from_json(method: Method, reply: Reply, solvers: Solvers) -> None:
    answer, _ = run_method(method, Scripted(reply), solvers=solvers)
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


def check_resumes_after_a_kill_at_any_call(method: Method, reply: Reply, solvers: Solvers) -> None:
    class Killed(BaseException):
        pass

    class Mortal(Trace):
        left = math.inf

        def record(self, key: str, occurrence: int, call: Any) -> None:
            super().record(key, occurrence, call)
            self.left -= 1
            if self.left < 0:
                raise Killed

    whole, run = run_method(method, Scripted(reply), solvers=solvers, seed=1)
    calls = len(list(run.trace.calls()))
    with tempfile.TemporaryDirectory() as folder:
        for place in {0, 1, calls // 2, calls - 1}:
            path = Path(folder) / f"{place}.db"
            trace = Mortal(path)
            trace.left = place
            with contextlib.suppress(Killed):
                run_method(method, Scripted(reply), solvers=solvers, trace=trace, seed=1)
            trace.close()
            again = Trace(path)
            before = len(list(again.calls()))
            answer, _ = run_method(method, Scripted(reply), solvers=solvers, trace=again, seed=1)
            assert (answer.value, answer.status, answer.agreement) == (whole.value, whole.status, whole.agreement)
            assert before <= calls == len(list(again.calls()))
            again.close()


def check_a_failing_model_is_unavailable_and_no_answer(method: Method, reply: Reply, solvers: Solvers) -> None:
    class Failing(Scripted):
        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            raise Unavailable("The model is down.")

    try:
        answer, _ = run_method(method, Failing(reply), solvers=solvers)
    except Unavailable:
        return
    assert answer.status is Status.UNSOLVED


def check_an_unmet_need_fails_before_the_first_call(method: Method, reply: Reply, solvers: Solvers) -> None:
    model = Scripted(reply)
    model.can = frozenset()  # type: ignore[misc]
    with pytest.raises(Unavailable, match=f"^{method.name} needs "):
        run_method(method, model, solvers=solvers)
    assert model.calls == 0


def check_its_card_is_complete(method: Method, reply: Reply, solvers: Solvers) -> None:
    assert method.summary.startswith("Return ")
    assert method.summary.endswith(".")
    assert method.paper[0] == "S"
    assert method.paper[1:].isdigit()
    assert method.cost
    assert method.needs


CHECKS: tuple[Callable[[Method, Reply, Solvers], None], ...] = tuple(
    value for name, value in list(globals().items()) if name.startswith("check_")
)
