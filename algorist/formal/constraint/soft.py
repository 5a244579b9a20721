"""Soft constraints are costs: `soft 5: x < y` adds `5 * (not x < y)` to what is minimized, or takes it from what is maximized."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from algorist.core.certificate import Value
from algorist.core.errors import FormalError
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.interval import RangeError, interval
from algorist.formal.constraint.render import render_line
from algorist.formal.constraint.tokens import LONGEST_LINE
from algorist.formal.constraint.tree import (
    Constraint,
    Domain,
    Expression,
    Negate,
    Not,
    Number,
    Objective,
    Product,
    Sum,
)

MOST_SOFT = 5_000


def with_penalties(
    first: Objective | None, soft: Sequence[tuple[int, Expression]], domains: Mapping[str, Domain]
) -> Objective:
    """Return the most important objective with the cost of every violated soft constraint (its line and cost)."""
    line, costs = soft[0][0], [cost for _, cost in soft]
    if first is None:
        objective = Objective("minimize", Sum(tuple(costs)), line)
    else:
        head = first.expression.operands if isinstance(first.expression, Sum) else (first.expression,)
        tail = costs if first.sense == "minimize" else [Negate(cost) for cost in costs]
        objective = Objective(first.sense, Sum((*head, *tail)), first.line)
    if len(render_line(objective)) > LONGEST_LINE:
        raise FormalError(
            line, 1, "the soft constraints make the objective too long.", "Name their conditions by `var p in bool`."
        )
    try:
        interval(objective.expression, domains)
    except RangeError as error:
        raise FormalError(line, 1, f"{error}.", "Use smaller weights.") from None
    return objective


def violated(objective: Objective, values: Mapping[str, Value]) -> Iterator[tuple[int, str]]:
    """Yield the weight and the text of every soft constraint of the objective that the values violate."""
    operands = objective.expression.operands if isinstance(objective.expression, Sum) else (objective.expression,)
    for operand in operands:
        term = operand.operand if isinstance(operand, Negate) else operand
        match term:
            case Product((Number(weight), Not(formula))) if not evaluate(formula, values):
                yield weight, render_line(Constraint(formula))
