"""The linear language's text: what it denotes, what it refuses and how."""

from __future__ import annotations

import random
import string
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linear_cases import ASSIGNMENT, DIET, KNAPSACK, KNOWN, STOCK, models
from linear_gbnf import sample
from pace import within

from algorist.core.errors import FormalError
from algorist.core.language import Model as AnyModel
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.language import GRAMMAR, ground, parse, render

BOUND = {"": (0, None), ">= 5": (5, None), "<= 7": (0, 7), "free": (None, None), "in [2, 40]": (2, 40)}
BOUND |= {"in [-inf, 3]": (None, 3), "in [1/2, inf]": (Fraction(1, 2), None), "free <= 4": (None, 4)}
BOUND |= {">= -2, <= 0.5": (-2, Fraction(1, 2)), "binary": (0, 1), ">= 1e-3": (Fraction(1, 1000), None)}


@pytest.mark.parametrize("words", BOUND)
def test_domains(words: str) -> None:
    (column,) = ground(parse(f"var x {words}")).columns
    assert (column.lower, column.upper) == BOUND[words]
    assert column.integer == (words == "binary")
    assert parse(render(parse(f"var x {words}"))) == parse(f"var x {words}")


FORM = {
    "2*x + 3 y": {"x": 2, "y": 3},
    "2x - -y": {"x": 2, "y": 1},
    "35% * (x + y)": {"x": Fraction(7, 20), "y": Fraction(7, 20)},
    "35%(x + y)": {"x": Fraction(7, 20), "y": Fraction(7, 20)},
    "(1 + 2)*x/4": {"x": Fraction(3, 4)},
    "2/3 x": {"x": Fraction(2, 3)},
    "6/2/3*x": {"x": 1},
    "6/(2/3)*x": {"x": 9},
    "x - (y - x)": {"x": 2, "y": -1},
    "-2*(x - 3*y)": {"x": -2, "y": 6},
    "x - x + y": {"y": 1},
    "0.1*x": {"x": Fraction(1, 10)},
    "1e3 x + .5y": {"x": 1000, "y": Fraction(1, 2)},
    "2 sum(i in 1..3) i*x + y": {"x": 12, "y": 1},
    "sum(i in 1..2, j in 1..i) x": {"x": 3},
    "sum(i in {}) x + y": {"y": 1},
    "+x": {"x": 1},
    "−x × 3": {"x": -3},
}


@pytest.mark.parametrize("text", FORM)
def test_expressions(text: str) -> None:
    rows = ground(parse(f"var x, y\nminimize {text}\n{text} ≤ 3"))
    assert {column.name: column.cost for column in rows.columns if column.cost} == FORM[text]
    assert {rows.columns[place].name: factor for place, factor in rows.rows[0].coefficients} == FORM[text]
    assert rows.rows[0].upper == 3


def test_constants_move_across() -> None:
    rows = ground(parse("var x, y\nmaximize x + 5\nx + 2 <= y - 3\n1 <= x + 1 <= 4\n4 >= x - 1 >= 0\nx == 2")).rows
    assert [(row.lower, row.upper) for row in rows] == [(None, -5), (0, 3), (1, 5), (2, 2)]
    assert ground(parse("var x\nmaximize x + 5")).offset == 5


def test_indices() -> None:
    rows = ground(parse(STOCK))
    assert [column.name for column in rows.columns][-3:] == ["held[2]", "held[3]", "held[4]"]
    assert [row.name for row in rows.rows] == ["flow[1]", "flow[2]", "flow[3]", "flow[4]", "start"]
    assert [row.constraint for row in rows.rows] == [0, 0, 0, 0, 1]
    assert len(ground(parse(ASSIGNMENT)).columns) == 9


def test_bounds_can_depend_on_the_index() -> None:
    text = "set F = {a, b}\nparam stock[F] = {a: 3, b: 4}\nvar buy[f in F] <= stock[f] integer"
    assert [column.upper for column in ground(parse(text)).columns] == [3, 4]


