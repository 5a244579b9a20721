"""A constraint model as clauses. The checker trusts this file.

Every expression has a *view*: a literal for each value that it may have, exactly one
of them true. A variable's view is its domain; a function's follows from the views of its arguments by a clause for
each combination of their values. A constraint over few variables is the clauses that exclude its false combinations.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import combinations, product
from math import prod
from typing import Any, TypeAlias

from algorist.formal.constraint.evaluate import COMPARISONS, evaluate
from algorist.formal.constraint.global_constraints import STANDALONE, Cumulative, NoOverlap
from algorist.formal.constraint.global_encode import decomposed, require_global
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Cardinality,
    Compare,
    Comparison,
    ConstraintModel,
    Count,
    Element,
    Expression,
    Iff,
    Implies,
    Maximum,
    Member,
    Minimum,
    Negate,
    Not,
    Number,
    Or,
    Product,
    Quotient,
    Reference,
    Remainder,
    Sum,
    children,
)

Clause: TypeAlias = tuple[int, ...]
View: TypeAlias = Mapping[Any, int]

MOST_VALUES = 2_000
MOST_COMBINATIONS = 200_000
MOST_LITERALS = 1_000_000
FEW_COMBINATIONS = 2_000
FEW_VALUES = 12

_RELATIONS: Mapping[str, Comparison] = {"exactly": "=", "atleast": ">=", "atmost": "<="}


class TooLarge(ValueError):
    """The clauses would be too many; the message says where."""


class Encoder:
    """The clauses of a model's domains and groups, and of whatever is required or viewed after that."""

    def __init__(self, model: ConstraintModel) -> None:
        self.variables = 0
        self.clauses: list[Clause] = []
        self._literals = 0
        self._true = self.new()
        self.add([self._true])
        self._views: dict[Expression, View] = {}
        self._sizes: dict[str, int] = {}
        for name, domain in model.domains().items():
            if len(domain.values) > MOST_VALUES:
                raise TooLarge(f"`{name}` has {len(domain.values)} values of at most {MOST_VALUES}")
            self._views[Reference(name)] = self.choice(domain.values)
            self._sizes[name] = len(domain.values)
        for group in model.groups:
            self.require(AllDifferent(tuple(map(Reference, group.references))))

    # Clauses.

    def new(self) -> int:
        self.variables += 1
        return self.variables

    def add(self, literals: Iterable[int]) -> None:
        clause = tuple(literals)
        self._literals += len(clause)
        if self._literals > MOST_LITERALS:
            raise TooLarge(f"the clauses have more than {MOST_LITERALS} literals")
        self.clauses.append(clause)

    def choice(self, values: Sequence[Any]) -> View:
        """Return new literals for some distinct values, exactly one of them true; two values share one variable."""
        if len(values) == 1:
            return {values[0]: self._true}
        if len(values) == 2:
            literal = self.new()
            return {values[0]: -literal, values[1]: literal}
        view = {value: self.new() for value in values}
        self.add(view.values())
        self._at_most_one(list(view.values()))
        return view

    def _at_most_one(self, literals: list[int]) -> None:
        """Exclude pairs; above a few literals, pass on from one to the next that one has been true."""
        if len(literals) <= FEW_VALUES:
            for left, right in combinations(literals, 2):
                self.add((-left, -right))
            return
        before = literals[0]
        for literal in literals[1:]:
            self.add((-before, -literal))
            after = self.new()
            self.add((-before, after))
            self.add((-literal, after))
            before = after

    # What must hold.

    def require(self, formula: Expression) -> None:
        """Add clauses that hold exactly when the formula does."""
        if isinstance(formula, And):
            for operand in formula.operands:
                self.require(operand)
        elif isinstance(formula, AllDifferent):
            self._require_all_different([self.view(operand) for operand in formula.operands])
        elif (names := self._few(formula)) is not None:
            self._exclude([self.view(Reference(name)) for name in names], _function(formula, names))
        elif isinstance(formula, STANDALONE):
            require_global(self, formula)
        elif isinstance(formula, Or):
            self.add(self.literal(operand) for operand in formula.operands)
        elif isinstance(formula, Compare):
            self._exclude([self.view(formula.left), self.view(formula.right)], COMPARISONS[formula.operator])
        elif (simpler := _simpler(formula)) is not None:
            self.require(simpler)
        else:
            self.add([self.literal(formula)])

    def _require_all_different(self, views: list[View]) -> None:
        """Exclude equal pairs; when there are just enough values, each is somebody's, and fewer are never enough."""
        for left, right in combinations(views, 2):
            for value in left:
                if value in right:
                    self.add((-left[value], -right[value]))
        values = dict.fromkeys(value for view in views for value in view)
        if len(values) < len(views):
            self.add(())
        elif len(values) == len(views):
            for value in values:
                self.add(view[value] for view in views if value in view)

    def _exclude(self, views: list[View], holds: Callable[..., Any]) -> None:
        """Add a clause for each combination of values of which the function is false."""
        for combination in self._combinations(views):
            if not holds(*(value for value, _ in combination)):
                self.add(-literal for _, literal in combination)

    # What an expression is worth.

    def literal(self, formula: Expression) -> int:
        """Return a literal that is true exactly when the formula holds."""
        return self.view(formula).get(True, -self._true)

    def view(self, node: Expression) -> View:
        """Return a literal for each value that the expression may have, exactly one of them true."""
        if node not in self._views:
            names = self._few(node)
            if names is None:
                self._views[node] = self._compound(node)
            else:
                self._views[node] = self._table([self.view(Reference(name)) for name in names], _function(node, names))
        return self._views[node]

    def _compound(self, node: Expression) -> View:
        match node:
            case Negate() | Quotient() | Remainder() | Absolute():
                return self._table([self.view(node.operand)], _unary(node))
            case Sum():
                return self._fold(operator.add, node.operands)
            case Product():
                return self._fold(operator.mul, node.operands)
            case Minimum():
                return self._fold(min, node.operands)
            case Maximum():
                return self._fold(max, node.operands)
            case Element():
                return self._element(node)
            case Compare():
                return self._table([self.view(node.left), self.view(node.right)], COMPARISONS[node.operator])
            case Not():
                return self._truth(-self.literal(node.operand))
            case And():
                return self._truth(-self._any([-self.literal(operand) for operand in node.operands]))
            case Or():
                return self._truth(self._any([self.literal(operand) for operand in node.operands]))
            case _:
                simpler = _simpler(node)
                if simpler is None:
                    raise TooLarge("circuit, routes and automaton have no literal, only clauses")
                return self.view(simpler)

    def _truth(self, literal: int) -> View:
        if abs(literal) == self._true:
            return {literal > 0: self._true}
        return {False: -literal, True: literal}

    def _any(self, literals: list[int]) -> int:
        """Return a literal that is true exactly when one of these is."""
        if len(literals) == 1:
            return literals[0]
        one = self.new()
        self.add((-one, *literals))
        for literal in literals:
            self.add((-literal, one))
        return one

    def _fold(self, function: Callable[[Any, Any], Any], operands: tuple[Expression, ...]) -> View:
        return reduce(lambda left, right: self._table([left, right], function), map(self.view, operands))

    def _element(self, node: Element) -> View:
        """Return the view of `operand 1 if the index is 1, else operand 2 if it is 2, else ...`."""
        result = self.view(node.operands[-1])
        for position in range(len(node.operands) - 1, 0, -1):
            here = self.view(Compare("=", node.index, Number(position)))
            operand = self.view(node.operands[position - 1])
            result = self._table([here, operand, result], lambda chosen, value, rest: value if chosen else rest)
        return result

    def _table(self, views: list[View], function: Callable[..., Any]) -> View:
        """Return the view of a function of some views."""
        rows: dict[Any, list[list[int]]] = {}
        for row in self._combinations(views):
            literals = [literal for _, literal in row if literal != self._true]
            rows.setdefault(function(*(value for value, _ in row)), []).append(literals)
        if len(rows) > 1 and sum(len(view) > 1 for view in views) == 1:
            return self._partition({result: [literal for (literal,) in group] for result, group in rows.items()})
        view = self.choice(list(rows))
        for result, group in rows.items():
            for literals in group:
                self.add((*(-literal for literal in literals), view[result]))
        return view

    def _partition(self, parts: Mapping[Any, list[int]]) -> View:
        """Return the view that joins some literals, of which exactly one is true, into parts."""
        if len(parts) == 2:
            (small, literals), (large, _) = sorted(parts.items(), key=lambda part: len(part[1]))
            literal = self._any(literals)
            return {small: literal, large: -literal}
        return {result: self._any(literals) for result, literals in parts.items()}

    def _combinations(self, views: list[View]) -> Iterable[tuple[tuple[Any, int], ...]]:
        """Return every combination of a value, with its literal, from each view."""
        count = prod(map(len, views))
        if count > MOST_COMBINATIONS:
            raise TooLarge(f"an expression has {count} combinations of values of at most {MOST_COMBINATIONS}")
        return product(*(view.items() for view in views))

    def _few(self, node: Expression) -> list[str] | None:
        """Return the names of the expression's variables if trying all their values is the simplest way."""
        names = list(dict.fromkeys(_names(node)))
        most = 2 if isinstance(node, (Not, And, Or, Implies, Iff, Cardinality)) else 3
        few = len(names) <= most and prod(self._sizes[name] for name in names) <= FEW_COMBINATIONS
        return names if few else None


