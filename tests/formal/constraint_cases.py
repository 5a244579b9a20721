"""Random constraint models, small enough to try every assignment, and the classical five-house puzzle."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Booleans,
    Cardinality,
    Compare,
    Constraint,
    ConstraintModel,
    Count,
    Domain,
    Element,
    Expression,
    Group,
    Iff,
    Implies,
    Integers,
    Maximum,
    Member,
    Minimum,
    Negate,
    Not,
    Number,
    Objective,
    Or,
    Product,
    Quotient,
    Range,
    Reference,
    Remainder,
    Sum,
    Symbol,
    Symbols,
    Truth,
    Variable,
)

ZEBRA = """\
group colour over 1..5: red, green, ivory, yellow, blue
group nation over 1..5: english, spanish, ukrainian, norwegian, japanese
group pet over 1..5: dog, snails, fox, horse, zebra
group drink over 1..5: coffee, tea, milk, juice, water
group smoke over 1..5: old_gold, kools, chesterfields, lucky_strike, parliaments
nation.english = colour.red
nation.spanish = pet.dog
drink.coffee = colour.green
nation.ukrainian = drink.tea
colour.ivory + 1 = colour.green
smoke.old_gold = pet.snails
smoke.kools = colour.yellow
drink.milk = 3
nation.norwegian = 1
abs(smoke.chesterfields - pet.fox) = 1
abs(smoke.kools - pet.horse) = 1
smoke.lucky_strike = drink.juice
nation.japanese = smoke.parliaments
abs(nation.norwegian - colour.blue) = 1
"""

INTEGERS = {"x": Range(0, 2), "y": Integers((-2, 1, 3)), "g.a": Range(1, 3), "g.2": Range(1, 3)}
NAMES = {"c": Symbols(("red", "green", "blue")), "d": Symbols(("blue", "2nd"))}
BOOLEANS = {"p": Booleans(), "q": Booleans()}


def declared(names: frozenset[str]) -> dict[str, Domain]:
    return {name: domain for name, domain in (INTEGERS | NAMES | BOOLEANS).items() if name in names}


@cache
def expressions(names: frozenset[str]) -> tuple[st.SearchStrategy[Expression], st.SearchStrategy[Expression]]:
    """Return strategies of numbers and of conditions over these variables, in every form that `parse` can return."""
    domains = declared(names)
    numbers = _references(domains, (Range, Integers)) | st.integers(-4, 9).map(Number)
    conditions = _references(domains, (Booleans,)) | st.booleans().map(Truth) | _about_names(domains)
    for _ in range(2):
        numbers, conditions = _numbers(numbers, conditions), _conditions(numbers, conditions)
    return numbers, conditions


def _references(domains: dict[str, Domain], kinds: tuple[type, ...]) -> st.SearchStrategy[Expression]:
    names = [name for name, domain in domains.items() if isinstance(domain, kinds)]
    return st.sampled_from(names).map(Reference) if names else st.nothing()


def _about_names(domains: dict[str, Domain]) -> st.SearchStrategy[Expression]:
    names = {name: domain for name, domain in domains.items() if isinstance(domain, Symbols)}
    if not names:
        return st.nothing()
    variables = st.sampled_from(list(names)).map(Reference)

    def values(variable: Reference) -> st.SearchStrategy[Expression]:
        return st.sampled_from(names[variable.name].values).map(Symbol)

    def about(variable: Reference) -> st.SearchStrategy[Expression]:
        value = values(variable)
        operator = st.sampled_from(("=", "!="))
        return st.one_of(
            st.builds(Compare, operator, st.just(variable), value),
            st.builds(Compare, operator, value, st.just(variable)),
            st.lists(value, min_size=1, max_size=2).map(lambda row: Member((variable,), tuple((v,) for v in row))),
            st.builds(lambda v, n: Compare("=", Count((variable,), v), Number(n)), value, st.integers(0, 1)),
        )

    pairs = st.builds(Compare, st.sampled_from(("=", "!=")), variables, variables)
    return variables.flatmap(about) | pairs | st.tuples(variables, variables).map(AllDifferent)


def _several(operands: st.SearchStrategy[Expression], least: int = 1) -> st.SearchStrategy[tuple[Expression, ...]]:
    return st.lists(operands, min_size=least, max_size=3).map(tuple)


def _numbers(
    numbers: st.SearchStrategy[Expression], conditions: st.SearchStrategy[Expression]
) -> st.SearchStrategy[Expression]:
    either = numbers | conditions
    divisor = st.sampled_from((-3, -1, 1, 2, 5))
    return st.one_of(
        numbers,
        st.builds(Negate, either),
        st.builds(Sum, _several(either)),
        st.builds(Product, _several(either, 2)),
        st.builds(Quotient, either, divisor),
        st.builds(Remainder, either, divisor),
        st.builds(Absolute, either),
        st.builds(Minimum, _several(either)),
        st.builds(Maximum, _several(either)),
        st.builds(Count, _several(either), either),
        _several(either).flatmap(_element(either)),
    )


def _element(either: st.SearchStrategy[Expression]) -> Any:
    def at(operands: tuple[Expression, ...]) -> st.SearchStrategy[Expression]:
        inside = either.map(lambda index: Sum((Remainder(index, len(operands)), Number(1))))
        return st.builds(Element, st.just(operands), inside)

    return at


def _conditions(
    numbers: st.SearchStrategy[Expression], conditions: st.SearchStrategy[Expression]
) -> st.SearchStrategy[Expression]:
    either = numbers | conditions
    constants = st.integers(-4, 9).map(Number) | st.booleans().map(Truth)
    rows = st.lists(st.tuples(constants, constants), min_size=1, max_size=3).map(tuple)
    relation = st.sampled_from(("exactly", "atleast", "atmost"))
    return st.one_of(
        conditions,
        st.builds(Compare, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), either, either),
        st.builds(AllDifferent, _several(either)),
        st.builds(Member, st.tuples(either, either), rows),
        st.builds(Not, conditions),
        st.builds(And, _several(conditions, 2)),
        st.builds(Or, _several(conditions, 2)),
        st.builds(Implies, conditions, conditions),
        st.builds(Iff, conditions, conditions),
        st.builds(Cardinality, relation, st.integers(0, 3), _several(conditions)),
    )


@st.composite
def models(draw: st.DrawFn, objective: bool | None = None) -> ConstraintModel:
    """Return a model with at most some hundred assignments; `objective` says whether it has one."""
    names = draw(st.frozensets(st.sampled_from(("x", "y", "c", "d", "p", "q")), min_size=1, max_size=3))
    grouped = draw(st.booleans())
    names |= {"g.a", "g.2"} if grouped else set()
    domains = declared(names)
    numbers, conditions = expressions(names)
    aimed = draw(st.booleans()) if objective is None else objective
    return ConstraintModel(
        groups=(Group("g", ("a", "2"), Range(1, 3)),) if grouped else (),
        variables=tuple(Variable(name, domain) for name, domain in domains.items() if "." not in name),
        constraints=tuple(map(Constraint, draw(st.lists(conditions, max_size=4)))),
        objective=Objective(draw(st.sampled_from(("maximize", "minimize"))), draw(numbers)) if aimed else None,
    )


def assignments(model: ConstraintModel) -> Iterator[dict[str, Any]]:
    """Yield every assignment in which groups differ, whether it satisfies the constraints or not."""
    domains = model.domains()
    for values in product(*(domain.values for domain in domains.values())):
        assignment = dict(zip(domains, values, strict=True))
        if all(len({assignment[name] for name in group.references}) == len(group.members) for group in model.groups):
            yield assignment


def solutions(model: ConstraintModel) -> list[dict[str, Any]]:
    return [
        values
        for values in assignments(model)
        if all(evaluate(constraint.formula, values) for constraint in model.constraints)
    ]
