"""The normal form of a linear program: what is left when names, order, scaling and slacks are gone.

Every step keeps the solutions one to one, because what it removes is determined by what it leaves:

    fixed columns        substituted by their value
    rows of one column   become bounds; rows of none are dropped when they hold
    slack columns        continuous, free of cost, in one row only: they become part of that row
    parallel rows        intersected
    rows                 scaled to coprime integers; the sign by a rule that ignores the order of the columns

A row reads `sum of coefficient * column + shift + slacks = 0`, every slack in an interval that starts or ends at 0.
Maximising is minimising the negated costs. Columns are not scaled: a variable in other units is another variable.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

from algorist.formal._equivalence.interval import Bound, Interval, Number, as_whole, crossed, plain, tighter, times
from algorist.formal.linear.ground import Row, Rows

Shape: TypeAlias = tuple[int, Number]
"""An interval that starts or ends at 0, by sign and length: (0, w) is [0, w], (1, 0) is [0, inf), (-1, 0) is (-inf, 0]
and (2, 0) is the whole line."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class NormalRow:
    """`sum of coefficient * column + shift + slacks = 0` with coprime integer coefficients, by ascending column.

    `mirrored` says that the row and its negation look alike, so that the sign means nothing.
    """

    coefficients: tuple[tuple[int, int], ...]
    shift: Number
    slacks: tuple[Shape, ...]
    mirrored: bool = False
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NormalColumn:
    name: str
    lower: Bound
    upper: Bound
    integer: bool
    cost: Number


@dataclass(frozen=True, slots=True)
class Normal:
    """A linear program to be minimised; `conflict` says, if anything does, what shows that it has no solution."""

    columns: dict[int, NormalColumn]
    rows: tuple[NormalRow, ...]
    offset: Number
    conflict: str


def normal(rows: Rows) -> Normal:
    """Return the normal form of a flat linear program."""
    return _Normaliser(rows).result()


