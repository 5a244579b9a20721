"""Programmes whose data stand apart: sets and parameters are found in the data, and lines over sets make the model that was meant."""

from fractions import Fraction
from itertools import islice
from random import Random

import pytest
from formalised import formalised
from gbnf import Gbnf

from algorist.core.answer import Answer, Status
from algorist.core.language_model import Request
from algorist.core.problem import Problem
from algorist.formal.equivalence import Sameness, compare
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.indexed import compiled, declaring, programme, stating, units_of
from algorist.methods.formalising.schema import Parameter, Schema, schema
from algorist.train.indexed import HELD_OUT, lessons, make, read_bank

STATEMENT = """**Parcels and trucks**
- `weights`: weight of each parcel; list of length equal to the number of parcels
- `num_trucks`: number of trucks; an integer
- `capacity`: what one truck carries; a single number

**Decision Variables:**
- \\( x[i, j] \\): 1 if parcel i goes into truck j.
- \\( y[j] \\): 1 if truck j is used.

**Objective:**
Use as few trucks as possible.

**Constraints:**
1. Each parcel goes into exactly one truck.
2. No truck carries more than its capacity.
"""
DATA = {"weights": [3, 4.5, 2], "num_trucks": 2, "capacity": 6}
SAYS = {
    "declare> x[i, j] : 1 if parcel i goes into truck j.": "x[parcel, truck] binary",
    "declare> y[j] : 1 if truck j is used.": "y[truck] binary",
    "declare> Use as few trucks as possible.": "clause",
    "declare> Each parcel goes into exactly one truck.": "clause",
    "declare> No truck carries more than its capacity.": "clause",
    "> Use as few trucks as possible.": "minimize sum(truck) y",
    "> Each parcel goes into exactly one truck.": "sum(truck) x = 1",
    "> No truck carries more than its capacity.": "sum(parcel) weights*x <= capacity*y",
}
FLAT = """var a1, a2, b1, b2, c1, c2, one, two binary
minimize one + two
a1 + a2 = 1
b1 + b2 = 1
c1 + c2 = 1
3*a1 + 4.5*b1 + 2*c1 <= 6*one
3*a2 + 4.5*b2 + 2*c2 <= 6*two
"""


def read(request: Request, random: Random) -> str:
    return SAYS.get(request.prompt.rstrip("\n").splitlines()[-1], "nothing")


def solve(statement: str, data: dict[str, object]) -> Answer:
    return formalised(Problem(statement, data=data), read)


def test_words_and_data_make_the_model_that_was_meant() -> None:
    answer = solve(STATEMENT, DATA)
    assert answer.status is Status.PROVED
    assert answer.solution is not None
    assert answer.solution.objective == Fraction(2)
    assert compare(LANGUAGE.parse(answer.formal), LANGUAGE.parse(FLAT)).sameness is Sameness.SAME


def test_a_constraint_that_cannot_be_read_leaves_nothing_proved() -> None:
    def reply(request: Request, random: Random) -> str:
        asked = request.prompt.rstrip("\n").splitlines()[-1]
        return (
            "sum(truck) weights <= 1 +"
            if asked == "> No truck carries more than its capacity."
            else read(request, random)
        )

    answer = formalised(Problem(STATEMENT, data=DATA), reply)
    assert answer.status is Status.DISPUTED
    assert answer.agreement is not None
    assert answer.agreement.confidence == 0.0


@pytest.mark.parametrize(
    ("statement", "data", "missing"),
    [
        (STATEMENT, {"note": "nothing"}, "no numbers"),
        ("Nothing is decided here.", DATA, "variables"),
        ("\n".join(STATEMENT.splitlines()[:8]), DATA, "objective"),
    ],
)
def test_what_is_missing_is_said(statement: str, data: dict[str, object], missing: str) -> None:
    answer = solve(statement, data)
    assert answer.status is Status.UNSOLVED
    assert missing in answer.why


