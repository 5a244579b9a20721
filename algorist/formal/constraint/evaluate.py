"""What an expression is worth under given values, in exact arithmetic: the meaning of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any, TypeAlias

from algorist.core.certificate import Value
from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.global_meaning import accepts, circuit, cumulative, no_overlap, routes
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Cardinality,
    Compare,
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
    Symbol,
    Truth,
)

Values: TypeAlias = Mapping[str, Value]


def evaluate(node: Expression, values: Values) -> Any:
    """Return an int for a number, a bool for a condition, a str for a name; every variable must have its value.

    In Python as in the language, False and True count 0 and 1, `//` is floor division and `%` its remainder.
    """
    return _RULES[type(node)](node, values)


def _element(node: Element, values: Values) -> Any:
    return evaluate(node.operands[evaluate(node.index, values) - 1], values)


def _count(node: Count, values: Values) -> int:
    return _worths(node, values).count(evaluate(node.value, values))


def _different(node: AllDifferent, values: Values) -> bool:
    worths = _worths(node, values)
    return len(set(worths)) == len(worths)


def _member(node: Member, values: Values) -> bool:
    worths = _worths(node, values)
    return any(worths == [evaluate(constant, values) for constant in row] for row in node.rows)


def _routes(node: Routes, values: Values) -> bool:
    firsts = [evaluate(first, values) for first in node.firsts]
    return routes(_worths(node, values), firsts, node.demands, node.capacity)


def _automaton(node: Automaton, values: Values) -> bool:
    moves = [(before, evaluate(value, values), after) for before, value, after in node.transitions]
    return accepts(_worths(node, values), node.start, node.accepting, moves)


def _worths(node: Any, values: Values) -> list[Any]:
    return [evaluate(operand, values) for operand in node.operands]


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "exactly": lambda left, right: left == right,
    "atleast": lambda left, right: left >= right,
    "atmost": lambda left, right: left <= right,
}

_RULES: dict[type, Callable[[Any, Values], Any]] = {
    Number: lambda node, values: node.value,
    Truth: lambda node, values: node.value,
    Symbol: lambda node, values: node.name,
    Reference: lambda node, values: values[node.name],
    Negate: lambda node, values: -evaluate(node.operand, values),
    Sum: lambda node, values: sum(_worths(node, values)),
    Product: lambda node, values: prod(_worths(node, values)),
    Quotient: lambda node, values: evaluate(node.operand, values) // node.divisor,
    Remainder: lambda node, values: evaluate(node.operand, values) % node.divisor,
    Absolute: lambda node, values: abs(evaluate(node.operand, values)),
    Minimum: lambda node, values: min(_worths(node, values)),
    Maximum: lambda node, values: max(_worths(node, values)),
    Count: _count,
    Element: _element,
    Compare: lambda node, values: COMPARISONS[node.operator](evaluate(node.left, values), evaluate(node.right, values)),
    AllDifferent: _different,
    Member: _member,
    Not: lambda node, values: not evaluate(node.operand, values),
    And: lambda node, values: all(_worths(node, values)),
    Or: lambda node, values: any(_worths(node, values)),
    Implies: lambda node, values: not evaluate(node.left, values) or evaluate(node.right, values),
    Iff: lambda node, values: evaluate(node.left, values) == evaluate(node.right, values),
    Cardinality: lambda node, values: COMPARISONS[node.relation](sum(_worths(node, values)), node.bound),
    NoOverlap: lambda node, values: no_overlap(_worths(node, values), node.durations),
    Cumulative: lambda node, values: cumulative(_worths(node, values), node.durations, node.demands, node.capacity),
    Circuit: lambda node, values: circuit(_worths(node, values)),
    Routes: _routes,
    Automaton: _automaton,
}
