"""The constraints over many variables in simpler words and as clauses. The checker trusts this file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, Global, NoOverlap, Routes
from algorist.formal.constraint.tree import And, Compare, Expression, Number, Or, Product, Sum, Symbol

if TYPE_CHECKING:
    from algorist.formal.constraint.encode import Encoder, View


def decomposed(node: NoOverlap | Cumulative) -> Expression:
    """Return the same in simple comparisons: one order or the other of each pair; the load where each task starts."""
    if isinstance(node, NoOverlap):
        tasks = [(start, length) for start, length in zip(node.operands, node.durations, strict=True) if length]
        return And(
            tuple(
                Or((Compare("<=", _end(a, length), b), Compare("<=", _end(b, other), a)))
                for (a, length), (b, other) in combinations(tasks, 2)
            )
        )
    loaded = zip(node.operands, node.durations, node.demands, strict=True)
    working = [(start, length, demand) for start, length, demand in loaded if length and demand]
    loads = (
        Sum(tuple(Product((Number(demand), _under_way(other, length, start))) for other, length, demand in working))
        for start, _, _ in working
    )
    return And(tuple(Compare("<=", load, Number(node.capacity)) for load in loads))


def _end(start: Expression, length: int) -> Expression:
    return Sum((start, Number(length)))


def _under_way(start: Expression, length: int, time: Expression) -> Expression:
    return And((Compare("<=", start, time), Compare("<", time, _end(start, length))))


def require_global(encoder: Encoder, node: Global) -> None:
    """Add clauses that some values of new variables satisfy exactly when the constraint holds."""
    match node:
        case Circuit(operands):
            views = [encoder.view(operand) for operand in operands]
            _apart(encoder, views)
            _ranks(encoder, views, start=1)
        case Routes():
            _require_routes(encoder, node)
        case Automaton():
            _require_automaton(encoder, node)


def _apart(encoder: Encoder, views: Sequence[View]) -> None:
    """Give no place two predecessors; home, which is 0, has many."""
    for left, right in combinations(views, 2):
        for value in left:
            if value and value in right:
                encoder.add((-left[value], -right[value]))


def _ranks(encoder: Encoder, views: Sequence[View], start: int) -> None:
    """Count the places along a way: a step other than the one to `start` (0: no place) goes to the next rank.

    A cycle that avoids `start` would have to count for ever.
    """
    count = len(views)
    ranks = [encoder.choice(range(count)) for _ in views]
    for place, view in enumerate(views, start=1):
        for target, step in view.items():
            if target not in (0, start):
                for rank in range(count):
                    before, after = ranks[place - 1][rank], ranks[target - 1].get(rank + 1)
                    encoder.add((-step, -before) if after is None else (-step, -before, after))


def _require_routes(encoder: Encoder, node: Routes) -> None:
    """Successors differ, a customer is first or somebody's successor and not both, loads add up along the way."""
    views = [encoder.view(operand) for operand in node.operands]
    firsts = [encoder.literal(first) for first in node.firsts]
    _apart(encoder, views)
    for customer, first in enumerate(firsts, start=1):
        steps = [view[customer] for view in views if customer in view]
        encoder.add((first, *steps))
        for step in steps:
            encoder.add((-first, -step))
    _ranks(encoder, views, start=0)
    loads = [encoder.choice(range(node.capacity + 1)) for _ in views]
    for place, (view, load, demand) in enumerate(zip(views, loads, node.demands, strict=True), start=1):
        for value in range(min(demand, node.capacity + 1)):
            encoder.add((-load[value],))
        for target, step in view.items():
            if target not in (0, place):
                for value, before in load.items():
                    after = loads[target - 1].get(value + node.demands[target - 1])
                    encoder.add((-step, -before) if after is None else (-step, -before, after))


def _require_automaton(encoder: Encoder, node: Automaton) -> None:
    """A literal for each state after each letter: a state and a letter leave one of the states that a move names."""
    moves: dict[int, dict[object, list[int]]] = {}
    for before, value, after in node.transitions:
        letter = value.name if isinstance(value, Symbol) else value.value
        moves.setdefault(before, {}).setdefault(letter, []).append(after)
    here = encoder.new()
    encoder.add((here,))
    states = {node.start: here}
    for operand in node.operands:
        ends = dict.fromkeys(end for state in states for after in moves.get(state, {}).values() for end in after)
        following = {end: encoder.new() for end in ends}
        for letter, literal in encoder.view(operand).items():
            for state, here in states.items():
                encoder.add((-here, -literal, *(following[end] for end in moves.get(state, {}).get(letter, ()))))
        states = following
    for state, literal in states.items():
        if state not in node.accepting:
            encoder.add((-literal,))
