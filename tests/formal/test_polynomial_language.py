"""The polynomial language's text: what it denotes, what it refuses and how."""

from __future__ import annotations

import random
import re
import string
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linear_gbnf import sample
from pace import within
from polynomial_cases import ENTAILED, REFUTED, models

from algorist.core.errors import FormalError
from algorist.core.language import Model as AnyModel
from algorist.formal.polynomial import LANGUAGE
from algorist.formal.polynomial.language import GRAMMAR, parse, render
from algorist.formal.polynomial.tree import Model

SAME = {
    "x1**2 - 2.50 * x1": "x(1)^2 - 5/2*x1",
    "2x1 + 3(x1 - y)": "5*x1 - 3*y",
    "(x + y)(x - y)": "x^2 - y^2",
    "x^2 y": "x^2*y",
    "-x^2": "-(x^2)",
    "x - - y": "x + y",
    "4.3e+2*x": "430*x",
    "1e-2 x": "x/100",
    "x^2 - x^2 + y": "y",
    "a <= b": "b - a",
    "a >= b": "a - b",
    "x # a remark\n + 1": "x + 1",
    "x\non\n 0 <= x <= 1": "x on x >= 0, 1 - x >= 0",
    "x on x = 2*y; y ≥ 0": "x\non x - 2*y = 0\ny >= 0",
    "(x + y)^3": "x^3 + 3*x^2*y + 3*x*y^2 + y^3",
    "x^(2)": "x^2",
    "6/2/3*x": "x",
}
REFUSED = {
    "": "expected a number",
    "x +": "expected a number",
    "sin(x)": "sin is no polynomial",
    "x^-1": "negative exponent",
    "x^0.5": "not whole",
    "x^y": "whole number as exponent",
    "1/x": "division by a variable",
    "x/0": "division by zero",
    "x where x >= 0": "begins with the word on",
    "x on x > 0": "strict comparison",
    "x on x": "a comparison",
    "x = y": "claim of equality",
    "x y": "expected an operator",
    "x[1]": "x(1)",
    "x(y)": "begins an index",
    "x²": "x^2",
    "\\frac{1}{2}": "LaTeX",
    "x^201": "over 200",
    "(a + b + c + d + e)^100": "expanding",
    "9" * 1001: "digits",
    "1e2000": "digits",
    "((2^1000)^1000)*x": "digits",
    "(" * 101 + "x" + ")" * 101: "deep",
}


@pytest.mark.parametrize("text", SAME)
def test_notations(text: str) -> None:
    assert parse(text) == parse(SAME[text])


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_say_what_is_wrong(text: str) -> None:
    with pytest.raises(FormalError, match=re.escape(REFUSED[text])):
        parse(text)


def test_places_are_of_the_offender() -> None:
    with pytest.raises(FormalError) as caught:
        parse("x^2 + 3\n  - sin(y)")
    assert (caught.value.line, caught.value.column) == (2, 5)


@settings(max_examples=150, deadline=None)
@given(models())
def test_round_trip(model: Model) -> None:
    assert parse(render(model)) == model
    assert hash(model) == hash(parse(render(model)))
    assert isinstance(model, AnyModel)


@pytest.mark.parametrize("text", [*ENTAILED.values(), *REFUTED.values()])
def test_known_round_trip(text: str) -> None:
    assert parse(render(parse(text))) == parse(text)


def test_numbers_are_exact() -> None:
    (term,) = parse("0.1*x").polynomial.terms
    assert term[1] == Fraction(1, 10)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*"xy019.^*+-/()=<>,;\n #é", "on", "**", ">=", "e", "x(1)"]), max_size=30))
def test_garbage_is_refused_politely(pieces: list[str]) -> None:
    with suppress(FormalError):
        model = parse("".join(pieces))
        assert parse(render(model)) == model


@pytest.mark.parametrize("piece", ["x", "(", "-", "x+", "*", "\n", "9", "x*", "2x(1)+", "x on x>=0,", string.printable])
def test_a_megabyte_takes_no_second(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    with within(1), suppress(FormalError):
        parse(text)


@pytest.mark.parametrize("seed", range(8))
def test_what_the_grammar_generates_parses(seed: int) -> None:
    text = sample(GRAMMAR, random.Random(seed))
    try:
        model = parse(text)
    except FormalError as error:
        if "State a smaller polynomial" not in error.hint:
            raise
    else:
        assert parse(render(model)) == model


def test_importing_is_light() -> None:
    script = "import sys; import algorist.formal.polynomial; print([m for m in ('numpy', 'scipy', 'clarabel') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert LANGUAGE.name == "polynomial"
