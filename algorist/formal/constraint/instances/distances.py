"""Distances between places as TSPLIB 95 defines them (Reinelt 1995, section 2): whole numbers, all but GEO without rounding errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

Point = tuple[Fraction, Fraction]
Matrix = list[list[int]]


def euclidean(a: Point, b: Point) -> int:
    """Return the distance rounded to the nearest whole number, a half up."""
    return (math.isqrt(math.floor(4 * _squared(a, b))) + 1) // 2


def ceiling(a: Point, b: Point) -> int:
    """Return the distance rounded up."""
    return _root_up(_squared(a, b))


def pseudo_euclidean(a: Point, b: Point) -> int:
    """Return the distance ATT: a tenth of the square, its root rounded up."""
    return _root_up(_squared(a, b) / 10)


def manhattan(a: Point, b: Point) -> int:
    return _nearest(abs(a[0] - b[0]) + abs(a[1] - b[1]))


def maximum(a: Point, b: Point) -> int:
    return max(_nearest(abs(a[0] - b[0])), _nearest(abs(a[1] - b[1])))


def geographical(a: Point, b: Point) -> int:
    """Return kilometres on the idealised earth; the standard defines them by floating-point arithmetic and pi = 3.141592."""
    (latitude_a, longitude_a), (latitude_b, longitude_b) = map(_radians, (a, b))
    q1 = math.cos(longitude_a - longitude_b)
    q2 = math.cos(latitude_a - latitude_b)
    q3 = math.cos(latitude_a + latitude_b)
    cosine = 0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3)
    return int(6378.388 * math.acos(min(1.0, max(-1.0, cosine))) + 1.0)


FUNCTIONS: Mapping[str, Callable[[Point, Point], int]] = {
    "EUC_2D": euclidean,
    "CEIL_2D": ceiling,
    "ATT": pseudo_euclidean,
    "MAN_2D": manhattan,
    "MAX_2D": maximum,
    "GEO": geographical,
}


def matrix(points: Sequence[Point], function: Callable[[Point, Point], int]) -> Matrix:
    """Return the distances between all points, 0 on the diagonal."""
    distances = [[0] * len(points) for _ in points]
    for i, a in enumerate(points):
        for j, b in enumerate(points[:i]):
            distances[i][j] = distances[j][i] = function(a, b)
    return distances


def _squared(a: Point, b: Point) -> Fraction:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _root_up(number: Fraction) -> int:
    whole = math.ceil(number)
    return math.isqrt(whole - 1) + 1 if whole else 0


def _nearest(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


def _radians(point: Point) -> tuple[float, float]:
    """Return degrees and minutes, written DDD.MM, as radians."""
    degrees = [int(value) + 5.0 * (float(value) - int(value)) / 3.0 for value in point]
    return 3.141592 * degrees[0] / 180.0, 3.141592 * degrees[1] / 180.0
