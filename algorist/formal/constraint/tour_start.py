"""Short tours and routes in a moment: 2-opt and moved segments under small kicks; savings.

Croes 1958 (2-opt), Or 1976 (segments), Martin, Otto and Felten 1991 (kicks), Clarke and Wright 1964 (savings).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import pairwise

Matrix = Sequence[Sequence[int]]

NEIGHBOURS = 8
LONGEST_KICK = 50
MOST_KICKS_WITHOUT_GAIN = 3_000


def short_tour(costs: Matrix, deadline: float) -> list[int]:
    """Return a tour of all places, from 0; directions are ignored but for the tour's own."""
    count = len(costs)
    either = [[min(costs[i][j], costs[j][i]) for j in range(count)] for i in range(count)]
    tour = _nearest_neighbour(either)
    if count >= 5:
        tour = _kicked(either, tour, deadline)
    at = tour.index(0)
    tour = [*tour[at:], *tour[:at]]
    backwards = [tour[0], *reversed(tour[1:])]
    return min(tour, backwards, key=lambda way: _length(costs, way))


def _length(costs: Matrix, tour: Sequence[int]) -> int:
    return sum(costs[a][b] for a, b in zip(tour, [*tour[1:], tour[0]], strict=True))


def _nearest_neighbour(costs: Matrix) -> list[int]:
    tour, left = [0], set(range(1, len(costs)))
    while left:
        row = costs[tour[-1]]
        tour.append(min(left, key=lambda place: (row[place], place)))
        left.remove(tour[-1])
    return tour


def _kicked(costs: Matrix, tour: list[int], deadline: float) -> list[int]:
    """Improve, then again and again exchange two neighbouring segments and keep what is not longer."""
    rng, count = random.Random(0), len(tour)
    near = [sorted(set(range(count)) - {i}, key=lambda j: row[j])[:NEIGHBOURS] for i, row in enumerate(costs)]
    best = _improved(costs, near, tour, list(tour), deadline)
    length, stale = _length(costs, best), 0
    while time.monotonic() < deadline and stale < MOST_KICKS_WITHOUT_GAIN and count >= 8:
        span = min(count - 1, LONGEST_KICK)
        start = rng.randrange(count)
        turned = [*best[start:], *best[:start]]
        a, b, c = sorted(rng.sample(range(1, span + 1), 3))
        kicked = [*turned[:a], *turned[b:c], *turned[a:b], *turned[c:]]
        ends = [kicked[place % count] for cut in (a, a + c - b, c) for place in (cut - 1, cut)]
        kicked = _improved(costs, near, kicked, ends, deadline)
        found = _length(costs, kicked)
        stale = 0 if found < length else stale + 1
        if found <= length:
            best, length = kicked, found
    return best


def _improved(
    costs: Matrix, near: Sequence[Sequence[int]], tour: list[int], queue: list[int], deadline: float
) -> list[int]:
    """Return the tour after 2-opt and segment moves at the queued places, until none helps."""
    place = [0] * len(tour)
    for position, city in enumerate(tour):
        place[city] = position
    waiting = set(queue)
    while queue and time.monotonic() < deadline:
        city = queue.pop()
        waiting.discard(city)
        touched = _two_opt(costs, near, tour, place, city) or _move_segment(costs, near, tour, place, city)
        if touched:
            for each in (*touched, city):
                if each not in waiting:
                    waiting.add(each)
                    queue.append(each)
    return tour


def _two_opt(
    costs: Matrix, near: Sequence[Sequence[int]], tour: list[int], place: list[int], city: int
) -> tuple[int, ...]:
    """Reverse a part of the tour if that joins the city to a near one at a gain; return the ends, or ()."""
    count = len(tour)
    for side in (1, -1):
        beside = tour[(place[city] + side) % count]
        here = costs[city][beside]
        for other in near[city]:
            gain = here - costs[city][other]
            if gain <= 0:
                break
            other_beside = tour[(place[other] + side) % count]
            if gain + costs[other][other_beside] - costs[beside][other_beside] > 0:
                first, last = (beside, other) if side == 1 else (other, beside)
                _reverse(tour, place, place[first], place[last])
                return beside, other, other_beside
    return ()


