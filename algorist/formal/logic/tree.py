"""First-order logic with sorts, equality and linear arithmetic, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

BOOL, INT, REAL = "Bool", "Int", "Real"
DEFAULT = "Thing"
"""The sort of what nothing says the sort of."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort with listed elements, a range of integers, or, with neither, any non-empty set."""

    name: str
    elements: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function, a constant (no arguments) or a predicate (result Bool)."""

    name: str
    arguments: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A variable that a quantifier or a count binds."""

    name: str
    sort: str


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Numeral:
    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Apply:
    """A predicate or a function of its arguments; a constant has none."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+` and `-` of two terms, `*`, `div` and `mod` by a number (the remainder is never negative)."""

    operator: Literal["+", "-", "*", "div", "mod"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Count:
    """How many values of the variables make the body true."""

    variables: tuple[Bound, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Relation:
    """`=` and `!=` of two terms of one sort or of two formulas; the order relations of two numbers."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Connective:
    operator: Literal["and", "or", "->", "<->", "xor"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Quantified:
    quantifier: Literal["all", "exists"]
    variables: tuple[Bound, ...]
    body: Expression


Expression: TypeAlias = (
    Variable | Numeral | Truth | Apply | Arithmetic | Count | Relation | Not | Connective | Quantified
)


@dataclass(frozen=True, slots=True)
class Sentence:
    formula: Expression
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LogicModel:
    """Premises, and a conclusion to draw from them or, without one, the question whether they can all hold."""

    sorts: tuple[Sort, ...]
    symbols: tuple[Symbol, ...]
    premises: tuple[Sentence, ...]
    conclusion: Sentence | None = None

    @property
    def language(self) -> str:
        return "logic"

    def sort(self, name: str) -> Sort:
        return next((sort for sort in self.sorts if sort.name == name), Sort(name))

    def elements(self) -> dict[str, str]:
        """Return the sort of every listed element."""
        return {element: sort.name for sort in self.sorts for element in sort.elements}


def children(node: Expression) -> tuple[Expression, ...]:
    match node:
        case Apply(_, inner):
            return inner
        case Arithmetic(_, left, right) | Relation(_, left, right) | Connective(_, left, right):
            return (left, right)
        case Not(operand):
            return (operand,)
        case Quantified(_, _, body) | Count(_, body):
            return (body,)
    return ()


def mapped(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return the node with each of its children changed."""
    match node:
        case Apply(name, inner):
            return Apply(name, tuple(map(change, inner)))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, change(left), change(right))
        case Relation(relation, left, right):
            return Relation(relation, change(left), change(right))
        case Connective(connective, left, right):
            return Connective(connective, change(left), change(right))
        case Not(operand):
            return Not(change(operand))
        case Quantified(quantifier, variables, body):
            return Quantified(quantifier, variables, change(body))
        case Count(variables, body):
            return Count(variables, change(body))
    return node


def nodes(*roots: Expression) -> Iterator[Expression]:
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def is_numeric(model: LogicModel, sort: str) -> bool:
    return sort in (INT, REAL) or model.sort(sort).bounds is not None


def sort_of(model: LogicModel, node: Expression, scope: dict[str, str]) -> str:
    """Return the sort of an expression; `scope` gives those of the variables. A number's is Int or Real."""
    match node:
        case Variable(name):
            return scope[name]
        case Numeral(value):
            return INT if isinstance(value, int) else REAL
        case Apply(name, _):
            found = next((symbol.result for symbol in model.symbols if symbol.name == name), "")
            return found or model.elements()[name]
        case Arithmetic(_, left, right):
            return REAL if REAL in (sort_of(model, left, scope), sort_of(model, right, scope)) else INT
        case Count():
            return INT
    return BOOL
