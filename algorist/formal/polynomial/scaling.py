"""A change of units that evens out the coefficients before floats meet them, and the exact way back.

Variables are multiplied by powers of two, x_i = 2^e_i u_i, and every polynomial is divided by one, so that the largest
coefficient is between 1 and 2. Both are exact, and so is their undoing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

from algorist.formal.polynomial.arithmetic import Coefficients
from algorist.formal.polynomial.tree import Exponents

LARGEST_EXPONENT = 60


@dataclass(frozen=True, slots=True)
class Units:
    """The exponents e_i of x_i = 2^e_i u_i."""

    exponents: tuple[int, ...]

    def factor(self, monomial: Exponents) -> Fraction:
        """Return the power of two that turns x^monomial into u^monomial."""
        return _two(sum(map(int.__mul__, self.exponents, monomial)))

    def inward(self, polynomial: Coefficients) -> tuple[Coefficients, Fraction]:
        """Return the polynomial in u, divided by a power of two, and that power."""
        scaled = {monomial: value * self.factor(monomial) for monomial, value in polynomial.items() if value}
        size = _two(max((_log(value) for value in scaled.values()), default=0))
        return {monomial: value / size for monomial, value in scaled.items()}, size

    def outward(self, polynomial: Coefficients) -> Coefficients:
        """Return the polynomial in x of one in u."""
        return {monomial: value / self.factor(monomial) for monomial, value in polynomial.items()}

    def point(self, values: Sequence[Fraction]) -> list[Fraction]:
        """Return the point in x of one in u."""
        return [value * _two(exponent) for value, exponent in zip(values, self.exponents, strict=True)]


def units(polynomial: Coefficients, variables: int) -> Units:
    """Return the units in which the logarithms of the coefficients vary least (least squares, rounded)."""
    import numpy as np

    support = [monomial for monomial, value in polynomial.items() if value]
    if not support or not variables:
        return Units((0,) * variables)
    left = np.hstack([np.array(support, dtype=float), np.ones((len(support), 1))])
    right = np.array([-float(_log(polynomial[monomial])) for monomial in support])
    ridge = 1e-3 * np.eye(variables + 1)
    found = np.linalg.lstsq(np.vstack([left, ridge]), np.hstack([right, np.zeros(variables + 1)]), rcond=None)[0]
    rounded = [max(-LARGEST_EXPONENT, min(LARGEST_EXPONENT, round(float(value)))) for value in found[:variables]]
    return Units(tuple(rounded))


def _two(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


def _log(value: Fraction) -> int:
    """Return the exponent of the largest power of two that is about |value|."""
    size = abs(value)
    bits = size.numerator.bit_length() - size.denominator.bit_length()
    return bits + round(log2(float(size / _two(bits))))
