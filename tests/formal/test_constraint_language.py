"""The constraint language's text: what it denotes, what it refuses and how."""

from __future__ import annotations

import random
import re
from contextlib import suppress

import pytest
from constraint_cases import ZEBRA, models
from gbnf import Gbnf
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pace import within

from algorist.core.errors import FormalError
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.language import (
    GRAMMAR,
    ConstraintModel,
    line_grammar,
    parse,
    parse_constraint,
    render,
    render_line,
)
from algorist.methods.formalising.places import counted, with_last

HEAD = """\
group name over 1..4: eric, peter, alice, arnold
group car over 1..4: tesla_model_3, honda_civic, toyota_camry, 1950
var x, y in 0..10
var i in 1..3
var c, d in {red, green, blue}
var p, q in bool
"""
ZOO = """\
car.honda_civic + 1 = car.tesla_model_3  # a comment
abs(name.eric - car.1950) = 2
name.eric != 2
alldifferent(x, y, i)
2*x + 3*y <= 17
x * y / 2 - x mod 3 >= min(x, y) - max(x, y, 3)
count([x, y, i], 3) >= 2
count([c, d], red) = 1
element([3, 1, 4], i) = x
(x, y) in {(1,2), (3,4)}
(x, c) in {(1, red), (2, blue)}
x in {1, 2}
c != d
if x = 1 then y = 2
x = 1 -> y = 2
p <-> c = red
not (p or q) and 0 <= x
exactly(1, p, q, x = 3)
atleast(2, p, q, x = 3)
atmost(1, p, q, x = 3)
(x = 1) + (y = 1) < 2
maximise 3*x - y
"""


@given(models())
@settings(max_examples=100, deadline=None)
def test_parse_reads_what_render_writes(model: ConstraintModel) -> None:
    text = render(model)
    assert parse(text) == model
    assert render(parse(text)) == text


def test_the_zoo_is_stable_and_hashable() -> None:
    model = parse(HEAD + ZOO)
    assert parse(render(model)) == model
    assert len({model, parse(render(model))}) == 1
    assert model.constraints[0].line == 7
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


def test_names_may_be_used_above_their_declaration_and_lines_end_anyhow() -> None:
    assert parse("x = 1\r\n\n  # nothing\nvar x in 0..1") == parse("var x in 0..1\nx == 1\n")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("-7 / 2", -4),
        ("-7 mod 2", 1),
        ("7 mod -2", -1),
        ("7 / -2", -4),
        ("2 + 3 * 4 - 1", 13),
        ("-(2 - 5) * 2", 6),
        ("8 / 2 / 2 * 3", 6),
        ("abs(-3) + min(4, 2) + max(4, 2) + sum(1, 2, 3)", 15),
        ("count([1, 2, 1], 1)", 2),
        ("element([5, 6, 7], 1)", 5),
        ("(1 = 1) + (1 = 2)", 1),
    ],
)
def test_arithmetic_means_what_it_says(text: str, meaning: int) -> None:
    model = parse(f"var x in 0..1\nminimize {text}")
    assert model.objective is not None
    assert evaluate(model.objective.expression, {"x": 0}) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1 < 2 < 3", True),
        ("1 < 3 < 3", False),
        ("false -> true -> false", True),
        ("true or true and false", True),
        ("not false and false", False),
        ("true <-> false <-> false", True),
        ("2 in {1, 2}", True),
        ("2 not in 1..3", False),
        ("(1, 2) not in {(2, 1)}", True),
        ("exactly(1, true, false)", True),
        ("atmost(1, true, true)", False),
        ("alldifferent(1, 2, 1)", False),
        ("if 1 = 2 then false", True),
    ],
)
def test_logic_means_what_it_says(text: str, meaning: bool) -> None:
    model = parse(f"var x in 0..1\n{text}")
    assert bool(evaluate(model.constraints[0].formula, {"x": 0})) is meaning
    assert parse(render(model)) == model


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("nme.eric = 3", 1, "unknown name `nme.eric`. Did you mean `name.eric`?"),
        ("eric = 3", 1, "Did you mean `name.eric`?"),
        ("name.honda_civic = 3", 1, "Did you mean `car.honda_civic`?"),
        ("c = gren", 5, "`gren`"),
        ("c = blue and c = 1", 16, "a name cannot be compared with a number"),
        ("c < red", 3, "names can be compared by = and !="),
        ("x + c = 3", 5, "expected a number"),
        ("x + 1", 1, "expected what is true or false"),
        ("p and x", 7, "this is a number"),
        ("sin(x) = 1", 1, "unknown function `sin`"),
        ("2x = 3", 1, "A product is written 2*x."),
        ("x = 3.5", 5, "numbers are whole"),
        ("x ≠ 3", 3, "Write !=."),
        ("x = 3 and", 10, "got the end of the line"),
        ("x = 99999999999", 5, "too large"),
        ("x * x * 1000000000 * 1000000000 > 0", 1, "can exceed 2^53"),
        ("x / 0 = 1", 5, "divided by 0"),
        ("x / y = 1", 5, "expected a whole number"),
        ("element([1, 2], x) = 1", 1, "the index of element(...) ranges over 0..10"),
        ("(x, y) = 3", 8, "expected `in` after a tuple"),
        ("(x, y) in {(1, 2, 3)}", 17, "expected `)`"),
        ("(" * 200 + "x", 101, "nested more than 100 deep"),
        ("var x in 0..1", 5, "declared twice"),
        ("var z in 5..1", 10, "empty"),
        ("var if in 0..1", 5, "a word of the language"),
        ("group z over 1..2: a, b, c", 14, "cannot all differ"),
        ("group z over 1..2: a, a", 23, "named twice"),
        ("var z in {red, x}", 16, "a variable"),
        ("x = 1 = ", 9, "expected a number"),
        ("x = 1 y = 2", 7, "expected the end of the line"),
    ],
)
def test_errors_say_where_and_what_would_do(line: str, column: int, says: str) -> None:
    with pytest.raises(FormalError) as caught:
        parse(f"{HEAD}{line}")
    assert says in str(caught.value)
    assert (caught.value.line, caught.value.column) == (7, column) or line.startswith("group z over 1..2: a, a")