def test_sets_are_named_by_the_words_and_sized_by_the_data() -> None:
    words = "'cost': cost of sending; 2D list with shape (number of plants, number of towns)\n'need': need of each town; a list\n"
    found = schema({"cost": [[1, 2, 3], [4, 5, 6]], "need": [1, 1, 1], "names": ["a", "b"], "odd": {"a": 1}}, words)
    assert found is not None
    assert found.sets == {"plant": 2, "town": 3}
    assert found.parameters["cost"].axes == ("plant", "town")
    assert found.parameters["need"].axes == ("town",)
    LANGUAGE.parse(f"{found.formal}var x\nminimize x\n")


@pytest.mark.parametrize(
    "odd", [[["a", "b"], ["c", "d"]], [[1], [1, 2]], [], [None], ["a", 1], {"a": 1}, True, "words", [[]]]
)
def test_what_is_no_number_list_or_table_of_numbers_is_left_out(odd: object) -> None:
    assert schema({"odd": odd}, "") is None
    found = schema({"odd": odd, "even": [2, 4]}, "")
    assert found is not None
    assert set(found.parameters) == {"even"}


def test_a_set_and_a_parameter_of_one_name_are_told_apart() -> None:
    found = schema({"node": [5, 6]}, "'node': what each node needs; number of nodes")
    assert found is not None
    assert not set(found.sets) & set(found.parameters)
    LANGUAGE.parse(f"{found.formal}var x\nminimize x\n")


def test_two_axes_of_one_set_are_told_apart() -> None:
    found = schema({"distance": [[0, 1], [1, 0]]}, "'distance': (number of stops, number of stops)")
    assert found is not None
    assert found.parameters["distance"].axes == ("stop", "stop2")


def test_units_have_no_markup_and_leave_out_what_describes_data() -> None:
    units = units_of(STATEMENT, DATA)
    assert "y[j] : 1 if truck j is used." in units
    assert not any("weights" in unit or "**" in unit for unit in units)


KNOWN = Schema({"item": 3, "bin": 2}, {"size": Parameter("size", ("item",), [1, 2, 3]), "cap": Parameter("cap", (), 4)})
VARIABLES = {"x": ("item", "bin", "binary"), "y": ("bin", "binary")}


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("minimize sum(bin) y", "minimize sum(i_bin in bin) y[i_bin]"),
        ("x <= y", "c0[i_item in item, i_bin in bin]: x[i_item, i_bin] <= y[i_bin]"),
        (
            "sum(item) size*x <= cap*y",
            "c0[i_bin in bin]: sum(i_item in item) size[i_item]*x[i_item, i_bin] <= cap*y[i_bin]",
        ),
        ("minimize y", None),
        ("sum(bin) size*y <= 1 +", None),
        ("size <= cap", None),
        ("sum(item) y <= 1", None),
        ("sum(bin) z <= 1", None),
    ],
)
def test_a_line_holds_for_each_member_of_what_it_leaves_free(line: str, meant: str | None) -> None:
    assert compiled(line, KNOWN, VARIABLES, 0) == meant


def test_lessons_are_lines_of_the_grammar_and_make_programmes() -> None:
    random, bank = Random(4), read_bank()
    for family in bank["family"].values():
        for _ in range(6):
            made = make(random, bank, family)
            stated = [line for _, line in made.stated]
            if any(compiled(line, made.schema, made.variables, 0) is None for line in stated):
                continue  # a name was taken twice, which lessons leave out
            assert all(Gbnf(stating(made.schema, made.variables).source).derives(f"{line}\n") for line in stated)
            assert all(Gbnf(declaring(made.schema).source).derives(f"{line}\n") for _, line in made.declared)
            sized = dict.fromkeys(made.schema.sets, 2)
            parameters = {
                name: Parameter(
                    name, each.axes, 1 if not each.axes else [1, 2] if len(each.axes) == 1 else [[1, 2], [3, 4]]
                )
                for name, each in made.schema.parameters.items()
            }
            LANGUAGE.parse(programme(Schema(sized, parameters), made.variables, stated))


def test_held_out_families_are_other_ones() -> None:
    assert set(read_bank()["family"]) > HELD_OUT
    assert list(islice(lessons(3), 4)) == list(islice(lessons(3), 4))
    assert list(islice(lessons(3), 2)) != list(islice(lessons(3, held_out=True), 2))
