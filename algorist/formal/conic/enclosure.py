"""A rational that is certainly at least exp(x), and hardly more, in integers alone.

exp(x) = exp(x / 2^k)^(2^k) with |x / 2^k| <= 1/16, where the series' remainder is below twice its first term left out.
All is fixed-point arithmetic with PLACES binary digits, every rounding upwards.
"""

from __future__ import annotations

from fractions import Fraction

PLACES = 192
TERMS = 40
LARGEST = 4_000
ONE = 1 << PLACES


def exponential_above(exponent: Fraction) -> Fraction | None:
    """Return an upper bound of exp(exponent), within about 1e-50 of it; None when it would be too large to be of use.

    At 0, the one rational whose exponential is rational, it is exact.

    >>> above = exponential_above(Fraction(1))
    >>> 0 < above - Fraction(2718281828459045, 10**15) < Fraction(1, 10**14)
    True
    """
    if exponent > LARGEST:
        return None
    if not exponent:
        return Fraction(1)
    if exponent < -LARGEST:
        exponent = Fraction(-LARGEST)
    if exponent < 0:
        # exp(-x) = 1 / exp(x), so an upper bound needs a lower one of exp(x): x rounded down, terms cut off
        return Fraction(ONE, 1) / _raised(-exponent, up=False)
    return _raised(exponent, up=True) / ONE


def _raised(exponent: Fraction, *, up: bool) -> Fraction:
    """Return 2^PLACES exp(x) for x >= 0, rounded up or down throughout."""
    halvings = max(0, int(exponent).bit_length() + 4)
    small = _divided(exponent.numerator << PLACES, exponent.denominator << halvings, up)
    term, total = ONE, ONE
    for place in range(1, TERMS):
        term = _divided(term * small, place << PLACES, up)
        total += term
    if up:
        total += 2 * term + 2
    shift = 0
    for _ in range(halvings):
        total, shift = total * total, 2 * shift
        excess = max(0, total.bit_length() - 2 * PLACES - 1)
        total = _divided(total, 1 << (PLACES + excess), up)
        shift += excess
    return Fraction(total << shift)


def _divided(value: int, divisor: int, up: bool) -> int:
    return -(-value // divisor) if up else value // divisor
