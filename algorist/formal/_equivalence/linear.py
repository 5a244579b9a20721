"""The normal form of a linear program, and its graph: what is left when names, order, scaling and slacks are gone.

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
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from algorist.formal._equivalence.graph import Graph
from algorist.formal.linear.ground import Rows

Bound: TypeAlias = "Fraction | None"
Interval: TypeAlias = tuple[Bound, Bound]
Shape: TypeAlias = tuple[int, Fraction]
"""An interval that starts or ends at 0, by sign and length: (0, w) is [0, w], (1, 0) is [0, inf), (-1, 0) is (-inf, 0]
and (2, 0) is the whole line."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class NormalRow:
    """`sum of coefficient * column + shift + slacks = 0` with coprime integer coefficients, by ascending column.

    `mirrored` says that the row and its negation look alike, so that the sign means nothing.
    """

    coefficients: tuple[tuple[int, int], ...]
    shift: Fraction
    slacks: tuple[Shape, ...]
    mirrored: bool = False
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NormalColumn:
    name: str
    lower: Bound
    upper: Bound
    integer: bool
    cost: Fraction


@dataclass(frozen=True, slots=True)
class Normal:
    """A linear program to be minimised; `contradictory` says that a row without columns does not hold."""

    columns: dict[int, NormalColumn]
    rows: tuple[NormalRow, ...]
    offset: Fraction
    contradictory: bool


def normal(rows: Rows) -> Normal:
    """Return the normal form of a flat linear program."""
    return _Normaliser(rows).result()


def graph(form: Normal) -> Graph:
    """Return the coloured graph of a normal form: a node a column, a node a row, an edge a coefficient."""
    made = Graph(("linear", form.offset, form.contradictory))
    nodes = {
        position: made.node((each.integer, *map(_plain, (each.lower, each.upper, each.cost))), each.name)
        for position, each in form.columns.items()
    }
    made.hopeless = form.contradictory or any(_crossed(each.lower, each.upper) for each in form.columns.values())
    made.doubt = _doubt(form, hopeless=made.hopeless)
    for row in form.rows:
        colour = (_plain(row.shift), tuple((sign, _plain(length)) for sign, length in row.slacks))
        made_row = made.node(("row", colour, row.mirrored), note=row.name)
        for column, value in row.coefficients:
            made.edge(made_row, nodes[column], value)
        if row.mirrored:
            image = made.node(("row", colour, row.mirrored))
            made.edge(made_row, image, "image")
            made.edge(image, made_row, "image")
            for column, value in row.coefficients:
                made.edge(image, nodes[column], -value)
    return made


def _doubt(form: Normal, *, hopeless: bool) -> str:
    """Say why two equivalent programs could have different normal forms.

    Of a row of slacks alone, any of them may be the variable and another its slack. Where bounds or rows contradict each
    other, what else is found depends on where one starts.
    """
    if hopeless:
        return "bounds contradict each other, and models without a solution are not compared by their looks"
    if any(not row.coefficients for row in form.rows):
        return "a variable that costs nothing is in one constraint only, so it cannot be told from a slack variable"
    return ""


def _plain(value: Bound) -> Hashable:
    """Return a number as what hashes faster than a Fraction."""
    return value if value is None else value.numerator if value.denominator == 1 else value.as_integer_ratio()


@dataclass(slots=True)
class _Row:
    """`lower <= sum of coefficient * column + slacks <= upper`."""

    name: str
    coefficients: dict[int, Fraction]
    lower: Bound
    upper: Bound
    slacks: list[Interval] = field(default_factory=list)