def _simpler(node: Expression) -> Expression | None:
    """Return the same condition or number in simpler words, or None for what has none."""
    match node:
        case Implies(left, right):
            return Or((Not(left), right))
        case Iff(left, right):
            return Compare("=", left, right)
        case Cardinality(relation, bound, operands):
            return Compare(_RELATIONS[relation], Sum(operands), Number(bound))
        case Count(operands, value):
            return Sum(tuple(Compare("=", operand, value) for operand in operands))
        case AllDifferent(operands):
            return And(tuple(Compare("!=", left, right) for left, right in combinations(operands, 2)))
        case Member(operands, rows):
            return Or(tuple(And(tuple(map(_equal, operands, row))) for row in rows))
        case NoOverlap() | Cumulative():
            return decomposed(node)
        case _:
            return None


def _equal(left: Expression, right: Expression) -> Expression:
    return Compare("=", left, right)


def _unary(node: Negate | Quotient | Remainder | Absolute) -> Callable[[Any], Any]:
    match node:
        case Negate():
            return operator.neg
        case Absolute():
            return abs
        case Quotient(_, divisor):
            return lambda value: value // divisor
        case Remainder(_, divisor):
            return lambda value: value % divisor


def _function(node: Expression, names: list[str]) -> Callable[..., Any]:
    return lambda *values: evaluate(node, dict(zip(names, values, strict=True)))


def _names(node: Expression) -> Iterable[str]:
    if isinstance(node, Reference):
        yield node.name
    for child in children(node):
        yield from _names(child)
