"""Program: what the sandbox computes; errors go back to the model; nothing is proved by running it once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from method_contract import run_method

from algorist.core.answer import Status
from algorist.core.run import Solvers
from algorist.lm.scripted import Scripted, script
from algorist.methods.program import METHOD as PROGRAM


@pytest.fixture(scope="module")
def solvers() -> Iterator[Solvers]:
    solvers = Solvers()
    yield solvers
    solvers.close()


@pytest.mark.parametrize("written", ["answer = 6 * 7", "```python\nanswer = 6 * 7\n```", "Here:\n```\nanswer = 42\n"])
def test_the_program_is_run_and_shown(written: str, solvers: Solvers) -> None:
    answer, run = run_method(PROGRAM, Scripted(script(written)), solvers=solvers)
    assert (answer.value, answer.status, answer.language) == (42, Status.DISPUTED, "program")
    assert answer.formal is not None
    assert "answer =" in answer.formal
    assert run.spent.calls == 1
    assert [node.kind for node in run.graph.nodes] == ["ask", "solve", "check"]


def test_a_syntax_error_goes_back_with_its_line(solvers: Solvers) -> None:
    model = Scripted(script("x = 6\nanswer = x *", "answer = 42"))
    answer, run = run_method(PROGRAM, model, solvers=solvers)
    assert answer.value == 42
    prompts = [call.request["prompt"] for call in run.trace.calls() if call.kind == "ask"]
    assert "It failed: line 2" in prompts[1]


def test_a_program_that_fails_when_run_goes_back_too(solvers: Solvers) -> None:
    model = Scripted(script("answer = 1 // 0", "answer = 42"))
    answer, run = run_method(PROGRAM, model, solvers=solvers)
    assert answer.value == 42
    prompts = [call.request["prompt"] for call in run.trace.calls() if call.kind == "ask"]
    assert "ZeroDivisionError" in prompts[1]


def test_repairs_are_bounded(solvers: Solvers) -> None:
    answer, run = run_method(PROGRAM, Scripted(script("answer =")), solvers=solvers, parameters={"repairs": 2})
    assert answer.status is Status.UNSOLVED
    assert run.spent.calls == 3
