"""From the program that HiGHS has read to a model; each double becomes the shortest decimal that prints it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby, pairwise
from math import inf, isfinite
from typing import Any

from algorist.core.errors import InputError
from algorist.formal.linear.names import identifier, original
from algorist.formal.linear.tree import (
    ZERO,
    Constraint,
    Declared,
    Expression,
    Model,
    Name,
    Negate,
    Objective,
    Product,
    Sum,
    Variables,
    rational,
)

NAMES_A_LINE = 12


def model_of(highs: Any) -> Model:
    """Return the model that HiGHS has read; raises InputError for what is not linear or has no meaning here."""
    program = highs.getLp()
    if highs.getModel().hessian_.dim_:
        raise InputError("the objective is quadratic; only linear ones are solved here.")
    kinds = [kind.name for kind in program.integrality_] or ["kContinuous"] * program.num_col_
    if odd := next((kind for kind in kinds if kind not in ("kContinuous", "kInteger")), None):
        raise InputError(f"a variable is {odd[1:]}; only continuous and integer ones are solved here.")
    if not program.num_col_:
        raise InputError("there is no variable in it.")
    names = _identifiers(program.col_names_)
    lower, upper = _bounds(program.col_lower_, -inf), _bounds(program.col_upper_, inf)
    domains = list(zip(names, lower, upper, kinds, strict=True))
    terms: list[list[tuple[int, Fraction]]] = [[] for _ in range(program.num_row_)]
    for column, row, value in _entries(program):
        terms[row].append((column, _number(value)))
    labels = _identifiers(program.row_names_)
    sides = zip(_bounds(program.row_lower_, -inf), _bounds(program.row_upper_, inf), strict=True)
    constraints = [
        _constraint(label, _linear(coefficients, names), low, high)
        for label, coefficients, (low, high) in zip(labels, terms, sides, strict=True)
        if low is not None or high is not None
    ]
    priced = [(position, _number(cost)) for position, cost in enumerate(program.col_cost_) if cost]
    objective = _linear(priced, names, _number(program.offset_))
    return Model(
        tuple(_variables(domains)), Objective(program.sense_.name == "kMaximize", objective), tuple(constraints)
    )


def _entries(program: Any) -> Iterable[tuple[int, int, float]]:
    """Yield column, row and coefficient of every entry, column by column or row by row as HiGHS has them."""
    matrix = program.a_matrix_
    by_row = matrix.format_.name == "kRowwise"
    starts, indices, values = list(matrix.start_), list(matrix.index_), list(matrix.value_)
    for major, (first, last) in enumerate(pairwise(starts)):
        for minor, value in zip(indices[first:last], values[first:last], strict=True):
            yield (minor, major, value) if by_row else (major, minor, value)


def _number(value: float) -> Fraction:
    number = float(value)
    if not isfinite(number):
        raise InputError(f"it holds the number {number}.")
    return Fraction(repr(number))


def _bounds(values: Iterable[float], absent: float) -> list[Fraction | None]:
    return [None if value == absent else _number(value) for value in values]


def _variables(domains: list[tuple[str, Fraction | None, Fraction | None, str]]) -> Iterable[Variables]:
    """Yield `var` lines, neighbours of one domain together."""
    for (lower, upper, kind), group in groupby(domains, key=lambda domain: domain[1:]):
        names = [Declared(name) for name, *_ in group]
        low, high = (None if bound is None else rational(bound) for bound in (lower, upper))
        for start in range(0, len(names), NAMES_A_LINE):
            yield Variables(tuple(names[start : start + NAMES_A_LINE]), low, high, kind == "kInteger")


def _linear(terms: Iterable[tuple[int, Fraction]], names: list[str], offset: Fraction = Fraction(0)) -> Expression:
    parts: list[Expression] = []
    for column, factor in terms:
        name = Name(names[column])
        part: Expression = name if abs(factor) == 1 else Product((rational(abs(factor)), name))
        parts.append(Negate(part) if factor < 0 else part)
    if offset:
        parts.append(rational(offset))
    return ZERO if not parts else parts[0] if len(parts) == 1 else Sum(tuple(parts))


def _constraint(label: str, form: Expression, lower: Fraction | None, upper: Fraction | None) -> Constraint:
    if lower is None or upper is None or lower == upper:
        bound = lower if lower is not None else upper if upper is not None else Fraction(0)
        relation = "=" if lower == upper else "<=" if lower is None else ">="
        return Constraint((form, rational(bound)), relation, label)
    return Constraint((rational(lower), form, rational(upper)), "<=", label)


def _identifiers(given: Iterable[str]) -> list[str]:
    """Return names as identifiers; raises InputError where two would be the same."""
    spelled = [identifier(original(name)) for name in given]
    if len(set(spelled)) < len(spelled):
        twin = next(name for name in spelled if spelled.count(name) > 1)
        raise InputError(f"two names are spelled {twin}.")
    return spelled
