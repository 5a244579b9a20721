"""Checks a program's answer: exact arithmetic proves it, a second run in a fresh sandbox confirms it.

This is the one checker that runs what it checks. Only a straight-line program is proved, and without running it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.errors import FormalError
from algorist.formal.program.exact import NotExact, exact_answer
from algorist.formal.program.execution import SandboxLimits
from algorist.formal.program.language import ProgramModel
from algorist.formal.program.running import printed_answer, printed_for
from algorist.formal.program.straight import straight_line
from algorist.formal.program.values import agrees, same, value_of

LONGEST_RUN = 60.0
"""Seconds that a run may take again, whatever the solution says that it took."""


def check(model: ProgramModel, solution: Solution) -> Verdict:
    """Verify that the program answers what the solution says, and passes or fails its visible tests as it says.

    `satisfied`: it did so again. `proved`: the program is a straight line without tests, and its answer follows by
    exact arithmetic.
    """
    if reason := _misshapen(model, solution):
        return Verdict.rejected(reason)
    assert solution.certificate is not None
    said = solution.certificate.data
    if solution.claim is Claim.FEASIBLE and (proof := _proof(model, solution)) is not None:
        return proof
    limits = SandboxLimits(seconds=min(LONGEST_RUN, 10.0 + 3 * max(0.0, solution.seconds)), memory=2 << 30)
    try:
        if "answer" in said and (printed := printed_answer(model, limits)) != said["answer"]:
            return Verdict.rejected(f"Run again, the program answers {printed[:200]!r}, not {said['answer']!r}.")
        got = [printed_for(model, test, limits) for test in model.tests]
    except (FormalError, TimeoutError) as error:
        return Verdict.rejected(f"Run again, the program fails: {error}.")
    if model.tests and [test["got"] for test in said["tests"]] != got:
        return Verdict.rejected("Run again, the program answers its tests otherwise than the certificate says.")
    failed = tuple(n for n, test in enumerate(model.tests) if not agrees(got[n], test.expected))
    if failed != solution.conflict:
        return Verdict.rejected(
            f"The program fails {len(failed)} of its tests, and {len(solution.conflict)} are named."
        )
    if failed:
        return Verdict(False, True, f"The program fails {len(failed)} of its {len(model.tests)} tests again.")
    passed = f" and passes its {len(model.tests)} visible tests" if model.tests else ""
    return Verdict(False, True, f"Run again in a fresh sandbox, the program answers the same{passed}.")


def _proof(model: ProgramModel, solution: Solution) -> Verdict | None:
    """Judge a straight-line program by exact arithmetic; None where that does not apply."""
    line = None if model.tests else straight_line(model)
    if line is None:
        return None
    try:
        exact = exact_answer(line)
    except NotExact:
        return None
    if not same(solution.values["answer"], exact):
        return Verdict.rejected(f"The answer is {exact}, by exact arithmetic.")
    return Verdict(True, True, "The answer follows from the program by exact arithmetic.")


def _misshapen(model: ProgramModel, solution: Solution) -> str:
    """Say what about a solution cannot be, whatever the program does; empty if nothing."""
    certificate, kind = solution.certificate, "tests" if model.tests else "run"
    if solution.claim not in (Claim.FEASIBLE, Claim.INFEASIBLE):
        return f"A program gives no evidence for the claim {solution.claim}."
    if certificate is None or certificate.kind != kind:
        return f"The certificate of this program must be of the kind {kind!r}."
    if solution.objective is not None:
        return "A program has no objective."
    if (solution.claim is Claim.INFEASIBLE) != bool(solution.conflict):
        return "An infeasible program fails tests, and names them; a feasible one fails none."
    answers = model.answers
    if set(certificate.data) != {*(["answer"] if answers else []), *(["tests"] if model.tests else [])}:
        return "The certificate does not have the parts that this program calls for."
    if answers and not isinstance(certificate.data["answer"], str):
        return "The certificate's answer is not a text."
    values = {"answer": value_of(certificate.data["answer"])} if answers and not solution.conflict else {}
    if set(values) != set(solution.values) or not all(same(values[name], solution.values[name]) for name in values):
        return "The values are not those of the certificate."
    return _misshapen_tests(model, certificate.data.get("tests", []))


def _misshapen_tests(model: ProgramModel, tests: Any) -> str:
    wanted = [(test.given, test.expected) for test in model.tests]
    if not isinstance(tests, (list, tuple)) or not all(isinstance(test, Mapping) for test in tests):
        return "The certificate's tests are not a list of objects."
    if [(test.get("given"), test.get("expected")) for test in tests] != wanted:
        return "The certificate's tests are not the program's."
    if not all(set(test) == {"given", "expected", "got"} and isinstance(test["got"], str) for test in tests):
        return "The certificate's tests do not say what the program answered."
    return ""
