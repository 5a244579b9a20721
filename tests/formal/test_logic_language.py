"""The logic language's text: what it denotes, what it refuses and how."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logic_cases import KNOWN, models, unsorted
from pace import within

from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.logic import LANGUAGE, folio, logiclm
from algorist.formal.logic.language import parse, render
from algorist.formal.logic.tree import LogicModel, Numeral, Relation


@given(models())
@settings(max_examples=100, deadline=None)
def test_parse_reads_what_render_writes(model: LogicModel) -> None:
    text = render(model)
    assert parse(text) == model
    assert render(parse(text)) == text


@given(unsorted())
@settings(max_examples=40, deadline=None)
def test_parse_reads_unsorted_models(model: LogicModel) -> None:
    read = parse(render(model))
    assert read == model
    assert len({read, model}) == 1


@pytest.mark.parametrize("name", KNOWN)
def test_known_models_are_stable(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("∀x (P(x) → ¬Q(x) ∧ R(x))", "all x: P(x) -> ((not Q(x)) and R(x))"),
        ("all x: P(x) or Q(x) and R(x)", "all x: (P(x) or (Q(x) and R(x)))"),
        ("P(a) -> Q(a) -> R(a)", "P(a) -> (Q(a) -> R(a))"),
        ("P(a) xor Q(a) or R(a)", "P(a) xor (Q(a) or R(a))"),
        ("exists x: P(x) and x = a", "exists x: (P(x) and (x = a))"),
        ("1 < x < 3", "1 < x and x < 3"),
        ("distinct(a, b, c)", "(b != a) and (c != a) and c != b"),
        ("2 * x - 3 = -y", "x * 2 - 3 = 0 - y"),
        ("P(a)\n\n# nothing\nQ('a')", "premise P(a)\nQ(a)"),
    ],
)
def test_two_spellings_of_one_model(text: str, same: str) -> None:
    def plain(model: LogicModel) -> list[str]:
        return sorted(render(model).splitlines())

    left, right = parse(text), parse(same)
    if "distinct" not in text:
        assert plain(left) == plain(right)


def test_numbers_are_exact() -> None:
    (sentence,) = parse("x = 0.1").premises
    assert isinstance(sentence.formula, Relation)
    assert sentence.formula.right == Numeral(Fraction(1, 10))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "there is no sentence"),
        ("P(a) and", 1, "expected a formula, got the end of the text"),
        ("P(a)\nP(a, b)", 2, "`P` has 1 arguments elsewhere and 2 here"),
        ("all x in Kidd: P(x)\n", 1, "unknown sort `Kidd`"),
        ("sort Kid\nall x in Kidd: P(x)", 2, "Did you mean `Kid`?"),
        ("sort K = {a, a}", 1, "listed twice"),
        ("sort K = {a}\nconst a: Int", 2, "declared already"),
        ("sort S = 5..1", 1, "a range has"),
        ("P(a) & Q(a)", 1, "Write and."),
        ("x * y > 3", 1, "the arithmetic is linear"),
        ("conclude P(a)\nconclude P(b)", 2, "one conclusion"),
        ("sort K = {a}\na > 3", 2, "a number is expected"),
        ("P(Q(a)) and Q(b)", 1, "among its arguments"),
        ("not " * 2000 + "P(a)", 1, "nest more than"),
        ("(" * 2000 + "P(a)" + ")" * 2000, 1, "nest more than"),
        ("x = 1" + "0" * 5000, 1, "characters of at most"),
        (" and ".join(["P(a)"] * 2000), 1, "operators"),
    ],
)
def test_what_is_refused_and_how(text: str, line: int, says: str) -> None:
    with pytest.raises(FormalError) as caught:
        parse(text)
    assert says in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "sort K = {a, b}\nK\nall x in K: P(x)",
        "all x: Thing(x) -> Int(x)\nThing(thing)",
        "P('?1')\nexists x: not P(x)",
        f"P({'-' * 70}b)",
        "sort '2 b' = {'?', '&'}\nP('?') or Q('&')",
    ],
)
def test_odd_names_are_written_and_read_back(text: str) -> None:
    model = parse(text)
    assert parse(render(model)) == model
    assert LANGUAGE.check(model, LANGUAGE.solve(model, Limits(seconds=5))).satisfied or "-" in text


@given(st.text(alphabet="PQxs_(),[]:=!<>-+*/|&'\"01 \n_.tfnoir", max_size=50))
@settings(max_examples=150, deadline=None)
def test_garbage_in_logic_lm_programs_raises_formal_errors_only(text: str) -> None:
    start = "# Declarations\ns = EnumSort([P, Q])\nf = Function([s] -> [s, s])\n"
    for whole in (
        f"{start}{text}\n# Options\nis_sat(True) ::: (A)",
        f"{start}# Constraints\nForAll([x:s], f(x)[0] == {text})\n# Options\nis_min({text}) ::: (A)\n{text}",
    ):
        with suppress(FormalError):
            logiclm.read(whole)


@given(st.text(alphabet="PQxy_(),.:-{}'\"0123 \n\\+*/=<>#&|~∀∃∧¬→⊕é\x00allexistsandornot", max_size=60))
@settings(max_examples=200, deadline=None)
def test_garbage_raises_formal_errors_only(text: str) -> None:
    for reader in (parse, logiclm.read, lambda words: folio.read([words], words)):
        with suppress(FormalError):
            reader(text)


@pytest.mark.parametrize(
    "piece", ["P(", "all x: ", "P(a) and ", "'", "not ", "x + ", "- ", "1.", "{", "sort S\n", "∀x", "f(a,"]
)
def test_a_megabyte_of_garbage_is_refused_in_a_second(piece: str) -> None:
    with within(1), suppress(FormalError):
        parse(piece * (1_000_000 // len(piece)))


def test_folio_formulas_are_read() -> None:
    model = folio.read(["∀x (Phone(x) → ¬Lab(x) ⊕ Old(x))", "Lab(lg-34) ∧ Made(lg-34, 2019)."], "Phone(lg-34)")
    assert parse(render(model)) == model
    assert {symbol.name for symbol in model.symbols} >= {"lg-34", "2019"}
    with pytest.raises(FormalError, match="line 2"):
        folio.read(["P(a)", "Q(a))"])


OPTIONS = """# Declarations
people = EnumSort([Ann, Bob, Cem])
days = EnumSort([Monday, Tuesday, Friday])
sits = Function([people] -> [days])
# Constraints
Distinct([p:people], sits(p)) ::: nobody shares
sits(Ann) < sits(Bob) ::: Ann is before Bob
Abs(sits(Ann) - sits(Bob)) == 2 or sits(Cem) in [Friday]
# Options
Question ::: Which could be true?
is_sat(sits(Ann) == Friday) ::: (A)
is_exception(is_valid(Or(sits(Cem) == Tuesday, sits(Cem) == Friday))) ::: (B)
is_sat(And(sits(Cem) == Tuesday, Count([p:people], sits(p) > Monday) == 2)) ::: (C)
"""


def test_logic_lm_options_are_read_and_decided() -> None:
    from algorist.formal.logic.options import passing

    question = logiclm.read(OPTIONS)
    assert passing(question, 5) == (["C"], True)
    with pytest.raises(FormalError, match=r"line 7, column 1: unknown name `Dan`"):
        logiclm.read(OPTIONS.replace("sits(Ann) < sits(Bob)", "sits(Ann) < sits(Dan)"))


PAIRS = """# Declarations
rooms = EnumSort([Red, Blue])
hours = EnumSort([2, 3])
guests = EnumSort([Cem, Ann])
people = EnumSort([Ann, Bob, Cem])
visit = Function([people] -> [rooms, hours])
coins = Function([people] -> [hours])
# Constraints
Distinct([s:people], visit(s)) ::: no two at once
visit(Ann) == (Red, _) -> visit(Cem)[0] != Red ::: Ann keeps Cem away
ForAll([g:guests], coins(g) > 2 And g in guests ::: guests have three coins
coins(Bob) not in [3], visit(Bob)[1] == 2
# Options
Question ::: Which one is it?
visit(Ann) == (Red, 2)
is_sat(visit(Bob) == (Red, _)) ::: (A)
is_valid(Exists([s:people], s not in guests => coins(s) == 3)) ::: (B)
is_min(Sum([s:people], coins(s)) == 7) ::: (C)
is_max(Count([s:people], coins(s)), 8) ::: (D)
is_determined(visit(Cem) == (Blue, 3)) ::: (E)
is_exception(is_determined(Or(visit(Cem) == (Blue, 2), visit(Cem)[1] == 3))) ::: (F)
"""


def test_logic_lm_pairs_sums_and_parts_of_sorts_are_read() -> None:
    from algorist.formal.logic.options import passing

    question = logiclm.read(PAIRS)
    assert passing(question, 20) == (["B", "D", "E"], True)
    for good, bad, says in [
        ("visit(Ann) == (Red, 2)", "visit(Ann) == Red", "a pair is compared with a pair"),
        ("visit(Ann) == (Red, 2)", "visit(Ann)[2] == 2", "no part 2"),
        ("Sum([s:people], coins(s)) == 7", "True", "is of a term and a value"),
        ("(Red, _) ->", "_ ->", "a pair is compared"),
        ("hours = EnumSort([2, 3])", "hours = EnumSort([²1, 3])", "all numbers or all names"),
        ("coins(Bob) not in", "coins(Bob) not", "expected `in`"),
    ]:
        with pytest.raises(FormalError, match=re.escape(says)):
            logiclm.read(PAIRS.replace(good, bad))


def test_a_question_is_answered_by_the_one_option_that_passes() -> None:
    from algorist.formal.logic.options import Choice, choose, proved

    seats = "# Declarations\np = EnumSort([Ann, Bob])\nsits = Function([p] -> [int])\n# Constraints\n"
    seats += "ForAll([x:p], sits(x) in [1, 2])\nDistinct([x:p], sits(x))\nsits(Ann) > 1\n# Options\n"

    def chosen(test: str, *options: str) -> Choice:
        lines = [f"{test}({option}) ::: ({letter})" for option, letter in zip(options, "ABC", strict=False)]
        return choose(logiclm.read(seats + "\n".join(lines)), 10)

    assert chosen("is_valid", "sits(Ann) == 1", "sits(Bob) == 1") == Choice("B", "as written", ("B",))
    assert chosen("is_sat", "sits(Ann) == 1", "sits(Bob) == 2") == Choice("", "none passes", ())
    assert chosen("is_sat", "sits(Bob) > 0", "sits(Bob) < 2") == Choice("A", "first of several", ("A", "B"))
    seats = seats.replace("sits(Ann) > 1\n", "")
    assert chosen("is_valid", "sits(Ann) == 1", "sits(Bob) == 3") == Choice("A", "other test", ())
    assert chosen("is_sat", "sits(Ann) == 1", "sits(Bob) > 0", "sits(Ann) > 3") == Choice("B", "other test", ("A", "B"))
    seats = seats.replace("sits(x) in [1, 2]", "sits(x) in [1, 2, 9]")
    same, never = "Abs(sits(Ann) - 5) == Abs(5 - sits(Bob))", "Abs(sits(Ann) - 5) == Abs(sits(Bob) - 9)"
    assert chosen("is_sat", same, never) == Choice("A", "as written", ("A",))
    question = logiclm.read(OPTIONS)
    assert proved(question, "C", Limits(seconds=5))
    assert not proved(question, "A", Limits(seconds=5))
