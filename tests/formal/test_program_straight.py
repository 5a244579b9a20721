"""Straight-line programs: exact, proved, and derived by the grammar."""

from __future__ import annotations

import keyword
import random
from fractions import Fraction

import pytest
from gbnf import Gbnf
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import NotExact, exact_answer
from algorist.formal.program.straight import straight_line

GBNF = Gbnf(LANGUAGE.grammar.source)


def exactly(text: str) -> Fraction:
    line = straight_line(LANGUAGE.parse(text))
    assert line is not None
    return exact_answer(line)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("answer = 0.1 + 0.2", Fraction(3, 10)),
        ("a = 1\nb = a / 3\nanswer = b * 3", 1),
        ("answer = 0.12345678901234567890123", Fraction(12345678901234567890123, 10**23)),
        ("answer = 1_000.5 * 2", 2001),
        ("answer = -7 // 2 + -7 % 2 + 7.5 % -2", Fraction(-4 + 1) + Fraction(-1, 2)),
        ("answer = 2 ** -3 + (-2) ** 3 + (1 / 3) ** 2", Fraction(1, 8) - 8 + Fraction(1, 9)),
        ("answer = round(2.675, 2) + round(0.5) + round(1.5) + round(-2.5)", Fraction(268, 100)),
        ("answer = round(1250, -2)", 1200),
        ("answer = min(3, 1 / 2) + max([1, 2.5]) + abs(-4) + sum([1, 2, 3])", Fraction(1, 2) + Fraction(5, 2) + 10),
        ("x = (1 +\n  2); answer = x * 0.5  # half of é", Fraction(3, 2)),
        ("answer = 0x10 + 1e2", 116),
        ("x = 1\nx = x + 1\nanswer = +x\n", 2),
        ("answer = 1 ** (10 ** 9) + (-1) ** (10 ** 9 + 1) + 0 ** 0", 1),
    ],
)
def test_arithmetic_is_exact_and_proved(text: str, value: Fraction) -> None:
    assert exactly(text) == value
    model = LANGUAGE.parse(text)
    if "10 ** 9" not in text:
        solution = LANGUAGE.solve(model, Limits())
        assert solution.values["answer"] == value
        assert LANGUAGE.check(model, solution).proved
        assert "computed exactly" in LANGUAGE.explain(model, solution)


@pytest.mark.parametrize(
    "text",
    [
        "answer = x", "x = 1", "answer = 1\nprint(answer)", "answer = [1]", "answer = 'a'", "answer = True",
        "answer = pow(2, 3)",
        "sum = 1\nanswer = sum", "answer = abs(1, 2)", "answer = min(1)", "answer = sum(1, 2)",
        "answer = max(1, key=abs)",
        "answer = round(1.5, 0.5)", "answer = round(1.5, True)", "a, answer = 1, 2", "answer = 1 if 1 else 2",
        "answer = 1 < 2",
        "answer = 1 & 2", "answer = not 1", "answer = 2j", "answer = 1e-9999999999", "_F = 1\nanswer = _F",
        "a = answer = 1",
        "answer: int = 1", "answer = sum([])", "answer = min(*[1, 2])", "answer = " + "-" * 150 + "1",
        "import math\nanswer = 1",
    ],
)  # fmt: skip
def test_other_programs_are_not_straight_lines(text: str) -> None:
    assert straight_line(LANGUAGE.parse(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "answer = 1 / 0",
        "answer = 1 % 0",
        "answer = 2 ** 0.5",
        "answer = 0 ** -1",
        "answer = 10 ** 10 ** 9",
        "answer = 1 // 0",
        "x = 9\n" + "x = x * x\n" * 40 + "answer = x",
    ],
)
def test_what_has_no_exact_value_is_not_proved(text: str) -> None:
    with pytest.raises(NotExact):
        exactly(text)


