"""Negative points: found by descent in floats, shortened to few digits, and evaluated exactly.

A float only proposes. A point counts once its exact value is negative and it lies exactly in the domain; on the way,
points where the polynomial seems to vanish are collected, because a sum of squares must vanish there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite
from time import monotonic

from algorist.formal.polynomial.arithmetic import Coefficients, evaluate
from algorist.formal.polynomial.gram import Floats
from algorist.formal.polynomial.sampling import Lifted, descents
from algorist.formal.polynomial.tree import Polynomial

BITS = (1, 3, 6, 10, 16, 24, 36, 52)
FLAT = 1e-7
"""How near to zero F must end for its point to be taken for a zero of the polynomial."""
Point = list[Fraction]


def negative_point(
    polynomial: Coefficients, variables: int, seed: int, deadline: float
) -> tuple[Point | None, list[Point]]:
    """Return a point where the polynomial is negative, if one is found, and rational points where it is zero."""
    exact = Polynomial.of(polynomial)
    origin = [Fraction(0)] * variables
    if not exact.terms or evaluate(exact, origin) < 0 or not variables:
        return (origin, []) if exact.terms and evaluate(exact, origin) < 0 else (None, [])
    zeros: list[Point] = [] if evaluate(exact, origin) else [origin]
    lifted = Lifted(polynomial, variables)
    for value, direction in descents(lifted, seed, deadline):
        if value < FLAT:
            for point in _points(direction, beyond=value < 0):
                worth = evaluate(exact, point)
                if worth < 0:
                    return point, zeros
                if not worth and point not in zeros:
                    zeros.append(point)
                if monotonic() > deadline:
                    return None, zeros
    return None, zeros


def _points(direction: Floats, beyond: bool) -> Iterator[Point]:
    """Yield the rational points that a direction stands for, short ones first; `beyond`, also far out along it."""
    floats = [float(value) for value in direction]
    first, rest = floats[0], floats[1:]
    scales = [1 / first] if abs(first) > 1e-9 else []
    if beyond and abs(first) < 1e-2:
        scales += [sign * 10.0**power for power in (1, 2, 4, 8) for sign in (1, -1)]
    seen = set()
    for scale in scales:
        for bits in BITS:
            point = shortened([value * scale for value in rest], bits)
            if point is not None and tuple(point) not in seen:
                seen.add(tuple(point))
                yield point


def shortened(values: Sequence[float], bits: int) -> Point | None:
    """Return the values rounded to about `bits` binary places of the largest of them; None when one is not finite."""
    if not all(isfinite(value) and abs(value) < 1e100 for value in values):
        return None
    return [
        Fraction(round(value * 2**bits), 2**bits) if abs(value) < 2**40 else Fraction(round(value)) for value in values
    ]
