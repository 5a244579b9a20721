"""Maps in text, which compile to PDDL: walls, a player who moves, boxes to push, keys and doors.

    #######      #  wall          -  floor (also a space or an underscore)
    #@-$-.#      @  the player    +  the player, on a goal
    #-a#A-#      $  a box         *  a box on a goal
    #######      .  a goal        a to f  a key, A to F  the door that it opens

Without boxes the player must reach a goal; with boxes every goal must hold one. Steps go up, down, left and right and cost
1 each; what lies outside the text is wall. A key is picked up by stepping on it and may be used again; a box is pushed, one
at a time, never through a door and never onto a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from algorist.core.errors import FormalError

Cell = tuple[int, int]
"""(row, column), from 0."""

WALL, FLOORS, KEYS, DOORS = "#", "- _", "abcdef", "ABCDEF"
LARGEST = 40_000
"""How many cells a map may have."""
DIRECTIONS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


@dataclass(frozen=True, slots=True)
class Grid:
    """A map: the cells that are no wall, where the player and the boxes stand, the goals, and what lies and bars where."""

    free: frozenset[Cell]
    player: Cell
    boxes: frozenset[Cell]
    goals: frozenset[Cell]
    keys: tuple[tuple[Cell, str], ...]
    doors: tuple[tuple[Cell, str], ...]

    def beside(self, cell: Cell) -> Iterator[tuple[str, Cell]]:
        """The directions in which a cell has a neighbour that is no wall, each with it."""
        for name, (down, right) in DIRECTIONS.items():
            if (other := (cell[0] + down, cell[1] + right)) in self.free:
                yield name, other


def is_map(text: str) -> bool:
    """Whether a text is a map, not PDDL: its first line that is not empty begins with no bracket or comment."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return bool(first) and first[0] not in "(;" and WALL in text


def read_map(text: str) -> Grid:
    """Read a map; raises FormalError with the place of what is none of its marks, and of what is missing."""
    places: dict[str, list[Cell]] = {}
    free: set[Cell] = set()
    for row, line in enumerate(text.splitlines()):
        for column, mark in enumerate(line.rstrip()):
            if mark not in f"{WALL}{FLOORS}@+$*.{KEYS}{DOORS}":
                message = f"{mark!r} is no mark of a map."
                raise FormalError(row + 1, column + 1, message, "Marks are # - @ + $ * . and the letters a-f, A-F.")
            if mark != WALL:
                free.add((row, column))
                places.setdefault(mark, []).append((row, column))
                if len(free) > LARGEST:
                    raise FormalError(row + 1, column + 1, f"more than {LARGEST:,} cells that are no wall.")
    players = [*places.get("@", ()), *places.get("+", ())]
    goals = [cell for mark in ".+*" for cell in places.get(mark, ())]
    boxes = [cell for mark in "$*" for cell in places.get(mark, ())]
    if len(players) != 1:
        raise FormalError(1, 1, f"a map has one player, this one has {len(players)}.", "Mark it @, or + on a goal.")
    if not goals:
        raise FormalError(1, 1, "the map has no goal.", "Mark it with a full stop, or * under a box.")
    if boxes and len(boxes) < len(goals):
        raise FormalError(1, 1, f"{len(goals)} goals for {len(boxes)} boxes: some would stay empty.")
    return Grid(
        frozenset(free), players[0], frozenset(boxes), frozenset(goals),
        tuple((cell, mark) for mark in KEYS for cell in places.get(mark, ())),
        tuple((cell, mark.lower()) for mark in DOORS for cell in places.get(mark, ())),
    )  # fmt: skip


def draw(grid: Grid) -> str:
    """Write a map that reads back to the same."""
    marks = dict.fromkeys(grid.free, "-") | dict(grid.keys) | {cell: key.upper() for cell, key in grid.doors}
    marks |= dict.fromkeys(grid.goals, ".") | {cell: "*" if cell in grid.goals else "$" for cell in grid.boxes}
    marks[grid.player] = "+" if grid.player in grid.goals else "@"
    rows, columns = (2 + max(cell[axis] for cell in grid.free) for axis in (0, 1))
    return "\n".join("".join(marks.get((r, c), WALL) for c in range(columns)) for r in range(rows)) + "\n"


def directions(plan: Iterable[str]) -> list[str]:
    """Return which way every step of a plan on a map goes."""
    ways = {way: name for name, way in DIRECTIONS.items()}
    taken = []
    for step in plan:
        (row, column), (to_row, to_column) = ((int(r), int(c)) for r, c in re.findall(r"c(\d+)-(\d+)", step)[:2])
        taken.append(ways[to_row - row, to_column - column])
    return taken


# -- as PDDL ------------------------------------------------------------------------------------------------------------


def name_of(cell: Cell) -> str:
    return f"c{cell[0]}-{cell[1]}"


MOVE = """(:action move :parameters (?from ?to - cell)
  :precondition (and (at ?from) (next ?from ?to){clear}{plain})
  :effect (and (not (at ?from)) (at ?to)))"""
PUSH = """(:action push :parameters (?from ?to ?beyond - cell)
  :precondition (and (at ?from) (box ?to) (row ?from ?to ?beyond) (not (box ?beyond)){plain}{free})
  :effect (and (not (at ?from)) (at ?to) (not (box ?to)) (box ?beyond)))"""
FETCH = """(:action fetch :parameters (?from ?to - cell ?key - key)
  :precondition (and (at ?from) (next ?from ?to) (lies ?key ?to){clear})
  :effect (and (not (at ?from)) (at ?to) (has ?key) (not (lies ?key ?to)) (not (littered ?to))))"""
ENTER = """(:action enter :parameters (?from ?to - cell ?key - key)
  :precondition (and (at ?from) (next ?from ?to) (door ?key ?to) (has ?key))
  :effect (and (not (at ?from)) (at ?to)))"""


def pddl(grid: Grid) -> str:
    """Compile a map to a planning task, with only the actions and predicates that it needs."""
    locks = bool(grid.keys or grid.doors)
    plain = " (not (littered ?to)) (not (barred ?to))" if locks else ""
    free = " (not (littered ?beyond)) (not (barred ?beyond))" if locks else ""
    clear = " (not (box ?to))" if grid.boxes else ""
    actions = [MOVE.format(clear=clear, plain=plain)]
    predicates = ["(at ?c - cell)", "(next ?c ?d - cell)"]
    if grid.boxes:
        actions.append(PUSH.format(plain=plain, free=free))
        predicates += ["(box ?c - cell)", "(row ?c ?d ?e - cell)"]
    if locks:
        actions += [FETCH.format(clear=clear), ENTER]
        predicates += ["(lies ?k - key ?c - cell)", "(littered ?c - cell)", "(door ?k - key ?c - cell)"]
        predicates += ["(barred ?c - cell)", "(has ?k - key)"]
    letters = sorted({key for _, key in (*grid.keys, *grid.doors)})
    objects = f"{' '.join(name_of(cell) for cell in sorted(grid.free))} - cell"
    objects += f" {' '.join(f'key-{letter}' for letter in letters)} - key" if letters else ""
    wanted = [f"({'box' if grid.boxes else 'at'} {name_of(cell)})" for cell in sorted(grid.goals)]
    goal = f"({'and' if grid.boxes else 'or'} {' '.join(wanted)})" if len(wanted) > 1 else wanted[0]
    lines = [
        "(define (domain grid)",
        "(:requirements :strips :typing :negative-preconditions :disjunctive-preconditions)",
        f"(:types cell{' key' if locks else ''} - object)",
        f"(:predicates {' '.join(predicates)})",
        *actions,
        ")",
        "(define (problem map) (:domain grid)",
        f"(:objects {objects})",
        f"(:init {' '.join(_facts(grid))})",
        f"(:goal {goal}))",
    ]
    return "\n".join(lines) + "\n"


def _facts(grid: Grid) -> Iterator[str]:
    yield f"(at {name_of(grid.player)})"
    for cell in sorted(grid.free):
        for direction, other in grid.beside(cell):
            yield f"(next {name_of(cell)} {name_of(other)})"
            beyond = dict(grid.beside(other)).get(direction)
            if grid.boxes and beyond is not None:
                yield f"(row {name_of(cell)} {name_of(other)} {name_of(beyond)})"
    yield from (f"(box {name_of(cell)})" for cell in sorted(grid.boxes))
    for cell, key in grid.keys:
        yield f"(lies key-{key} {name_of(cell)})"
        yield f"(littered {name_of(cell)})"
    for cell, key in grid.doors:
        yield f"(door key-{key} {name_of(cell)})"
        yield f"(barred {name_of(cell)})"
