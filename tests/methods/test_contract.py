"""Every registered method keeps the promises in method_contract.py; formalise, which needs trained adapters, has tests of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest
from method_contract import CHECKS

from algorist.core.language_model import Request
from algorist.core.method import Method
from algorist.core.registry import METHODS
from algorist.core.run import Solvers
from algorist.lm.scripted import Reply

NAMES = [name for name in METHODS.names() if name != "formalise"]


def reply(request: Request, random: Random) -> str:
    """Right three times of four: in words, as a program, or as a judge."""
    right = random.random() < 0.75
    if "Solution A:" in request.prompt:
        return random.choice("AB")
    if "program" in request.prompt:
        return "```python\nanswer = 6 * 7\n```" if right else "answer = 6 *"
    return f"Six times seven. Answer: {42 if right else 13}"


@pytest.fixture(scope="module")
def solvers() -> Iterator[Solvers]:
    solvers = Solvers()
    yield solvers
    solvers.close()


def promises() -> Iterator[object]:
    for name in NAMES:
        for check in CHECKS:
            short = check.__name__.removeprefix("check_")
            yield pytest.param(name, check, id=f"{name}-{short}")


@pytest.mark.parametrize(("name", "check"), list(promises()))
def test_contract(name: str, check: Callable[[Method, Reply, Solvers], None], solvers: Solvers) -> None:
    check(METHODS.get(name), reply, solvers)
