"""Conic Benchmark Format: what it denotes, what is refused and how."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction

import pytest
from conic_cases import INFEASIBLE, OPTIMAL, models
from hypothesis import given, settings
from hypothesis import strategies as st
from linear_gbnf import sample
from pace import within

from algorist.core.errors import FormalError, InputError
from algorist.core.language import Model as AnyModel
from algorist.formal.conic import LANGUAGE
from algorist.formal.conic.ground import ground
from algorist.formal.conic.language import GRAMMAR, parse, render
from algorist.formal.conic.render import decimal
from algorist.formal.conic.tree import Cone, Model

HEAD = "VER\n3\nOBJSENSE\nMIN\n"
SMALL = HEAD + "VAR\n3 2\nF 1\nL+ 2\nPSDVAR\n1\n2\nCON\n2 1\nQ 2\n"
REFUSED = {
    "": "VER is missing",
    "VER\n9\n": "no version 9",
    "VER\n3\n": "OBJSENSE is missing",
    "OBJSENSE\nMIN\n": "begins with its version",
    "VER\n3\nOBJSENSE\nmin\n": "MIN or MAX",
    HEAD + "VARS\n": "Did you mean VAR?",
    HEAD + "VAR\n3 1\nL+ 2\n": "2 coordinates in all, not 3",
    HEAD + "VAR\n1 1\nL 1\n": "Did you mean L",
    HEAD + "VAR\n2 1\nEXP 2\n": "EXP of 2 coordinates",
    HEAD + "VAR\n3 1\n@0:POW 3\n": "power cones before this line",
    HEAD + "POWCONES\n1 2\n2\n1\n-1\n": "not positive",
    HEAD + "VAR\n1 1\n": "ends inside a section",
    HEAD + "INT\n1\n0\n": "continuous",
    SMALL + "OBJACOORD\n1\n3 1\n": "can be at most 2",
    SMALL + "OBJACOORD\n2\n1 1\n1 2\n": "a second time",
    SMALL + "OBJACOORD\n1\n1 one\n": "is no number",
    SMALL + "OBJACOORD\n1\n1\n": "2 are expected",
    SMALL + "OBJACOORD\n1\n1 1e9999\n": "digits",
    SMALL + "DCOORD\n1\n0 0 0 1\n": "there is none",
    SMALL + "VER\n3\n": "a second time",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_say_what_is_wrong(text: str) -> None:
    with pytest.raises(FormalError) as caught:
        parse(text)
    assert REFUSED[text] in str(caught.value)


def test_sections_and_numbers() -> None:
    coordinates = "OBJFCOORD\n1\n0 0 1 .5\n# a remark\nOBJACOORD\n1\n2 1e-2\n\nOBJBCOORD\n-1.5\n"
    model = parse(SMALL + coordinates + "FCOORD\n1\n1 0 1 0 2\nBCOORD\n1\n1 3\n")
    assert model.cost_matrices == (((0, 1, 0), Fraction(1, 2)),)
    assert model.costs == (((2,), Fraction(1, 100)),)
    assert model.offset == Fraction(-3, 2)
    assert model.variables == (Cone("F", 1), Cone("L+", 2))
    program = ground(model)
    assert program.names == ("x0", "x1", "x2", "X0_0_0", "X0_1_0", "X0_1_1")
    assert program.costs == (0, 0, Fraction(1, 100), 0, 1, 0)
    (constraint,) = (block for block in program.blocks if block.name == "constraint 0")
    assert constraint.rows == ((), ((4, Fraction(4)),))


def test_power_cones_are_shared() -> None:
    text = HEAD + "POWCONES\n1 2\n2\n1\n3.0\nVAR\n6 2\n@0:POW 3\n@0:POW 3\n"
    model = parse(text)
    assert model.variables == (Cone("POW", 3, (Fraction(1), Fraction(3))),) * 2
    assert parse(render(model)) == model


@settings(max_examples=150, deadline=None)
@given(models())
def test_round_trip(model: Model) -> None:
    assert parse(render(model)) == model
    assert hash(model) == hash(parse(render(model)))
    assert isinstance(model, AnyModel)


@pytest.mark.parametrize("model", [*(model for model, _ in OPTIMAL.values()), *INFEASIBLE.values()])
def test_known_round_trip(model: Model) -> None:
    assert parse(render(model)) == model


@given(st.integers(-(10**30), 10**30), st.integers(0, 40))
def test_decimals_are_exact(value: int, places: int) -> None:
    number = Fraction(value, 10**places)
    assert Fraction(decimal(number)) == number


def test_thirds_have_no_decimal() -> None:
    with pytest.raises(InputError, match="no finite decimal"):
        decimal(Fraction(1, 3))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_garbage_is_refused_politely(data: st.DataObject) -> None:
    lines = render(OPTIMAL[data.draw(st.sampled_from(sorted(OPTIMAL)))][0]).split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        words = [
            "",
            "0",
            "-1",
            "2 2",
            "1e400",
            "VAR",
            "CON",
            "Q 1",
            "L+",
            "99999999999",
            "٣",
            "\x00",
            "POWCONES",
            "1 1 1",
        ]
        lines[place] = data.draw(st.sampled_from(words))
    with suppress(FormalError):
        parse("\n".join(lines))


@pytest.mark.parametrize("piece", ["x", "VER\n", "VER\n3\n", "\n", "9", "#", "0 0 1\n", " "])
def test_a_megabyte_takes_no_second(piece: str) -> None:
    for head in ("", SMALL + "ACOORD\n300000\n"):
        with within(1), suppress(FormalError):
            parse(head + piece * (1_000_000 // len(piece)))


def test_what_the_grammar_generates_is_read_or_refused_by_its_counts() -> None:
    rng = random.Random(0)
    for _ in range(100):
        with suppress(FormalError):
            parse(sample(GRAMMAR, rng))


def test_importing_is_light() -> None:
    script = "import sys; import algorist.formal.conic; print([m for m in ('numpy', 'scipy', 'clarabel', 'scs') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
    assert LANGUAGE.name == "conic"
