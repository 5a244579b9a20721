"""Programmes whose data stand apart: sets and parameters are found in the data, and lines over sets make the model that was meant."""

from fractions import Fraction
from itertools import islice
from random import Random

import pytest
from formalised import formalised

from algorist.core.answer import Answer, Status
from algorist.core.language_model import Request
from algorist.core.problem import Problem
from algorist.formal.equivalence import Sameness, compare
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.declared_sets import Variable
from algorist.methods.formalising.indexed import names_of, programme
from algorist.methods.formalising.sayable_lines import Sayable
from algorist.methods.formalising.schema import Parameter, Schema
from algorist.methods.formalising.sections import units_of
from algorist.methods.formalising.set_lines import compiled
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
    "variables> x[i, j] : 1 if parcel i goes into truck j.": "binary parcel, truck",
    "variables> y[j] : 1 if truck j is used.": "binary truck",
    "objective> Use as few trucks as possible.": "minimize y",
    "constraint> Each parcel goes into exactly one truck.": "each parcel: x = 1",
    "constraint> No truck carries more than its capacity.": "each truck: weights*x <= capacity*y",
}
FLAT = """var a1, a2, b1, b2, c1, c2, one, two binary
minimize one + two
a1 + a2 = 1
b1 + b2 = 1
c1 + c2 = 1
3*a1 + 4.5*b1 + 2*c1 <= 6*one
3*a2 + 4.5*b2 + 2*c2 <= 6*two
"""
PROSE = """A feed is mixed from grains. What is to be decided is the amount of each grain. Keep the cost of the mix low.
Each nutrient has to reach its least amount. Feeding is an old craft.
cost: cost of each grain; a list of length (number of grains)
content: how much a grain has; table of shape (number of grains, number of nutrients)
least: least amount of each nutrient; list of length (number of nutrients)
"""
MIX = {"cost": [2, 3], "content": [[1, 0], [1, 2]], "least": [4, 2]}
MIXED = {
    "declare> What is to be decided is the amount of each grain.": "real grain",
    "declare> Keep the cost of the mix low.": "objective",
    "declare> Each nutrient has to reach its least amount.": "constraint",
    "objective> Keep the cost of the mix low.": "minimize cost*x",
    "constraint> Each nutrient has to reach its least amount.": "each nutrient: content*x >= least",
}
FLOW = """## Variables
- the flow on each pipe
## Objective
Send the water as cheaply as possible.
## Constraints
- At each town, what comes in less what goes out is its need.
- No pipe carries more than it can.
## Data
'towns': list of towns
'pipes': list of pipes, each a tuple (start, end, cost, limit)
'need': need of each town
"""
NETWORK = {
    "towns": ["a", "b", "c"],
    "pipes": [["a", "b", 1, 5], ["b", "c", 2, 5], ["a", "c", 4, 1]],
    "need": [-3, 1, 2],
}
FLOWS = {
    "variables> the flow on each pipe": "real pipe",
    "objective> Send the water as cheaply as possible.": "minimize pipes_cost*x",
    "constraint> At each town, what comes in less what goes out is its need.": "each town: pipes_to*x - pipes_from*x = need",
    "constraint> No pipe carries more than it can.": "each pipe: x <= pipes_limit",
}
STOCK = """Variables:
- made[t]: amount made in day t
- kept[t]: stock at the end of day t
Objective: Minimize what making and keeping costs.
Constraints:
- The stock is what was there the day before, plus what is made, less the demand.
- The first day begins with the stock at hand.
'demand': demand of each day; list of length (number of days)
'making': cost of making one; a number
'keeping': cost of keeping one; a number
'at_hand': stock at hand; a number
"""
DAYS = {"demand": [3, 0, 5], "making": 2, "keeping": 1, "at_hand": 1}
STOCKED = {
    "variables> made[t]: amount made in day t": "real day",
    "variables> kept[t]: stock at the end of day t": "real day",
    "objective> Minimize what making and keeping costs.": "minimize making*made + keeping*kept",
    "constraint> The stock is what was there the day before, plus what is made, less the demand.": (
        "each day: kept = prev kept + made - demand"
    ),
    "constraint> The first day begins with the stock at hand.": "total: first kept = at_hand + first made - first demand",
}


def solve(statement: str, data: dict[str, object], says: dict[str, str]) -> Answer:
    def reply(request: Request, random: Random) -> str:
        return says.get(request.prompt.rstrip("\n").splitlines()[-1], "nothing")

    return formalised(Problem(statement, data=data), reply)


