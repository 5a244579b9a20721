"""A flat program while a file is read, and the model that it becomes; every number is the rational that the file says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from itertools import groupby

from algorist.core.errors import FormalError, InputError
from algorist.formal.linear.names import identifier, original
from algorist.formal.linear.tree import (
    ZERO,
    Constraint,
    Declared,
    Expression,
    Model,
    Name,
    Negate,
    Objective,
    Product,
    Sum,
    Variables,
    rational,
)

NAMES_A_LINE = 12
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
INFINITIES = ("inf", "infinity")
INFINITE = 10**20
"""Bounds of this size are infinite in both formats, by the custom of their solvers."""
LONGEST = 1000
"""Digits of a number, and the size of its exponent, that are still read."""
MOST_NEIGHBOURS = 5000
"""Names among which a misspelt one is looked up."""


@dataclass(slots=True)
class FileColumn:
    """A variable as a file declares it bit by bit; `bounded` says that some bound was given."""

    lower: Fraction | None = Fraction(0)
    upper: Fraction | None = None
    integer: bool = False
    bounded: bool = False


@dataclass(slots=True)
class FileRow:
    """A row by column names, between two sides."""

    coefficients: dict[str, Fraction] = field(default_factory=dict)
    lower: Fraction | None = None
    upper: Fraction | None = None


@dataclass(slots=True)
class Program:
    """Columns and rows by name, in the order in which the file mentions them. A row without a name has a number."""

    columns: dict[str, FileColumn] = field(default_factory=dict)
    rows: dict[str | int, FileRow] = field(default_factory=dict)
    costs: dict[str, Fraction] = field(default_factory=dict)
    offset: Fraction = Fraction(0)
    maximize: bool = False


def number(text: str, line: int, column: int) -> Fraction:
    """Return a finite decimal as a rational; raises FormalError where it is none, or one of absurd size."""
    found = NUMBER.fullmatch(text)
    if not found:
        raise FormalError(line, column, f"{text[:40]} is not a number.", "Write it like 12, -0.5 or 1e-3.")
    exponent = found.group(2) or ""
    if len(text) > LONGEST or len(exponent) > len("e+1000") or abs(int(exponent[1:] or 0)) > LONGEST:
        raise FormalError(line, column, f"a number has over {LONGEST} digits.", "Use larger units.")
    return Fraction(text)


def finite(value: Fraction) -> Fraction | None:
    """Return a bound, or None for one that the formats hold for infinite."""
    return value if abs(value) < INFINITE else None


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint for a misspelt word: the closest of those known."""
    names = list(known)
    close = get_close_matches(word[:100], names, 1) if len(names) <= MOST_NEIGHBOURS else []
    return f"Did you mean {close[0]}?" if close else ""


def model_of(program: Program) -> Model:
    """Return the model of a program; raises InputError where it has no column, or two names would become one."""
    if not program.columns:
        raise InputError("there is no variable in it.")
    spelled = dict(zip(program.columns, _identifiers(program.columns), strict=True))
    labels = [name for name in program.rows if isinstance(name, str)]
    labelled: dict[str | int, str] = dict(zip(labels, _identifiers(labels), strict=True))
    constraints = tuple(
        _constraint(labelled.get(name, ""), _linear(row.coefficients, spelled), row.lower, row.upper)
        for name, row in program.rows.items()
        if row.lower is not None or row.upper is not None
    )
    objective = _linear(program.costs, spelled, program.offset)
    return Model(tuple(_variables(program, spelled)), Objective(program.maximize, objective), constraints)


def _variables(program: Program, spelled: Mapping[str, str]) -> Iterable[Variables]:
    """Yield `var` lines, neighbours of one domain together."""
    domains = [(spelled[name], (col.lower, col.upper, col.integer)) for name, col in program.columns.items()]
    for (lower, upper, integer), group in groupby(domains, key=lambda domain: domain[1]):
        names = [Declared(name) for name, _ in group]
        low, high = (None if bound is None else rational(bound) for bound in (lower, upper))
        for start in range(0, len(names), NAMES_A_LINE):
            yield Variables(tuple(names[start : start + NAMES_A_LINE]), low, high, integer)


def _linear(
    coefficients: Mapping[str, Fraction], spelled: Mapping[str, str], offset: Fraction = Fraction(0)
) -> Expression:
    parts: list[Expression] = []
    for column, factor in coefficients.items():
        if factor:
            name = Name(spelled[column])
            part: Expression = name if abs(factor) == 1 else Product((rational(abs(factor)), name))
            parts.append(Negate(part) if factor < 0 else part)
    if offset:
        parts.append(rational(offset))
    return ZERO if not parts else parts[0] if len(parts) == 1 else Sum(tuple(parts))


def _constraint(label: str, form: Expression, lower: Fraction | None, upper: Fraction | None) -> Constraint:
    if lower is None or upper is None or lower == upper:
        bound = lower if lower is not None else upper if upper is not None else Fraction(0)
        relation = "=" if lower == upper else "<=" if lower is None else ">="
        return Constraint((form, rational(bound)), relation, label)
    return Constraint((rational(lower), form, rational(upper)), "<=", label)


def _identifiers(given: Iterable[str]) -> list[str]:
    """Return names as identifiers; raises InputError where two would be the same."""
    spelled = [identifier(original(name)) for name in given]
    if len(set(spelled)) < len(spelled):
        seen: set[str] = set()
        twin = next(name for name in spelled if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InputError(f"two names are spelled {twin}.")
    return spelled
