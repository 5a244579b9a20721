"""The graph of a constraint model: variables, symbols, and every expression once, whatever order it was written in.

Before that, what has several spellings gets one: groups are variables that differ, `a > b` is `b < a`, linear
comparisons are `sum <= bound` or `sum = bound` in coprime integers, implications are disjunctions, and `not` stands
only before what has no opposite.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from typing import TypeAlias

from algorist.formal._equivalence.graph import Graph, Shared
from algorist.formal.constraint import tree
from algorist.formal.constraint.tree import ConstraintModel, Domain, Expression

Arrow: TypeAlias = tuple[Hashable, int]
"""A label and the node that the edge goes to."""

Linear: TypeAlias = tuple[dict[int, int], int]
"""Coefficients by node, and a constant."""

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def graph(model: ConstraintModel) -> Graph:
    """Return the graph of a model; equal expressions share a node, and the root points to what must hold."""
    return _Maker(model).made


class _Maker:
    def __init__(self, model: ConstraintModel) -> None:
        self.made = Graph(("constraint",))
        self._node = Shared(self.made)
        self.symbols: dict[str, int] = {}
        self.variables = {name: self._variable(name, domain) for name, domain in model.domains().items()}
        self.numeric = {n for n, domain in model.domains().items() if not isinstance(domain, tree.Symbols)}
        root = self.made.node("model")
        formulas = [
            tree.AllDifferent(tuple(map(tree.Reference, group.references)))
            for group in model.groups
            if len(group.members) > 1
        ]
        held: dict[int, int] = {}
        for formula in formulas:
            held.setdefault(self._formula(formula, False), 0)
        for constraint in model.constraints:
            for part in _conjuncts(constraint.formula):
                held.setdefault(self._formula(part, False), constraint.line)
        for node, line in held.items():
            self.made.edge(root, node, "holds")
            self.made.notes.setdefault(node, f"the constraint on line {line}" if line else "a constraint")
        if model.objective is not None:
            coefficients, constant = self._linear(model.objective.expression)
            sign = -1 if model.objective.sense == "maximize" else 1
            self.made.edge(
                root, self._sum({node: sign * c for node, c in coefficients.items()}, sign * constant), "cost"
            )

    # -- nodes

    def _variable(self, name: str, domain: Domain) -> int:
        if not isinstance(domain, tree.Symbols):
            values = domain.values
            whole = isinstance(domain, tree.Booleans)
            span = len(values) == int(values[-1]) - int(values[0]) + 1 if values else False
            shape: Hashable = (values[0], values[-1]) if span else tuple(values)
            return self.made.node(("variable", whole, shape), name)
        node = self.made.node("symbolic variable", name)
        for value in domain.values:
            self.made.edge(node, self._symbol(value), "may be")
        return node

    def _symbol(self, name: str) -> int:
        if name not in self.symbols:
            self.symbols[name] = self.made.node("symbol", name)
        return self.symbols[name]

    # -- formulas

    def _formula(self, node: Expression, negated: bool) -> int:
        match node:
            case tree.Not(operand):
                return self._formula(operand, not negated)
            case tree.Truth(value):
                return self._node(("truth", value != negated))
            case tree.Implies(left, right):
                return self._formula(tree.Or((tree.Not(left), right)), negated)
            case tree.And() | tree.Or():
                both = isinstance(node, tree.And) != negated
                operands = {self._formula(part, negated) for part in _flat(node)}
                return self._node("and" if both else "or", (("part", part) for part in operands))
            case tree.Iff(left, right):
                sides = [self._formula(left, False), self._formula(right, False)]
                return self._node(("iff", negated), (("side", side) for side in sides))
            case tree.Cardinality(relation, bound, _):
                if negated and relation != "exactly":
                    relation, bound = ("atmost", bound - 1) if relation == "atleast" else ("atleast", bound + 1)
                    negated = False
                parts = [self._formula(part, False) for part in node.operands]
                return self._node((relation, bound, negated), (("part", part) for part in parts))
            case tree.AllDifferent():
                return self._node(("alldifferent", negated), (("part", self._term(part)) for part in node.operands))
            case tree.Member():
                return self._member(node.operands, node.rows, negated)
            case tree.Compare(operator, left, right):
                return self._compare(OPPOSITE[operator] if negated else operator, left, right)
            case _:
                return self._compare("=", node, tree.Number(0 if negated else 1))

    def _member(
        self, operands: tuple[Expression, ...], rows: tuple[tuple[tree.Constant, ...], ...], negated: bool
    ) -> int:
        """Columns may be permuted together, and rows among themselves."""
        columns = [
            self._node("column", [("of", self._term(each)), ("at", self.made.node("place"))]) for each in operands
        ]
        made_rows = []
        for row in dict.fromkeys(rows):
            cells = [
                self._node("cell", [("column", column), ("value", self._term(value))])
                for column, value in zip(columns, row, strict=True)
            ]
            made_rows.append(self._node("row", (("cell", cell) for cell in cells)))
        return self._node(("member", negated), (("row", row) for row in made_rows))

    def _compare(self, operator: str, left: Expression, right: Expression) -> int:
        if not (self._is_number(left) and self._is_number(right)):
            sides = [self._term(left), self._term(right)]
            if operator in ("=", "!="):
                return self._node(operator, (("side", side) for side in sides))
            return self._node(operator, (("left", sides[0]), ("right", sides[1])))
        if operator in (">", ">="):
            left, right, operator = right, left, operator.replace(">", "<")
        (coefficients, constant), (others, other) = self._linear(left), self._linear(right)
        for node, value in others.items():
            coefficients[node] = coefficients.get(node, 0) - value
        coefficients = {node: value for node, value in coefficients.items() if value}
        bound = other - constant - (1 if operator == "<" else 0)
        common = math.gcd(*coefficients.values()) or 1
        if operator in ("<", "<="):
            arrows = ((value // common, node) for node, value in coefficients.items())
            return self._node(("<=", bound // common), arrows)
        if bound % common:
            return self._node(("truth", operator == "!="))
        values = sorted(value // common for value in coefficients.values())
        one, two = (values, bound // common), ([-value for value in reversed(values)], -bound // common)
        if one == two:
            sides = [
                self._node(
                    "side of an equation", ((sign * value // common, node) for node, value in coefficients.items())
                )
                for sign in (1, -1)
            ]
            return self._node((operator, "mirrored"), (("side", side) for side in sides))
        sign = 1 if one > two else -1
        arrows = ((sign * value // common, node) for node, value in coefficients.items())
        return self._node((operator, sign * bound // common), arrows)

    # -- terms

    def _is_number(self, node: Expression) -> bool:
        if isinstance(node, tree.Reference):
            return node.name in self.numeric
        if isinstance(node, tree.Element):
            return all(map(self._is_number, node.operands))
        return not isinstance(node, tree.Symbol)

    def _linear(self, node: Expression) -> Linear:
        """Return a numeric expression as a sum over the nodes of what is not linear in it."""
        match node:
            case tree.Number(value):
                return {}, value
            case tree.Negate(operand):
                coefficients, constant = self._linear(operand)
                return {each: -value for each, value in coefficients.items()}, -constant
            case tree.Sum(operands):
                total: dict[int, int] = {}
                constant = 0
                for operand in operands:
                    coefficients, rest = self._linear(operand)
                    constant += rest
                    for each, value in coefficients.items():
                        total[each] = total.get(each, 0) + value
                return {each: value for each, value in total.items() if value}, constant
            case tree.Product(operands):
                forms = [self._linear(operand) for operand in operands]
                factor = math.prod(constant for coefficients, constant in forms if not coefficients)
                rest_forms = [form for form in forms if form[0]]
                if len(rest_forms) > 1:
                    factors = [self._sum(*form) for form in rest_forms]
                    return (
                        {self._node("product", (("factor", each) for each in factors)): factor} if factor else {}
                    ), 0
                coefficients, constant = rest_forms[0] if rest_forms else ({}, 1)
                return {each: factor * value for each, value in coefficients.items() if factor}, factor * constant
            case _:
                return {self._term(node): 1}, 0

    def _sum(self, coefficients: dict[int, int], constant: int) -> int:
        if not constant and list(coefficients.values()) == [1]:
            return next(iter(coefficients))
        return self._node(("sum", constant), ((value, node) for node, value in coefficients.items()))

    def _term(self, node: Expression) -> int:
        match node:
            case tree.Reference(name):
                return self.variables[name]
            case tree.Symbol(name):
                return self._symbol(name)
            case tree.Number() | tree.Negate() | tree.Sum() | tree.Product():
                return self._sum(*self._linear(node))
            case tree.Quotient(operand, divisor) | tree.Remainder(operand, divisor):
                return self._node((type(node).__name__, divisor), [("of", self._term(operand))])
            case tree.Absolute(operand):
                return self._node("absolute", [("of", self._term(operand))])
            case tree.Minimum(operands) | tree.Maximum(operands):
                return self._node(type(node).__name__, (("of", part) for part in set(map(self._term, operands))))
            case tree.Count(operands, value):
                arrows: list[Arrow] = [("of", self._term(part)) for part in operands]
                return self._node("count", [*arrows, ("value", self._term(value))])
            case tree.Element(operands, index):
                arrows = [(("at", place), self._term(part)) for place, part in enumerate(operands, 1)]
                return self._node("element", [*arrows, ("index", self._term(index))])
            case _:
                return self._formula(node, False)


def _conjuncts(formula: Expression) -> Iterable[Expression]:
    if isinstance(formula, tree.And):
        for operand in formula.operands:
            yield from _conjuncts(operand)
    else:
        yield formula


def _flat(node: tree.And | tree.Or) -> Iterable[Expression]:
    for operand in node.operands:
        if isinstance(operand, tree.And | tree.Or) and type(operand) is type(node):
            yield from _flat(operand)
        else:
            yield operand