def test_words_and_data_make_the_model_that_was_meant() -> None:
    answer = solve(STATEMENT, DATA, SAYS)
    assert answer.status is Status.PROVED
    assert answer.solution is not None
    assert answer.solution.objective == Fraction(2)
    assert compare(LANGUAGE.parse(answer.formal), LANGUAGE.parse(FLAT)).sameness is Sameness.SAME


@pytest.mark.parametrize(
    ("statement", "data", "says", "optimum"),
    [(PROSE, MIX, MIXED, 9), (FLOW, NETWORK, FLOWS, 7), (STOCK, DAYS, STOCKED, 14)],
    ids=["a mix in prose, without headings", "a network given by pairs", "stock from day to day"],
)
def test_families_are_read_and_solved(
    statement: str, data: dict[str, object], says: dict[str, str], optimum: int
) -> None:
    answer = solve(statement, data, says)
    assert answer.solution is not None, answer.why
    assert answer.solution.objective == Fraction(optimum)


def test_a_constraint_that_cannot_be_read_leaves_nothing_proved() -> None:
    answer = solve(
        STATEMENT, DATA, {**SAYS, "constraint> No truck carries more than its capacity.": "total: weights <= 1 +"}
    )
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
    answer = solve(
        statement, data, SAYS | {"declare> x[i, j] : 1 if parcel i goes into truck j.": "binary parcel, truck"}
    )
    assert answer.status is Status.UNSOLVED
    assert missing in answer.why


def test_units_have_no_markup_and_leave_out_what_describes_data() -> None:
    units = units_of(STATEMENT, DATA)
    assert ("variables", "y[j] : 1 if truck j is used.") in [(each.part, each.text) for each in units]
    assert not any("weights" in each.text or "**" in each.text for each in units)


def test_without_headings_every_sentence_is_a_unit() -> None:
    units = units_of(PROSE, MIX)
    assert {each.part for each in units} == {""}
    assert len(units) == 5


def test_lessons_are_sayable_lines_and_make_programmes() -> None:
    random, bank = Random(4), read_bank()
    for name, family in bank["family"].items():
        right = 0
        for _ in range(8):
            made = make(random, bank, family)
            names = names_of(made.schema, made.variables)
            lines = [line for _, line in made.stated]
            if any(compiled(line, names, 0) is None for line in lines):
                continue  # a name was taken twice, which lessons leave out
            right += 1
            numbers = ("2", "3", "4", "5", "6", "7", "8", "9")
            assert all(Sayable(names, numbers=numbers).may(f"{line}\n") for line in lines), lines
            LANGUAGE.parse(programme(_sized(made.schema), made.variables, lines))
        assert right, name


def _sized(schema: Schema) -> Schema:
    """A schema whose sets have two members each and whose data are ones."""

    def table(depth: int) -> object:
        return 1 if depth == 0 else [table(depth - 1)] * 2

    parameters = {name: Parameter(name, each.axes, table(len(each.axes))) for name, each in schema.parameters.items()}
    return Schema(dict.fromkeys(schema.sets, 2), parameters)


def test_a_condition_holds_for_its_members_only() -> None:
    known = Schema({"site": 2, "area": 2}, {
        "way": Parameter("way", ("site", "area"), [[1, 9], [2, 3]]), "far": Parameter("far", (), 5),
    })  # fmt: skip
    variables = (Variable("x", ("site", "area"), "real"),)
    formal = programme(known, variables, ["maximize x", "each area: x <= 1", "each site, area: x = 0 where way > far"])
    plain = "var a, b, c, d\nmaximize a + b + c + d\na + c <= 1\nb + d <= 1\nb = 0\n"
    assert compare(LANGUAGE.parse(formal), LANGUAGE.parse(plain)).sameness is Sameness.SAME


def test_what_is_said_of_both_of_a_pair_is_said_once() -> None:
    known = Schema({"item": 2, "item2": 2}, {"clash": Parameter("clash", ("item", "item2"), [[1, 1], [1, 1]])})
    variables = (Variable("x", ("item",), "binary"),)
    line = "each item, item2: x + other x <= 1 where clash = 1"
    formal = programme(known, variables, ["maximize x", line])
    plain = "var a, b binary\nmaximize a + b\na + b <= 1\n"
    assert compare(LANGUAGE.parse(formal), LANGUAGE.parse(plain)).sameness is Sameness.SAME


def test_held_out_families_are_other_ones() -> None:
    assert set(read_bank()["family"]) > HELD_OUT
    assert list(islice(lessons(3), 4)) == list(islice(lessons(3), 4))
    assert list(islice(lessons(3), 2)) != list(islice(lessons(3, held_out=True), 2))
