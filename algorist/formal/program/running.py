"""Runs a program model in the sandbox and reads what it answers."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from fractions import Fraction
from typing import cast

from algorist.core.errors import FormalError
from algorist.formal.program.execution import Execution, Outcome, SandboxLimits
from algorist.formal.program.language import AnswerKind, ProgramModel, Test
from algorist.formal.program.sandbox import Sandbox
from algorist.formal.program.straight import StraightLine, straight_line

MARK = "\x1e"
"""Printed before the answer (ASCII's record separator), so that nothing printed earlier is taken for it."""

REPORTS = {
    AnswerKind.VARIABLE: "answer",
    AnswerKind.FUNCTION: "solution()",
}
"""The expression that is the answer, by where the program leaves it."""

TROUBLES = {
    Outcome.KILLED: "the program was killed by a signal",
    Outcome.MEMORY: "the program ran out of memory",
    Outcome.OUTPUT: "the program printed without end",
}


def printed_answer(model: ProgramModel, limits: SandboxLimits) -> str:
    """Return the text of the program's answer; raises FormalError when it ends badly or answers nothing.

    Raises TimeoutError at the limit of time, and Unavailable where there is no sandbox.
    """
    line = straight_line(model)
    source = model.source if line is None else exact_source(model.source, line)
    printed = _output(model, source, REPORTS.get(model.answer_kind), "", limits)
    if model.answer_kind is AnswerKind.PRINTED:
        printed = printed.strip().rpartition("\n")[2]
    if not printed.strip():
        raise FormalError(1, 1, "the program answers nothing", "Assign the answer to `answer`.")
    return printed.strip()


def printed_for(model: ProgramModel, test: Test, limits: SandboxLimits) -> str:
    """Return what the program answers to a test: all that it prints, or the text of its answer; raises as above."""
    if test.stdin is None:
        return _output(model, model.source, test.given, "", limits)
    return _output(model, model.source, REPORTS.get(model.answer_kind), test.stdin, limits)


def remaining(limits: SandboxLimits, spent: float) -> SandboxLimits:
    """Return the limits less the seconds already spent; raises TimeoutError when none are left."""
    if spent >= limits.seconds:
        raise TimeoutError(f"The program and its tests did not end within {limits.seconds:g} s")
    return replace(limits, seconds=limits.seconds - spent)


def exact_source(source: str, line: StraightLine) -> str:
    """Rewrite a straight-line program so that Python itself computes with exact fractions, line for line."""
    rewrite = _Exact(line)
    lines = ["" for _ in source.split("\n")]
    for name, value in line.assignments:
        lines[value.lineno - 1] += f"{name} = {ast.unparse(cast(ast.expr, rewrite.visit(value)))}; "
    lines[0] = f"from fractions import Fraction as _F; {lines[0]}"
    return "\n".join(text.rstrip("; ") for text in lines) + "\n"


class _Exact(ast.NodeTransformer):
    """Makes literals with a point fractions, and dividends and bases too; the rest is then exact of itself."""

    def __init__(self, line: StraightLine) -> None:
        self._line = line

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        number = self._line.number(node)
        return _fraction(ast.Constant(str(number))) if isinstance(number, Fraction) else ast.Constant(number)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, (ast.Div, ast.Pow)):
            left = _fraction(left)
        return ast.BinOp(left, node.op, right)


def _fraction(value: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("_F", ast.Load()), [value], [])


def _output(model: ProgramModel, source: str, report: str | None, stdin: str, limits: SandboxLimits) -> str:
    """Run a program, at its end let it print what `report` is worth, and return that, or else all that it printed."""
    if report is not None:
        source += f'\n__import__("builtins").print({MARK!r}, {report}, sep="", end="")\n'
    execution = Sandbox().run(source, stdin, limits)
    if execution.outcome is Outcome.TIMEOUT:
        raise TimeoutError(f"The program did not end within {limits.seconds:g} s")
    if execution.outcome is not Outcome.ENDED:
        raise _failure(model, execution)
    if report is None:
        return execution.stdout
    _, mark, answer = execution.stdout.rpartition(MARK)
    if not mark:
        raise FormalError(1, 1, "the program ended before it answered")
    return answer


def _failure(model: ProgramModel, execution: Execution) -> FormalError:
    """Say where in its text a program failed, and how, as its traceback tells."""
    if execution.outcome is not Outcome.FAILED:
        return FormalError(1, 1, TROUBLES[execution.outcome])
    said = [line.strip() for line in execution.stderr.splitlines() if line.strip()]
    places = [int(place) for place in re.findall(r'File "[^"\n]*program\.py", line (\d{1,9})\b', execution.stderr)]
    inside = [place for place in places if 1 <= place <= model.source.count("\n")]
    what = said[-1] if said else f"the program ended with exit code {execution.exit_code}"
    what = what.replace("ZeroDivisionError: Fraction(", "ZeroDivisionError: division by zero, (")
    return FormalError(inside[-1] if inside else 1, 1, what[:500])