class _Normaliser:
    def __init__(self, rows: Rows) -> None:
        sign = -1 if rows.maximize else 1
        self.names = [column.name for column in rows.columns]
        self.lower = [column.lower for column in rows.columns]
        self.upper = [column.upper for column in rows.columns]
        self.integer = [column.integer for column in rows.columns]
        self.cost = [sign * column.cost for column in rows.columns]
        self.offset = sign * rows.offset
        self.rows = [_Row(row.name, dict(row.coefficients), row.lower, row.upper) for row in rows.rows]
        self.gone: set[int] = set()
        self.contradictory = False

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
        rows = dict.fromkeys(map(_scaled, self.rows))
        return Normal(columns, tuple(rows), self.offset, self.contradictory)

    # -- fixed columns, short rows

    def _shrink(self) -> bool:
        """Substitute fixed columns, and turn rows of at most one column into bounds; say whether anything changed."""
        fixed = {
            position: value
            for position, value in enumerate(self.lower)
            if value is not None and value == self.upper[position] and position not in self.gone
        }
        for position, value in fixed.items():
            self.offset += self.cost[position] * value
        self.gone.update(fixed)
        before = len(self.rows)
        if fixed:
            for row in self.rows:
                for position in fixed.keys() & row.coefficients.keys():
                    shift = row.coefficients.pop(position) * fixed[position]
                    row.lower, row.upper = _less(row.lower, shift), _less(row.upper, shift)
        self.rows = [row for row in self.rows if not self._short(row)]
        return bool(fixed) or len(self.rows) < before

    def _short(self, row: _Row) -> bool:
        if row.lower is None and row.upper is None and not row.slacks:
            return True
        if row.slacks or len(row.coefficients) > 1:
            return False
        if not row.coefficients:
            holds = (row.lower is None or row.lower <= 0) and (row.upper is None or row.upper >= 0)
            self.contradictory |= not holds
            return True
        ((column, factor),) = row.coefficients.items()
        ends = [None if end is None else end / factor for end in (row.lower, row.upper)]
        lower, upper = ends if factor > 0 else reversed(ends)
        self.lower[column] = _tighter(self.lower[column], lower, max)
        self.upper[column] = _tighter(self.upper[column], upper, min)
        if self.integer[column]:
            self._round(column)
        return True

    def _round(self, column: int) -> None:
        lower, upper = self.lower[column], self.upper[column]
        if lower is not None and lower.denominator != 1:
            self.lower[column] = Fraction(math.ceil(lower))
        if upper is not None and upper.denominator != 1:
            self.upper[column] = Fraction(math.floor(upper))

    # -- parallel rows

    def _merge(self) -> bool:
        """Intersect rows without slack columns whose coefficients are proportional; say whether any were."""
        kept: dict[tuple[tuple[int, int], ...], tuple[_Row, Fraction]] = {}
        rows: list[_Row] = []
        alike = Counter(frozenset(row.coefficients) for row in self.rows)
        for row in self.rows:
            if row.slacks or alike[frozenset(row.coefficients)] == 1:
                rows.append(row)
                continue
            whole, factor = direction(row.coefficients)
            if whole[0][1] < 0:
                whole, factor = tuple((column, -value) for column, value in whole), -factor
            if whole not in kept:
                kept[whole] = row, factor
                rows.append(row)
                continue
            first, first_factor = kept[whole]
            ratio = factor / first_factor
            ends = [None if end is None else end * ratio for end in (row.lower, row.upper)]
            lower, upper = ends if ratio > 0 else reversed(ends)
            first.lower, first.upper = _tighter(first.lower, lower, max), _tighter(first.upper, upper, min)
        merged = len(rows) < len(self.rows)
        self.rows = rows
        return merged

    # -- slack columns

    def _slacks(self) -> bool:
        """Move columns that are slacks into their rows; say whether there were any."""
        seen = dict.fromkeys((column for row in self.rows for column in row.coefficients), 0)
        for row in self.rows:
            for column in row.coefficients:
                seen[column] += 1
        slack = {c for c, times in seen.items() if times == 1 and not self.integer[c] and not self.cost[c]}
        slack = {c for c in slack if not _crossed(self.lower[c], self.upper[c])}
        for row in self.rows if slack else ():
            found = slack & row.coefficients.keys()
            for column in found:
                factor = row.coefficients.pop(column)
                ends = [None if end is None else end * factor for end in (self.lower[column], self.upper[column])]
                row.slacks.append((ends[0], ends[1]) if factor > 0 else (ends[1], ends[0]))
            if len(row.slacks) == 1 and row.lower is not None and row.lower == row.upper:
                value, (low, high) = row.lower, row.slacks.pop()
                row.lower = None if high is None else value - high
                row.upper = None if low is None else value - low
        self.gone |= slack
        return bool(slack)

    def _crossed_slacks(self) -> bool:
        """Drop columns like slacks of rows that cannot hold: in no row, free of cost, between crossed bounds."""
        used = {column for row in self.rows for column in row.coefficients}
        crossed = {
            column
            for column, (lower, upper) in enumerate(zip(self.lower, self.upper, strict=True))
            if _crossed(lower, upper) and not self.cost[column] and not self.integer[column]
        }
        crossed -= used | self.gone
        self.gone |= crossed
        self.contradictory |= bool(crossed)
        return bool(crossed)


