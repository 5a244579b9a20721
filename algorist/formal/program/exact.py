"""Evaluates straight-line programs in exact rational arithmetic, without Python's own evaluation of them."""

from __future__ import annotations

import ast
import math
from fractions import Fraction

from algorist.formal.program.language import ProgramModel
from algorist.formal.program.straight import StraightLine, digits_of, straight_line

MOST_BITS = 100_000
"""How large a numerator or denominator may grow."""


class NotExact(Exception):
    """The program divides by zero, takes a root, or computes with numbers larger than we follow."""


def exact_answer(line: StraightLine) -> Fraction:
    """Return what the program assigns to `answer`; raises NotExact where it has no exact rational value."""
    return exact_values(line)[-1]


def exact_values(line: StraightLine) -> list[Fraction]:
    """Return what every assignment computes, in order; raises NotExact where one has no exact rational value."""
    known: dict[str, Fraction] = {}
    values = []
    for name, expression in line.assignments:
        known[name] = _value(expression, line, known)
        values.append(known[name])
    return values


def values_of(model: ProgramModel) -> list[Fraction] | None:
    """Return what every assignment of a straight-line program computes; None for other programs, and where one has no exact value."""
    line = straight_line(model)
    try:
        return None if line is None else exact_values(line)
    except NotExact:
        return None


def _value(node: ast.expr, line: StraightLine, known: dict[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant():
            value = Fraction(line.number(node))
        case ast.Name(id=name):
            value = known[name]
        case ast.UnaryOp(op=operator, operand=operand):
            value = _value(operand, line, known)
            value = -value if isinstance(operator, ast.USub) else value
        case ast.BinOp(left=left, op=operator, right=right):
            value = _combined(operator, _value(left, line, known), _value(right, line, known))
        case ast.Call(func=ast.Name(id="round"), args=[argument, *digits]):
            value = _rounded(_value(argument, line, known), (digits_of(digits[0]) or 0) if digits else 0)
        case ast.Call(func=ast.Name(id=name), args=[ast.List(elts=items)] | [*items]):
            value = _called(name, [_value(item, line, known) for item in items])
        case _:
            raise NotExact(f"{type(node).__name__} is not arithmetic")
    if max(_bits(value.numerator), _bits(value.denominator)) > MOST_BITS:
        raise NotExact("the numbers grow too large")
    return value


def _combined(operator: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(operator, (ast.Div, ast.FloorDiv, ast.Mod)) and right == 0:
        raise NotExact("it divides by zero")
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.FloorDiv():
            return Fraction(math.floor(left / right))
        case ast.Mod():
            return left - right * math.floor(left / right)
        case ast.Pow():
            return _power(left, right)
        case _:
            raise NotExact(f"{type(operator).__name__} is not arithmetic")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise NotExact("it takes a root")
    if base == 0 and exponent < 0:
        raise NotExact("it divides by zero")
    if max(_bits(base.numerator), _bits(base.denominator)) * abs(exponent) > MOST_BITS and abs(base) not in (0, 1):
        raise NotExact("the numbers grow too large")
    if abs(base) == 1:
        return base if exponent % 2 else Fraction(1)
    return Fraction(base**exponent.numerator)


def _called(name: str, items: list[Fraction]) -> Fraction:
    match name:
        case "abs":
            return abs(items[0])
        case "min":
            return min(items)
        case "max":
            return max(items)
        case "sum":
            return sum(items, Fraction(0))
        case _:
            raise NotExact(f"{name} is not arithmetic")


def _rounded(value: Fraction, digits: int) -> Fraction:
    """Round to the nearest multiple of a power of ten, ties to the even one."""
    unit = Fraction(10) ** -digits
    steps = value / unit
    low = math.floor(steps)
    rest = steps - low
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and low % 2 == 1)
    return (low + up) * unit


def _bits(number: int) -> int:
    return number.bit_length()
