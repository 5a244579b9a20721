"""Cheapest plans on maps by A*, and by IDA* where A* meets too many states."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from time import monotonic

from algorist.formal.plan.grid import DIRECTIONS, Cell, Grid, name_of
from algorist.search.best_first import OutOfReach, Route, a_star, ida_star

MOST_STATES = 400_000
"""What A* may keep, about 200 MB."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the player and the boxes are, and which keys are still lying and which are held."""

    player: Cell
    boxes: frozenset[Cell]
    lying: frozenset[tuple[Cell, str]]
    held: frozenset[str]


def cheapest(grid: Grid, deadline: float) -> Route[str] | None:
    """Return a cheapest plan, as PDDL steps, or None when there is none; raises OutOfReach past the deadline."""
    start = Position(grid.player, grid.boxes, frozenset(grid.keys), frozenset())
    rules = _Rules(grid)
    half = monotonic() + 0.7 * (deadline - monotonic())
    try:
        return a_star(start, rules.successors, rules.is_goal, rules.heuristic, deadline=half, most=MOST_STATES)
    except OutOfReach:
        return ida_star(start, rules.successors, rules.is_goal, rules.heuristic, deadline=deadline)


class _Rules:
    """What may be done on a map, and how far it is at least to a goal."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.doors = dict(grid.doors)
        self.beside = {cell: tuple(grid.beside(cell)) for cell in grid.free}
        self.walk = _distances(grid, lambda cell: (other for _, other in self.beside[cell]))
        self.push = _distances(grid, self._pulled)

    def _pulled(self, box: Cell) -> Iterator[Cell]:
        """From where a box may have been pushed here: a cell beside it, with room for the player behind."""
        for down, right in DIRECTIONS.values():
            before, behind = (box[0] + down, box[1] + right), (box[0] + 2 * down, box[1] + 2 * right)
            if before in self.grid.free and behind in self.grid.free:
                yield before

    def is_goal(self, at: Position) -> bool:
        return self.grid.goals <= at.boxes if self.grid.boxes else at.player in self.grid.goals

    def heuristic(self, at: Position) -> float:
        """Without boxes the walk past open doors; with them, for every goal the nearest box at least must be pushed there."""
        if not self.grid.boxes:
            return self.walk.get(at.player, inf)
        left = sorted(self.push.get(box, inf) for box in at.boxes)
        return sum(left[: len(self.grid.goals)])

    def successors(self, at: Position) -> Iterator[tuple[str, int, Position]]:
        for direction, to in self.beside[at.player]:
            key = self.doors.get(to)
            if to in at.boxes:
                if key is None and (pushed := self._pushed(at, to, direction)) is not None:
                    yield pushed
            elif key is not None:
                if key in at.held:
                    yield _step("enter", at.player, to, key), 1, Position(to, at.boxes, at.lying, at.held)
            elif found := next((each for each in at.lying if each[0] == to), None):
                after = Position(to, at.boxes, at.lying - {found}, at.held | {found[1]})
                yield _step("fetch", at.player, to, found[1]), 1, after
            else:
                yield _step("move", at.player, to), 1, Position(to, at.boxes, at.lying, at.held)

    def _pushed(self, at: Position, box: Cell, direction: str) -> tuple[str, int, Position] | None:
        beyond = next((cell for name, cell in self.beside[box] if name == direction), None)
        if beyond is None or beyond in at.boxes or beyond in self.doors:
            return None
        if any(cell == beyond for cell, _ in at.lying) or any(cell == box for cell, _ in at.lying):
            return None
        step = f"(push {name_of(at.player)} {name_of(box)} {name_of(beyond)})"
        return step, 1, Position(box, at.boxes - {box} | {beyond}, at.lying, at.held)


def _step(action: str, here: Cell, there: Cell, key: str = "") -> str:
    return f"({action} {name_of(here)} {name_of(there)}{f' key-{key}' if key else ''})"


def _distances(grid: Grid, before: Callable[[Cell], Iterator[Cell]]) -> Mapping[Cell, int]:
    """The number of steps from every cell to the nearest goal, going backwards by `before`."""
    found = dict.fromkeys(grid.goals, 0)
    queue = deque(grid.goals)
    while queue:
        cell = queue.popleft()
        for other in before(cell):
            if other not in found:
                found[other] = found[cell] + 1
                queue.append(other)
    return found