class _Row:
    """`lower <= sum of coefficient * column + slacks <= upper`, coefficients coprime, the first of them positive."""

    __slots__ = ("coefficients", "lower", "name", "slacks", "upper")

    def __init__(self, row: Row) -> None:
        self.name = row.name
        whole, factor = direction(row.coefficients)
        if whole and whole[0][1] < 0:
            whole, factor = [(column, -value) for column, value in whole], -factor
        self.coefficients = dict(whole)
        ends = (plain(row.lower), plain(row.upper))
        self.lower, self.upper = ends if factor == 1 else times(ends, factor)
        self.slacks: list[Interval] = []

    def reduce(self) -> None:
        """Make the coefficients coprime and the first one positive."""
        common = math.gcd(*self.coefficients.values())
        if next(iter(self.coefficients.values()), 1) < 0:
            common = -common
        if common in (0, 1):
            return
        factor = Fraction(1, common)
        self.coefficients = {column: value // common for column, value in self.coefficients.items()}
        self.lower, self.upper = times((self.lower, self.upper), factor)
        self.slacks = [times(each, factor) for each in self.slacks]


class _Normaliser:
    def __init__(self, rows: Rows) -> None:
        sign = -1 if rows.maximize else 1
        self.names = [column.name for column in rows.columns]
        self.lower: list[Bound] = [plain(column.lower) for column in rows.columns]
        self.upper: list[Bound] = [plain(column.upper) for column in rows.columns]
        self.integer = [column.integer for column in rows.columns]
        self.cost = [sign * as_whole(column.cost) for column in rows.columns]
        self.offset = sign * as_whole(rows.offset)
        self.rows = [_Row(row) for row in rows.rows]
        self.gone: set[int] = set()
        self.conflict = ""

    def result(self) -> Normal:
        for column, integer in enumerate(self.integer):
            if integer:
                self._round(column)
        while self._shrink() or self._merge() or self._slacks() or self._crossed_slacks():
            pass
        columns = {
            position: NormalColumn(name, self.lower[position], self.upper[position], self.integer[position], cost)
            for position, (name, cost) in enumerate(zip(self.names, self.cost, strict=True))
            if position not in self.gone
        }
        for each in () if self.conflict else columns.values():
            if crossed(each.lower, each.upper):
                self.conflict = f"no value of {each.name} is left"
        rows = dict.fromkeys(map(_signed, self.rows))
        return Normal(columns, tuple(rows), self.offset, self.conflict)

    # -- fixed columns, short rows

    def _shrink(self) -> bool:
        """Substitute fixed columns, and turn rows of at most one column into bounds; say whether anything changed."""
        fixed = {
            position: low
            for position, (low, high) in enumerate(zip(self.lower, self.upper, strict=True))
            if low is not None and low == high and position not in self.gone
        }
        for position, value in fixed.items():
            self.offset += self.cost[position] * value
        self.gone.update(fixed)
        before = len(self.rows)
        for row in self.rows if fixed else ():
            if met := fixed.keys() & row.coefficients.keys():
                shift = sum(row.coefficients.pop(position) * fixed[position] for position in met)
                row.lower = None if row.lower is None else row.lower - shift
                row.upper = None if row.upper is None else row.upper - shift
                row.reduce()
        self.rows = [row for row in self.rows if not self._short(row)]
        return bool(fixed) or len(self.rows) < before

    def _short(self, row: _Row) -> bool:
        if row.slacks:
            return False
        if row.lower is None and row.upper is None:
            return True
        if len(row.coefficients) > 1:
            return False
        if not row.coefficients:
            if (row.lower is not None and row.lower > 0) or (row.upper is not None and row.upper < 0):
                self.conflict = self.conflict or f"{row.name} cannot hold"
            return True
        (column,) = row.coefficients
        self.lower[column] = tighter(self.lower[column], row.lower, max)
        self.upper[column] = tighter(self.upper[column], row.upper, min)
        if self.integer[column]:
            self._round(column)
        return True

    def _round(self, column: int) -> None:
        lower, upper = self.lower[column], self.upper[column]
        if isinstance(lower, Fraction):
            self.lower[column] = math.ceil(lower)
        if isinstance(upper, Fraction):
            self.upper[column] = math.floor(upper)

    # -- parallel rows

    def _merge(self) -> bool:
        """Intersect rows without slack columns whose coefficients are proportional; say whether any were."""
        kept: dict[tuple[int, ...], _Row] = {}
        rows: list[_Row] = []
        for row in self.rows:
            first = row if row.slacks else kept.setdefault((*row.coefficients, *row.coefficients.values()), row)
            if first is row:
                rows.append(row)
                continue
            first.lower, first.upper = tighter(first.lower, row.lower, max), tighter(first.upper, row.upper, min)
        merged = len(rows) < len(self.rows)
        self.rows = rows
        return merged

    # -- slack columns

    def _slacks(self) -> bool:
        """Move columns that are slacks into their rows; say whether there were any."""
        seen = Counter(chain.from_iterable(row.coefficients for row in self.rows))
        slack = {
            c
            for c, times_seen in seen.items()
            if times_seen == 1
            and not self.integer[c]
            and not self.cost[c]
            and not crossed(self.lower[c], self.upper[c])
        }
        for row in self.rows if slack else ():
            found = slack & row.coefficients.keys()
            for column in found:
                row.slacks.append(times((self.lower[column], self.upper[column]), row.coefficients.pop(column)))
            if found and len(row.slacks) == 1 and row.lower is not None and row.lower == row.upper:
                value, (low, high) = row.lower, row.slacks.pop()
                row.lower = None if high is None else value - high
                row.upper = None if low is None else value - low
            if found:
                row.reduce()
        self.gone |= slack
        return bool(slack)

    def _crossed_slacks(self) -> bool:
        """Drop columns like slacks of rows that cannot hold: in no row, free of cost, between crossed bounds."""
        empty = {
            column
            for column, (lower, upper) in enumerate(zip(self.lower, self.upper, strict=True))
            if crossed(lower, upper) and not self.cost[column] and not self.integer[column]
        }
        empty -= self.gone
        if empty:
            empty -= set(chain.from_iterable(row.coefficients for row in self.rows))
        self.gone |= empty
        for column in empty:
            self.conflict = self.conflict or f"no value of {self.names[column]} is left"
        return bool(empty)


def _signed(row: _Row) -> NormalRow:
    """Return a row with the sign that makes it the larger of the two by what ignores the order of the columns."""
    own = times((row.lower, row.upper), -1)
    intervals = [own, *row.slacks]
    values = sorted(row.coefficients.values())
    minus_values = [-value for value in reversed(values)]
    if values == minus_values:
        one, two = _shapes(intervals), _shapes([times(each, -1) for each in intervals])
        positive, mirrored = one >= two, one == two
        shift, slacks = one if positive else two
    else:
        positive, mirrored = values > minus_values, False
        shift, slacks = _shapes(intervals if positive else [times(each, -1) for each in intervals])
    terms = row.coefficients.items()
    whole = tuple(terms) if positive else tuple((column, -value) for column, value in terms)
    return NormalRow(whole, shift, slacks, mirrored, row.name)


def direction(coefficients: Iterable[tuple[int, Fraction]]) -> tuple[list[tuple[int, int]], Fraction]:
    """Return coefficients as coprime integers by ascending column, and the positive factor that made them so."""
    ratios = [(column, *value.as_integer_ratio()) for column, value in sorted(coefficients)]
    scale = math.lcm(*[below for _, _, below in ratios])
    if scale == 1:
        whole = [(column, above) for column, above, _ in ratios if above]
    else:
        whole = [(column, above * (scale // below)) for column, above, below in ratios if above]
    common = math.gcd(*[value for _, value in whole]) or 1
    if common > 1:
        whole = [(column, value // common) for column, value in whole]
    return whole, Fraction(scale, common) if scale != 1 or common != 1 else ONE


def _shapes(intervals: Iterable[Interval]) -> tuple[Number, tuple[Shape, ...]]:
    """Return intervals as a common shift and the shapes that are left, sorted; points leave none."""
    shift: Number = 0
    shapes: list[Shape] = []
    for low, high in intervals:
        if low is not None:
            shift += low
            if high is None:
                shapes.append((1, 0))
            elif high != low:
                shapes.append((0, high - low))
        elif high is not None:
            shift += high
            shapes.append((-1, 0))
        else:
            shapes.append((2, 0))
    return shift, tuple(sorted(shapes))
