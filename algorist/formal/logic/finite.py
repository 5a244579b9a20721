"""A model over finite sets as finite-domain constraints: one variable for each symbol and each of its arguments.

The checker trusts this file: a refutation of the constraints is one of the sentences, over sets of these sizes. Sorts with
listed elements and ranges have their size; the others get one. Only symbols whose values are bounded can be ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import inf, prod
from time import monotonic
from typing import Any

from algorist.formal.constraint import tree as c
from algorist.formal.constraint.encode import Encoder
from algorist.formal.logic.tree import (
    BOOL,
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Count,
    Expression,
    LogicModel,
    Not,
    Numeral,
    Quantified,
    Relation,
    Sentence,
    Symbol,
    Truth,
    Variable,
)

MOST_VARIABLES = 20_000
MOST_NODES = 400_000


class Infinite(ValueError):
    """Something ranges over infinitely many values, or too many; the message says what."""


class Grounder:
    """Sentences of a model as constraints, over sets of given sizes for the sorts that have none of their own."""

    def __init__(self, model: LogicModel, sizes: Mapping[str, int], deadline: float = inf) -> None:
        self.model = model
        self._deadline = deadline
        self._left = MOST_NODES
        self.values: dict[str, Sequence[int]] = {BOOL: (0, 1)}
        for sort in model.sorts:
            if sort.bounds:
                self.values[sort.name] = range(sort.bounds[0], sort.bounds[1] + 1)
            else:
                self.values[sort.name] = range(len(sort.elements) or sizes.get(sort.name, 1))
        self._symbols = {symbol.name: (place, symbol) for place, symbol in enumerate(model.symbols)}
        self._elements = {name: place for sort in model.sorts for place, name in enumerate(sort.elements)}

    def ground(self, sentences: Sequence[Sentence]) -> c.ConstraintModel:
        """Return the constraints whose solutions are the structures in which all sentences hold."""
        variables = [
            c.Variable(self.name(symbol, place), self._domain(symbol))
            for symbol in self.model.symbols
            for place in range(self._count(symbol))
        ]
        if len(variables) > MOST_VARIABLES:
            raise Infinite(f"{len(variables)} values are to be found, of at most {MOST_VARIABLES}")
        variables = variables or [c.Variable("v", c.Booleans())]
        formulas = [self._formula(sentence.formula, {}) for sentence in sentences]
        return c.ConstraintModel(variables=tuple(variables), constraints=tuple(map(c.Constraint, formulas)))

    def name(self, symbol: Symbol, place: int) -> str:
        return f"v{self._symbols[symbol.name][0]}_{place}"

    def table(self, symbol: Symbol, values: Mapping[str, Any]) -> list[Any]:
        """Return a symbol's values in a solution, in the order of its arguments' product."""
        return [values[self.name(symbol, place)] for place in range(self._count(symbol))]

    def _count(self, symbol: Symbol) -> int:
        for sort in symbol.arguments:
            if sort not in self.values:
                raise Infinite(f"`{symbol.name}` has arguments of sort {sort}")
        return prod(len(self.values[sort]) for sort in symbol.arguments)

    def _domain(self, symbol: Symbol) -> c.Domain:
        if symbol.result == BOOL:
            return c.Booleans()
        if symbol.result not in self.values:
            raise Infinite(f"`{symbol.name}` has values of sort {symbol.result}")
        values = self.values[symbol.result]
        return c.Range(values[0], values[-1])

    def _formula(self, node: Expression, scope: Mapping[str, int]) -> c.Expression:
        self._spend()
        match node:
            case Truth(value):
                return c.Truth(value)
            case Apply():
                return self._predicate(self._apply(node, scope))
            case Relation(relation, left, right):
                return self._relation(relation, left, right, scope)
            case Not(operand):
                return _negation(self._formula(operand, scope))
            case Connective(connective, left, right):
                return _connect(connective, self._formula(left, scope), self._formula(right, scope))
            case Quantified(quantifier, variables, body):
                parts = [self._formula(body, inner) for inner in self._scopes(variables, scope)]
                return _all(parts) if quantifier == "all" else _any(parts)
        raise Infinite("a number stands for a formula")

    def _relation(self, relation: Any, left: Expression, right: Expression, scope: Mapping[str, int]) -> c.Expression:
        if self._is_formula(left):
            same = _connect("<->", self._formula(left, scope), self._formula(right, scope))
            return same if relation == "=" else _negation(same)
        one, other = self._term(left, scope), self._term(right, scope)
        if isinstance(one, c.Number) and isinstance(other, c.Number):
            return c.Truth(_COMPARE[relation](one.value, other.value))
        return c.Compare(relation, one, other)

    def _is_formula(self, node: Expression) -> bool:
        if isinstance(node, Apply):
            return node.name in self._symbols and self._symbols[node.name][1].result == BOOL
        return isinstance(node, Truth | Relation | Not | Connective | Quantified)

    def _term(self, node: Expression, scope: Mapping[str, int]) -> c.Expression:
        self._spend()
        match node:
            case Variable(name):
                return c.Number(scope[name])
            case Numeral(value) if isinstance(value, int):
                return c.Number(value)
            case Apply():
                return self._apply(node, scope)
            case Arithmetic(operator, left, right):
                return _calculate(operator, self._term(left, scope), self._term(right, scope))
            case Count(variables, body):
                parts = [self._formula(body, inner) for inner in self._scopes(variables, scope)]
                known = sum(part == c.Truth(True) for part in parts)
                free = tuple(part for part in parts if not isinstance(part, c.Truth))
                return c.Sum((*free, c.Number(known))) if free else c.Number(known)
        raise Infinite("a term is no integer")

    def _apply(self, node: Apply, scope: Mapping[str, int]) -> c.Expression:
        if node.name in self._elements and node.name not in self._symbols:
            return c.Number(self._elements[node.name])
        _, symbol = self._symbols[node.name]
        index: c.Expression = c.Number(0)
        for argument, sort in zip(node.arguments, symbol.arguments, strict=True):
            values = self.values[sort]
            term = self._term(argument, scope)
            if isinstance(term, c.Number) and term.value not in values:
                raise Infinite(f"an argument of `{symbol.name}` leaves its range")
            if not isinstance(term, c.Number) and not self._fits(argument, sort):
                raise Infinite(f"an argument of `{symbol.name}` could leave its range")
            index = _calculate(
                "+", _calculate("*", index, c.Number(len(values))), _calculate("-", term, c.Number(values[0]))
            )
        if isinstance(index, c.Number):
            return c.Reference(self.name(symbol, index.value))
        self._left -= self._count(symbol)
        operands = tuple(c.Reference(self.name(symbol, place)) for place in range(self._count(symbol)))
        return c.Element(operands, _calculate("+", index, c.Number(1)))

    def _fits(self, argument: Expression, sort: str) -> bool:
        """Return whether an argument whose value is not known yet has a value of the sort in any case."""
        if not isinstance(argument, Apply):
            return False
        values, result = self.values[sort], self.values[self._symbols[argument.name][1].result]
        return values[0] <= result[0] and result[-1] <= values[-1]

    def _predicate(self, node: c.Expression) -> c.Expression:
        return node if isinstance(node, c.Reference) else c.Compare("=", node, c.Number(1))

    def _scopes(self, variables: tuple[Bound, ...], scope: Mapping[str, int]) -> list[dict[str, int]]:
        for variable in variables:
            if variable.sort not in self.values:
                raise Infinite(f"a variable ranges over {variable.sort}")
        names = [variable.name for variable in variables]
        sets = [self.values[variable.sort] for variable in variables]
        self._left -= prod(map(len, sets))
        self._spend()
        return [{**scope, **dict(zip(names, chosen, strict=True))} for chosen in product(*sets)]

    def _spend(self) -> None:
        self._left -= 1
        if self._left % 256 == 0 and monotonic() > self._deadline:
            raise TimeoutError
        if self._left < 0:
            raise Infinite(f"the sentences have more than {MOST_NODES} instances")


class _TimedEncoder(Encoder):
    """An encoder that gives up past a deadline."""

    deadline = inf

    def add(self, literals: Iterable[int]) -> None:
        if len(self.clauses) % 256 == 0 and monotonic() > self.deadline:
            raise TimeoutError
        super().add(literals)


def encode(ground: c.ConstraintModel, deadline: float = inf) -> Encoder:
    """Return the clauses of ground sentences; raises TooLarge, or TimeoutError past the deadline."""
    encoder = _TimedEncoder(ground)
    encoder.deadline = deadline
    for constraint in ground.constraints:
        encoder.require(constraint.formula)
    return encoder


_COMPARE: dict[str, Any] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _calculate(operator: str, left: c.Expression, right: c.Expression) -> c.Expression:
    if isinstance(left, c.Number) and isinstance(right, c.Number):
        a, b = left.value, right.value
        return c.Number(
            {"+": a + b, "-": a - b, "*": a * b}[operator] if operator in "+-*" else _divided(operator, a, b)
        )
    if operator == "+":
        return right if left == c.Number(0) else left if right == c.Number(0) else c.Sum((left, right))
    if operator == "-":
        return left if right == c.Number(0) else c.Sum((left, c.Negate(right)))
    if operator == "*":
        return left if right == c.Number(1) else c.Product((left, right))
    assert isinstance(right, c.Number)
    return c.Quotient(left, right.value) if operator == "div" else c.Remainder(left, right.value)


def _divided(operator: str, left: int, right: int) -> int:
    return left // right if operator == "div" else left % right


def _negation(node: c.Expression) -> c.Expression:
    return c.Truth(not node.value) if isinstance(node, c.Truth) else c.Not(node)


def _all(parts: Sequence[c.Expression]) -> c.Expression:
    if c.Truth(False) in parts:
        return c.Truth(False)
    left = tuple(part for part in parts if part != c.Truth(True))
    return left[0] if len(left) == 1 else c.And(left) if left else c.Truth(True)


def _any(parts: Sequence[c.Expression]) -> c.Expression:
    if c.Truth(True) in parts:
        return c.Truth(True)
    left = tuple(part for part in parts if part != c.Truth(False))
    return left[0] if len(left) == 1 else c.Or(left) if left else c.Truth(False)


def _connect(connective: str, left: c.Expression, right: c.Expression) -> c.Expression:
    match connective:
        case "and":
            return _all((left, right))
        case "or":
            return _any((left, right))
        case "->":
            return _any((_negation(left), right))
    for one, other in ((left, right), (right, left)):
        if isinstance(one, c.Truth):
            return other if one.value is (connective == "<->") else _negation(other)
    return c.Iff(left, right) if connective == "<->" else c.Not(c.Iff(left, right))
