"""Pairs of linear programs for the bench of equivalence: models and families, other words for one, one thing changed."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from equivalence_judge import ZERO, essence

from algorist.core.errors import InputError
from algorist.formal.linear.files import read_file
from algorist.formal.linear.ground import Column, Row, Rows, ground


class Pair(NamedTuple):
    """Two programs; `what` is "same", or what was changed in the second before it was put in other words."""

    number: int
    name: str
    what: str
    first: Rows
    second: Rows

    @property
    def label(self) -> str:
        return "same" if self.what == "same" else "different"

    @property
    def family(self) -> str:
        """The generated family, or LP or MILP for a model of the data set."""
        return self.name.split("/")[0]


def pairs(kept: list[tuple[str, Rows]], count: int, rng: random.Random) -> Iterator[Pair]:
    """Yield pairs, half of them out of the data set, half of each kind with a change."""
    small = [each for each in kept if each[1].rows and len(each[1].columns) <= 500]
    for number in range(count):
        if number % 4 < 2:
            name, base = rng.choice(small)
        else:
            family = FAMILIES[number // 4 % len(FAMILIES)]
            name, base = family.__name__, family(rng, rng.choice([40, 100, 250, 500]))
        what, target = ("same", base) if number % 2 == 0 else changed(base, rng)
        yield Pair(number, name, what, base, dressed(target, rng, slack=what == "same"))


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


def dressed(program: Rows, rng: random.Random, *, slack: bool) -> Rows:
    """Return a program renamed, permuted, scaled and perhaps with slack variables."""
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
    return Rows(tuple(made), tuple(rows), program.maximize != flip, offset)


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
