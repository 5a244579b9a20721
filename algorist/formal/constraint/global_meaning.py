"""What the constraints over many variables mean, on plain values: the checker trusts this file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any


def no_overlap(starts: Sequence[int], durations: Sequence[int]) -> bool:
    """Return whether no two tasks of positive duration share a time."""
    tasks = sorted((start, start + duration) for start, duration in zip(starts, durations, strict=True) if duration)
    return all(end <= start for (_, end), (start, _) in pairwise(tasks))


def cumulative(starts: Sequence[int], durations: Sequence[int], demands: Sequence[int], capacity: int) -> bool:
    """Return whether the demands never exceed the capacity; they can only rise where a task starts."""
    events: list[tuple[int, int]] = []
    for start, duration, demand in zip(starts, durations, demands, strict=True):
        if duration:
            # At one time the ends, which are negative, sort before the starts.
            events += [(start, demand), (start + duration, -demand)]
    level = 0
    for _, change in sorted(events):
        level += change
        if level > capacity:
            return False
    return True


def circuit(successors: Sequence[int]) -> bool:
    """Return whether the way from place 1 meets every place before it returns to it."""
    way = _way(successors, 1)
    return len(way) == len(successors) and successors[way[-1] - 1] == 1


def routes(successors: Sequence[int], firsts: Sequence[Any], demands: Sequence[int], capacity: int) -> bool:
    """Return whether the ways from the first customers home meet every customer once, each within the capacity."""
    visited: list[int] = []
    for customer, first in enumerate(firsts, start=1):
        if first:
            route = _way(successors, customer)
            if successors[route[-1] - 1] != 0 or sum(demands[stop - 1] for stop in route) > capacity:
                return False
            visited += route
    return len(visited) == len(set(visited)) == len(successors)


def _way(successors: Sequence[int], start: int) -> list[int]:
    """Return the places from `start` on until the way ends at 0 or meets a place again."""
    way, seen, place = [start], {start}, successors[start - 1]
    while place and place not in seen:
        way.append(place)
        seen.add(place)
        place = successors[place - 1]
    return way


def accepts(word: Sequence[Any], start: int, accepting: Sequence[int], moves: Sequence[tuple[int, Any, int]]) -> bool:
    """Return whether some path of moves (state, value, next state) reads the word and ends in an accepting state."""
    states = {start}
    for letter in word:
        states = {after for before, value, after in moves if before in states and value == letter}
    return not states.isdisjoint(accepting)
