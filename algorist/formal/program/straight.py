"""Straight-line programs: assignments of arithmetic on numbers and earlier names, the last of them to `answer`.

    rate = 0.15
    price = 100 * (1 + rate)
    answer = round(price / 3, 2)

Their numbers are exact. What they may contain: + - * / // % **, abs, min, max, sum of a list, and round to a fixed
number of digits.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction

from algorist.formal.program.grammar import FUNCTIONS
from algorist.formal.program.language import ProgramModel
from algorist.formal.program.values import number_of

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)

DEEPEST = 100
"""How deep an expression may nest."""


@dataclass(frozen=True, slots=True)
class StraightLine:
    """The assignments, and the exact number that each literal writes, by its line and column."""

    assignments: tuple[tuple[str, ast.expr], ...]
    numbers: dict[tuple[int, int], int | Fraction]

    def number(self, literal: ast.Constant) -> int | Fraction:
        return self.numbers[literal.lineno, literal.col_offset]


def straight_line(model: ProgramModel) -> StraightLine | None:
    """Return the program as a straight line, or None if it is anything else."""
    lines = model.source.encode().split(b"\n")
    assignments: list[tuple[str, ast.expr]] = []
    numbers: dict[tuple[int, int], int | Fraction] = {}
    known: set[str] = set()
    for statement in ast.parse(model.source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _may_be_assigned(name):
                if not _is_arithmetic(value, known, 0):
                    return None
                for literal in (node for node in ast.walk(value) if isinstance(node, ast.Constant)):
                    text = lines[literal.lineno - 1][literal.col_offset : literal.end_col_offset].decode()
                    number = literal.value if isinstance(literal.value, int) else number_of(text.replace("_", ""))
                    if number is None:
                        return None
                    numbers[literal.lineno, literal.col_offset] = number
                assignments.append((name, value))
                known.add(name)
            case _:
                return None
    ends_in_answer = bool(assignments) and assignments[-1][0] == "answer"
    return StraightLine(tuple(assignments), numbers) if ends_in_answer else None


def digits_of(node: ast.expr) -> int | None:
    """Return the fixed number of digits that a program rounds to, or None if it is not one, or beyond use."""
    match node:
        case ast.Constant(value=int(digits)) if not isinstance(digits, bool) and digits <= 100:
            return digits
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(digits))) if 0 < digits <= 100:
            return -digits
        case _:
            return None


def _may_be_assigned(name: str) -> bool:
    return name not in FUNCTIONS and not name.startswith("_")


def _is_arithmetic(node: ast.expr, known: set[str], depth: int) -> bool:
    parts: list[ast.expr]
    match node:
        case ast.Constant(value=value):
            return type(value) in (int, float)
        case ast.Name(id=name):
            return name in known
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            parts = [operand]
        case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, OPERATORS):
            parts = [left, right]
        case ast.Call(func=ast.Name(id="abs" | "round"), args=[argument], keywords=[]):
            parts = [argument]
        case ast.Call(func=ast.Name(id="round"), args=[argument, digits], keywords=[]) if digits_of(digits) is not None:
            parts = [argument]
        case ast.Call(func=ast.Name(id="min" | "max" | "sum"), args=[ast.List(elts=[_, *_] as items)], keywords=[]):
            parts = items
        case ast.Call(func=ast.Name(id="min" | "max"), args=[_, _, *_] as arguments, keywords=[]):
            parts = arguments
        case _:
            return False
    return depth < DEEPEST and all(_is_arithmetic(part, known, depth + 1) for part in parts)
