"""Find the numbers of a bound's certificate: multipliers by subgradient ascent, the tasks of a bottleneck by trying all.

What is found here is only a proposal; `bound.verified` computes what it is worth.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorist.core.certificate import Certificate
from algorist.formal.constraint.bound import BoundError, verified
from algorist.formal.constraint.energy_bound import resources
from algorist.formal.constraint.global_constraints import Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.linear_form import LinearForm, objective_form
from algorist.formal.constraint.route_bound import Costs, undirected, way_costs
from algorist.formal.constraint.tree import ConstraintModel

Ascent = tuple[NDArray[np.float64], float]
"""Multipliers of the places, and of leaving the depot."""

SCALE = 1_000
MISSING = 1e12
LARGEST = 1e9
"""Multipliers of ways that are not there would grow for ever."""
PATIENCE = 25
"""Steps without a better bound after which the ascent halves its step."""
MOST_THRESHOLDS = 200


def find_bound(model: ConstraintModel, deadline: float, near: int | None = None) -> Certificate | None:
    """Return the certificate of the best bound found by the deadline; `near` is the objective of a good solution."""
    form = objective_form(model)
    if form is None:
        return None
    best: tuple[int, dict[str, Any]] | None = None
    for data in _proposals(model, form, deadline, near):
        try:
            bound = verified(model, data)
        except BoundError:
            continue
        if best is None or bound > best[0]:
            best = (bound, data)
    return None if best is None else Certificate("bound", {"bound": best[0], **best[1]})


def _proposals(model: ConstraintModel, form: LinearForm, deadline: float, near: int | None) -> Iterator[dict[str, Any]]:
    machines: list[tuple[int, NoOverlap | Cumulative]] = []
    for position, constraint in enumerate(model.constraints):
        formula = constraint.formula
        if isinstance(formula, (NoOverlap, Cumulative)):
            machines.append((position, formula))
        elif isinstance(formula, (Circuit, Routes)):
            data = {"constraint": position}
            costs = way_costs(model, form, formula)
            if isinstance(formula, Circuit) and len(formula.operands) >= 3:
                multipliers, _ = _ascent(costs, 0, deadline, near)
                yield data | {"argument": "one-tree", "scale": SCALE, "multipliers": _scaled(multipliers)}
            elif isinstance(formula, Routes):
                least = max(1, -(-sum(formula.demands) // max(1, formula.capacity)))
                multipliers, depot = _ascent(costs, least, deadline, near)
                yield data | {
                    "argument": "routes",
                    "scale": SCALE,
                    "multipliers": _scaled(multipliers),
                    "depot": max(0, round(min(depot, LARGEST) * SCALE)),
                }
    yield from _bottlenecks(model, form, machines)


def _bottlenecks(
    model: ConstraintModel, form: LinearForm, machines: list[tuple[int, NoOverlap | Cumulative]]
) -> Iterator[dict[str, Any]]:
    """Yield the best set of tasks of every resource: those whose head and tail are at least some numbers."""
    found = resources(model, form, [formula for _, formula in machines])
    for (position, _), resource in zip(machines, found, strict=True):
        if resource is None:
            continue
        tasks = [(i, task, task.tail - task.duration) for i, task in enumerate(resource.tasks) if task.tail is not None]
        tasks = [task for task in tasks if task[1].duration]
        heads, rests = sorted({task.head for _, task, _ in tasks}), sorted({rest for _, _, rest in tasks})
        best: tuple[int, list[int]] | None = None
        for head in heads[:MOST_THRESHOLDS]:
            for rest in rests[:MOST_THRESHOLDS]:
                chosen = [i for i, task, tail in tasks if task.head >= head and tail >= rest]
                bound = resource.bound(chosen)
                if bound is not None and (best is None or bound > best[0]):
                    best = (bound, chosen)
        if best is not None:
            yield {"constraint": position, "argument": "energy", "tasks": best[1]}


# -- multipliers


def _scaled(multipliers: NDArray[np.float64]) -> list[int]:
    return [round(float(each) * SCALE) for each in np.clip(multipliers, -LARGEST, LARGEST)]


def _ascent(costs: Costs, least: int, deadline: float, near: int | None) -> Ascent:
    """Return good multipliers (Held and Karp 1971, "... Part II"): towards two edges at each place.

    For routes (`least` is how many are needed at least) the depot is place 0 of the tree, and is left as often as needed.
    """
    weights = np.array([[MISSING if cost is None else cost for cost in row] for row in undirected(costs)], dtype=float)
    count = len(weights)
    home = np.array([MISSING if cost is None else cost for cost in costs.home], dtype=float)
    if least:
        out = np.array(costs.out, dtype=float)
        weights = np.block([[np.array([[MISSING]]), out[None, :]], [out[:, None], weights]])
    multipliers, depot = np.zeros(count), 0.0
    best: tuple[float, Ascent] = (-np.inf, (multipliers, depot))
    factor, stale = 1.0, 0
    while factor > 1e-3 and best[0] < MISSING / 10 and time.monotonic() < deadline:
        degrees, bound, at_depot = _relaxation(weights, home, multipliers, depot, least)
        if bound > best[0] + 1e-9:
            best, stale = (bound, (multipliers, depot)), 0
        else:
            stale += 1
            if stale >= PATIENCE:
                # Start again from the best with half the step.
                factor, stale = factor / 2, 0
                multipliers, depot = best[1]
                continue
        wrong, short = degrees - 2.0, float(least - at_depot) if least else 0.0
        length = float(wrong @ wrong) + short**2
        if length == 0:
            break
        aim = near if near is not None else best[0] + 0.05 * abs(best[0]) + 1
        step = factor * max(aim - bound, 1e-3 * abs(aim) + 1e-3) / length
        multipliers, depot = multipliers + step * wrong, max(0.0, depot + step * short)
    return best[1]


def _relaxation(
    weights: NDArray[np.float64], home: NDArray[np.float64], multipliers: NDArray[np.float64], depot: float, least: int
) -> tuple[NDArray[np.float64], float, int]:
    """Return the places' degrees in the smallest relaxed way, the bound, and how often it leaves the depot."""
    count = len(multipliers)
    degrees = np.zeros(count)
    if not least:
        shifted = weights + multipliers[:, None] + multipliers[None, :]
        two = np.argpartition(shifted[0, 1:], 1)[:2] + 1
        total = float(shifted[0, two].sum())
        degrees[0], degrees[two] = 2, 1
        parents, tree = _spanning_tree(shifted[1:, 1:])
        np.add.at(degrees, parents[1:] + 1, 1)
        degrees[2:] += 1
        return degrees, total + tree - 2 * float(multipliers.sum()), 0
    prices = np.concatenate([[-depot], multipliers])
    shifted = weights + prices[:, None] + prices[None, :]
    parents, tree = _spanning_tree(shifted)
    tree_degrees = np.zeros(count + 1)
    np.add.at(tree_degrees, parents[1:], 1)
    tree_degrees[1:] += 1
    back = home + multipliers
    order = np.argsort(back)
    taken = [place for rank, place in enumerate(order) if rank < least or back[place] < 0]
    degrees = tree_degrees[1:]
    degrees[taken] += 1
    bound = tree + depot * least + float(back[taken].sum()) - 2 * float(multipliers.sum())
    return degrees, bound, int(tree_degrees[0])


def _spanning_tree(weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], float]:
    """Return each place's parent in the smallest spanning tree that is rooted at place 0, and its weight (Prim)."""
    count = len(weights)
    parents = np.zeros(count, dtype=np.int64)
    nearest = weights[0].copy()
    outside = np.ones(count, dtype=bool)
    outside[0], total = False, 0.0
    for _ in range(count - 1):
        place = int(np.argmin(np.where(outside, nearest, np.inf)))
        total += float(nearest[place])
        outside[place] = False
        closer = outside & (weights[place] < nearest)
        nearest[closer] = weights[place][closer]
        parents[closer] = place
    return parents, total
