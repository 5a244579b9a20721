"""The constraints over many variables in the words of CP-SAT: intervals, circuits, and clauses for automata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, Global, NoOverlap, Routes
from algorist.formal.constraint.global_encode import decomposed
from algorist.formal.constraint.interval import interval
from algorist.formal.constraint.tree import Compare, Constant, Element, Expression, Number, Reference

if TYPE_CHECKING:
    from algorist.formal.constraint.cpsat import Encoding

Arc = tuple[int, int, Any]
"""From, to, and the literal that is true when the way goes there."""


def post_global(encoding: Encoding, node: Global, when: Sequence[Any], positive: bool) -> None:
    """Make the constraint hold, or fail to hold, whenever all literals of `when` are true."""
    match node:
        case NoOverlap() | Cumulative():
            if when or not positive:
                encoding.post(decomposed(node), when, positive)
            elif isinstance(node, NoOverlap):
                encoding.model.add_no_overlap(list(_intervals(encoding, node)))
            else:
                demands = [demand for demand, duration in zip(node.demands, node.durations, strict=True) if duration]
                encoding.model.add_cumulative(list(_intervals(encoding, node)), demands, node.capacity)
        case Circuit(operands):
            # One place alone is its own successor, for no other is in its domain.
            arcs = [(i, j, literal) for i, j, literal in _arcs(encoding, operands, when) if i != j]
            if len(operands) > 1:
                encoding.model.add_circuit(arcs + _skipped(len(operands), when))
        case Routes():
            _post_routes(encoding, node, when)
        case Automaton():
            _post_automaton(encoding, node, when)


def _intervals(encoding: Encoding, node: NoOverlap | Cumulative) -> Iterator[Any]:
    for start, length in zip(node.operands, node.durations, strict=True):
        if length:
            yield encoding.model.new_fixed_size_interval_var(encoding.plain(start), length, "")


def route_cost(encoding: Encoding, node: Element, successor: Expression, offset: int) -> Any:
    """Return the cost of a step, `element([3, 1, 4], successor + offset)`, as a sum over the arcs' literals."""
    low, high = interval(successor, encoding.domains)
    possible = encoding.domains[successor.name].values if isinstance(successor, Reference) else range(low, high + 1)
    costs = {int(place): node.operands[int(place) + offset - 1] for place in possible if isinstance(place, int)}
    literals = [encoding.literal(Compare("=", successor, Number(place))) for place in costs]
    return cp_model.LinearExpr.weighted_sum(
        literals, [cost.value for cost in costs.values() if isinstance(cost, Number)]
    )


# -- ways


def _arcs(encoding: Encoding, operands: Sequence[Expression], when: Sequence[Any], home: int = 1) -> Iterator[Arc]:
    """Yield the arcs from every place (from 1 on) to every place that its successor may be; `home` is the least."""
    for place, operand in enumerate(operands, start=1):
        possible = encoding.domains[operand.name].values if isinstance(operand, Reference) else None
        for target in range(home, len(operands) + 1):
            if possible is None or target in possible:
                yield place, target, _guarded(encoding, Compare("=", operand, Number(target)), when)


def _guarded(encoding: Encoding, formula: Expression, when: Sequence[Any]) -> Any:
    """Return the formula's literal; under `when` a new one that implies it, so that it may be false at no cost."""
    literal = encoding.literal(formula)
    if not when:
        return literal
    chosen = encoding.model.new_bool_var("")
    encoding.model.add_implication(chosen, literal)
    return chosen


def _skipped(count: int, when: Sequence[Any]) -> list[Arc]:
    """Return loops that leave every place out of the way where `when` is false."""
    return [(place, place, literal.negated()) for literal in when for place in range(1, count + 1)]


def _post_routes(encoding: Encoding, node: Routes, when: Sequence[Any]) -> None:
    model, count = encoding.model, len(node.operands)
    arcs = [(i, j, literal) for i, j, literal in _arcs(encoding, node.operands, when, home=0) if i != j]
    arcs += [(0, i, _guarded(encoding, first, when)) for i, first in enumerate(node.firsts, start=1)]
    model.add_multiple_circuit(arcs + _skipped(count, when))
    if when:
        # The complement of `i is first`: a new literal that only implies it would let a first customer go unseen.
        for place, first in enumerate(node.firsts, start=1):
            taken = [literal for i, j, literal in arcs if i == 0 and j == place]
            model.add_bool_or([*taken, encoding.literal(first).negated()]).only_enforce_if(list(when))
    loads = [model.new_int_var(0, node.capacity, "") for _ in node.operands]
    for place, demand in enumerate(node.demands, start=1):
        lowest = model.add(loads[place - 1] >= demand)
        if when:
            lowest.only_enforce_if(list(when))
    for i, j, literal in arcs:
        if i and j:
            model.add(loads[j - 1] >= loads[i - 1] + node.demands[j - 1]).only_enforce_if([literal, *when])


# -- automata


def _post_automaton(encoding: Encoding, node: Automaton, when: Sequence[Any]) -> None:
    """One state after each letter; a state and a letter leave only the states that the transitions name."""
    model = encoding.model
    moves: dict[int, dict[Constant, list[int]]] = {}
    for before, value, after in node.transitions:
        moves.setdefault(before, {}).setdefault(value, []).append(after)
    states: dict[int, Any] = {node.start: model.new_constant(1)}
    for operand in node.operands:
        reachable = dict.fromkeys(after for state in states for ends in moves.get(state, {}).values() for after in ends)
        following = {after: model.new_bool_var("") for after in reachable}
        for state, here in states.items():
            letters = []
            for value, ends in moves.get(state, {}).items():
                letter = encoding.literal(Compare("=", operand, value))
                letters.append(letter)
                model.add_bool_or([following[end] for end in ends]).only_enforce_if([here, letter, *when])
            model.add_bool_or(letters).only_enforce_if([here, *when])
        states = following
    accepted = [literal for state, literal in states.items() if state in node.accepting]
    model.add_bool_or([*accepted, *(literal.negated() for literal in when)])
    for state, literal in states.items():
        if state not in node.accepting:
            model.add_bool_or([literal.negated(), *(guard.negated() for guard in when)])