def test_a_model_needs_variables_and_takes_objectives_in_order() -> None:
    for text in ("", "\n# nothing\n", "\x00\x01"):
        with pytest.raises(FormalError):
            parse(text)
    model = parse("var x, y in 0..1\nmaximize x\nminimize y then x")
    assert [render_line(aim) for aim in model.aims] == ["maximize x", "minimize y", "minimize x"]


@given(st.text() | st.lists(st.sampled_from([*HEAD.split(), *ZOO.split(), "(", ")", "\n", " "])).map(" ".join))
@example("var")
@example("group a over {")
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_parse_raises_only_formal_errors(text: str) -> None:
    for attempt in (text, HEAD + text):
        with suppress(FormalError):
            model = parse(attempt)
            assert parse(render(model)) == model


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000_000,
        HEAD + "not " * 250_000 + "p",
        HEAD + "x = " + "-" * 90_000 + "1",
        HEAD + "p" + " -> p" * 19_000,
        "x" * 1_000_000,
        "var " + ", ".join(f"x{i}" for i in range(9_000)) + " in 0..1\n" + "x9999 = x9998\n" * 60_000,
        "\n" * 1_000_000,
        "group g over 1..2: a\n" * 45_000,
        "".join(chr(code % 1_000) for code in range(1_000_000)),
    ],
)
def test_a_megabyte_of_garbage_is_refused_in_about_a_second(text: str) -> None:
    with within(1), pytest.raises(FormalError):
        parse(text)


def test_long_flat_lines_are_no_deep_lines() -> None:
    model = parse(HEAD + " + ".join(["x"] * 5_000) + " = 3\n" + " or ".join(["p"] * 5_000))
    assert parse(render(model)) == model


def test_the_grammar_derives_what_render_writes() -> None:
    grammar = Gbnf(GRAMMAR.source)
    model = parse(HEAD + ZOO)
    for line in render(model).splitlines():
        if line.startswith("(x = 1) +"):
            continue  # the grammar leaves out conditions that count as numbers
        assert grammar.derives(line + "\n"), line
    assert grammar.derives(ZEBRA)
    assert not grammar.derives("x = \n")


def test_what_the_grammar_derives_is_refused_only_for_what_it_names() -> None:
    grammar = Gbnf(GRAMMAR.source)
    rng = random.Random(0)
    known = {"reference": ["p", "q"], "statement": ["formula"], "integer": ["2"], "number": ["1"]}
    known["constant"] = ["3"]
    known["table"] = ["(x, y) in {(1, 2), (3, 4)}"]
    lines = [grammar.sample(rng, known, ("rule", "formula")) for _ in range(300)]
    refusals = {line: refusal(line) for line in lines}
    assert list(refusals.values()).count("") > 200
    semantic = re.compile(r"^$|deep|2\^53|the index")
    assert {line: reason for line, reason in refusals.items() if not semantic.search(reason)} == {}


def refusal(line: str) -> str:
    try:
        parse_constraint(line, parse(HEAD))
    except FormalError as error:
        return str(error)
    return ""


def test_the_line_grammar_derives_exactly_clue_lines() -> None:
    groups = {"name": ["eric", "peter"], "car": ["tesla_model_3", "1950"]}
    model = parse("group name over 1..4: eric, peter\ngroup car over 1..4: tesla_model_3, 1950\n")
    grammar = Gbnf(line_grammar(groups, range(1, 5)).source)
    rng = random.Random(0)
    for _ in range(300):
        line = grammar.sample(rng, {})
        assert render_line(parse_constraint(line, model)) + "\n" == line
    atoms = ["name.eric = 1", "name.eric != 4", "name.eric < car.1950", "name.eric >= 2", "name.eric + 1 = car.1950"]
    atoms += ["abs(name.eric - car.1950) = 2", "abs(name.eric - car.1950) > 1"]
    for atom in atoms:
        for text in (atom, f"{atom} or {atom}", f"{atom} and {atom}", f"if {atom} then {atom} or {atom}"):
            assert grammar.derives(text + "\n"), text
    for text in ("name.eric = 5", "name.tesla_model_3 = 1", "name.eric", "x = 1", "name.eric = 1 "):
        assert not grammar.derives(text + "\n"), text


@pytest.mark.parametrize(("line", "meant"), [("a.b = last", "a.b = 5"), ("a.last != last - 2", "a.last != 3")])
def test_a_place_may_be_counted_from_the_end(line: str, meant: str) -> None:
    grammar = Gbnf(with_last(line_grammar({"a": ["b", "last"]}, range(1, 6))).source)
    assert grammar.derives(f"{line}\n")
    assert grammar.derives(f"{meant}\n")
    assert counted(line, 5) == meant
    assert counted(meant, 5) == meant
