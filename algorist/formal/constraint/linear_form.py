"""Expressions as a constant and coefficients, and what a model's lines say about differences. The checker trusts this file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from algorist.formal.constraint.interval import interval
from algorist.formal.constraint.tree import (
    And,
    Compare,
    ConstraintModel,
    Domain,
    Element,
    Expression,
    Maximum,
    Negate,
    Number,
    Product,
    Reference,
    Sum,
)


@dataclass(frozen=True, slots=True)
class LinearForm:
    """`constant + sum of coefficient * atom`; atoms are variables and whatever else is not linear."""

    constant: int
    coefficients: Mapping[Expression, int]

    def least(self, domains: Mapping[str, Domain]) -> int:
        """Return a number that the form is never below, from the atoms' own bounds."""
        total = self.constant
        for atom, coefficient in self.coefficients.items():
            low, high = interval(atom, domains)
            total += coefficient * (low if coefficient > 0 else high)
        return total


def linear_form(node: Expression) -> LinearForm:
    """Return the form of a number."""
    coefficients: dict[Expression, int] = {}
    constant = 0
    open_nodes = [(1, node)]
    while open_nodes:
        factor, node = open_nodes.pop()
        match node:
            case Number(value):
                constant += factor * value
            case Negate(operand):
                open_nodes.append((-factor, operand))
            case Sum(operands):
                open_nodes += [(factor, operand) for operand in operands]
            case Product((Number(value), operand)) | Product((operand, Number(value))):
                open_nodes.append((factor * value, operand))
            case _:
                coefficients[node] = coefficients.get(node, 0) + factor
    return LinearForm(constant, {atom: number for atom, number in coefficients.items() if number})


def objective_form(model: ConstraintModel) -> LinearForm | None:
    """Return the form of what the model minimizes first, variables that a line sets equal to an `element` replaced by it."""
    if model.objective is None or model.objective.sense != "minimize":
        return None
    form = linear_form(model.objective.expression)
    coefficients: dict[Expression, int] = {}
    definitions = element_definitions(model)
    for atom, number in form.coefficients.items():
        atom = definitions.get(atom, atom)
        coefficients[atom] = coefficients.get(atom, 0) + number
    return LinearForm(form.constant, coefficients)


def element_definitions(model: ConstraintModel) -> dict[Expression, Expression]:
    """Return the variables that a line of the model sets equal to `element(...)`, and what they equal."""
    found: dict[Expression, Expression] = {}
    for constraint in model.constraints:
        match constraint.formula:
            case Compare("=", Reference() as name, Element() as element):
                found[name] = element
            case Compare("=", Element() as element, Reference() as name):
                found[name] = element
    return found


@dataclass(slots=True)
class Differences:
    """What the model's lines say of differences: (before, lag, after) for `before + lag <= after`.

    `before` and `after` are positions in `atoms`: variables and maxima.
    """

    atoms: list[Expression]
    stated: list[tuple[int, int, int]]
    positions: dict[Expression, int]

    def position(self, atom: Expression) -> int:
        if atom not in self.positions:
            self.positions[atom] = len(self.atoms)
            self.atoms.append(atom)
        return self.positions[atom]


def differences(model: ConstraintModel) -> Differences:
    """Return the differences that the model's lines state, and those between a maximum and its operands."""
    found = Differences([], [], {})
    for constraint in model.constraints:
        for left, strict, right in _at_most(constraint.formula):
            form = linear_form(Sum((right, Negate(left))))
            signs = {number: atom for atom, number in form.coefficients.items()}
            if len(form.coefficients) == 2 and signs.keys() == {1, -1}:
                found.stated.append((found.position(signs[-1]), strict - form.constant, found.position(signs[1])))
    if model.objective is not None:
        for atom in linear_form(model.objective.expression).coefficients:
            found.position(atom)
    # Looked up by position from here on: hashing a maximum takes as long as it has operands.
    for position, atom in enumerate(tuple(found.atoms)):
        if isinstance(atom, Maximum):
            for operand in atom.operands:
                form = linear_form(operand)
                if list(form.coefficients.values()) == [1]:
                    found.stated.append((found.position(next(iter(form.coefficients))), form.constant, position))
    return found


def _at_most(formula: Expression) -> Iterator[tuple[Expression, int, Expression]]:
    """Yield (left, 0 or 1, right) for every `left + 0 or 1 <= right` that the formula says outright."""
    match formula:
        case And(operands):
            for operand in operands:
                yield from _at_most(operand)
        case Compare("<=" | "<" as operator, left, right):
            yield left, int(operator == "<"), right
        case Compare(">=" | ">" as operator, left, right):
            yield right, int(operator == ">"), left
        case Compare("=", left, right):
            yield left, 0, right
            yield right, 0, left
