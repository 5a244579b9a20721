"""Exact numbers and intervals between two of them; whole numbers are kept as `int`, much faster than Fraction."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = "int | Fraction"
Bound: TypeAlias = "int | Fraction | None"
Interval: TypeAlias = tuple[Bound, Bound]


def times(interval: Interval, factor: Number) -> Interval:
    """Return an interval scaled by what is not 0; a negative factor turns it round."""
    low, high = interval if factor > 0 else (interval[1], interval[0])
    return (
        None if low is None else as_whole(low * factor),
        None if high is None else as_whole(high * factor),
    )


def crossed(lower: Bound, upper: Bound) -> bool:
    return lower is not None and upper is not None and lower > upper


def as_whole(value: Number) -> Number:
    """Return a number as an int where it is one."""
    return value.numerator if value.denominator == 1 else value


def plain(bound: Fraction | None) -> Bound:
    return None if bound is None else as_whole(bound)


def tighter(one: Bound, other: Bound, choose: Callable[[Number, Number], Number]) -> Bound:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)
