"""The program language: a Python program that computes the answer, and the visible tests that it must pass.

    def solution(width, height):
        return 2 * (width + height)

    #? solution(3, 4) -> 14
    #? solution(0, 5) -> 10

The answer is the value that the program leaves in `answer`; failing that, what `solution()` returns, if it can be
called without arguments; failing that, the last line that it prints. A test, after the program, gives the program
either a call or, as a string, its standard input: `#? "3 4\\n" -> "14"`.

In a straight-line program (`straight.py` says what that is) numbers are exact: 0.1 is a tenth, 1 / 3 is a third.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from algorist.core.errors import FormalError
from algorist.core.problem import Example

LARGEST_SOURCE = 100_000
"""Characters that a program may have."""

TEST_HINT = 'A test is a line after the program, like `#? solution(3, 4) -> 14` or `#? "3 4" -> "14"`.'


class AnswerKind(StrEnum):
    """Where a program leaves its answer."""

    VARIABLE = "variable"
    FUNCTION = "function"
    PRINTED = "printed"
    NOWHERE = "nowhere"
    """its `solution` needs arguments, so only the tests say anything of it"""


@dataclass(frozen=True, slots=True)
class Test:
    """What a program is given, a call or a string for its standard input, and what it must answer; literal Python."""

    given: str
    expected: str

    @property
    def stdin(self) -> str | None:
        """The standard input, where the test is not a call."""
        value = None if self.given.endswith(")") else ast.literal_eval(self.given)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class ProgramModel:
    """A Python program that compiles, its line ends normalised, with its visible tests."""

    source: str
    tests: tuple[Test, ...] = ()

    @property
    def language(self) -> str:
        return "program"

    @property
    def answer_kind(self) -> AnswerKind:
        tree = ast.parse(self.source)
        if "answer" in _assigned(tree):
            return AnswerKind.VARIABLE
        for statement in reversed(tree.body):
            if isinstance(statement, ast.FunctionDef) and statement.name == "solution":
                given = statement.args
                needs = len(given.posonlyargs) + len(given.args) > len(given.defaults) or None in given.kw_defaults
                return AnswerKind.NOWHERE if needs else AnswerKind.FUNCTION
        return AnswerKind.PRINTED

    @property
    def answers(self) -> bool:
        """Whether the program has an answer of its own; one that tests give input has an answer only to each input."""
        return self.answer_kind is not AnswerKind.NOWHERE and all(test.stdin is None for test in self.tests)

    def with_examples(self, examples: Iterable[Example]) -> ProgramModel:
        """Return the program with a problem's visible tests added: standard input and what must be printed."""
        added = (Test(_literal(example.input), _literal(example.expected)) for example in examples)
        return replace(self, tests=(*self.tests, *added))


def parse(text: str) -> ProgramModel:
    """Read a program and its tests; raises FormalError, and nothing else."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    first_test = len(lines)
    while first_test > 0 and (lines[first_test - 1].startswith("#?") or not lines[first_test - 1].strip()):
        first_test -= 1
    source = "\n".join(lines[:first_test]) + "\n"
    tree = _compiled(source)
    _refuse_tests_inside(source)
    functions = {statement.name for statement in tree.body if isinstance(statement, ast.FunctionDef)}
    tests = [
        _test(number, line, functions)
        for number, line in enumerate(lines[first_test:], first_test + 1)
        if line.startswith("#?")
    ]
    return ProgramModel(source, tuple(tests))


def render(model: ProgramModel) -> str:
    """Return the program's own text, then its tests a line each."""
    tests = "".join(f"#? {test.given} -> {test.expected}\n" for test in model.tests)
    return f"{model.source}\n{tests}" if tests else model.source


def _compiled(source: str) -> ast.Module:
    if len(source) > LARGEST_SOURCE:
        raise FormalError(1, 1, f"the program is longer than {LARGEST_SOURCE:,} characters")
    if (place := source.find("\0")) >= 0:
        line = source.count("\n", 0, place) + 1
        raise FormalError(line, place - source.rfind("\n", 0, place), "a program cannot contain a NUL character")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
            compile(
                source, "program.py", "exec", dont_inherit=True
            )  # sees what the parser alone does not; runs nothing
    except SyntaxError as error:
        raise FormalError(max(1, error.lineno or 1), max(1, error.offset or 1), error.msg) from error
    except (RecursionError, MemoryError) as error:
        raise FormalError(1, 1, "the program is nested too deeply to be read") from error
    except ValueError as error:
        raise FormalError(1, 1, f"this is not a program: {error}") from error
    if not tree.body:
        raise FormalError(1, 1, "the program is empty", "Assign the answer to `answer`.")
    return tree


def _refuse_tests_inside(source: str) -> None:
    if "#?" in source:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and token.string.startswith("#?"):
                raise FormalError(token.start[0], token.start[1] + 1, "a test stands inside the program", TEST_HINT)


def _test(number: int, line: str, functions: set[str]) -> Test:
    for arrow in re.finditer(r"->", line):
        given, expected = (_expression(text) for text in (line[2 : arrow.start()], line[arrow.end() :]))
        if given is None or expected is None or not _is_literal(expected):
            continue
        match given:
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=named):
                if name not in functions:
                    raise FormalError(number, 4, f"the test calls {name}, which the program does not define", TEST_HINT)
                if all(map(_is_literal, [*arguments, *(keyword.value for keyword in named)])):
                    return Test(ast.unparse(given), ast.unparse(expected))
            case ast.Constant(value=str()):
                return Test(ast.unparse(given), ast.unparse(expected))
    raise FormalError(number, 1, "this test cannot be read", TEST_HINT)


def _expression(text: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _literal(text: str) -> str:
    return ast.unparse(ast.Constant(text))


def _assigned(tree: ast.Module) -> set[str]:
    """Return the names that a program binds outside its functions and classes."""
    names: set[str] = set()
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        waiting.extend(ast.iter_child_nodes(node))
    return names
