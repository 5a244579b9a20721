"""Bounds of circuits and routes by spanning trees, whatever the multipliers. The checker trusts this file.

A circuit is a spanning tree of all places but the first and two edges at the first (Held and Karp 1970, "The traveling-salesman
problem and minimum spanning trees"). A number added to all edges of a place is paid twice by every circuit, so it may be taken
off again. Routes less the way home of each are a spanning tree that has at least as many edges at the depot as routes needed
(compare Fisher 1994, "Optimal solution of vehicle routing problems using minimum K-trees").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from algorist.formal.constraint.global_constraints import Circuit, Routes
from algorist.formal.constraint.interval import interval
from algorist.formal.constraint.linear_form import LinearForm
from algorist.formal.constraint.tree import ConstraintModel, Element, Expression, Number, Sum


@dataclass(frozen=True, slots=True)
class Costs:
    """What the steps of a way cost: between[i][j] from place i to place j or None, both from 0; out and home: the depot's.

    `rest` is what the other terms of the objective cost at least.
    """

    between: tuple[tuple[int | None, ...], ...]
    out: tuple[int, ...]
    home: tuple[int | None, ...]
    rest: int


def way_costs(model: ConstraintModel, form: LinearForm, formula: Circuit | Routes) -> Costs:
    """Return the costs that the objective puts on the steps of a circuit or of routes."""
    domains, count = model.domains(), len(formula.operands)
    indices: dict[Expression, tuple[int, int]] = {}
    for place, operand in enumerate(formula.operands):
        indices[operand] = (place, 0)
        indices[Sum((operand, Number(1)))] = (place, 1)
    steps: list[dict[int, int]] = [{} for _ in range(count)]
    firsts = {first: place for place, first in enumerate(formula.firsts)} if isinstance(formula, Routes) else {}
    out, others = [0] * count, {}
    for place, operand in enumerate(formula.operands):
        low, high = interval(operand, domains)
        steps[place] = dict.fromkeys(_possible(operand, domains, low, high), 0)
    for atom, number in form.coefficients.items():
        if isinstance(atom, Element) and atom.index in indices and _constant(atom):
            place, offset = indices[atom.index]
            for target in steps[place]:
                operand = atom.operands[target + offset - 1]
                assert isinstance(operand, Number)
                steps[place][target] += number * operand.value
        elif atom in firsts:
            out[firsts[atom]] += number
        else:
            others[atom] = number
    between = tuple(tuple(None if i == j else steps[i].get(j + 1) for j in range(count)) for i in range(count))
    home = tuple(step.get(0) for step in steps)
    return Costs(between, tuple(out), home, LinearForm(form.constant, others).least(domains))


def _possible(operand: Expression, domains: Mapping[str, object], low: int, high: int) -> Sequence[int]:
    domain = domains.get(getattr(operand, "name", ""))
    values: Sequence[int] = getattr(domain, "values", range(low, high + 1))
    return values


def _constant(element: Element) -> bool:
    return all(isinstance(operand, Number) for operand in element.operands)


def undirected(costs: Costs) -> list[list[int | None]]:
    """Return the cheaper direction between each two places, None where neither is possible."""
    count = len(costs.between)
    return [[_cheaper(costs.between[i][j], costs.between[j][i]) for j in range(count)] for i in range(count)]


def _cheaper(one: int | None, other: int | None) -> int | None:
    return min((cost for cost in (one, other) if cost is not None), default=None)


def one_tree_bound(costs: Costs, multipliers: Sequence[int], scale: int) -> int | None:
    """Return the bound that the smallest 1-tree gives under multipliers / scale, or None: too few places or edges."""
    count = len(multipliers)
    edges = undirected(costs)
    if count < 3:
        return None
    weights = [
        [None if cost is None else cost * scale + multipliers[i] + multipliers[j] for j, cost in enumerate(row)]
        for i, row in enumerate(edges)
    ]
    at_first = sorted(weight for weight in weights[0] if weight is not None)[:2]
    tree = spanning_tree(weights, skip=1)
    if tree is None or len(at_first) < 2:
        return None
    return _up(tree + sum(at_first) - 2 * sum(multipliers), scale) + costs.rest


def routes_bound(costs: Costs, formula: Routes, multipliers: Sequence[int], depot: int, scale: int) -> int | None:
    """Return the bound of routes under multipliers / scale for the customers and -depot / scale for leaving the depot.

    At least `least` routes are needed. Each has one edge out of the depot (in the tree) and one way home; the last
    customers differ. The depot's multiplier is not negative, so more edges than needed cost no less.
    """
    count = len(multipliers)
    least = max(1, -(-sum(formula.demands) // formula.capacity)) if formula.capacity else 1
    if not count or least > count:
        return None
    # The depot is place 0 of the tree. A step out or home is an edge there; the tree may take the cheaper of the two.
    ways_home = [
        None if home is None else home * scale + multiplier
        for home, multiplier in zip(costs.home, multipliers, strict=True)
    ]
    ways_out = [out * scale + multiplier - depot for out, multiplier in zip(costs.out, multipliers, strict=True)]
    edges = undirected(costs)
    weights: list[list[int | None]] = [[None, *ways_out]]
    for i, row in enumerate(edges):
        between = [
            None if cost is None else cost * scale + multipliers[i] + multipliers[j] for j, cost in enumerate(row)
        ]
        weights.append([ways_out[i], *between])
    tree = spanning_tree(weights)
    back = sorted(way for way in ways_home if way is not None)
    if tree is None or len(back) < least:
        return None
    returned = sum(way for place, way in enumerate(back) if place < least or way < 0)
    return _up(tree + depot * least + returned - 2 * sum(multipliers), scale) + costs.rest


def spanning_tree(weights: Sequence[Sequence[int | None]], skip: int = 0) -> int | None:
    """Return the weight of the smallest spanning tree of the places from `skip` on (Prim), None if they do not connect."""
    nearest: dict[int, int | None] = dict.fromkeys(range(skip, len(weights)))
    total, place = 0, skip
    del nearest[skip]
    while nearest:
        for other, known in nearest.items():
            weight = weights[place][other]
            if weight is not None and (known is None or weight < known):
                nearest[other] = weight
        weight, place = min(
            ((weight, other) for other, weight in nearest.items() if weight is not None), default=(0, -1)
        )
        if place < 0:
            return None
        total += weight
        del nearest[place]
    return total


def _up(number: int, scale: int) -> int:
    """Return the quotient rounded up: costs are whole."""
    return -(-number // scale)
