"""The one form behind every program: minimise c z + c0 over free z such that A_k z + b_k lies in the cone K_k, all k.

z are the scalar variables, then the lower triangles of the matrix variables, row by row. Variables' own cones are
blocks like any other, with unit rows. Nonpositive rows are turned into nonnegative ones, free ones are left out; a
block of kind MATRIX holds the lower triangle of a matrix that must be semidefinite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from algorist.formal.conic.tree import FREE, NEGATIVE, POSITIVE, Cone, Model

MATRIX = "PSD"
Row = tuple[tuple[int, Fraction], ...]
"""The coefficients of one row, by position in z."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows A_k and constants b_k, and the cone: a kind, its exponents, or the order of its matrix."""

    name: str
    kind: str
    rows: tuple[Row, ...]
    constants: tuple[Fraction, ...]
    powers: tuple[Fraction, ...] = ()

    def at(self, values: Sequence[Fraction]) -> list[Fraction]:
        """Return A_k z + b_k."""
        pairs = zip(self.rows, self.constants, strict=True)
        return [sum((factor * values[place] for place, factor in row), constant) for row, constant in pairs]


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise costs z + offset such that every block holds; `negated` when the model maximises the opposite."""

    names: tuple[str, ...]
    costs: tuple[Fraction, ...]
    offset: Fraction
    blocks: tuple[Block, ...]
    negated: bool


def ground(model: Model) -> Program:
    """Return the program of a model."""
    first = [model.scalars]
    for order in model.matrices:
        first.append(first[-1] + order * (order + 1) // 2)
    names = [f"x{place}" for place in range(model.scalars)]
    names += [f"X{k}_{i}_{j}" for k, order in enumerate(model.matrices) for i in range(order) for j in range(i + 1)]
    sign = -1 if model.maximise else 1
    costs = [Fraction(0)] * first[-1]
    for (place,), value in model.costs:
        costs[place] = sign * value
    for (k, i, j), value in model.cost_matrices:
        costs[first[k] + triangle(i, j)] = sign * value * (1 if i == j else 2)
    return Program(tuple(names), tuple(costs), sign * model.offset, tuple(_blocks(model, first)), model.maximise)


def triangle(i: int, j: int) -> int:
    """Return the position of an entry in the lower triangle by rows."""
    return i * (i + 1) // 2 + j


def _blocks(model: Model, first: Sequence[int]) -> list[Block]:
    one = Fraction(1)
    blocks, at = [], 0
    for number, cone in enumerate(model.variables):
        rows: list[Row] = [((at + place, one),) for place in range(cone.size)]
        blocks.append(_block(f"variables {number}", cone, rows, [Fraction(0)] * cone.size))
        at += cone.size
    for number, order in enumerate(model.matrices):
        size = order * (order + 1) // 2
        units = tuple(((first[number] + place, one),) for place in range(size))
        blocks.append(Block(f"matrix {number}", MATRIX, units, (Fraction(0),) * size))
    matrix: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for (row, place), value in model.rows:
        matrix[row].append((place, value))
    for (row, k, i, j), value in model.row_matrices:
        matrix[row].append((first[k] + triangle(i, j), value * (1 if i == j else 2)))
    right, at = {place[0]: value for place, value in model.right}, 0
    for number, cone in enumerate(model.constraints):
        span = range(at, at + cone.size)
        rows = [tuple(matrix[row]) for row in span]
        blocks.append(_block(f"constraint {number}", cone, rows, [right.get(row, Fraction(0)) for row in span]))
        at += cone.size
    return [block for block in [*blocks, *_semidefinite(model)] if block.kind != FREE and block.rows]


def _block(name: str, cone: Cone, rows: Sequence[Row], constants: Sequence[Fraction]) -> Block:
    if cone.kind == NEGATIVE:
        turned = tuple(tuple((place, -factor) for place, factor in row) for row in rows)
        return Block(name, POSITIVE, turned, tuple(-constant for constant in constants))
    total = sum(cone.powers, Fraction(0))
    return Block(name, cone.kind, tuple(rows), tuple(constants), tuple(power / total for power in cone.powers))


def _semidefinite(model: Model) -> list[Block]:
    rows: dict[tuple[int, int], list[tuple[int, Fraction]]] = defaultdict(list)
    constants: dict[tuple[int, int], Fraction] = {}
    for (k, place, i, j), value in model.shapes:
        rows[k, triangle(i, j)].append((place, value))
    for (k, i, j), value in model.shifts:
        constants[k, triangle(i, j)] = value
    blocks = []
    for k, order in enumerate(model.semidefinite):
        span = range(order * (order + 1) // 2)
        held = tuple(tuple(rows[k, entry]) for entry in span)
        blocks.append(
            Block(f"matrix constraint {k}", MATRIX, held, tuple(constants.get((k, e), Fraction(0)) for e in span))
        )
    return blocks
