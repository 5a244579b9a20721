"""From what a program prints to exact values, and whether they are what a test expects."""

from __future__ import annotations

import ast
import math
import re
from fractions import Fraction

from algorist.core.certificate import Value

_NUMBER = re.compile(
    r"[+-]?(?:\d{1,3000}/0{0,9}[1-9]\d{0,2999}|(?:\d{1,3000}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?)",
    re.ASCII,
)
"""A fraction, an integer or a decimal, of a size that Python will turn into digits again (4,300 of them)."""

LONGEST_LITERAL = 10_000
"""Characters of a printed list or tuple that are still read as one."""

CLOSE = 1e-9
"""How far, relatively, a number may be from one that a test writes with a decimal point."""


def value_of(text: str) -> Value:
    """Return the value that a printed text denotes: exact numbers, truth values, tuples, and otherwise the text."""
    text = text.strip()
    if (number := number_of(text)) is not None:
        return number
    if text in ("True", "False"):
        return text == "True"
    if text[:1] in ("(", "[") and len(text) <= LONGEST_LITERAL:
        try:
            return _exact(ast.literal_eval(text))
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            return text
    return text


def number_of(text: str) -> int | Fraction | None:
    """Return the number that a text writes, exactly, or None if it writes none."""
    if not _NUMBER.fullmatch(text):
        return None
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def agrees(printed: str, expected: str) -> bool:
    """Say whether a printed text is what the literal `expected` stands for.

    Numbers are compared as numbers: exactly, or within CLOSE when `expected` writes a decimal point. Other values are
    compared as values where the text denotes one, and as text otherwise, but for blanks at the ends of lines.
    """
    wanted = ast.literal_eval(expected)
    number = number_of(printed.strip())
    if isinstance(wanted, float):
        return number is not None and math.isclose(number, wanted, rel_tol=CLOSE, abs_tol=CLOSE)
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        return number == wanted
    if isinstance(wanted, str):
        same_number = number is not None and number == number_of(wanted.strip())
        return same_number or _lines(printed) == _lines(wanted)
    try:
        return bool(ast.literal_eval(printed.strip()) == wanted) or _lines(printed) == _lines(str(wanted))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _lines(printed) == _lines(str(wanted))


def shown(value: Value) -> str:
    """Return a value as a person writes it."""
    return f"({', '.join(map(shown, value))})" if isinstance(value, tuple) else str(value)


def same(one: Value, other: Value) -> bool:
    """Say whether two values are equal and of one kind; to Python, True is 1."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _exact(literal: object) -> Value:
    if isinstance(literal, float):
        number = number_of(repr(literal))
        if number is None:
            raise ValueError(f"{literal} is not finite")
        return number
    if isinstance(literal, (list, tuple)):
        return tuple(_exact(item) for item in literal)
    if isinstance(literal, (bool, int, str)):
        return literal
    raise ValueError(f"no value can be {literal!r}")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().split("\n")]
