"""TSPLIB files (.tsp) and the VRPLIB files made after them (.vrp): one circuit, or routes of vehicles with a capacity.

Keywords and sections as in Reinelt, "TSPLIB 95"; distances by coordinates or by an explicit matrix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from algorist.core.errors import FormalError
from algorist.formal.constraint.instances.distances import FUNCTIONS, Matrix, Point, matrix
from algorist.formal.constraint.instances.numbers import Numbers
from algorist.formal.constraint.instances.ways import circuit_model, routes_model
from algorist.formal.constraint.tokens import LARGEST_NUMBER, shorten
from algorist.formal.constraint.tree import ConstraintModel

MOST_PLACES = 600

_SECTIONS = {
    *("NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DISPLAY_DATA_SECTION"),
    *("FIXED_EDGES_SECTION", "DEMAND_SECTION", "DEPOT_SECTION"),
}
_KEYWORDS = {
    *("NAME", "TYPE", "COMMENT", "DIMENSION", "CAPACITY", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT"),
    *("NODE_COORD_TYPE", "DISPLAY_DATA_TYPE", "EDGE_DATA_FORMAT", "DISTANCE", "VEHICLES"),
}
_HEADER = re.compile(r"\s*([A-Z_0-9]+)\s*:\s*(.*?)\s*")
_SHAPES = {
    "FULL_MATRIX": (lambda i, n: range(n)),
    "UPPER_ROW": (lambda i, n: range(i + 1, n)),
    "UPPER_DIAG_ROW": (lambda i, n: range(i, n)),
    "LOWER_ROW": (lambda i, n: range(i)),
    "LOWER_DIAG_ROW": (lambda i, n: range(i + 1)),
}


@dataclass(slots=True)
class _File:
    """What stands before the sections, with its line, and each section's text with the line where it begins."""

    header: dict[str, tuple[str, int]] = field(default_factory=dict)
    sections: dict[str, tuple[str, int]] = field(default_factory=dict)

    def value(self, keyword: str) -> str:
        text, line = self.header.get(keyword, ("", 1))
        if not text:
            raise FormalError(line, 1, f"the file has no {keyword}.", f"Write `{keyword} : ...` above the sections.")
        return text

    def line(self, keyword: str) -> int:
        return self.header.get(keyword, ("", 1))[1]

    def whole(self, keyword: str, least: int, most: int) -> int:
        return Numbers(self.value(keyword), self.line(keyword)).whole(keyword, least, most)

    def numbers(self, section: str) -> Numbers:
        if section not in self.sections:
            raise FormalError(1, 1, f"the file has no {section}.")
        return Numbers(*self.sections[section])


def read_tsp(text: str) -> ConstraintModel:
    """Return the model: `next_i` is the city after city i, `cost_i` the way there."""
    file = _split(text)
    kind = file.value("TYPE").split()[0]
    if kind not in ("TSP", "ATSP"):
        raise FormalError(file.line("TYPE"), 1, f"the type {shorten(kind)} is not TSP or ATSP.")
    distances = _distances(file)
    return circuit_model(distances, _fixed_edges(file, len(distances)))


def read_vrp(text: str) -> ConstraintModel:
    """Return the model: customers count from 1, after the depot; `next_i` is 0 at a route's end, `first_i` its begin."""
    file = _split(text)
    kind = file.value("TYPE").split()[0]
    if kind != "CVRP":
        raise FormalError(file.line("TYPE"), 1, f"the type {shorten(kind)} is not CVRP.")
    distances = _distances(file)
    places = len(distances)
    capacity = file.whole("CAPACITY", 1, 10**9)
    demands = [0] * places
    numbers = file.numbers("DEMAND_SECTION")
    for _ in range(places):
        place = numbers.whole("a place", 1, places)
        demands[place - 1] = numbers.whole("a demand")
    depot = file.numbers("DEPOT_SECTION").whole("the depot", 1, places)
    order = [depot - 1, *(place for place in range(places) if place != depot - 1)]
    ordered = [[distances[i][j] for j in order] for i in order]
    return routes_model(ordered, [demands[place] for place in order[1:]], capacity)


