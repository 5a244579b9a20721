"""Best-first search over states that code generates: A* and, where memory would not hold its states, IDA*.

Both return a cheapest path when the heuristic never overestimates; A* here needs it consistent as well (it never falls by more
than a step costs), so that no state is opened twice.

Sources: Hart, Nilsson and Raphael (1968); Korf (1985).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import count
from math import inf
from time import monotonic
from typing import Generic, TypeVar

State = TypeVar("State", bound=Hashable)
Step = TypeVar("Step")
Successors = Callable[[State], Iterable[tuple[Step, int, State]]]
"""From a state, every (step, its cost, the state after it); costs are positive."""
Heuristic = Callable[[State], float]
"""A lower bound on the cost that is left; `inf` where no goal can be reached, 0 at goals."""

TICK = 1024
"""How many states are opened between two looks at the clock."""


class OutOfReach(Exception):
    """The limit of time or of states was met before the search was over."""


@dataclass(frozen=True, slots=True)
class Route(Generic[Step]):
    """The steps of a cheapest path, what they cost, and how many states were opened to find it."""

    steps: tuple[Step, ...]
    cost: int
    opened: int


def a_star(
    start: State,
    successors: Successors[State, Step],
    is_goal: Callable[[State], bool],
    heuristic: Heuristic[State],
    *,
    deadline: float = inf,
    most: int = 2_000_000,
) -> Route[Step] | None:
    """Return a cheapest path to a goal, None when there is none; keeps every state that it meets.

    Raises OutOfReach past `deadline` (on the monotonic clock) or `most` opened states. O(b log b) for b states met.
    """
    order = count()
    reached: dict[State, int] = {start: 0}
    came: dict[State, tuple[State, Step]] = {}
    closed: set[State] = set()
    heap = [(heuristic(start), 0, next(order), start)]
    while heap:
        bound, _, _, state = heapq.heappop(heap)
        if bound == inf:
            break
        if state in closed:
            continue
        if is_goal(state):
            return Route(_steps(came, state), reached[state], len(closed))
        closed.add(state)
        if len(closed) >= most or (len(closed) % TICK == 0 and monotonic() > deadline):
            raise OutOfReach
        for step, cost, after in successors(state):
            so_far = reached[state] + cost
            if so_far < reached.get(after, inf):
                reached[after] = so_far
                came[after] = (state, step)
                # Of equal bounds the deeper state goes first: it is nearer to a goal.
                heapq.heappush(heap, (so_far + heuristic(after), -so_far, next(order), after))
    return None


def _steps(came: dict[State, tuple[State, Step]], state: State) -> tuple[Step, ...]:
    steps: list[Step] = []
    while state in came:
        state, step = came[state]
        steps.append(step)
    return tuple(reversed(steps))


def ida_star(
    start: State,
    successors: Successors[State, Step],
    is_goal: Callable[[State], bool],
    heuristic: Heuristic[State],
    *,
    deadline: float = inf,
    most: int = 2_000_000_000,
) -> Route[Step] | None:
    """Return a cheapest path to a goal, None when there is none; keeps only the path that it is on.

    Deepens by the least bound that was cut off. In a finite space without a path it ends once no bound was cut off on a
    path without loops. Raises OutOfReach as `a_star` does.
    """
    bound, opened = heuristic(start), 0
    while bound < inf:
        path: list[tuple[State, Step | None, int, Iterable[tuple[Step, int, State]]]] = [
            (start, None, 0, iter(successors(start)))
        ]
        on_path, beyond = {start}, inf
        if is_goal(start):
            return Route((), 0, opened)
        while path:
            state, _, so_far, left = path[-1]
            for step, cost, after in left:
                estimate = so_far + cost + heuristic(after)
                if after in on_path:
                    continue
                if estimate > bound:
                    beyond = min(beyond, estimate)
                    continue
                if is_goal(after):
                    taken = [each for _, each, _, _ in path if each is not None]
                    return Route((*taken, step), so_far + cost, opened)
                opened += 1
                if opened >= most or (opened % TICK == 0 and monotonic() > deadline):
                    raise OutOfReach
                path.append((after, step, so_far + cost, iter(successors(after))))
                on_path.add(after)
                break
            else:
                path.pop()
                on_path.discard(state)
        bound = beyond
    return None
