"""Linear models for tests: named ones with their known answers, random trees, and random small programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.formal.linear.lexer import RESERVED
from algorist.formal.linear.tree import (
    Binding,
    Constraint,
    Declared,
    Enumeration,
    Expression,
    Inverse,
    Model,
    Name,
    NamedSet,
    Negate,
    Number,
    Objective,
    Parameter,
    Product,
    Range,
    SetDeclaration,
    Sum,
    Total,
    Variables,
    rational,
)

DIET = """
set FOOD = {bread, milk, eggs}
set NUTRIENT = {iron, protein}
param cost[FOOD] = {bread: 2, milk: 1.5, eggs: 3}
param need[NUTRIENT] = {iron: 8, protein: 40}
param a[FOOD, NUTRIENT] = {
    (bread, iron): 1, (bread, protein): 4,
    (milk, iron): 0.5, (milk, protein): 8,   # a comment inside
    (eggs, iron): 2, (eggs, protein): 6,
}
var buy[FOOD] >= 0
minimize total: sum(f in FOOD) cost[f]*buy[f]
nutrient[n in NUTRIENT]: sum(f in FOOD) a[f, n]*buy[f] >= need[n]
"""

KNAPSACK = """
set ITEM = 1..6
param weight[ITEM] = {1: 12, 2: 2, 3: 1, 4: 1, 5: 4, 6: 7}
param worth[ITEM] = {1: 4, 2: 2, 3: 1, 4: 2, 5: 10, 6: 8}
var take[ITEM] binary
maximize sum(i in ITEM) worth[i]*take[i]
room: sum(i in ITEM) weight[i]*take[i] <= 15
"""

ASSIGNMENT = """
set WHO = {ann, bob, cyd}
set JOB = {x, y, z}
param cost[WHO, JOB] = {(ann, x): 9, (ann, y): 2, (ann, z): 7, (bob, x): 6, (bob, y): 4, (bob, z): 3,
                        (cyd, x): 5, (cyd, y): 8, (cyd, z): 1}
