"""Sums, products and powers of polynomials by names, under a budget: an expression may expand to too much."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from algorist.formal.polynomial.tree import Sparse

MAX_DEGREE = 200
MAX_TERMS = 20_000
MAX_PRODUCTS = 100_000
SINGLE = 0.25
"""What the product of two single terms counts: a polynomial written out is made of them, and must be read again."""

MAX_BITS = 40_000

Expression = dict[Sparse, Fraction]


class TooLarge(Exception):
    """What an expression expands to is beyond a limit; the text says which."""


class Expander:
    """Expands the expressions of one text; all share one budget of term products."""

    def __init__(self) -> None:
        self._products = 0.0

    def add(self, total: Expression, term: Mapping[Sparse, Fraction], sign: int) -> None:
        """Add `term`, or subtract it, to `total` in place."""
        for monomial, value in term.items():
            total[monomial] = total.get(monomial, Fraction(0)) + sign * value
        if len(total) > MAX_TERMS:
            raise TooLarge(f"the expression expands to over {MAX_TERMS:,} terms")

    def multiply(self, left: Expression, right: Expression) -> Expression:
        """Return the product."""
        self._products += SINGLE if len(left) <= 1 and len(right) <= 1 else len(left) * len(right)
        if self._products > MAX_PRODUCTS:
            raise TooLarge(f"expanding the text takes over {MAX_PRODUCTS:,} products")
        product: Expression = {}
        for monomial, value in left.items():
            for other, factor in right.items():
                joined = _joined(monomial, other)
                value_here = factor if value == 1 else value if factor == 1 else value * factor
                product[joined] = _bounded(product[joined] + value_here if joined in product else value_here)
        return {monomial: value for monomial, value in product.items() if value}

    def power(self, base: Expression, exponent: int) -> Expression:
        """Return the power, by squaring."""
        degree = max((sum(each for _, each in monomial) for monomial in base), default=0)
        bits = max((max(abs(v.numerator).bit_length(), v.denominator.bit_length()) for v in base.values()), default=0)
        if degree * exponent > MAX_DEGREE:
            raise TooLarge(f"the degree would be {degree * exponent:,}, over {MAX_DEGREE}")
        if bits > 1 and bits * exponent > MAX_BITS:
            raise TooLarge("a coefficient would have too many digits")
        result: Expression = {(): Fraction(1)}
        while exponent:
            if exponent & 1:
                result = self.multiply(result, base)
            exponent >>= 1
            if exponent:
                base = self.multiply(base, base)
        return result


def _joined(left: Sparse, right: Sparse) -> Sparse:
    if not left or not right:
        return left or right
    exponents = dict(left)
    for name, exponent in right:
        exponents[name] = exponents.get(name, 0) + exponent
    if sum(exponents.values()) > MAX_DEGREE:
        raise TooLarge(f"the degree would be over {MAX_DEGREE}")
    return tuple(sorted(exponents.items()))


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator).bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise TooLarge("a coefficient would have too many digits")
    return value
