"""When are two models the same model? A canonical form that ignores names, order and scaling.

Equal forms mean equal models up to renaming in order of declaration; different forms decide nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from algorist.core.language import Model

Form: TypeAlias = tuple[Any, ...]


def canonical(model: Model) -> Form:
    """Return a hashable form; models with equal forms are equivalent."""
    if model.language == "linear":
        return _linear(model)
    return (model.language, model)


def _linear(model: Any) -> Form:
    """Columns in order of declaration without their names; rows scaled to a leading one, one-sided, sorted."""
    from algorist.formal.linear.ground import ground

    flat = ground(model)
    sign = -1 if flat.maximize else 1
    rows: set[tuple[Any, ...]] = set()
    for row in flat.rows:
        if not row.coefficients:
            continue
        for bound, side in ((row.lower, 1), (row.upper, -1)):
            if bound is not None:
                rows.add(_scaled(tuple((column, side * c) for column, c in sorted(row.coefficients)), side * bound))
    for position, column in enumerate(flat.columns):
        if column.lower is not None and column.lower != 0:
            rows.add(_scaled(((position, Fraction(1)),), column.lower))
        if column.upper is not None:
            rows.add(_scaled(((position, Fraction(-1)),), -column.upper))
    kinds = tuple((column.integer, column.lower is None, sign * column.cost) for column in flat.columns)
    return ("linear", kinds, sign * flat.offset, tuple(sorted(rows)))


def _scaled(coefficients: tuple[tuple[int, Fraction], ...], bound: Fraction) -> tuple[Any, ...]:
    """Scale `sum of c x >= bound` so that the first coefficient is one in absolute value."""
    scale = abs(coefficients[0][1])
    return tuple((column, c / scale) for column, c in coefficients), bound / scale
