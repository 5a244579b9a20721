"""Exact arithmetic and comparison of terms. The checker trusts this file."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import Any

from algorist.formal.horn.tree import Atom, Compound, Number, Term, Variable

LARGEST_BITS = 1_000_000
"""Bits that a number may have."""


class Unbound(ValueError):
    """A value is needed where a variable stands."""


class Impossible(ValueError):
    """A term has no value: it is no number, or a division by zero; the message says which."""


def evaluate(term: Term) -> int | Fraction:
    """Return what an arithmetic term is worth; raises Unbound or Impossible."""
    match term:
        case Number(value):
            return value
        case Variable(name):
            raise Unbound(f"{name} is unbound")
        case Compound(name, (left, right)) if name in _BINARY:
            return _normal(_BINARY[name](evaluate(left), evaluate(right)))
        case Compound(name, (operand,)) if name in _UNARY:
            return _normal(_UNARY[name](evaluate(operand)))
    raise Impossible("a term is no number")


def compare(operator: str, left: Term, right: Term) -> bool:
    """Return whether `left operator right` holds in numbers; operators of CLP(FD) too."""
    return _RELATIONS[operator.lstrip("#")](evaluate(left), evaluate(right))


def order(term: Term) -> tuple[Any, ...]:
    """Return a key that sorts terms in the standard order: numbers, atoms, compound terms; raises Unbound."""
    match term:
        case Number(value):
            return (1, value)
        case Atom(name):
            return (3, name)
        case Compound(name, inner):
            return (4, len(inner), name, *(order(each) for each in inner))
    raise Unbound("an unbound variable has no place in the order")


def _normal(value: int | Fraction) -> int | Fraction:
    if value.numerator.bit_length() > LARGEST_BITS or value.denominator.bit_length() > LARGEST_BITS:
        raise Impossible("a number is too large")
    return int(value) if value == int(value) else value


def _whole(value: int | Fraction) -> int:
    if not isinstance(value, int):
        raise Impossible(f"{value} is no integer")
    return value


def _divide(left: int | Fraction, right: int | Fraction) -> Fraction:
    if right == 0:
        raise Impossible("a division by zero")
    return Fraction(left) / Fraction(right)


def _integer(function: Callable[[int, int], int]) -> Callable[[int | Fraction, int | Fraction], int]:
    def divide(left: int | Fraction, right: int | Fraction) -> int:
        if right == 0:
            raise Impossible("a division by zero")
        return function(_whole(left), _whole(right))

    return divide


def _truncated(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _power(base: int | Fraction, exponent: int | Fraction) -> int | Fraction:
    count = _whole(exponent)
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length())
    if abs(count) * bits > LARGEST_BITS and base not in (0, 1, -1):
        raise Impossible("a power is too large")
    if count < 0 and base == 0:
        raise Impossible("a division by zero")
    power: Fraction = Fraction(base) ** count
    return power


_BINARY: dict[str, Callable[[Any, Any], int | Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "//": _integer(_truncated),
    "mod": _integer(lambda a, b: a % b),
    "rem": _integer(lambda a, b: a - b * _truncated(a, b)),
    "div": _integer(lambda a, b: a // b),
    "**": _power,
    "^": _power,
    "min": min,
    "max": max,
    "gcd": lambda a, b: gcd(_whole(a), _whole(b)),
}
_UNARY: dict[str, Callable[[Any], int | Fraction]] = {
    "-": lambda a: -a,
    "+": lambda a: a,
    "abs": abs,
    "sign": lambda a: int(a > 0) - int(a < 0),
    "floor": lambda a: a // 1,
    "ceiling": lambda a: -(-a // 1),
    "truncate": int,
    "integer": lambda a: (a + Fraction(1, 2)) // 1 if a >= 0 else -((-a + Fraction(1, 2)) // 1),
}
_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "=:=": lambda a, b: a == b,
    "\\=": lambda a, b: a != b,
    "=\\=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=<": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
