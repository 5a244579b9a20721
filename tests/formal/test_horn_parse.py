"""The horn language's text: what it denotes, what it refuses and how."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from horn_cases import FAMILY, TERMS, models
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from algorist.core.errors import FormalError
from algorist.formal.horn import LANGUAGE
from algorist.formal.horn.language import parse, render
from algorist.formal.horn.logiclm import read
from algorist.formal.horn.program import parse_term
from algorist.formal.horn.renderer import render_term
from algorist.formal.horn.tree import Atom, Compound, HornModel, Number, Term, Variable, make_list


@given(TERMS)
@settings(max_examples=120, deadline=None)
def test_a_term_is_read_as_it_is_written(term: Term) -> None:
    assert parse_term(render_term(term)) == term


@given(models())
@settings(max_examples=50, deadline=None)
def test_parse_reads_what_render_writes(model: HornModel) -> None:
    assert parse(render(model)) == model
    assert hash(parse(render(model))) == hash(model)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("1 - 2 - 3", Compound("-", (Compound("-", (Number(1), Number(2))), Number(3)))),
        ("2 ** -1", Compound("**", (Number(2), Number(-1)))),
        ("- x", Compound("-", (Atom("x"),))),
        ("0.1", Number(Fraction(1, 10))),
        ("7r2", Number(Fraction(7, 2))),
        ("[a, B|T]", make_list([Atom("a"), Variable("B")], Variable("T"))),
        ("'don''t'", Atom("don't")),
        ("a , b -> c ; d", parse_term("';'('->'(','(a, b), c), d)")),
        ("X #= Y + 2", parse_term("'#='(X, '+'(Y, 2))")),
    ],
)
def test_operators_and_numbers(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (FAMILY + "?- ancester(tom, X).", 4, "Did you mean `ancestor`?"),
        (FAMILY + "?- ancestor(tom).", 4, "Did you mean `ancestor/2`?"),
        ("p(a).", 1, "there is no query"),
        ("p(a).\n?- p(X).\n?- p(Y).", 3, "one query"),
        ("p(X) :- q(X), !. ?- p(a).", 1, "no cut"),
        ("p :- assertz(q). ?- p.", 1, "cannot change itself"),
        ("?- shell('rm -rf /').", 1, "unknown predicate shell/1"),
        ("?- findall(X, open(X, read, _), L).", 1, "unknown predicate open/3"),
        (":- initialization(main). ?- true.", 1, "directive is not allowed"),
        (":- use_module(library(process)). ?- true.", 1, "directive is not allowed"),
        ("length(a, b). ?- true.", 1, "built in"),
        ('p("text"). ?- p(X).', 1, "single quotes"),
        ("p(a) ?- p(X).", 1, "expected `.`"),
        ("p(_, _1). ?- p(X, Y).", 1, "Rename the variable"),
        ("?- X = 1" + "0" * 5000 + ".", 1, "characters of at most"),
        ("?- p" + "(f" * 300 + ")" * 300 + ".", 1, "nest more than"),
        (":- open_world. p(a). ?- p(a), p(b).", 1, "one literal"),
    ],
)
def test_what_is_refused_and_how(text: str, line: int, says: str) -> None:
    with pytest.raises(FormalError) as caught:
        parse(text)
    assert says in str(caught.value)
    assert caught.value.line == line


@given(st.text(alphabet="pqXY_(),.:-?[]|{}'\"0123456789 \n\\+*/=<>#%;!\x00é", max_size=60))
@settings(max_examples=300, deadline=None)
def test_garbage_raises_formal_errors_only(text: str) -> None:
    for reader in (parse, read):
        with suppress(FormalError):
            reader(text)


@pytest.mark.parametrize("piece", ["p(", "[", "a ", "'", "a:-b.", "- ", "/*", "%\n", "X,", "\\", "1.", "(a,", "{"])
def test_a_megabyte_of_garbage_is_refused_in_a_second(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    for reader in (parse, read):
        with within(1), suppress(FormalError):
            reader(text)


def test_long_lists_and_bodies_are_handled() -> None:
    text = f"p([{', '.join(map(str, range(5000)))}]). q :- {', '.join(['r'] * 2000)}. r. ?- p(X), q."
    model = LANGUAGE.parse(text)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


def test_logic_lm_rules_are_read() -> None:
    text = "Predicates:\nCold($x, bool)\nFacts:\nCold(Bob, True) ::: Bob is cold.\nRules:\n"
    text += "Cold($x, True) && !Red($x, True) >>> Nice($x, False)\nQuery:\nNice(Bob, True) ::: Bob is nice.\n"
    model = read(text)
    assert parse(render(model)) == model
    assert render(model).splitlines()[2:] == ["cold(bob).", "-nice(X) :- cold(X), -red(X).", "?- nice(bob)."]
    with pytest.raises(FormalError, match="line 4"):
        read(text.replace("Cold(Bob, True) :::", "Cold(Bob, True :::"))
    for negation in ("~Red($x)", "¬Red($x, True)", "Not(Red($x, True))", "Not(Red($x), True)", "!!Red($x, False)"):
        assert read(text.replace("!Red($x, True)", negation) + "Answer: True\n") == model
    with pytest.raises(FormalError, match="line 6"):
        read(text.replace("!Red($x, True)", "!!!!!!Red($x, True)"))