def _split(text: str) -> _File:
    """Return header and sections; unknown words are refused with the nearest known one."""
    file, section, began, lines = _File(), "", 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        word = line.strip().rstrip(":").strip()
        if word == "EOF":
            break
        if word in _SECTIONS:
            if section:
                file.sections[section] = ("\n".join(lines), began)
            section, began, lines = word, number + 1, []
        elif section and ":" not in line:
            lines.append(line)
        elif match := _HEADER.fullmatch(line[:1_000]):
            if match[1] not in _KEYWORDS:
                near = get_close_matches(match[1][:60], sorted(_KEYWORDS | _SECTIONS), n=1)
                hint = f"Did you mean `{near[0]}`?" if near else ""
                raise FormalError(number, 1, f"unknown keyword `{shorten(match[1])}`.", hint)
            file.header[match[1]] = (match[2], number)
        elif word:
            near = get_close_matches(word[:60], sorted(_SECTIONS), n=1)
            hint = f"Did you mean `{near[0]}`?" if near else ""
            raise FormalError(number, 1, f"expected `KEYWORD : value` or a section, got `{shorten(word)}`.", hint)
    if section:
        file.sections[section] = ("\n".join(lines), began)
    return file


def _distances(file: _File) -> Matrix:
    places = file.whole("DIMENSION", 1, MOST_PLACES)
    kind = file.value("EDGE_WEIGHT_TYPE")
    if kind == "EXPLICIT":
        return _explicit(file, places)
    if kind not in FUNCTIONS:
        near = get_close_matches(kind, FUNCTIONS, n=1) or sorted(FUNCTIONS)
        hint = f"There are EXPLICIT and {', '.join(near)}."
        raise FormalError(file.line("EDGE_WEIGHT_TYPE"), 1, f"distances of type {shorten(kind)} are not read.", hint)
    numbers = file.numbers("NODE_COORD_SECTION")
    points: dict[int, Point] = {}
    for _ in range(places):
        place = numbers.whole("a place", 1, places)
        if place in points:
            numbers.fail(f"place {place} stands twice.")
        points[place] = (numbers.exact("a coordinate"), numbers.exact("a coordinate"))
    numbers.end()
    distances = matrix([points[place] for place in range(1, places + 1)], FUNCTIONS[kind])
    if max(map(max, distances)) > LARGEST_NUMBER:
        numbers.fail(f"two places are further apart than {LARGEST_NUMBER}.")
    return distances


def _explicit(file: _File, places: int) -> Matrix:
    shape = file.value("EDGE_WEIGHT_FORMAT")
    if shape not in _SHAPES:
        hint = f"There are {', '.join(_SHAPES)}."
        raise FormalError(
            file.line("EDGE_WEIGHT_FORMAT"), 1, f"matrices of format {shorten(shape)} are not read.", hint
        )
    numbers = file.numbers("EDGE_WEIGHT_SECTION")
    distances = [[0] * places for _ in range(places)]
    for i in range(places):
        for j in _SHAPES[shape](i, places):
            distances[i][j] = numbers.whole("a distance")
            if shape != "FULL_MATRIX":
                distances[j][i] = distances[i][j]
    numbers.end()
    return distances


def _fixed_edges(file: _File, places: int) -> list[tuple[int, int]]:
    """Return the edges that every tour must use; the section ends with -1."""
    if "FIXED_EDGES_SECTION" not in file.sections:
        return []
    numbers, edges = file.numbers("FIXED_EDGES_SECTION"), []
    while (place := numbers.whole("a place or -1", -1, places)) > 0:
        edges.append((place, numbers.whole("a place", 1, places)))
    return edges
