"""Between which integers an expression's value lies, whatever its variables are worth."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TypeAlias

from algorist.formal.constraint.global_constraints import Circuit, Routes
from algorist.formal.constraint.tree import (
    Absolute,
    Booleans,
    Count,
    Domain,
    Element,
    Expression,
    Maximum,
    Minimum,
    Negate,
    Number,
    Product,
    Quotient,
    Reference,
    Remainder,
    Sum,
    Symbol,
    Symbols,
    children,
)

LARGEST = 2**53
"""No value that can arise in a model is larger: a solver's 64-bit sums of them stay exact."""

Interval: TypeAlias = tuple[int, int]


class RangeError(ValueError):
    """An expression's values can leave the range in which everything is exact and defined."""


def interval(node: Expression, domains: Mapping[str, Domain]) -> Interval:
    """Return bounds of the expression's value; raises RangeError when any part of it may leave its range.

    The bounds hold and need not be tight: each occurrence of a variable counts as if it were another one.
    A symbol has no number; its bounds are (0, 0).
    """
    parts = [interval(child, domains) for child in children(node)]
    low, high = _combine(node, parts, domains)
    if max(-low, high) > LARGEST:
        raise RangeError("an expression here can exceed 2^53; smaller domains or coefficients keep it exact")
    return low, high


def _combine(node: Expression, parts: list[Interval], domains: Mapping[str, Domain]) -> Interval:
    match node:
        case Number():
            return node.value, node.value
        case Reference():
            return _domain(domains[node.name])
        case Symbol():
            return 0, 0
        case Negate():
            return -parts[0][1], -parts[0][0]
        case Sum():
            return sum(low for low, _ in parts), sum(high for _, high in parts)
        case Product():
            return _product(parts)
        case Quotient():
            ends = [bound // node.divisor for bound in parts[0]]
            return min(ends), max(ends)
        case Remainder():
            return min(0, node.divisor + 1), max(0, node.divisor - 1)
        case Absolute():
            low, high = parts[0]
            return max(0, low, -high), max(-low, high)
        case Minimum():
            return min(low for low, _ in parts), min(high for _, high in parts)
        case Maximum():
            return max(low for low, _ in parts), max(high for _, high in parts)
        case Count():
            return 0, len(node.operands)
        case Element():
            return _element(node, parts)
        case Circuit():
            return _successors("circuit", parts, 1, len(node.operands))
        case Routes():
            return _successors("routes", parts[: len(node.operands)], 0, len(node.operands))
        case _:
            return 0, 1


def _product(parts: list[Interval]) -> Interval:
    low, high = parts[0]
    for part in parts[1:]:
        ends = [left * right for left, right in product((low, high), part)]
        low, high = min(ends), max(ends)
        if max(-low, high) > LARGEST:
            break
    return low, high


def _element(node: Element, parts: list[Interval]) -> Interval:
    low, high = parts.pop()
    if low < 1 or high > len(node.operands):
        raise RangeError(
            f"the index of element(...) ranges over {low}..{high}, its list over 1..{len(node.operands)}; "
            "use an index variable declared within the list"
        )
    chosen = parts[low - 1 : high]
    return min(low for low, _ in chosen), max(high for _, high in chosen)


def _successors(name: str, parts: list[Interval], first: int, last: int) -> Interval:
    for low, high in parts:
        if low < first or high > last:
            raise RangeError(f"a successor in {name}(...) ranges over {low}..{high}; it must stay in {first}..{last}")
    return 0, 1


def _domain(domain: Domain) -> Interval:
    if isinstance(domain, Symbols):
        return 0, 0
    if isinstance(domain, Booleans):
        return 0, 1
    return domain.values[0], domain.values[-1]
