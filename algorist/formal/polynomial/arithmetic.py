"""Exact arithmetic on polynomials as dictionaries from exponents to rationals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from algorist.formal.polynomial.tree import Exponents, Polynomial

Coefficients: TypeAlias = dict[Exponents, Fraction]


def times(left: Mapping[Exponents, Fraction], right: Mapping[Exponents, Fraction]) -> Coefficients:
    """Return the product."""
    product: Coefficients = {}
    for monomial, value in left.items():
        for other, factor in right.items():
            joined = tuple(map(int.__add__, monomial, other))
            product[joined] = product.get(joined, Fraction(0)) + value * factor
    return product


def accumulate(total: Coefficients, term: Mapping[Exponents, Fraction], factor: Fraction | int = 1) -> None:
    """Add a multiple of `term` to `total` in place."""
    for monomial, value in term.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * value


def lifter(variables: int, power: int, constant: int) -> Coefficients:
    """Return (constant + x_1^2 + ... + x_n^2)^power."""
    base = {(0,) * variables: Fraction(constant)} if constant else {}
    for place in range(variables):
        base[(0,) * place + (2,) + (0,) * (variables - place - 1)] = Fraction(1)
    result: Coefficients = {(0,) * variables: Fraction(1)}
    for _ in range(power):
        result = times(result, base)
    return result


def evaluate(polynomial: Polynomial, point: Sequence[Fraction]) -> Fraction:
    """Return the exact value at a point, over one common denominator for each variable."""
    degrees = [max((monomial[place] for monomial, _ in polynomial.terms), default=0) for place in range(len(point))]
    powers = [_powers(value, degree) for value, degree in zip(point, degrees, strict=True)]
    under = 1
    for value, degree in zip(point, degrees, strict=True):
        under *= value.denominator**degree
    total = Fraction(0)
    for monomial, coefficient in polynomial.terms:
        term = coefficient.numerator
        for place, exponent in enumerate(monomial):
            term *= powers[place][exponent]
        total += Fraction(term, coefficient.denominator)
    return total / under


def _powers(value: Fraction, degree: int) -> list[int]:
    """Return numerator^k * denominator^(degree - k) for k = 0..degree."""
    return [value.numerator**k * value.denominator ** (degree - k) for k in range(degree + 1)]
