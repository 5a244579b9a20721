"""Constraint models of a circuit and of routes, from a matrix of distances."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.formal.constraint.global_constraints import Circuit, Routes
from algorist.formal.constraint.instances.distances import Matrix
from algorist.formal.constraint.tree import (
    Booleans,
    Compare,
    Constraint,
    ConstraintModel,
    Element,
    Expression,
    Integers,
    Number,
    Objective,
    Or,
    Product,
    Range,
    Reference,
    Sum,
    Variable,
)


def circuit_model(distances: Matrix, fixed: Sequence[tuple[int, int]] = ()) -> ConstraintModel:
    """Return the model of the shortest way through all places and back; `fixed` edges are used in either direction."""
    places = range(1, len(distances) + 1)
    steps = {place: Reference(f"next_{place}") for place in places}
    costs = {place: Reference(f"cost_{place}") for place in places}
    formulas: list[Expression] = [Circuit(tuple(steps.values()))]
    for a, b in fixed:
        formulas.append(Or((Compare("=", steps[a], Number(b)), Compare("=", steps[b], Number(a)))))
    for place, row in zip(places, distances, strict=True):
        formulas.append(Compare("=", costs[place], Element(tuple(map(Number, row)), steps[place])))
    variables = [Variable(steps[i].name, _others(i, len(distances), least=1)) for i in places]
    variables += [Variable(costs[i].name, Range(0, max(row))) for i, row in zip(places, distances, strict=True)]
    return ConstraintModel(
        variables=tuple(variables),
        constraints=tuple(map(Constraint, formulas)),
        objective=Objective("minimize", Sum(tuple(costs.values()))),
    )


def routes_model(distances: Matrix, demands: Sequence[int], capacity: int) -> ConstraintModel:
    """Return the model of the shortest routes from the depot, the matrix's first place, to all others."""
    customers = range(1, len(distances))
    steps = {customer: Reference(f"next_{customer}") for customer in customers}
    firsts = {customer: Reference(f"first_{customer}") for customer in customers}
    costs = {customer: Reference(f"cost_{customer}") for customer in customers}
    formulas: list[Expression] = [Routes(tuple(steps.values()), tuple(firsts.values()), tuple(demands), capacity)]
    for i in customers:
        formulas.append(Compare("=", costs[i], Element(tuple(map(Number, distances[i])), Sum((steps[i], Number(1))))))
    variables = [Variable(steps[i].name, _others(i, len(customers), least=0)) for i in customers]
    variables += [Variable(firsts[i].name, Booleans()) for i in customers]
    variables += [Variable(costs[i].name, Range(0, max(distances[i]))) for i in customers]
    out = [Product((Number(distances[0][i]), firsts[i])) for i in customers]
    return ConstraintModel(
        variables=tuple(variables),
        constraints=tuple(map(Constraint, formulas)),
        objective=Objective("minimize", Sum((*costs.values(), *out))),
    )


def _others(place: int, last: int, least: int) -> Range | Integers:
    """Return where one may go from a place: everywhere else, and nowhere else if there is nowhere else."""
    values = [other for other in range(least, last + 1) if other != place] or [place]
    together = len(values) == values[-1] - values[0] + 1
    return Range(values[0], values[-1]) if together else Integers(tuple(values))
