"""From symbols to numbers: the flat rows and columns that a model stands for, all exact rationals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from algorist.core.errors import FormalError
from algorist.formal.linear.scope import CONSTANT, Environment, Form, Key, Scope, indexed
from algorist.formal.linear.tree import Constraint, Model, Parameter, SetDeclaration, Variables


@dataclass(frozen=True, slots=True)
class Column:
    """A scalar variable, such as `buy[bread]`; a bound that is None is absent."""

    name: str
    lower: Fraction | None
    upper: Fraction | None
    integer: bool
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """`lower <= sum of coefficient * column <= upper`; `constraint` is the position of the model's constraint."""

    name: str
    coefficients: tuple[tuple[int, Fraction], ...]
    lower: Fraction | None
    upper: Fraction | None
    constraint: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A flat linear program: the costs of the columns plus `offset`, maximised or minimised, subject to the rows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    maximize: bool = False
    offset: Fraction = Fraction(0)


def ground(model: Model) -> Rows:
    """Return a model's rows and columns.

    Raises FormalError, with the line, where a name is unknown or declared twice, a parameter lacks a value, an index
    leaves its set, or a term is not linear.

    >>> from algorist.formal.linear.parser import parse
    >>> [row.upper for row in ground(parse("var x, y\\nx + 2 y <= 3 - x")).rows]
    [Fraction(3, 1)]
    """
    scope = Scope()
    columns: list[Column] = []
    for declaration in model.declarations:
        scope.at = declaration.at
        if isinstance(declaration, SetDeclaration):
            scope.declare(declaration.name, declaration.at)
            scope.sets[declaration.name] = scope.members(declaration.members, {})
        elif isinstance(declaration, Parameter):
            _parameter(declaration, scope)
        else:
            columns += _columns(declaration, scope, len(columns))
    objective: Form = {}
    if model.objective is not None:
        scope.at = model.objective.at
        objective = scope.form(model.objective.expression, {})
    return Rows(
        tuple(
            Column(column.name, column.lower, column.upper, column.integer, objective.get(position, Fraction(0)))
            for position, column in enumerate(columns)
        ),
        _rows(model.constraints, scope),
        model.objective is not None and model.objective.maximize,
        objective.get(CONSTANT, Fraction(0)),
    )


def _parameter(declaration: Parameter, scope: Scope) -> None:
    name = declaration.name
    scope.declare(name, declaration.at)
    values: dict[Key, Fraction] = {}
    for key, value in declaration.entries:
        if key in values:
            raise FormalError(*declaration.at, f"{indexed(name, key)} is given twice.", "Keep one value.")
        values[key] = scope.constant(value, {})
    wanted = [key for key, _ in scope.assignments(declaration.bindings, {}, anonymous=True)]
    for key in wanted:
        if key not in values:
            raise FormalError(*declaration.at, f"{indexed(name, key)} has no value.", "Give one for every member.")
    if len(values) > len(wanted):
        stray = next(key for key in values if key not in set(wanted))
        raise FormalError(*declaration.at, f"{indexed(name, stray)} is outside the sets of {name}.", "Remove it.")
    scope.parameters[name] = values


def _columns(declaration: Variables, scope: Scope, start: int) -> list[Column]:
    columns: list[Column] = []
    for declared in declaration.names:
        scope.declare(declared.name, declared.at)
        positions: dict[Key, int] = {}
        for key, environment in scope.assignments(declared.bindings, {}, anonymous=True):
            lower, upper = (
                None if bound is None else scope.constant(bound, environment)
                for bound in (declaration.lower, declaration.upper)
            )
            positions[key] = start + len(columns)
            columns.append(Column(indexed(declared.name, key), lower, upper, declaration.integer, Fraction(0)))
        scope.variables[declared.name] = positions
    return columns


def _rows(constraints: tuple[Constraint, ...], scope: Scope) -> tuple[Row, ...]:
    rows: list[Row] = []
    labels: dict[str, int] = {}
    for position, constraint in enumerate(constraints):
        scope.at = constraint.at
        if constraint.label in labels:
            line = constraints[labels[constraint.label]].at[0]
            message = f"the label {constraint.label} is used twice; first on line {line}."
            raise FormalError(*constraint.at, message, "Rename one.")
        if constraint.label:
            labels[constraint.label] = position
        label = constraint.label or f"constraint {position + 1}"
        for key, environment in scope.assignments(constraint.bindings, {}):
            lower, form, upper = _interval(constraint, scope, environment)
            coefficients = tuple(sorted((column, value) for column, value in form.items() if value))
            rows.append(Row(indexed(label, key), coefficients, lower, upper, position))
    return tuple(rows)


def _interval(
    constraint: Constraint, scope: Scope, environment: Environment
) -> tuple[Fraction | None, Form, Fraction | None]:
    """Return a constraint as a linear form without constant between two bounds."""
    lower: Fraction | None
    upper: Fraction | None
    if len(constraint.sides) == 3:
        first, middle, last = constraint.sides
        form = scope.form(middle, environment)
        lower, upper = scope.constant(first, environment), scope.constant(last, environment)
    else:
        left, right = constraint.sides
        form = scope.form(left, environment)
        scope.add(right, Fraction(-1), environment, form)
        lower = upper = Fraction(0)
    if constraint.relation == ">=":
        lower, upper = upper, lower
    shift = form.pop(CONSTANT, Fraction(0))
    lower, upper = lower - shift, upper - shift
    if len(constraint.sides) == 3 or constraint.relation == "=":
        return lower, form, upper
    return (lower, form, None) if constraint.relation == ">=" else (None, form, upper)
