"""The solver behind the program language is Python itself, in the sandbox."""

from __future__ import annotations

import time

from algorist.core.certificate import Certificate, Claim, Solution, Value
from algorist.core.language import Limits
from algorist.formal.program.execution import SandboxLimits
from algorist.formal.program.language import ProgramModel
from algorist.formal.program.running import printed_answer, printed_for, remaining
from algorist.formal.program.values import agrees, value_of


def solve(model: ProgramModel, limits: Limits) -> Solution:
    """Run the program for its answer and once for each visible test, each in a fresh sandbox.

    A program that answers and passes its tests is `feasible`; one that fails some is `infeasible`, and `conflict` lists
    them. A program that ends badly raises FormalError, with the line and the words of its traceback.
    """
    start = time.monotonic()
    bounds = SandboxLimits(seconds=limits.seconds, memory=max(limits.memory, 64 << 20))
    values: dict[str, Value] = {}
    data: dict[str, object] = {}
    try:
        if model.answers:
            data["answer"] = text = printed_answer(model, bounds)
            values["answer"] = value_of(text)
        got = [printed_for(model, test, remaining(bounds, time.monotonic() - start)) for test in model.tests]
    except TimeoutError as error:
        return Solution(Claim.TIMEOUT, seconds=time.monotonic() - start, message=f"{error}.")
    if not model.tests:
        return Solution(Claim.FEASIBLE, values, certificate=Certificate("run", data), seconds=time.monotonic() - start)
    failed = tuple(n for n, test in enumerate(model.tests) if not agrees(got[n], test.expected))
    tests = [{"given": t.given, "expected": t.expected, "got": text} for t, text in zip(model.tests, got, strict=True)]
    return Solution(
        claim=Claim.INFEASIBLE if failed else Claim.FEASIBLE,
        values={} if failed else values,
        certificate=Certificate("tests", {**data, "tests": tests}),
        conflict=failed,
        seconds=time.monotonic() - start,
        message=_failure(model, got, failed[0]) if failed else "",
    )


def _failure(model: ProgramModel, got: list[str], failed: int) -> str:
    test = model.tests[failed]
    return f"Given {test.given}, the program answers {got[failed].strip()[:200]!r}, and {test.expected} is expected."
