"""Constraints over many variables at once: tasks on a machine, tasks on a resource, circuits, routes, words of an automaton.

Their operands are expressions; durations, demands, capacities and automata are constants. Sources: the Global Constraint
Catalogue (Beldiceanu, Carlsson and Rampon): disjunctive, cumulative, circuit, regular.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from algorist.formal.constraint.tree import Constant, Expression


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """Task i takes the times from its start (operand i) up to start + duration; no two tasks share a time.

    A duration of 0 takes no time.
    """

    operands: tuple[Expression, ...]
    durations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """At every time the demands of the tasks under way sum to at most the capacity."""

    operands: tuple[Expression, ...]
    durations: tuple[int, ...]
    demands: tuple[int, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class Circuit:
    """Operand i is the successor of place i; from place 1 all places are visited once before it is met again."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Routes:
    """Operand i is the successor of customer i, or 0 for the way home; every customer is on exactly one route.

    `firsts[i]` holds exactly when customer i is the first of its route. The demands on a route sum to at most the capacity.
    """

    operands: tuple[Expression, ...]
    firsts: tuple[Expression, ...]
    demands: tuple[int, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class Automaton:
    """The operands' values, read in order, lead from the start state to an accepting one by the transitions.

    A transition is (state, value, next state). Several may leave a state with one value: any path will do.
    """

    operands: tuple[Expression, ...]
    start: int
    accepting: tuple[int, ...]
    transitions: tuple[tuple[int, Constant, int], ...]


Global: TypeAlias = NoOverlap | Cumulative | Circuit | Routes | Automaton

STANDALONE = (Circuit, Routes, Automaton)
"""These stand on lines of their own: what their denial means is of no use and would be costly to post."""
