"""PDDL texts: round trips, places of errors, garbage."""

from contextlib import suppress
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within
from plan_cases import KNOWN, ROADS

from algorist.core.errors import FormalError, InputError
from algorist.formal.plan import LANGUAGE
from algorist.formal.plan.files import read_file
from algorist.formal.plan.tree import (
    Action,
    And,
    Atom,
    Domain,
    Equal,
    Exists,
    Forall,
    Formula,
    Imply,
    Increase,
    Model,
    Not,
    Or,
    Problem,
    Signature,
    Typed,
    When,
)


@pytest.mark.parametrize("name", KNOWN)
def test_known_texts_come_back(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    assert hash(model) == hash(LANGUAGE.parse(LANGUAGE.render(model)))


def test_numbers_are_exact() -> None:
    model = LANGUAGE.parse(ROADS.replace("(length p q) 2)", "(length p q) 0.1)"))
    assert (Atom("length", ("p", "q")), Fraction(1, 10)) in model.problem.values


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("(at ?v ?a) (road", "(att ?v ?a) (road", 8, "Did you mean at?"),
        ("(road p q)", "(road p)", 13, "road has 2 terms, not 1"),
        ("(road p q)", "(road p qq)", 13, "the object qq is not declared"),
        ("?v - vehicle ?a ?b - place)\n    :pre", "?v - vehicel ?a ?b - place)\n    :pre", 7, "Did you mean vehicle?"),
        (":typing", ":tipping", 3, "Did you mean :typing?"),
        (":typing", ":durative-actions", 3, "not supported"),
        (":effect (and (at ?v ?b)", ":effekt (and (at ?v ?b)", 9, "Did you mean :effect?"),
        ("(not (at ?v ?a)) (increase (total-cost) (length ?a ?b))", "(or (at ?v ?a))", 9, "the predicate or"),
        ("(= (total-cost) 0)", "(= (total-cost) -1)", 14, "not negative"),
        ("(:domain roads)", "(:domain road)", 12, "The domain is called roads."),
        ("(define (problem far)", "(define (problm far)", 12, "Did you mean problem?"),
        ("(define (problem far)", "(defin (problem far)", 12, "Did you mean define?"),
        ("minimize", "maximize", 15, "the only metric"),
    ],
)
def test_errors_have_places_and_hints(old: str, new: str, line: int, said: str) -> None:
    assert old in ROADS
    with pytest.raises(FormalError) as caught:
        LANGUAGE.parse(ROADS.replace(old, new, 1))
    assert caught.value.line == line
    assert said in str(caught.value)


def test_a_missing_part_is_named() -> None:
    with pytest.raises(FormalError, match="the text has no problem"):
        LANGUAGE.parse(ROADS[: ROADS.index("(define (problem")])
    with pytest.raises(FormalError, match="never closed"):
        LANGUAGE.parse(ROADS.rstrip()[:-1])


def test_files_side_by_side(tmp_path: Path) -> None:
    cut = ROADS.index("(define (problem")
    (tmp_path / "far.pddl").write_text(ROADS[cut:])
    with pytest.raises(InputError, match="Put it in domain"):
        read_file(tmp_path / "far.pddl")
    (tmp_path / "domain.pddl").write_text(ROADS[:cut])
    assert read_file(tmp_path / "far.pddl") == LANGUAGE.parse(ROADS)
    with pytest.raises(InputError, match="a domain without a problem"):
        read_file(tmp_path / "domain.pddl")


