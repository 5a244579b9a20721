"""The program language: what it reads, what it answers, and that no other answer passes its checker."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Certificate, Claim, Solution, Value
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.core.problem import Example
from algorist.formal.program import LANGUAGE
from algorist.formal.program.language import AnswerKind, ProgramModel, Test
from algorist.formal.program.values import agrees, number_of, value_of

Test.__test__ = False  # type: ignore[attr-defined]

AREA = """
def solution(width, height=2):
    return width * height  # the area

#? solution(3, 4) -> 12
#? solution(5) -> 10
"""

SUM = """
import sys
print(sum(map(int, sys.stdin.read().split())))
#? "3 4\\n" -> "7"
#? "" -> 0
"""


def solved(text: str, **limits: Any) -> Solution:
    return LANGUAGE.solve(LANGUAGE.parse(text), Limits(**{"seconds": 10.0, **limits}))


# Reading and writing.


def test_a_program_is_read_with_its_tests() -> None:
    model = LANGUAGE.parse(AREA)
    assert model.language == "program"
    assert model.tests == (Test("solution(3, 4)", "12"), Test("solution(5)", "10"))
    assert "# the area" in model.source
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    assert hash(LANGUAGE.parse(AREA.replace("\n", "\r\n"))) == hash(model)


@pytest.mark.parametrize(
    ("text", "kind", "answers"),
    [
        ("answer = 1", AnswerKind.VARIABLE, True),
        ("for answer in range(3): pass", AnswerKind.VARIABLE, True),
        ("if 1:\n  with open('x') as answer: pass", AnswerKind.VARIABLE, True),
        ("def f(): answer = 1\nprint(2)", AnswerKind.PRINTED, True),
        ("def solution(a=1, *, b=2): return a", AnswerKind.FUNCTION, True),
        ("def solution(a, b=2): return a", AnswerKind.NOWHERE, False),
        ("def solution(*, b): return b", AnswerKind.NOWHERE, False),
        ("print(1)", AnswerKind.PRINTED, True),
        ("def f(a): return a\nprint(f(2))\n#? f(1) -> 1", AnswerKind.PRINTED, True),
        ("print(input())\n#? '1' -> 1", AnswerKind.PRINTED, False),
    ],
)
def test_where_a_program_leaves_its_answer(text: str, kind: AnswerKind, answers: bool) -> None:
    model = LANGUAGE.parse(text)
    assert (model.answer_kind, model.answers) == (kind, answers)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "the program is empty"),
        ("# nothing\n\n", 1, 1, "the program is empty"),
        ("x = 1\ny = = 2", 2, 5, "invalid syntax"),
        ("x = 1\nreturn x", 2, 1, "'return' outside function"),
        ("x = (1,\n", 1, 5, "was never closed"),
        ("x = 1\ny = \0", 2, 5, "NUL"),
        ("x = '" + "a" * 100_000 + "'", 1, 1, "longer than 100,000 characters"),
        ("answer = '\ud800'", 1, 1, "not a program"),
        ("answer = " + "(" * 300 + ")" * 300, 1, None, "too many nested parentheses"),
        ("answer = " + "-" * 50_000 + "1", 1, 1, "nested too deeply"),
        ("answer = x" + ".y" * 40_000, 1, 1, "nested too deeply"),
        ("answer = 1" + "+1" * 40_000, 1, 1, "nested too deeply"),
        ("answer = 1\n#? f(1) -> 2", 2, 4, "calls f, which the program does not define"),
        ("def f(x): pass\n#? f(1) = 2", 2, 1, "this test cannot be read"),
        ("def f(x): pass\n#? f(y) -> 2", 2, 1, "this test cannot be read"),
        ("def f(x): pass\n#? f(1) -> g(2)", 2, 1, "this test cannot be read"),
        ("def f(x): pass\n#? 1 -> 2", 2, 1, "this test cannot be read"),
        ("def f(x): pass\n#? f(1) -> 2\nf(2)", 2, 1, "a test stands inside the program"),
    ],
)
def test_what_is_no_program_is_refused_with_its_place(text: str, line: int, column: int | None, words: str) -> None:
    with pytest.raises(FormalError, match=words) as error:
        LANGUAGE.parse(text)
    assert (error.value.line, error.value.column) == (line, column or error.value.column)


def test_marks_of_tests_within_strings_are_text() -> None:
    model = LANGUAGE.parse("answer = '''\n#? x\n'''\n#? \"a -> b\" -> 'c -> d'\n")
    assert model.tests == (Test("'a -> b'", "'c -> d'"),)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


@given(st.text(max_size=200))
@example("#?")
@example("\x0c")
@example("a\rb")
@example("'''\\\n#? x")
@settings(deadline=None)
def test_any_text_is_a_program_that_comes_back_or_a_formal_error(text: str) -> None:
    try:
        model = LANGUAGE.parse(text)
    except FormalError as error:
        place = (error.line, error.column)
    else:
        assert LANGUAGE.parse(LANGUAGE.render(model)) == model
        place = (1, 1)
    assert min(place) >= 1


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.integers(), inner, max_size=2),
    max_leaves=5,
)


@given(
    st.lists(st.tuples(st.lists(LITERALS, max_size=3), LITERALS), max_size=3), st.text(max_size=20), st.text(max_size=9)
)
@settings(deadline=None)
def test_programs_with_tests_come_back(calls: list[tuple[list[object], object]], stdin: str, expected: str) -> None:
    tests = "".join(f"#? f({', '.join(map(repr, given))}) -> {expected!r}\n" for given, expected in calls)
    model = LANGUAGE.parse(f"def f(*x):\n    return x\n{tests}").with_examples([Example(stdin, expected)])
    assert len(model.tests) == len(calls) + 1
    assert model.tests[-1].stdin == stdin
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


# Values.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42), ("-7", -7), ("2.50", Fraction(5, 2)), ("1e3", 1000), ("3/4", Fraction(3, 4)), ("6/3", 2),
        ("7.0", 7),
        (".5", Fraction(1, 2)), ("0.1", Fraction(1, 10)), ("True", True), ("(1, 2.5)", (1, Fraction(5, 2))), ("[]", ()),
        ("['a', [1]]", ("a", (1,))), ("blue", "blue"), ("1/0", "1/0"), ("inf", "inf"), ("nan", "nan"),
        ("1e9999", "1e9999"),
        ("{1: 2}", "{1: 2}"), ("(1", "(1"), ("[1e999]", "[1e999]"), ("9" * 5000, "9" * 5000), ("²", "²"), ("٣", "٣"),
    ],
)  # fmt: skip
def test_printed_text_becomes_an_exact_value(text: str, value: Value) -> None:
    got = value_of(text)
    assert got == value
    assert type(got) is type(value)
    assert isinstance(got, bool) == isinstance(value, bool)


@given(st.integers() | st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=9))
def test_numbers_are_read_exactly(number: Any) -> None:
    assert number_of(str(number)) == Fraction(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_the_decimals_that_they_print(number: float) -> None:
    assert float(value_of(repr(number))) == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "expected", "result"),
    [
        ("7\n", "7", True), ("7.0", "7", True), ("8", "7", False), ("x", "7", False),
        ("0.30000000000000004", "0.3", True), ("0.3001", "0.3", False), ("a b \n\nc\n", "'a b\\n\\nc'", True),
        ("a  b", "'a b'", False), ("12.0", "'12'", True),
        ("[1, 2]", "[1, 2]", True), ("[1,2]", "[1, 2]", True), ("(1, 2)", "[1, 2]", False), ("True", "True", True),
        ("1", "True", True), ("None", "None", True), ("", "None", False), ("{2: 1, 1: 2}", "{1: 2, 2: 1}", True),
    ],
)  # fmt: skip
def test_what_agrees_with_a_test(printed: str, expected: str, result: bool) -> None:
    assert agrees(printed, expected) is result


# Solving.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("answer = sum(range(10))", 45),
        ("print('working')\nprint(0.5 * 3)", Fraction(3, 2)),
        ("def solution():\n    return 'red'", "red"),
        ("answer = 'two\\nlines'\nprint('noise', end='')", "two\nlines"),
        ("from fractions import Fraction\nanswer = Fraction(1, 3)", Fraction(1, 3)),
        ("answer = [1, (2, 0.5)]", (1, (2, Fraction(1, 2)))),
        ("def print(*x): raise SystemExit\nanswer = 5", 5),
    ],
)
def test_the_answer_is_exact(text: str, value: Value) -> None:
    solution = solved(text)
    assert (solution.claim, dict(solution.values)) == (Claim.FEASIBLE, {"answer": value})
    assert solution.certificate is not None
    assert solution.certificate.kind == "run"
    verdict = LANGUAGE.check(LANGUAGE.parse(text), Solution.from_json(solution.to_json()))
    assert (verdict.proved, verdict.satisfied) == (False, True)
    assert "answer = " in LANGUAGE.explain(LANGUAGE.parse(text), solution)


@pytest.mark.parametrize(("text", "count"), [(AREA, 2), (SUM, 2)])
def test_visible_tests_are_the_certificate(text: str, count: int) -> None:
    model, solution = LANGUAGE.parse(text), solved(text)
    assert solution.certificate is not None
    assert (solution.claim, solution.certificate.kind) == (Claim.FEASIBLE, "tests")
    assert len(solution.certificate.data["tests"]) == count
    assert LANGUAGE.check(model, solution).satisfied
    assert f"passes its {count} visible tests" in LANGUAGE.explain(model, solution)


def test_failed_tests_are_named() -> None:
    text = AREA.replace("-> 12", "-> 13")
    model, solution = LANGUAGE.parse(text), solved(text)
    assert (solution.claim, solution.conflict, dict(solution.values)) == (Claim.INFEASIBLE, (0,), {})
    assert solution.message == "Given solution(3, 4), the program answers '12', and 13 is expected."
    assert LANGUAGE.check(model, solution).satisfied
    assert "fails 1 of its 2" in LANGUAGE.explain(model, solution)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = [1]\n\nanswer = x[3]", 3, "IndexError: list index out of range"),
        ("import math\ndef solution():\n    return math.sqrt(-1)", 3, "ValueError: math domain error"),
        ("answer = 1\nraise SystemExit(4)", 1, "exit code 4"),
        ("pass", 1, "the program answers nothing"),
        ("answer = 1\nraise SystemExit", 1, "ended before it answered"),
        ("import os\nprint(1)\nos.abort()", 1, "killed by a signal"),
        ("x = bytearray(1 << 40)", 1, "ran out of memory"),
        ("while True: print(1)", 1, "printed without end"),
        ("import socket\nsocket.socket()", 2, "PermissionError"),
        ("answer = 1 / 0", 1, "ZeroDivisionError: division by zero"),
    ],
)
def test_a_program_that_fails_is_a_formal_error_at_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(FormalError, match=words) as error:
        solved(text)
    assert error.value.line == line


def test_a_program_without_end_times_out() -> None:
    for text in ["while True: pass", "def f():\n    while True: pass\nanswer = 1\n#? f() -> 1"]:
        solution = solved(text, seconds=0.3)
        assert solution.claim is Claim.TIMEOUT
        assert "did not end within" in solution.message
        assert not LANGUAGE.check(LANGUAGE.parse(text), solution).satisfied


def test_without_a_sandbox_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.uname", lambda: type("", (), {"machine": "vax"}))
    with pytest.raises(Unavailable, match="vax"):
        solved("print(1)")


# Checking.


def forgeries(solution: Solution, rng: random.Random) -> Solution:
    """Return the solution with one thing in it changed."""
    certificate = solution.certificate
    assert certificate is not None
    data: dict[str, Any] = {**certificate.data}
    kinds = ["claim", "objective", "conflict", "no certificate", "kind", "part", "value", "name"]
    kinds += [kind for kind in ("answer", "tests") if kind in data]
    match rng.choice(kinds):
        case "claim":
            other = rng.choice([claim for claim in Claim if claim is not solution.claim])
            return dataclasses.replace(solution, claim=other)
        case "objective":
            return dataclasses.replace(solution, objective=Fraction(rng.randrange(100)))
        case "conflict":
            return dataclasses.replace(solution, conflict=(*solution.conflict, rng.randrange(9)))
        case "no certificate":
            return dataclasses.replace(solution, certificate=None)
        case "kind":
            return dataclasses.replace(solution, certificate=Certificate(rng.choice(["drup", "farkas", ""]), data))
        case "part":
            data[rng.choice(["more", "values"])] = 1
        case "value":
            worth = rng.choice([rng.randrange(-99, 99), True, "x", Fraction(1, 7), ()])
            return dataclasses.replace(solution, values={**solution.values, "answer": worth})
        case "name":
            return dataclasses.replace(solution, values={**solution.values, "x": 1})
        case "answer":
            wrong = f"{data['answer']}{rng.randrange(1, 10)}"
            values = {"answer": value_of(wrong)} if rng.random() < 0.5 else solution.values
            return dataclasses.replace(
                solution, values=values, certificate=Certificate(certificate.kind, {**data, "answer": wrong})
            )
        case "tests":
            tests = [dict(test) for test in data["tests"]]
            test = rng.choice(tests)
            change = rng.randrange(3)
            if change == 0:
                test[rng.choice(["given", "expected", "got"])] += rng.choice("0123456789")
            elif change == 1:
                tests.remove(test)
            else:
                tests.append(test)
            data["tests"] = tests
    return dataclasses.replace(solution, certificate=Certificate(certificate.kind, data))


@pytest.mark.parametrize(
    ("text", "count"),
    [("answer = 5 * 7 - 1\n", 300), (AREA, 40), (SUM, 40), ("print(6 * 7)", 40), (AREA + "#? solution(1) -> 1", 20)],
)
def test_every_forgery_is_rejected(text: str, count: int) -> None:
    rng, model, solution = random.Random(text), LANGUAGE.parse(text), solved(text)
    assert LANGUAGE.check(model, solution).satisfied
    for _ in range(count):
        forged = forgeries(solution, rng)
        if forged == solution:
            continue
        verdict = LANGUAGE.check(model, forged)
        assert not verdict.proved, forged
        assert not verdict.satisfied, forged


def test_a_program_that_does_not_repeat_is_rejected() -> None:
    text = "import time\nprint(time.time_ns())"
    assert not LANGUAGE.check(LANGUAGE.parse(text), solved(text)).satisfied


def test_a_solution_of_another_program_is_rejected() -> None:
    assert not LANGUAGE.check(LANGUAGE.parse("print(2)"), solved("print(3)")).satisfied
    assert not LANGUAGE.check(ProgramModel("answer = 2\n"), solved("answer = 3")).satisfied
