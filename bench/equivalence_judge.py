"""The judge of the bench of equivalence: an arithmetic of its own, and HiGHS, to refute the label of a changed pair."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import gcd

from algorist.formal.equivalence import Equivalence
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Row, Rows
from algorist.formal.linear.highs import Ending

ZERO = Fraction(0)


def refutation(found: Equivalence, first: Rows, second: Rows, seconds: float) -> str:
    """Return why two programs that were made different are the same after all; nothing where that is not shown."""
    if found.renaming:
        return "the change is a renaming" if _renamed(found, first, second) else ""
    empty = all(
        solver.run(solver.load(each), time.monotonic() + seconds) == Ending.INFEASIBLE for each in (first, second)
    )
    return "neither has a solution, as HiGHS finds too" if empty else ""


def _renamed(found: Equivalence, first: Rows, second: Rows) -> bool:
    """Whether a renaming holds, row by row, by this file's own arithmetic."""
    ours, theirs = _settled(first), _settled(second)
    names = {column.name: place for place, column in enumerate(theirs.columns)}
    if {found.renaming.get(column.name) for column in ours.columns} != set(names):
        return False
    images = {place: names[found.renaming[column.name]] for place, column in enumerate(ours.columns)}
    return essence(ours, images) == essence(theirs)


def _settled(program: Rows) -> Rows:
    """Return a program in which columns that can take one value only have been replaced by it."""
    low, high, whole, _, _, _ = essence(program)  # type: ignore[misc]
    fixed = {place: value for place, value in low.items() if value is not None and value == high[place]}
    if not fixed:
        return program
    places = {old: new for new, old in enumerate(place for place in whole if place not in fixed)}
    columns = [replace(program.columns[old], lower=low[old], upper=high[old]) for old in places]
    rows = []
    for row in program.rows:
        shift = sum((f * fixed[c] for c, f in row.coefficients if c in fixed), ZERO)
        terms = tuple((places[c], f) for c, f in row.coefficients if c in places)
        sides = (None if side is None else side - shift for side in (row.lower, row.upper))
        rows.append(Row(row.name, terms, *sides, row.constraint))
    offset = program.offset + sum((program.columns[c].cost * value for c, value in fixed.items()), ZERO)
    return _settled(Rows(tuple(columns), tuple(rows), program.maximize, offset))


def essence(program: Rows, images: Mapping[int, int] | None = None) -> object:
    """Return columns and one-sided rows divided by their largest coefficient, those that bounds swallow left out."""
    at = images or {place: place for place in range(len(program.columns))}
    low: dict[int, Fraction | None] = {at[p]: column.lower for p, column in enumerate(program.columns)}
    high: dict[int, Fraction | None] = {at[p]: column.upper for p, column in enumerate(program.columns)}
    whole = {at[p]: column.integer for p, column in enumerate(program.columns)}
    cuts: dict[tuple[tuple[int, Fraction], ...], Fraction] = {}
    for row in program.rows:
        for side, sign in ((row.lower, 1), (row.upper, -1)):
            if side is None or not row.coefficients:
                continue
            size = max(abs(factor) for _, factor in row.coefficients)
            terms = tuple(sorted((at[c], sign * f / size) for c, f in row.coefficients))
            limit = sign * side / size
            if len(terms) == 1:
                place, factor = terms[0]
                if factor > 0:
                    low[place] = limit if low[place] is None else max(low[place] or ZERO, limit)
                else:
                    high[place] = -limit if high[place] is None else min(high[place] or ZERO, -limit)
                continue
            if all(whole[c] for c, _ in terms):
                limit = _lifted(terms, limit)
            cuts[terms] = max(limit, cuts.get(terms, limit))
    for place, integer in whole.items():
        if integer:
            low[place] = None if low[place] is None else Fraction(-((-low[place]) // 1))  # type: ignore[operator]
            high[place] = None if high[place] is None else Fraction(high[place] // 1)  # type: ignore[operator]
    kept = {(terms, limit) for terms, limit in cuts.items() if not _swallowed(terms, limit, low, high)}
    sign = -1 if program.maximize else 1
    costs = {at[p]: sign * column.cost for p, column in enumerate(program.columns)}
    return low, high, whole, kept, costs, sign * program.offset


def _lifted(terms: tuple[tuple[int, Fraction], ...], limit: Fraction) -> Fraction:
    """Round a limit of integers up to what they can reach: a multiple of the smallest step of the coefficients."""
    step = terms[0][1]
    for _, factor in terms[1:]:
        step = Fraction(
            gcd(step.numerator * factor.denominator, factor.numerator * step.denominator),
            step.denominator * factor.denominator,
        )
    step = abs(step)
    return -((-limit) // step) * step


def _swallowed(
    terms: tuple[tuple[int, Fraction], ...],
    limit: Fraction,
    low: Mapping[int, Fraction | None],
    high: Mapping[int, Fraction | None],
) -> bool:
    least = ZERO
    for place, factor in terms:
        end = low[place] if factor > 0 else high[place]
        if end is None:
            return False
        least += factor * end
    return least >= limit