@pytest.mark.parametrize(
    "piece", ["(", ")", "a ", "(a", "() ", "(define (domain d)) ", "; x\n", "?x\n", "\u20ac", "1" * 50]
)
def test_garbage_is_refused_fast(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    with within(1), pytest.raises(FormalError):
        LANGUAGE.parse(text)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_texts_raise_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([text for text, _ in KNOWN.values()]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    put = data.draw(
        st.one_of(st.text(max_size=8), st.sampled_from(["(", ")", " - ", "(and)", "?x", "either", "forall"]))
    )
    with suppress(FormalError):
        LANGUAGE.parse(text[:start] + put + text[end:])


# -- random models

NAMES = ("a", "b", "c-1")
TYPES = st.lists(st.sampled_from(["object", "t", "u"]), min_size=1, max_size=2, unique=True).map(tuple)


def typed(names: list[str]) -> st.SearchStrategy[tuple[Typed, ...]]:
    return st.tuples(*(st.builds(Typed, st.just(name), TYPES) for name in names))


def atoms(terms: tuple[str, ...]) -> st.SearchStrategy[Atom]:
    one = st.builds(Atom, st.just("p"), st.tuples(st.sampled_from(terms)))
    return one | st.just(Atom("q")) | st.builds(Atom, st.just("r"), st.tuples(*[st.sampled_from(terms)] * 2))


@cache
def conditions(terms: tuple[str, ...], depth: int = 2) -> st.SearchStrategy[Formula]:
    flat = atoms(terms) | st.builds(Equal, st.sampled_from(terms), st.sampled_from(terms))
    if not depth:
        return flat
    inner = conditions(terms, depth - 1)
    some = st.lists(inner, max_size=3).map(tuple)
    bound = conditions((*terms, f"?z{depth}"), depth - 1)
    quantified = st.tuples(typed([f"?z{depth}"]), bound)
    return st.one_of(
        flat,
        inner.map(Not),
        some.map(And),
        some.map(Or),
        st.builds(Imply, inner, inner),
        quantified.map(lambda pair: Forall(*pair)),
        quantified.map(lambda pair: Exists(*pair)),
    )


@cache
def effects(terms: tuple[str, ...], depth: int = 2) -> st.SearchStrategy[Formula]:
    amount = st.integers(0, 900).map(lambda n: Fraction(n, 100)) | st.just(Atom("cost", (terms[0],)))
    flat: st.SearchStrategy[Formula] = atoms(terms) | atoms(terms).map(Not) | amount.map(Increase)
    if not depth:
        return flat
    inner = effects(terms, depth - 1)
    bound = st.tuples(typed([f"?y{depth}"]), effects((*terms, f"?y{depth}"), depth - 1))
    return st.one_of(
        flat,
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.builds(When, conditions(terms, 1), inner),
        bound.map(lambda pair: Forall(*pair)),
    )


@st.composite
def models(draw: st.DrawFn) -> Model:
    functions = (Signature("total-cost"), Signature("cost", (Typed("?x"),)))
    predicates = (Signature("p", (Typed("?x", ("t",)),)), Signature("q"), Signature("r", (Typed("?x"), Typed("?x"))))
    actions = []
    for number in range(draw(st.integers(0, 3))):
        parameters = draw(typed(["?x", "?w"][: draw(st.integers(0, 2))]))
        terms = (*NAMES[:1], *(each.name for each in parameters))
        actions.append(Action(f"act{number}", parameters, draw(conditions(terms)), draw(effects(terms))))
    requirements = tuple(draw(st.lists(st.sampled_from([":adl", ":strips", ":action-costs"]), unique=True)))
    domain = Domain(
        "d", requirements, (Typed("t"), Typed("u", ("t",))), draw(typed(["a"])), predicates, functions, tuple(actions)
    )
    initial = tuple(dict.fromkeys(draw(st.lists(atoms(NAMES), max_size=4))))
    values = {
        Atom("cost", (name,)): Fraction(draw(st.integers(0, 99)), 10) for name in draw(st.sets(st.sampled_from(NAMES)))
    }
    goal = draw(conditions(NAMES))
    objects = draw(typed(list(NAMES[1:])))
    return Model(domain, Problem("pr", "d", objects, initial, tuple(values.items()), goal, draw(st.booleans())))


@settings(max_examples=120, deadline=None)
@given(models())
def test_random_models_come_back(model: Model) -> None:
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