@pytest.mark.parametrize("body", ["x", "1", "sum(i in 1..0) x"])
def test_endless_sums_are_refused(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algorist.formal.linear.scope.MAX_TERMS", 10_000)
    model = parse(f"set S = 1..1000000\nvar x\nmaximize sum(a in S, b in S) {body}")
    with pytest.raises(FormalError, match="terms"):
        ground(model)


@given(models())
@settings(max_examples=100, deadline=None)
def test_parse_undoes_render(model: object) -> None:
    text = render(model)  # type: ignore[arg-type]
    assert parse(text) == model
    assert hash(parse(text)) == hash(model)


@pytest.mark.parametrize("name", KNOWN)
def test_known_models_round_trip(name: str) -> None:
    model = parse(KNOWN[name][0])
    assert parse(render(model)) == model
    assert isinstance(model, AnyModel)


def test_places_take_no_part_in_equality() -> None:
    assert parse("var x\n\n\n  x <= 3") == parse("var x\nx <= 3")


REFUSED = {
    "": (1, 1, "states nothing"),
    "# only a comment": (1, 1, "states nothing"),
    "x": (1, 2, "comparison"),
    "var x\nx < 3": (2, 3, "<="),
    "var x\n3 > x": (2, 3, ">="),
    "var x\nx <= 1,000": (2, 7, "thousands separators: 1000"),
    "var x\nx <= 3 +": (2, 9, "a number, a name or ("),
    "var x\n(x <= 3": (2, 4, "expected )"),
    "var x\nx^2 <= 3": (2, 2, "power"),
    "var x\nx**2 <= 3": (2, 3, "power"),
    "maximize $3": (1, 10, "currency"),
    "vra x": (1, 5, "Did you mean var?"),
    "Maximize x": (1, 10, "Did you mean maximize?"),
    "var x >= 0, y": (1, 13, "a var line for each domain"),
    "var x >= 0 >= 1": (1, 12, "second time"),
    "var x in [0, 1] binary": (1, 1, "binary"),
    "var x integer continuous": (1, 1, "not both"),
    "var in": (1, 5, "reserved"),
    "var x\nsubject to": (2, 9, "no heading"),
    "var x\nx =< 3": (2, 4, "Write <="),
    "maximize 1\nminimize 2": (2, 1, "second objective; the first is on line 1"),
    "var x\n1 <= x <= 2 <= 3": (2, 1, "chain"),
    "var x\n1 <= x >= 2": (2, 1, "chain"),
    "param p = {": (1, 11, "never closed"),
    "set S = {1.5}": (1, 10, "integer"),
    "maximize 1e999999": (1, 10, "too long"),
    "maximize " + "(" * 200: (1, 60, "nested more than 50 deep"),
    "maximize \0": (1, 10, "U+0000"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_say_where_and_what_would_do(text: str) -> None:
    line, column, words = REFUSED[text]
    with pytest.raises(FormalError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column) or column == 60
    assert words in str(caught.value)


UNGROUNDED = {
    "var apple\nmaximize aple": (2, 10, "Did you mean apple?"),
    "maximize x": (1, 10, "not declared"),
    "var x, y\nmaximize x*y": (2, 10, "product of variables"),
    "var x\nmaximize 3 + 1/x": (2, 14, "division by a variable"),
    "var x\nmaximize x/0": (2, 10, "division by zero"),
    "var x\nvar x": (2, 5, "declared twice"),
    "set S = {a}\nparam S = 3": (2, 1, "declared twice"),
    "set S = {a, a}": (1, 1, "twice"),
    "set S = {a, b}\nparam p[S] = {a: 1}": (2, 1, "p[b] has no value"),
    "set S = {a}\nparam p[S] = {a: 1, a: 2}": (2, 1, "given twice"),
    "set S = {a}\nparam p[S] = {a: 1, b: 2}": (2, 1, "outside"),
    "set S = 1..3\nvar x[S]\nx[4] <= 1": (3, 1, "x[4] does not exist"),
    "set S = 1..3\nvar x[S]\nc[i in S]: x[i - 1] <= 1": (3, 12, "x[0] does not exist"),
    "set S = 1..3\nvar x[S]\nx <= 1": (3, 1, "takes 1 index, 0 given"),
    "var x\nx[1] <= 1": (2, 1, "takes 0 indices, 1 given"),
    "set S = {a}\nvar x[S]\nmaximize sum(S) x[a]": (3, 14, "no name"),
    "set S = {a}\nvar x\nmaximize sum(x in S) x": (3, 14, "hides"),
    "set S = {a}\nvar x\nmaximize sum(f in S) f*x": (3, 22, "the word a"),
    "set S = {a}\nvar x\nmaximize S*x": (3, 10, "is a set"),
    "var x\nmaximize sum(i in SS) x": (2, 19, "the set SS"),
    "var x\nx <= y <= 3": (2, 6, "not declared"),
    "var x, y\nx <= y <= 3": (2, 1, "a number is needed"),
    "var x\nc: x <= 1\nc: x <= 2": (3, 1, "used twice; first on line 2"),
    "set S = 1..1000000000\nvar x[S]": (1, 1, "too large"),
    "set S = 1..1/2": (1, 1, "integer"),
}


@pytest.mark.parametrize("text", UNGROUNDED)
def test_grounding_says_what_is_wrong_and_where(text: str) -> None:
    line, column, words = UNGROUNDED[text]
    with pytest.raises(FormalError) as caught:
        ground(parse(text))
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in str(caught.value)


ALPHABET = st.sampled_from(
    [*"xy019.%+-*/()[]{}<>=:,# \n_é\0\t\"'^", "var ", "set ", "param ", "sum(", " in ", "maximize "]
)


@given(st.one_of(st.text(max_size=200), st.lists(ALPHABET, max_size=60).map("".join)))
@settings(max_examples=250, deadline=None)
def test_any_text_parses_or_raises_formal_error(text: str) -> None:
    with suppress(FormalError):
        ground(parse(text))


@given(st.sampled_from([DIET, KNAPSACK, STOCK]), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_broken_models_parse_or_raise_formal_error(text: str, rng: random.Random) -> None:
    characters = list(text)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(characters))
        characters[place : place + rng.randint(0, 3)] = rng.choice(["", " ", *string.printable])
    with suppress(FormalError):
        ground(parse("".join(characters)))


@pytest.mark.parametrize(
    "piece", ["(", "x ", "+", "1+", "{", "{\n", "a", "1", "é€", "x[", "sum(i in ", "-", "\0", "var "]
)
def test_a_megabyte_of_garbage_is_refused_at_once(piece: str) -> None:
    with within(1), pytest.raises(FormalError):
        parse(piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize("seed", range(40))
def test_what_the_grammar_generates_parses(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        text = sample(GRAMMAR, rng)
        assert parse(text), text
        assert parse(render(parse(text))) == parse(text)


def test_the_language_imports_no_solver() -> None:
    program = "import sys, algorist.formal.linear; sys.exit('highspy' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    assert LANGUAGE.name == "linear"
    assert ".lp" in LANGUAGE.suffixes
