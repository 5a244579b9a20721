"""Lines over sets: only what fits is sayable, the grammar and the test of beginnings agree, and a line means what it says."""

import pytest
from gbnf import Gbnf
from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.declared_sets import Declaring, symbols, variables, words_of
from algorist.methods.formalising.sayable_lines import Sayable
from algorist.methods.formalising.set_lines import Names, compiled

NAMES = Names(
    {"item": 3, "bin": 2, "day": 4},
    {"size": ("item",), "load": ("bin",), "cap": (), "demand": ("item", "day")},
    {"x": ("item", "bin"), "y": ("bin",), "stock": ("item", "day")},
)
LINES = (
    "minimize y", "maximize size*x - 2*y", "each item: x = 1", "each bin: size*x <= load*y", "total: cap*x <= 3", "each item, bin: x <= y",
    "each item, day: stock = prev stock + cap - demand", "each item: first stock >= first demand", "each bin: y >= 0; y <= load",
    "each item, bin: x = 0 where size > load", "each day: size*stock <= cap",
)  # fmt: skip
UNSAYABLE = (
    "minimize size",
    "each day: x = 1",
    "each bin: x <= size",
    "total: x <= load",
    "each item: x <= load",
    "total: size <= cap",
    "each item: y = 1",
    "minimize load*stock",
    "each bin: prev y <= 1",
    "each item: other x <= 1",
    "total: x <= 7",
    "each bin, bin: y = 1",
    "minimize z",
    "nothing else",
)


@pytest.fixture(scope="module")
def sayable() -> Sayable:
    return Sayable(NAMES, numbers=("2", "3"))


@pytest.mark.parametrize("line", LINES)
def test_what_fits_can_be_said_and_means_something(sayable: Sayable, line: str) -> None:
    assert sayable.may(f"{line}\n")
    assert all(sayable.may(line[:length]) for length in range(len(line)))
    assert compiled(line, NAMES, 0)


@pytest.mark.parametrize("line", UNSAYABLE)
def test_a_wrong_set_cannot_be_said(sayable: Sayable, line: str) -> None:
    assert not sayable.may(f"{line}\n")


def test_the_grammar_says_the_same(sayable: Sayable) -> None:
    grammar = Gbnf(sayable.grammar.source)
    assert all(grammar.derives(f"{line}\n") for line in LINES)
    assert not any(grammar.derives(f"{line}\n") for line in UNSAYABLE)


@given(st.data())
def test_whatever_is_written_place_by_place_makes_sense(data: st.DataObject) -> None:
    sayable = Sayable(NAMES, numbers=("2",))
    line = ""
    for _ in range(12):
        onward = [token for token in _tokens(sayable) if sayable.may(line + token)]
        if not onward:
            break
        token = data.draw(st.sampled_from(onward))
        line += token
        if token == "\n":
            assert compiled(line.strip(), NAMES, 0) is not None or "where" in line
            break


def _tokens(sayable: Sayable) -> list[str]:
    names = [*NAMES.data, *NAMES.variables]
    heads = ["minimize ", "maximize ", "total: ", "each item: ", "each bin: ", "each item, bin: ", "each item, day: "]
    return [*heads, *names, *(f"prev {each}" for each in NAMES.variables), "2", "*", " + ", " <= ", " = ", "; ", "\n"]


def test_without_data_to_compare_there_is_no_condition() -> None:
    bare = Sayable(Names({"item": 3}, {"cap": ()}, {"x": ("item",)}), numbers=("2",))
    assert not bare.may("each item: x <= 1 where ")
    assert not any(line.endswith("::= ") for line in bare.grammar.source.splitlines())


def test_kinds_of_lines_are_kept_apart() -> None:
    assert not Sayable(NAMES, kinds=("objective",)).may("each item: x = 1\n")
    assert not Sayable(NAMES, kinds=("constraint", "nothing")).may("minimize y\n")
    assert Sayable(NAMES, kinds=("constraint", "nothing")).may("nothing\n")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("minimize y", "minimize sum(i_bin in bin) y[i_bin]"),
        ("each item, bin: x <= y", "c0[i_item in item, i_bin in bin]: x[i_item, i_bin] <= y[i_bin]"),
        (
            "each bin: size*x <= cap*y",
            "c0[i_bin in bin]: sum(i_item in item) size[i_item]*x[i_item, i_bin] <= cap*y[i_bin]",
        ),
        (
            "each item, day: stock >= prev stock",
            "c0[i_item in item, i_day in 2..4]: stock[i_item, i_day] >= stock[i_item, i_day - 1]",
        ),
        ("each item: first stock = 1", "c0[i_item in item]: stock[i_item, 1] = 1"),
    ],
)
def test_a_line_adds_up_what_it_does_not_hold_for_each_of(line: str, meant: str) -> None:
    assert compiled(line, NAMES, 0) == [meant]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x[i, j]: whether i is in j.", [("x", 2)]),
        ("x[i][t] : 1 if i runs in t", [("x", 2)]),
        ("Let x_ij be 1 if i is in j and y_j be 1 if j is used.", [("x", 2), ("y", 1)]),
        ("flow(i, j): the amount sent", [("flow", 2)]),
        ("Whether each site is opened.", []),
    ],
)
def test_symbols_tell_names_and_how_many_indices(text: str, found: list[tuple[str, int]]) -> None:
    assert [(each.name, each.indices) for each in symbols(text)] == found


def test_a_declaration_has_as_many_sets_as_its_symbol_has_indices() -> None:
    declaring = Declaring(("item", "bin"), symbols("x[i, j]: whether i is in j."), roles=False)
    assert declaring.may("binary item, bin\n")
    assert not declaring.may("binary item\n")
    assert not declaring.may("binary item, item\n")
    assert all(declaring.may("binary item, bin"[:length]) for length in range(17))
    assert Gbnf(declaring.grammar.source).derives("binary item, bin\n")
    assert not Gbnf(declaring.grammar.source).derives("binary item\n")


def test_a_declaration_without_a_symbol_names_a_set_once() -> None:
    declaring = Declaring(("item", "bin"), (), roles=True, idle=False)
    grammar = Gbnf(declaring.grammar.source)
    for line in ("real", "real bin", "real bin, item", "objective"):
        assert declaring.may(f"{line}\n")
        assert grammar.derives(f"{line}\n")
    for line in ("nothing", "real bin, bin", "real day"):
        assert not declaring.may(f"{line}\n")
        assert not grammar.derives(f"{line}\n")


def test_variables_without_symbols_get_letters() -> None:
    found = variables([("Flow on each pipe.", "real pipe"), ("x[n]: level of n", "real node")], ["cap"])
    assert [(each.name, each.axes) for each in found] == [("y", ("pipe",)), ("x", ("node",))]
    assert words_of("Binary variable indicating whether a site is opened.") == "whether a site is opened"
