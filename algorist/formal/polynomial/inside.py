"""Negative points of a domain: descent under constraints in floats, then exact membership and an exact value.

Floats end a hair outside of the domain as often as inside, so besides the end of a descent itself, points on the way
from it to a point well inside are tried, and coordinates are rounded to fractions of small denominators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from time import monotonic
from typing import Any, TypeAlias

from algorist.formal.polynomial.arithmetic import Coefficients, evaluate
from algorist.formal.polynomial.gram import Floats
from algorist.formal.polynomial.refute import Point, shortened
from algorist.formal.polynomial.sampling import Plain
from algorist.formal.polynomial.tree import Polynomial

STARTS = 24
ITERATIONS = 80
Wall: TypeAlias = "tuple[Plain, bool]"
"""A constraint of the domain in floats, and whether it is an equation."""
INWARD = (0.0, 1e-9, 1e-6, 1e-4, 1e-2, 0.1, 0.3, 1.0)


def negative_point_inside(
    polynomial: Coefficients, domain: Sequence[tuple[Coefficients, bool]], variables: int, seed: int, deadline: float
) -> tuple[Point | None, list[Point]]:
    """Return a point of the domain where the polynomial is negative, if one is found, and points where it is zero."""
    exact = Polynomial.of(polynomial)
    parts = [(Polynomial.of(part), equation) for part, equation in domain]
    zeros: list[Point] = []
    for point in _points(polynomial, domain, variables, seed, deadline):
        if not all(worth == 0 or (worth > 0 and not equation) for worth, equation in _worths(parts, point)):
            continue
        worth = evaluate(exact, point)
        if worth < 0:
            return point, zeros
        if not worth and point not in zeros:
            zeros.append(point)
    return None, zeros


def _worths(parts: Sequence[tuple[Polynomial, bool]], point: Point) -> Iterator[tuple[Fraction, bool]]:
    for part, equation in parts:
        yield evaluate(part, point), equation


def _points(
    polynomial: Coefficients, domain: Sequence[tuple[Coefficients, bool]], variables: int, seed: int, deadline: float
) -> Iterator[Point]:
    import numpy as np

    goal = Plain(polynomial, variables)
    walls = [(Plain(part, variables), equation) for part, equation in domain]
    random = np.random.default_rng(seed)
    starts = random.standard_normal((STARTS, variables)) * np.exp(random.normal(0.0, 1.0, (STARTS, 1)))
    starts[0] = 0.0
    starts[1::2] = np.abs(starts[1::2])
    center: Floats | None = None
    for start in starts:
        if monotonic() > deadline:
            return
        room = _inward(walls, start)
        if room is not None and center is None:
            center = room
        end = _downhill(goal, walls, start if room is None else room)
        for floats in (start, room, end):
            if floats is None:
                continue
            for share in INWARD:
                inner = floats if center is None else (1 - share) * floats + share * center
                yield from _rounded(inner)


def _rounded(floats: Floats) -> Iterator[Point]:
    values = [float(value) for value in floats]
    for bits in (0, 2, 8, 20, 40):
        point = shortened(values, bits)
        if point is not None:
            yield point
    if all(abs(value) < 1e9 for value in values):
        yield [Fraction(value).limit_denominator(60) for value in values]


def _inward(walls: Sequence[Wall], start: Floats) -> Floats | None:
    """Return where every inequality has as much room as it gets, up to 1: the room is one variable more."""
    import numpy as np

    size = len(start)
    last = np.eye(size + 1)[size]
    constraints: list[dict[str, Any]] = [{"type": "ineq", "fun": lambda x: 1.0 - x[size], "jac": lambda x: -last}]
    for wall, equation in walls:
        room = 0.0 if equation else 1.0
        constraints.append(
            {
                "type": "eq" if equation else "ineq",
                "fun": lambda x, wall=wall, room=room: wall.with_gradient(x[:size])[0] - room * x[size],
                "jac": lambda x, wall=wall, room=room: np.append(wall.with_gradient(x[:size])[1], -room),
            }
        )
    end = _minimised(lambda x: (-x[size], -last), np.append(start, 0.0), constraints)
    return None if end is None else end[:size]


def _downhill(goal: Plain, walls: Sequence[Wall], start: Floats) -> Floats | None:
    """Return where descent inside the walls ends."""
    constraints: list[dict[str, Any]] = [
        {
            "type": "eq" if equation else "ineq",
            "fun": lambda x, wall=wall: wall.with_gradient(x)[0],
            "jac": lambda x, wall=wall: wall.with_gradient(x)[1],
        }
        for wall, equation in walls
    ]
    return _minimised(goal.with_gradient, start, constraints)


def _minimised(
    goal: Callable[[Floats], tuple[float, Floats]], start: Floats, constraints: list[dict[str, Any]]
) -> Floats | None:
    import numpy as np
    from scipy.optimize import minimize

    options = {"maxiter": ITERATIONS}
    found = minimize(goal, start, jac=True, method="SLSQP", constraints=constraints, options=options)
    return found.x if np.all(np.isfinite(found.x)) else None