def _scaled(row: _Row) -> NormalRow:
    """Return a row with coprime coefficients and the sign that makes it the larger of the two by what ignores order."""
    whole, factor = direction(row.coefficients)
    own: Interval = (None if row.upper is None else -row.upper, None if row.lower is None else -row.lower)
    intervals = [own, *row.slacks]
    values = sorted(value for _, value in whole)
    minus_values = [-value for value in reversed(values)]
    if values != minus_values:
        sign = 1 if values > minus_values else -1
        shift, slacks = _shapes(intervals, sign * factor)
        return NormalRow(_signed(whole, sign), shift, slacks, name=row.name)
    one, two = _shapes(intervals, factor), _shapes(intervals, -factor)
    sign = 1 if one >= two else -1
    return NormalRow(_signed(whole, sign), *(one if sign > 0 else two), one == two, row.name)


def _signed(whole: tuple[tuple[int, int], ...], sign: int) -> tuple[tuple[int, int], ...]:
    return whole if sign > 0 else tuple((column, -value) for column, value in whole)


def direction(coefficients: dict[int, Fraction]) -> tuple[tuple[tuple[int, int], ...], Fraction]:
    """Return coefficients as coprime integers by ascending column, and the positive factor that made them so."""
    if not coefficients:
        return (), Fraction(1)
    ratios = [(column, value.numerator, value.denominator) for column, value in sorted(coefficients.items())]
    if all(below == 1 for _, _, below in ratios):
        common = math.gcd(*(above for _, above, _ in ratios))
        return tuple((column, above // common) for column, above, _ in ratios), Fraction(1, common)
    scale = math.lcm(*(below for _, _, below in ratios))
    common = math.gcd(*(above * (scale // below) for _, above, below in ratios))
    whole = tuple((column, above * (scale // below) // common) for column, above, below in ratios)
    return whole, Fraction(scale, common)


def _shapes(intervals: Iterable[Interval], factor: Fraction) -> tuple[Fraction, tuple[Shape, ...]]:
    """Return scaled intervals as a common shift and the shapes that are left, sorted; points leave none."""
    shift, shapes = ZERO, []
    for pair in intervals:
        low, high = (None if end is None else end * factor for end in (pair if factor > 0 else reversed(pair)))
        if low is not None:
            shift += low
            if high is None:
                shapes.append((1, ZERO))
            elif high != low:
                shapes.append((0, high - low))
        elif high is not None:
            shift += high
            shapes.append((-1, ZERO))
        else:
            shapes.append((2, ZERO))
    return shift, tuple(sorted(shapes))


def _less(bound: Bound, shift: Fraction) -> Bound:
    return None if bound is None else bound - shift


def _tighter(one: Bound, other: Bound, choose: Callable[[Fraction, Fraction], Fraction]) -> Bound:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def _crossed(lower: Bound, upper: Bound) -> bool:
    return lower is not None and upper is not None and lower > upper
