"""Routes from words: what a sentence says of a grid of cells, the map that all say together, and a shortest way on it.

Coordinates are data: a sentence is shown with `@k(x, y)` in place of each pair, or of each list of pairs, and a line points to
them. The lines make a map, which is a planning task; the way is checked there, and that none is shorter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.core.certificate import Solution
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.plan.grid import Grid, draw
from algorist.methods.formalising.clauses import segments
from algorist.methods.formalising.nbest import NOTHING, Line, Writer

FAMILY = "route"
ADAPTER = "procedure"
ASK = "ask route"
LARGEST = 40_000
"""How many cells a grid may have."""

Cell = tuple[int, int]
Pairs = tuple[Cell, ...]

_PAIR = re.compile(r"[(\[<]\s*(\d+)\s*[,;]\s*(\d+)\s*[)\]>]|\b(\d+)\s*(?:x|×|by|-by-)\s*(\d+)\b")
_BETWEEN = re.compile(r"\s*(?:,\s*and|,|;|and)?\s*")
LIST = 3
"""From how many pairs in a row on they are one list."""

GRAMMAR = Grammar(
    f'root ::= ( "{NOTHING}" | "{ASK}" | part ( "; " part )* ) "\\n"\n'
    'part ::= ( "size " | "start " | "goal " | "wall " ) place | "block " place " " place\n'
    'place ::= "@" [1-9] [0-9]?\n'
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A route read: the lines of the sentences, the map, what the planner found, the way as cells, how probable the lines are."""

    said: tuple[str, ...]
    lines: tuple[Line, ...]
    formal: str
    solution: Solution
    way: tuple[Cell, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Field:
    """A grid of so many rows and columns whose cells count from `base`, what is wall, and where the way begins and ends."""

    rows: int
    columns: int
    base: int
    walls: frozenset[Cell]
    start: Cell
    goal: Cell

    @property
    def map(self) -> str:
        """The map, with a border of wall around it."""
        shift = 1 - self.base
        inside = {(row + 1, column + 1) for row in range(self.rows) for column in range(self.columns)}
        walls = {(row + shift, column + shift) for row, column in self.walls}
        at = (self.start[0] + shift, self.start[1] + shift)
        goal = (self.goal[0] + shift, self.goal[1] + shift)
        return draw(Grid(frozenset(inside - walls | {at, goal}), at, frozenset(), frozenset({goal}), (), ()))

    def way(self, plan: Sequence[str]) -> tuple[Cell, ...]:
        """Return the cells of a plan on the map, the start among them."""
        cells = [self.start]
        for step in plan:
            row, column = re.findall(r"c(\d+)-(\d+)", step)[1]
            cells.append((int(row) - 1 + self.base, int(column) - 1 + self.base))
        return tuple(cells)


def shown(sentence: str) -> tuple[str, tuple[Pairs, ...]]:
    """Return a sentence with references for its pairs, and what they refer to: one pair, or a list of them."""
    found = list(_PAIR.finditer(sentence))
    runs: list[list[re.Match[str]]] = []
    for match in found:
        if runs and _BETWEEN.fullmatch(sentence[runs[-1][-1].end() : match.start()]):
            runs[-1].append(match)
        else:
            runs.append([match])
    groups = [group for run in runs for group in ([run] if len(run) >= LIST else [[match] for match in run])]
    text, end = "", 0
    for number, group in enumerate(groups, start=1):
        pairs = [_pair(match) for match in group]
        inside = ", ".join(map(str, pairs[:2])) + ", ..." if len(pairs) > 1 else f"{pairs[0][0]}, {pairs[0][1]}"
        text += f"{sentence[end : group[0].start()]}@{number}({inside})"
        end = group[-1].end()
    return text + sentence[end:], tuple(tuple(_pair(match) for match in group) for group in groups)


def _pair(match: re.Match[str]) -> Cell:
    first, second = (int(each) for each in match.groups() if each is not None)
    return first, second


async def read(statement: str, run: Run) -> Reading | str:
    """Read a route and find a shortest way; where that cannot be, return what is missing."""
    said = [shown(segment.text) for segment in segments(statement)]

    async def line(sentence: tuple[str, tuple[Pairs, ...]]) -> Line:
        text, pairs = sentence
        writer = Writer(
            run, "", adapter=ADAPTER, grammar=GRAMMAR, max_tokens=48, tag="route",
            normal=lambda written: written.strip() if _points(written.strip(), len(pairs)) else None,
        )  # fmt: skip
        written, _ = await writer.first(f"{FAMILY}> {text}\n")
        return written

    lines = tuple(await run.map(line, said))
    field = laid_out([(each.text, pairs) for each, (_, pairs) in zip(lines, said, strict=True)])
    if isinstance(field, str):
        return field
    formal = field.map
    solution = await run.solve(LANGUAGES.get("plan").parse(formal), claim="optimal", seconds=30)
    way = field.way([str(step) for step in solution.values["plan"]]) if "plan" in solution.values else ()  # type: ignore[union-attr]
    confidence = math.prod(each.probability for each in lines)
    return Reading(tuple(text for text, _ in said), lines, formal, solution, way, confidence)


def _points(line: str, count: int) -> bool:
    """Whether a line points only to references that its sentence has."""
    return line in (NOTHING, ASK) or all(1 <= int(number) <= count for number in re.findall(r"@(\d+)", line))


def laid_out(lines: Sequence[tuple[str, tuple[Pairs, ...]]]) -> Field | str:
    """Return the field that the lines describe together, or in words what is missing or out of place."""
    told: dict[str, list[Cell]] = {"size": [], "start": [], "goal": [], "wall": []}
    for line, pairs in lines:
        for part in line.split("; ") if "@" in line else ():
            kind, *places = part.split()
            cells = [cell for place in places for cell in pairs[int(place[1:]) - 1]]
            told["wall" if kind == "block" else kind] += _block(cells) if kind == "block" else cells
    for kind in ("size", "start", "goal"):
        if not told[kind]:
            return f"The {kind} of the grid is not said." if kind == "size" else f"The {kind} of the way is not said."
    (rows, columns), start, goal = told["size"][-1], told["start"][-1], told["goal"][-1]
    cells = [start, goal, *told["wall"]]
    base = int(not any(0 in cell for cell in cells) and any(r == rows or c == columns for r, c in cells))
    if rows * columns > LARGEST:
        return f"The grid has more than {LARGEST:,} cells."
    for cell in (start, goal):
        if not (base <= cell[0] < rows + base and base <= cell[1] < columns + base):
            return f"{cell} lies outside the grid of {rows} by {columns} cells."
        if cell in told["wall"]:
            return f"{cell} is an obstacle."
    return Field(rows, columns, base, frozenset(told["wall"]), start, goal)


def _block(corners: Sequence[Cell]) -> list[Cell]:
    """Return the cells of a rectangle, both corners among them."""
    low, high = ([pick(cell[axis] for cell in corners) for axis in (0, 1)] for pick in (min, max))
    if (high[0] - low[0] + 1) * (high[1] - low[1] + 1) > LARGEST:
        return list(corners)
    return [(row, column) for row in range(low[0], high[0] + 1) for column in range(low[1], high[1] + 1)]
