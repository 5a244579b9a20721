"""Pairs of linear models that are the same in other words, or differ in one thing; and an arithmetic of its own to judge them by.

Models of the data set and generated ones (covers, packings, stable sets, rings, knapsacks) are renamed, permuted, scaled,
given slack variables and named parameters, or changed in one coefficient, sign, side, index or bound.
"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from math import gcd
from pathlib import Path

from algorist.core.errors import InputError
from algorist.formal.linear.files import read_file
from algorist.formal.linear.ground import Column, Row, Rows, ground

ZERO = Fraction(0)


# -- models


def models(data: Path) -> Iterator[tuple[str, Rows | str]]:
    """Yield the id of every model of the data set with its rows, or with the reason why it cannot be read."""
    with gzip.open(data / "models.jsonl.gz", "rt", encoding="utf-8") as lines, tempfile.TemporaryDirectory() as folder:
        for line in lines:
            item = json.loads(line)
            path = Path(folder) / "model.lp"
            path.write_text(item["model_lp"].replace("[", "(").replace("]", ")"), encoding="utf-8")
            try:
                yield item["id"], ground(read_file(path))
            except InputError as error:
                yield item["id"], str(error)


def columns(count: int, cost: Callable[[int], int], *, upper: int | None = 1) -> list[Column]:
    high = None if upper is None else Fraction(upper)
    return [Column(f"x{place}", ZERO, high, True, Fraction(cost(place))) for place in range(count)]


def rows_of(forms: list[tuple[dict[int, int], int | None, int | None]]) -> tuple[Row, ...]:
    bound = [
        (None if low is None else Fraction(low), None if high is None else Fraction(high)) for _, low, high in forms
    ]
    return tuple(
        Row(f"r{place}", tuple(sorted((c, Fraction(f)) for c, f in terms.items())), *bound[place], place)
        for place, (terms, _, _) in enumerate(forms)
    )


def cover(rng: random.Random, size: int) -> Rows:
    forms = [(dict.fromkeys(rng.sample(range(size), 6), 1), 1, None) for _ in range(size // 2)]
    return Rows(tuple(columns(size, lambda _: rng.randint(1, 3))), rows_of(forms))


def packing(rng: random.Random, size: int) -> Rows:
    """Identical bins, items of few sizes."""
    bins = items = max(3, int(size**0.5) - 1)
    weights = [rng.choice([3, 4, 5]) for _ in range(items)]
    made = columns(items * bins + bins, lambda place: int(place >= items * bins))
    forms = [({i * bins + b: 1 for b in range(bins)}, 1, 1) for i in range(items)]
    forms += [
        ({**{i * bins + b: weights[i] for i in range(items)}, items * bins + b: -10}, None, 0) for b in range(bins)
    ]
    return Rows(tuple(made), rows_of(forms))


def stable(rng: random.Random, size: int) -> Rows:
    """Stable sets of a random graph of one degree: refinement alone sees nothing."""
    places = list(range(size)) * 3
    rng.shuffle(places)
    edges = {tuple(sorted(pair)) for pair in zip(places[::2], places[1::2], strict=False) if pair[0] != pair[1]}
    forms = [({u: 1, v: 1}, None, 1) for u, v in sorted(edges)]
    return Rows(tuple(columns(size, lambda _: 1)), rows_of(forms), True)


def ring(rng: random.Random, size: int) -> Rows:
    """A few rings of equal lengths, each variable with its two neighbours."""
    length = rng.choice([4, 5, 8, 10])
    forms = []
    for place in range(size // length * length):
        start, step = place - place % length, place % length
        forms.append(({start + step: 2, start + (step + 1) % length: 3}, 4, None))
    return Rows(tuple(columns(size // length * length, lambda _: 1, upper=None)), rows_of(forms))


def knapsacks(rng: random.Random, size: int) -> Rows:
    forms = [({c: rng.randint(10, 99) for c in range(size)}, None, 12 * size) for _ in range(5)]
    return Rows(tuple(columns(size, lambda _: rng.randint(10, 99))), rows_of(forms), True)


FAMILIES = (cover, packing, stable, ring, knapsacks)


# -- one model in other words


def dressed(program: Rows, rng: random.Random, *, slack: bool) -> tuple[Rows, list[int]]:
    """Return a program renamed, permuted, scaled and perhaps with slack variables; and where each column went."""
    order = list(range(len(program.columns)))
    rng.shuffle(order)
    places = {old: new for new, old in enumerate(order)}
    flip = rng.random() < 0.5
    made = [
        replace(
            program.columns[old], name=f"v{new}", cost=-program.columns[old].cost if flip else program.columns[old].cost
        )
        for new, old in enumerate(order)
    ]
    rows: list[Row] = []
    for row in rng.sample(program.rows, len(program.rows)):
        scale = Fraction(rng.choice([-3, -1, 1, 2, 7]), rng.choice([1, 2, 5]))
        terms = [(places[column], factor * scale) for column, factor in row.coefficients]
        low, high = (None if side is None else side * scale for side in (row.lower, row.upper))
        low, high = (high, low) if scale < 0 else (low, high)
        if slack and rng.random() < 0.1 and (low is None) != (high is None):
            terms.append((len(made), Fraction(1 if low is None else -1)))
            made.append(Column(f"slack{len(made)}", ZERO, None, False, ZERO))
            low = high = high if low is None else low
        elif low is not None and low == high and rng.random() < 0.2:
            rows.append(Row(f"r{len(rows)}", tuple(sorted(terms)), low, None, 0))
            low = None
        rows.append(Row(f"r{len(rows)}", tuple(sorted(terms)), low, high, 0))
    offset = -program.offset if flip else program.offset
    return Rows(tuple(made), tuple(rows), program.maximize != flip, offset), order


def text_of(program: Rows, rng: random.Random, *, parameters: bool = False) -> str:
    """Write a program in our language; with `parameters` its numbers get names and its terms stand on both sides."""
    named: list[str] = []

    def number(value: Fraction) -> str:
        shown = f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value.numerator)
        if not parameters:
            return f"({shown})"
        named.append(f"param p{len(named)} = {shown}")
        return f"p{len(named) - 1}"

    def form(terms: list[tuple[int, Fraction]]) -> str:
        return " + ".join(f"{number(f)}*{program.columns[c].name}" for c, f in rng.sample(terms, len(terms))) or "0"

    lines = []
    for column in program.columns:
        low, high = (None if side is None else number(side) for side in (column.lower, column.upper))
        kind = " integer" if column.integer else ""
        if low is not None and high is not None:
            lines.append(f"var {column.name} in [{low}, {high}]{kind}")
        elif low is not None or high is not None:
            lines.append(f"var {column.name} {f'>= {low}' if low is not None else f'<= {high}'}{kind}")
        else:
            lines.append(f"var {column.name} free{kind}")
    costs = [(place, column.cost) for place, column in enumerate(program.columns) if column.cost]
    sense = "maximize" if program.maximize else "minimize"
    lines.append(f"{sense} {form(costs)} + {number(program.offset)}")
    for row in program.rows:
        terms = list(row.coefficients)
        cut = rng.randrange(len(terms) + 1) if parameters else len(terms)
        left, right = form(terms[:cut]), [(c, -f) for c, f in terms[cut:]]
        for side, relation in ((row.lower, ">="), (row.upper, "<=")):
            if side is not None:
                lines.append(f"{left} {relation} {form(right)} + {number(side)}")
    return "\n".join([*named, *lines])


# -- one thing changed


def changed(program: Rows, rng: random.Random) -> tuple[str, Rows]:
    """Return what was changed and the program after one change that its own bounds do not swallow."""
    while True:
        rows, made = list(program.rows), list(program.columns)
        place = rng.randrange(len(rows))
        row = rows[place]
        if not row.coefficients:
            continue
        entry = rng.randrange(len(row.coefficients))
        column, factor = row.coefficients[entry]
        what = rng.choice(["coefficient", "sign", "side", "index", "bound"])
        terms = dict(row.coefficients)
        if what == "coefficient":
            terms[column] = factor + rng.choice([1, 2, Fraction(1, 2)])
        elif what == "sign":
            terms[column] = -factor
        elif what == "index":
            terms[rng.choice([c for c in range(len(made)) if c not in terms] or [column])] = terms.pop(column)
        elif what == "side":
            shift = rng.choice([1, 2, 5])
            row = replace(
                row,
                lower=None if row.lower is None else row.lower + shift,
                upper=None if row.upper is None else row.upper + shift,
            )
        else:
            made[column] = replace(made[column], upper=(made[column].upper or ZERO) + rng.choice([1, 3]))
        rows[place] = replace(row, coefficients=tuple(sorted((c, f) for c, f in terms.items() if f)))
        after = replace(program, columns=tuple(made), rows=tuple(rows))
        if essence(after) != essence(program):
            return what, after


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


def settled(program: Rows) -> Rows:
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
    return settled(Rows(tuple(columns), tuple(rows), program.maximize, offset))
