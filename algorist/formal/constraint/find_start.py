"""A first good solution where the model is a circuit, routes or a packing: a hint for the solver, never evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.global_constraints import Circuit, Cumulative, Routes
from algorist.formal.constraint.linear_form import LinearForm, element_definitions, objective_form
from algorist.formal.constraint.packing_start import packed
from algorist.formal.constraint.route_bound import way_costs
from algorist.formal.constraint.tour_start import saved_routes, short_tour
from algorist.formal.constraint.tree import Booleans, ConstraintModel, Expression, Maximum, Reference

MISSING = 10**12


def find_start(model: ConstraintModel, deadline: float) -> dict[str, int]:
    """Return codes for some of the model's variables, perhaps none; they need not satisfy it."""
    form = objective_form(model)
    found: dict[str, int] = {}
    if form is None:
        return found
    for constraint in model.constraints:
        match constraint.formula:
            case Circuit() | Routes() as formula:
                found |= _ways(model, form, formula, deadline)
            case Cumulative() as formula if _is_packing(form, formula):
                bins = packed(formula.capacity, formula.demands, deadline)
                found |= _named(formula.operands, bins)
    for name, definition in element_definitions(model).items():
        if isinstance(name, Reference):
            try:
                found[name.name] = int(evaluate(definition, found))
            except KeyError:  # it hangs on variables that have no first value
                continue
    return found


def _is_packing(form: LinearForm, formula: Cumulative) -> bool:
    """Return whether all tasks last for one and the objective is the latest of their starts."""
    latest = [
        atom for atom in form.coefficients if isinstance(atom, Maximum) and set(atom.operands) == set(formula.operands)
    ]
    fits = max(formula.demands, default=0) <= formula.capacity
    return bool(latest) and fits and set(formula.durations) == {1}


def _ways(model: ConstraintModel, form: LinearForm, formula: Circuit | Routes, deadline: float) -> dict[str, int]:
    costs = way_costs(model, form, formula)
    between = [[MISSING if cost is None else cost for cost in row] for row in costs.between]
    count = len(formula.operands)
    if isinstance(formula, Circuit):
        tour = short_tour(between, deadline)
        after = dict(zip(tour, [*tour[1:], tour[0]], strict=True))
        return _named(formula.operands, [after[place] + 1 for place in range(count)])
    home = [MISSING if cost is None else cost for cost in costs.home]
    routes = saved_routes(between, costs.out, home, formula.demands, formula.capacity, deadline)
    after = {place: step for route in routes for place, step in zip(route, [*route[1:], -1], strict=True)}
    firsts = {route[0] for route in routes}
    named = _named(formula.operands, [after[place] + 1 for place in range(count)])
    return named | _named(formula.firsts, [int(place in firsts) for place in range(count)])


def _named(operands: Sequence[Expression], codes: Sequence[int]) -> dict[str, int]:
    return {each.name: code for each, code in zip(operands, codes, strict=True) if isinstance(each, Reference)}


def complete(model: ConstraintModel, codes: Mapping[str, int]) -> dict[str, int | bool] | None:
    """Return the codes as values if they satisfy the model, else None."""
    values: dict[str, int | bool] = {}
    for name, domain in model.domains().items():
        if name not in codes or codes[name] not in domain.values:
            return None
        values[name] = bool(codes[name]) if isinstance(domain, Booleans) else codes[name]
    if model.groups or not all(evaluate(constraint.formula, values) for constraint in model.constraints):
        return None
    return values
