"""The states that can be reached, cheapest first, written down as certificates for the checker."""

from __future__ import annotations

import heapq
from fractions import Fraction
from itertools import count
from time import monotonic

from algorist.core.certificate import Certificate
from algorist.formal.plan.states import State, Task
from algorist.formal.plan.successors import successors

MOST_STATES = 30_000
"""How many states a certificate may list; more would take the checker minutes."""


def potential(task: Task, cost: Fraction, deadline: float) -> Certificate | None:
    """Return the bound `cost - distance from the start` where that is above 0; None past the limits or if it is untrue.

    It is consistent: a step lengthens the distance by at most its cost. It is 0 at goals, as none is nearer than `cost`.
    """
    distances = _explored(task, cost, deadline)
    if distances is None or any(task.reached(state) for state in distances):
        return None
    return _certificate(task, "potential", distances, [str(cost - distance) for distance in distances.values()])


def closed(task: Task, deadline: float) -> Certificate | None:
    """Return all states that can be reached; None past the limits or where a goal is among them."""
    distances = _explored(task, None, deadline)
    if distances is None or any(task.reached(state) for state in distances):
        return None
    return _certificate(task, "closed", distances, None)


def _explored(task: Task, below: Fraction | None, deadline: float) -> dict[State, Fraction] | None:
    """Return the states nearer than `below` (None: all) with their distances, by Dijkstra's algorithm."""
    order = count()
    found: dict[State, Fraction] = {task.start: Fraction(0)}
    done: dict[State, Fraction] = {}
    heap = [(Fraction(0), next(order), task.start)]
    while heap:
        distance, _, state = heapq.heappop(heap)
        if state in done:
            continue
        if below is not None and distance >= below:
            break
        done[state] = distance
        if len(done) > MOST_STATES or monotonic() > deadline:
            return None
        for _, after, price in successors(task, state):
            further = distance + price
            if after not in found or further < found[after]:
                found[after] = further
                heapq.heappush(heap, (further, next(order), after))
    return done


def _certificate(task: Task, kind: str, states: dict[State, Fraction], bounds: list[str] | None) -> Certificate:
    facts = sorted({fact for state in states for fact in state - task.fixed})
    places = {fact: place for place, fact in enumerate(facts)}
    listed = [sorted(places[fact] for fact in state if fact in places) for state in states]
    data: dict[str, object] = {"atoms": [f"({' '.join(fact)})" for fact in facts], "states": listed}
    return Certificate(kind, data if bounds is None else {**data, "bounds": bounds})