def test_a_root_is_checked_by_running_it_again() -> None:
    model = LANGUAGE.parse("answer = 2 ** 0.5")
    solution = LANGUAGE.solve(model, Limits())
    verdict = LANGUAGE.check(model, solution)
    assert (verdict.proved, verdict.satisfied) == (False, True)
    assert solution.values["answer"] == Fraction("1.4142135623730951")


NAMES = ["total", "n", "price_2"]
NUMBERS = st.integers(0, 50).map(str) | st.decimals(0, 20, places=2).map(str) | st.sampled_from(NAMES)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner).map(
            lambda t: f"({t[0]} {t[1]} {t[2]})"
        ),
        st.tuples(inner, st.integers(-3, 3)).map(lambda t: f"({t[0]}) ** ({t[1]})"),
        inner.map(lambda a: f"-({a})"),
        st.tuples(st.sampled_from(["abs", "round"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, st.integers(-1, 3)).map(lambda t: f"round({t[0]}, {t[1]})" if t[1] >= 0 else f"round({t[0]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"sum([{', '.join(items)}])"),
    ),
    max_leaves=8,
)


@given(st.lists(EXPRESSIONS, min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_the_evaluator_agrees_with_the_sandbox(expressions: list[str]) -> None:
    lines = [f"{name} = {index + 2}" for index, name in enumerate(NAMES)]
    lines += [f"{NAMES[index % 3]} = {expression}" for index, expression in enumerate(expressions)]
    text = "\n".join([*lines, f"answer = {NAMES[(len(expressions) - 1) % 3]}\n"])
    try:
        exact = exactly(text)
    except NotExact:
        return
    solution = LANGUAGE.solve(LANGUAGE.parse(text), Limits())
    assert solution.values["answer"] == exact
    assert LANGUAGE.check(LANGUAGE.parse(text), solution).proved


@given(EXPRESSIONS, st.fractions() | st.integers())
@settings(deadline=None)
def test_every_other_answer_is_rejected(expression: str, claimed: Fraction | int) -> None:
    text = "total = 7\nn = 2\nprice_2 = 0.5\nanswer = " + expression
    try:
        exact = exactly(text)
    except NotExact:
        return
    for value in (claimed, exact + 1, exact, exact.numerator + 1):
        normal = int(value) if Fraction(value).denominator == 1 else Fraction(value)
        solution = Solution(Claim.FEASIBLE, {"answer": normal}, certificate=Certificate("run", {"answer": str(normal)}))
        if len(str(normal)) < 3000:
            assert LANGUAGE.check(LANGUAGE.parse(text), solution).proved is (normal == exact)


# The grammar.


@pytest.mark.parametrize("seed", range(150))
def test_what_the_grammar_derives_is_read(seed: int) -> None:
    text = GBNF.sample(random.Random(seed), {"rest": ["", "x", "_1", "total"]})
    model = LANGUAGE.parse(text)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


@pytest.mark.parametrize(
    "text",
    [
        "answer = 1\n",
        "rate = 0.15\ntotal_cost = 100 * (1 + rate)\nanswer = round(total_cost / 3, 2)\n",
        "a1 = -2 ** 2\nb = max(a1, 3, 4) // 2\nanswer = sum([a1, b]) % 7 - abs(b)\n",
    ],
)
def test_the_grammar_derives_straight_lines(text: str) -> None:
    assert GBNF.derives(text)
    assert straight_line(LANGUAGE.parse(text)) is not None


def test_the_grammar_derives_no_reserved_word_as_a_name() -> None:
    for word in [*keyword.kwlist, "sum", "abs", "round", "min", "max", "X", "1a", ""]:
        assert not GBNF.derives(f"{word} = 1\nanswer = 1\n")
    for name in ["i", "a", "iff", "classes", "su", "sums", "maximum", "or_", "n2", "is_", "fro", "z_9"]:
        assert GBNF.derives(f"{name} = 1\nanswer = {name}\n")
