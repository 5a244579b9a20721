"""Bounds of what a model minimizes that follow from its lines by a short exact computation. The checker trusts this file.

A bound's certificate says which argument, on which line, with which numbers; `verified` recomputes the bound from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from algorist.formal.constraint.energy_bound import energy_bound
from algorist.formal.constraint.global_constraints import Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.linear_form import LinearForm, objective_form
from algorist.formal.constraint.route_bound import one_tree_bound, routes_bound, way_costs
from algorist.formal.constraint.tree import ConstraintModel

LARGEST = 10**12
"""No number of a certificate is larger."""


class BoundError(ValueError):
    """The certificate bounds nothing; the message says why."""


def verified(model: ConstraintModel, data: Mapping[str, Any]) -> int:
    """Return the number that the first objective is proved never to be below; raises BoundError."""
    form = objective_form(model)
    if form is None:
        raise BoundError("the model minimizes nothing")
    position = data.get("constraint")
    if type(position) is not int or not 0 <= position < len(model.constraints):
        raise BoundError("the bound names no constraint of the model")
    formula = model.constraints[position].formula
    match data.get("argument"), formula:
        case "energy", NoOverlap() | Cumulative():
            bound = energy_bound(model, form, formula, _whole_numbers(data, "tasks"))
        case "one-tree" | "routes" as argument, Circuit() | Routes():
            bound = _way_bound(model, form, formula, argument, data)
        case _:
            raise BoundError("the bound's argument does not fit the constraint that it names")
    if bound is None:
        raise BoundError("the bound's argument does not apply")
    return bound


def _way_bound(
    model: ConstraintModel, form: LinearForm, formula: Circuit | Routes, argument: str, data: Mapping[str, Any]
) -> int | None:
    multipliers, scale = _whole_numbers(data, "multipliers"), data.get("scale")
    if type(scale) is not int or not 0 < scale <= LARGEST or len(multipliers) != len(formula.operands):
        raise BoundError("the bound needs a scale and a multiplier for each place")
    costs = way_costs(model, form, formula)
    if isinstance(formula, Circuit) and argument == "one-tree":
        return one_tree_bound(costs, multipliers, scale)
    depot = data.get("depot")
    if not isinstance(formula, Routes) or argument != "routes" or type(depot) is not int or not 0 <= depot <= LARGEST:
        raise BoundError("the bound's argument does not fit the constraint that it names")
    return routes_bound(costs, formula, multipliers, depot, scale)


def _whole_numbers(data: Mapping[str, Any], name: str) -> list[int]:
    numbers = data.get(name)
    if not isinstance(numbers, list) or not all(type(number) is int and abs(number) <= LARGEST for number in numbers):
        raise BoundError(f"the bound's {name} are not a list of whole numbers")
    return numbers
