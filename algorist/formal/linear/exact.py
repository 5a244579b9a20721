"""Sparse linear systems solved exactly: one LU modulo a large prime, then p-adic lifting (Dixon, 1982).

Rational elimination lets numbers grow at every step. Modulo a prime they cannot; each lifting step then adds 521 bits
of the true solution, until its fractions can be read off and verified. Most systems here need one or two steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from math import isqrt, lcm
from time import monotonic
from typing import NamedTuple, TypeAlias

PRIME = 2**521 - 1

Line: TypeAlias = list[tuple[int, int]]


class Singular(Exception):
    """The matrix has no inverse."""


class Late(Exception):
    """The deadline has passed."""


class Step(NamedTuple):
    """One pivot of an LU: the rest of its row in U, and the multiples of the row taken from rows below."""

    row: int
    column: int
    inverse: int
    upper: Line
    lower: Line


class System:
    """A square sparse matrix, factored once, that solves A x = b and y A = c exactly.

    Each row is a mapping from column to coefficient. Raises Singular, or Late after the deadline (of `monotonic`).
    """

    def __init__(self, matrix: Sequence[Mapping[int, Fraction]], deadline: float = float("inf")) -> None:
        self.deadline = deadline
        self.scales = [lcm(*(value.denominator for value in row.values())) for row in matrix]
        self.rows: list[Line] = [
            [(column, value.numerator * (scale // value.denominator)) for column, value in row.items()]
            for row, scale in zip(matrix, self.scales, strict=True)
        ]
        self.columns: list[Line] = [[] for _ in matrix]
        for position, row in enumerate(self.rows):
            for column, value in row:
                self.columns[column].append((position, value))
        self.steps = _factor(self.rows, deadline)

    def solve(self, right: Sequence[Fraction]) -> list[Fraction]:
        """Return x with A x = right."""
        scaled = [value * scale for value, scale in zip(right, self.scales, strict=True)]
        return self._lift(self.rows, scaled, self._forward)

    def solve_transposed(self, right: Sequence[Fraction]) -> list[Fraction]:
        """Return y with y A = right."""
        return [
            value * scale
            for value, scale in zip(self._lift(self.columns, right, self._backward), self.scales, strict=True)
        ]

    def _forward(self, right: list[int]) -> list[int]:
        right, solution = list(right), [0] * len(right)
        for step in self.steps:
            pivot = right[step.row] = right[step.row] % PRIME
            if pivot:
                for row, multiple in step.lower:
                    right[row] -= multiple * pivot
        for step in reversed(self.steps):
            value = right[step.row]
            for column, factor in step.upper:
                value -= factor * solution[column]
            solution[step.column] = value * step.inverse % PRIME
        return solution

    def _backward(self, right: list[int]) -> list[int]:
        right, solution = list(right), [0] * len(right)
        for step in self.steps:
            pivot = solution[step.row] = right[step.column] * step.inverse % PRIME
            if pivot:
                for column, factor in step.upper:
                    right[column] -= factor * pivot
        for step in reversed(self.steps):
            value = solution[step.row]
            for row, multiple in step.lower:
                value -= multiple * solution[row]
            solution[step.row] = value % PRIME
        return solution

    def _lift(
        self, lines: list[Line], right: Sequence[Fraction], modular: Callable[[list[int]], list[int]]
    ) -> list[Fraction]:
        common = lcm(*(value.denominator for value in right))
        wanted = [value.numerator * (common // value.denominator) for value in right]
        residual, solution, modulus, attempt = wanted, [0] * len(lines), 1, PRIME
        while True:
            if monotonic() > self.deadline:
                raise Late
            digit = modular(residual)
            solution = [value + modulus * part for value, part in zip(solution, digit, strict=True)]
            modulus *= PRIME
            if modulus >= attempt:
                attempt = modulus * modulus
                fractions = _reconstruct(solution, modulus)
                if fractions is not None and _satisfies(lines, wanted, fractions):
                    return [value / common for value in fractions]
            residual = [
                (value - sum(factor * digit[column] for column, factor in line)) // PRIME
                for value, line in zip(residual, lines, strict=True)
            ]


def _factor(lines: list[Line], deadline: float) -> list[Step]:
    """Return the pivots of an LU modulo PRIME, shortest columns and rows first (in Markowitz' spirit)."""
    rows = [{column: value % PRIME for column, value in line} for line in lines]
    columns: list[set[int]] = [set() for _ in lines]
    for position, row in enumerate(rows):
        for column in row:
            columns[column].add(position)
    live_row, live_column = [True] * len(rows), [True] * len(rows)
    by_row = [(len(row), position) for position, row in enumerate(rows)]
    by_column = [(len(column), position) for position, column in enumerate(columns)]
    by_row.sort()
    by_column.sort()
    steps: list[Step] = []
    while len(steps) < len(rows):
        if monotonic() > deadline:
            raise Late
        while not live_column[by_column[0][1]] or len(columns[by_column[0][1]]) != by_column[0][0]:
            heappop(by_column)
        while not live_row[by_row[0][1]] or len(rows[by_row[0][1]]) != by_row[0][0]:
            heappop(by_row)
        if by_column[0][0] <= 1:
            column = by_column[0][1]
            pivot = next(iter(columns[column]), -1)
        else:
            pivot = by_row[0][1]
            column = min(rows[pivot], key=lambda position: (len(columns[position]), position), default=-1)
        if pivot < 0 or column < 0:
            raise Singular
        step = _eliminate(rows, columns, pivot, column)
        steps.append(step)
        live_row[pivot] = live_column[column] = False
        for other, _ in step.lower:
            heappush(by_row, (len(rows[other]), other))
        for other, _ in step.upper:
            heappush(by_column, (len(columns[other]), other))
    return steps


def _eliminate(rows: list[dict[int, int]], columns: list[set[int]], pivot: int, column: int) -> Step:
    line = rows[pivot]
    inverse = pow(line.pop(column), -1, PRIME)
    upper = list(line.items())
    for position, _ in upper:
        columns[position].discard(pivot)
    columns[column].discard(pivot)
    lower = []
    for other in columns[column]:
        target = rows[other]
        multiple = target.pop(column) * inverse % PRIME
        lower.append((other, multiple))
        for position, value in upper:
            old = target.get(position, 0)
            new = (old - multiple * value) % PRIME
            if new:
                target[position] = new
                if not old:
                    columns[position].add(other)
            elif old:
                del target[position]
                columns[position].discard(other)
    columns[column] = set()
    return Step(pivot, column, inverse, upper, lower)


def _reconstruct(residues: list[int], modulus: int) -> list[Fraction] | None:
    """Return small fractions with these residues, or None; the denominators found so far are tried first."""
    limit = isqrt(modulus // 2)
    common = 1
    fractions = []
    for residue in residues:
        numerator = residue * common % modulus
        if numerator > modulus // 2:
            numerator -= modulus
        denominator = 1
        if abs(numerator) > limit:
            numerator, denominator = _fraction(numerator % modulus, modulus, limit)
            common *= denominator
            if denominator == 0 or common > limit:
                return None
        fractions.append(Fraction(numerator, common))
    return fractions


def _fraction(residue: int, modulus: int, limit: int) -> tuple[int, int]:
    """Return (n, d) with n = residue * d modulo `modulus` and |n| <= limit, by the extended Euclidean algorithm."""
    before, now, before_factor, factor = modulus, residue, 0, 1
    while now > limit:
        quotient = before // now
        before, now = now, before - quotient * now
        before_factor, factor = factor, before_factor - quotient * factor
    return (now, factor) if factor > 0 else (-now, -factor)


def _satisfies(lines: list[Line], wanted: list[int], fractions: list[Fraction]) -> bool:
    common = lcm(*(value.denominator for value in fractions))
    integers = [value.numerator * (common // value.denominator) for value in fractions]
    return all(
        sum(factor * integers[column] for column, factor in line) == value * common
        for line, value in zip(lines, wanted, strict=True)
    )