var does[WHO, JOB] binary
minimize sum(w in WHO, j in JOB) cost[w, j]*does[w, j]
one_job[w in WHO]: sum(j in JOB) does[w, j] = 1
one_hand[j in JOB]: sum(w in WHO) does[w, j] = 1
"""

STOCK = """
set T = 1..4
param sold[T] = {1: 3, 2: 5, 3: 2, 4: 6}
var made[T] in [0, 5]
var held[{0, 1, 2, 3, 4}] >= 0
minimize sum(t in T) (t*made[t] + 0.5*held[t])
flow[t in T]: held[t - 1] + made[t] = sold[t] + held[t]
start: held[0] = 1
"""

KNOWN: dict[str, tuple[str, Claim, Fraction | None]] = {
    "diet": (DIET, Claim.OPTIMAL, Fraction(180, 13)),
    "knapsack": (KNAPSACK, Claim.OPTIMAL, Fraction(23)),
    "assignment": (ASSIGNMENT, Claim.OPTIMAL, Fraction(9)),
    "stock": (STOCK, Claim.OPTIMAL, None),
    "fractions": ("var x, y\nmaximize x/3 + 0.1*y\nx/7 + y <= 1\nx <= 35%*(x + y)", Claim.OPTIMAL, None),
    "infeasible": ("var x, y\nmaximize x\nx + y <= 3\nx >= 2\ny >= 2\nx <= 9", Claim.INFEASIBLE, None),
    "parity": ("var x, y in [0, 50] integer\n2*x - 2*y = 1\nx <= 40", Claim.INFEASIBLE, None),
    "thin": ("var x, y in [0, 9] integer\n3*x + 3*y >= 4\n3*x + 3*y <= 5", Claim.INFEASIBLE, None),
    "crossed": ("var x in [3, 2]\nmaximize x", Claim.INFEASIBLE, None),
    "between": ("var x in [1/3, 2/3] integer\nmaximize x", Claim.INFEASIBLE, None),
    "false": ("var x\nminimize x\n2 <= 1", Claim.INFEASIBLE, None),
    "unbounded": ("var x, y\nmaximize x + y\nx - y <= 3", Claim.UNBOUNDED, None),
    "unbounded integer": ("var x, y integer\nmaximize x + 2*y\nx - y <= 3\n2*x >= 3", Claim.UNBOUNDED, None),
    "degenerate": ("var x, y\nmaximize x + y\nx + y <= 2\nx <= 1\ny <= 1\n2*x + y <= 3", Claim.OPTIMAL, Fraction(2)),
    "equalities": ("var x, y free\nminimize x + 2*y\nx + y = 3\nx - y = 1", Claim.OPTIMAL, Fraction(4)),
    "free": ("var x, y free\nminimize x\nx >= y - 4\ny >= 1/3", Claim.OPTIMAL, Fraction(-11, 3)),
    "two-sided": ("var x, y free\nmaximize x - y\n-2 <= x + y <= 7\n1 <= x <= 3", Claim.OPTIMAL, Fraction(8)),
    "mixed": (
        "var x, y binary\nvar z\nmaximize 3x + 2y + z/3\nx + y + z <= 3/2\nz <= 0.7",
        Claim.OPTIMAL,
        Fraction(19, 6),
    ),
    "endless parity": ("var x, y free integer\nmaximize x\n4*x - 6*y = 1/3\nx <= 5", Claim.INFEASIBLE, None),
    "halves": ("var x, y free integer\nminimize x - y\n0 <= 3*x + 6*y - 4 <= 1", Claim.INFEASIBLE, None),
    "fixed": ("var x, y integer\nvar z\nminimize z\n2*x + z = 3\nx + z = 2.5\ny <= 4", Claim.INFEASIBLE, None),
    "no objective": ("var x, y integer\n3*x + 5*y = 14\nx <= 9", Claim.FEASIBLE, None),
    "no solution": ("var x, y integer\n3*x + 5*y = 7\nx <= 9", Claim.INFEASIBLE, None),
    "thinner": ("var x free\nmaximize x\nx <= 1\nx >= 1.0000000000001", Claim.INFEASIBLE, None),
    "constant": ("var x\nmaximize 7", Claim.OPTIMAL, Fraction(7)),
    "no variables": ("maximize 3", Claim.OPTIMAL, Fraction(3)),
}
"""Models by name, with the claim and (where worked out by hand) the optimum."""

NAMES = st.sampled_from(["x", "y", "zebra", "été", "_a1", "cost", "VAR", "Sum", "in_", "free2", "X_y"])
WORDS = st.sampled_from(["bread", "milk", "x1", "été", "t"])
DIGITS = st.integers(0, 10**6)


@st.composite
def numbers(draw: Any) -> Number:
    value = Fraction(draw(DIGITS)) * Fraction(10) ** draw(st.sampled_from([0, 0, 0, -1, -2, -9, 3, 40, -40]))
    return Number(value, percent=draw(st.integers(0, 9)) == 0)


def sets(expressions: Any) -> Any:
    elements = st.lists(st.one_of(WORDS, st.integers(-9, 99)), max_size=4).map(tuple)
    return st.one_of(NAMES.map(NamedSet), elements.map(Enumeration), st.builds(Range, expressions, expressions))


def bindings(expressions: Any, *, least: int = 1) -> Any:
    return st.lists(
        st.builds(Binding, st.one_of(st.just(""), NAMES), sets(expressions)), min_size=least, max_size=2
    ).map(tuple)


def grown(smaller: Any) -> Any:
    """Trees one level above others; the parser makes no sum or product of one part, and no product that begins with an
    inverse."""
    parts = st.lists(smaller, min_size=2, max_size=3).map(tuple)
    factors = st.tuples(smaller, st.lists(st.one_of(smaller, smaller.map(Inverse)), min_size=1, max_size=3)).map(
        lambda pair: (pair[0], *pair[1])
    )
    return st.one_of(
        parts.map(Sum),
        factors.map(Product),
        smaller.map(Negate),
        st.builds(Total, bindings(smaller), smaller),
        st.builds(Name, NAMES, st.lists(smaller, min_size=1, max_size=2).map(tuple)),
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(st.one_of(numbers(), NAMES.map(Name)), grown, max_leaves=8)
RELATIONS = st.sampled_from(["<=", ">="])


@st.composite
def declarations(draw: Any) -> Any:
    match draw(st.integers(0, 4)):
        case 0:
            return SetDeclaration(draw(NAMES), draw(sets(EXPRESSIONS)))
        case 1:
            return Parameter(draw(NAMES), (), (((), draw(EXPRESSIONS)),))
        case 2:
            keys = st.lists(st.one_of(WORDS, st.integers(-9, 9)), min_size=1, max_size=3).map(tuple)
            entries = draw(st.lists(st.tuples(keys, EXPRESSIONS), max_size=3))
            return Parameter(draw(NAMES), draw(bindings(EXPRESSIONS)), tuple(entries))
        case _:
            names = st.builds(Declared, NAMES, bindings(EXPRESSIONS, least=0))
            bound = st.one_of(st.none(), st.just(Number(Fraction(0))), st.just(Number(Fraction(1))), EXPRESSIONS)
            some = tuple(draw(st.lists(names, min_size=1, max_size=3)))
            return Variables(some, draw(bound), draw(bound), draw(st.booleans()))


@st.composite
def constraints(draw: Any) -> Constraint:
    label = draw(st.one_of(st.just(""), NAMES))
    run = draw(bindings(EXPRESSIONS)) if label and draw(st.booleans()) else ()
    run = tuple(Binding(item.name or "i", item.domain) for item in run)
    if draw(st.booleans()):
        sides = (draw(EXPRESSIONS), draw(EXPRESSIONS), draw(EXPRESSIONS))
        return Constraint(sides, draw(RELATIONS), label, run)
    return Constraint((draw(EXPRESSIONS), draw(EXPRESSIONS)), draw(st.one_of(RELATIONS, st.just("="))), label, run)


@st.composite
def models(draw: Any) -> Model:
    """Any tree that a text can denote; few of them ground."""
    objectives = st.builds(Objective, st.booleans(), EXPRESSIONS, st.one_of(st.just(""), NAMES))
    return Model(
        tuple(draw(st.lists(declarations(), max_size=4))),
        draw(objectives),
        tuple(draw(st.lists(constraints(), max_size=4))),
    )


COEFFICIENTS = st.one_of(st.integers(-5, 5).map(Fraction), st.sampled_from([Fraction(1, 3), Fraction(-7, 2)]))


@st.composite
def programs(draw: Any, *, integer: bool) -> Model:
    """A small flat program over a box: two or three variables, up to four constraints."""
    count = draw(st.integers(1, 3))
    names = [f"x{place}" for place in range(count)]

    def linear() -> Expression:
        return Sum((*(Product((rational(draw(COEFFICIENTS)), Name(name))) for name in names), rational(Fraction(0))))

    variables = []
    for name in names:
        low = Fraction(draw(st.integers(-3, 3)))
        high = low + draw(st.integers(0, 4))
        variables.append(Variables((Declared(name),), rational(low), rational(high), integer))
    rows = draw(st.lists(st.tuples(st.sampled_from(["<=", ">=", "="]), st.integers(-9, 9)), max_size=4))
    return Model(
        tuple(variables),
        Objective(draw(st.booleans()), linear()),
        tuple(Constraint((linear(), rational(Fraction(side))), relation) for relation, side in rows),
    )


assert not RESERVED & {"x", "y", "zebra", "cost", "VAR", "Sum", "in_", "free2"}