def _reverse(tour: list[int], place: list[int], i: int, j: int) -> None:
    """Reverse the tour from position i on to position j, or, which is the same tour, the rest of it if that is shorter."""
    count = len(tour)
    inside = (j - i) % count + 1
    if 2 * inside > count:
        i, j, inside = (j + 1) % count, (i - 1) % count, count - inside
    for _ in range(inside // 2):
        a, b = tour[i], tour[j]
        tour[i], tour[j], place[a], place[b] = b, a, j, i
        i, j = (i + 1) % count, (j - 1) % count


def _move_segment(
    costs: Matrix, near: Sequence[Sequence[int]], tour: list[int], place: list[int], city: int
) -> tuple[int, ...]:
    """Move up to three places that begin with the city between two near ones, at a gain; return the ends, or ()."""
    count = len(tour)
    for length in (1, 2, 3):
        if length + 3 > count:
            break
        i = place[city]
        for step in (1, -1):  # the segment reaches this way from the city
            tail = tour[(i + step * (length - 1)) % count]
            before, after = tour[(i - step) % count], tour[(place[tail] + step) % count]
            removed = costs[before][city] + costs[tail][after] - costs[before][after]
            segment = [tour[(i + step * offset) % count] for offset in range(length)]
            for other in near[city]:
                if costs[city][other] >= removed:
                    break
                if other in segment:
                    continue
                for beside in (tour[(place[other] + 1) % count], tour[(place[other] - 1) % count]):
                    if beside in segment or {other, beside} == {before, after}:
                        continue
                    if removed + costs[other][beside] - costs[city][other] - costs[tail][beside] > 0:
                        _relink(tour, place, segment, other, beside)
                        return before, after, other, beside, tail
    return ()


def _relink(tour: list[int], place: list[int], segment: list[int], other: int, beside: int) -> None:
    """Put the segment between two neighbours, its first place next to `other`."""
    rest = [city for city in tour if city not in segment]
    at = rest.index(other)
    if rest[(at + 1) % len(rest)] == beside:
        rest[at + 1 : at + 1] = segment
    else:
        rest[at:at] = reversed(segment)
    tour[:] = rest
    for position, city in enumerate(tour):
        place[city] = position


def saved_routes(
    costs: Matrix, out: Sequence[int], home: Sequence[int], demands: Sequence[int], capacity: int, deadline: float
) -> list[list[int]]:
    """Return routes: each customer alone at first; the two ends whose joining saves most are joined, while they fit."""
    count = len(costs)
    routes = {customer: [customer] for customer in range(count)}
    load = list(demands)
    saved = [(home[i] + out[j] - costs[i][j], i, j) for i in range(count) for j in range(count) if i != j]
    for gain, i, j in sorted(saved, reverse=True):
        one, two = routes[i], routes[j]
        if gain <= 0:
            break
        if one is not two and one[-1] == i and two[0] == j and load[one[0]] + load[two[0]] <= capacity:
            load[one[0]] += load[two[0]]
            one += two
            routes |= dict.fromkeys(two, one)
    joined = {route[0]: route for route in routes.values()}
    return [_turned(costs, out, home, route, deadline) for route in joined.values()]


def _turned(costs: Matrix, out: Sequence[int], home: Sequence[int], route: list[int], deadline: float) -> list[int]:
    """Return the route in a better order: a tour of its customers and the depot."""
    places = [[0, *(out[customer] for customer in route)]]
    places += [[home[i], *(costs[i][j] if i != j else 0 for j in route)] for i in route]
    tour = short_tour(places, min(deadline, time.monotonic() + 0.2))
    found = [route[place - 1] for place in tour[1:]]
    return min(route, found, key=lambda way: _way_length(costs, out, home, way))


def _way_length(costs: Matrix, out: Sequence[int], home: Sequence[int], way: Sequence[int]) -> int:
    return out[way[0]] + sum(costs[a][b] for a, b in pairwise(way)) + home[way[-1]]
