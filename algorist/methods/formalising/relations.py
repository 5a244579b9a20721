"""Tables that relate members of sets, as data of 0 and 1 that a programme can multiply with.

edges: [["a", "b"], ["c", "a"]]       =>   edges_from[node, edge], edges_to[node, edge]
edges: [["a", "b", 40, 2.5], ...]     =>   also edges_capacity[edge], edges_cost[edge], as the words name the columns
category: [0, 2, 1]                   =>   in_category[item, category]
chosen: [4, 0, 7]                     =>   in_chosen[item]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from algorist.methods.formalising.clauses import slug

_COLUMNS = re.compile(r"\(([\w ]+(?:, [\w ]+)+)\)")
_JOINED = re.compile(
    r"(?:represent\w*|contain\w*|giv\w*|with|by) (?:the |its |their )*(\w+(?:, \w+)*,? and \w+)(?= of\b|[.;,]|$)"
)
_INDICES = re.compile(r"\b(?:indices|indexes|index|ids)\b|\bcategory of\b|\btype of each\b", re.IGNORECASE)
ENDS = ("from", "to")


@dataclass(frozen=True, slots=True)
class Derived:
    """Data that a table gives: a name, the sets that they run over, what words call them, and the values."""

    name: str
    axes: tuple[str, ...]
    words: str
    values: Any


def pairs(
    name: str, value: Any, words: str, one: str, sets: Mapping[str, int], members: Mapping[str, Sequence[str]]
) -> list[Derived]:
    """Return what a list of pairs says: for each end who stands there, and its further columns; `one` is the set of its rows."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return []
    rows = [list(each) for each in value if isinstance(each, (list, tuple))]
    if len(rows) < len(value) or len({len(row) for row in rows}) > 1 or not 2 <= len(rows[0]) <= 6:
        return []
    ends = [end for row in rows for end in row[:2]]
    related = _related(ends, words, sets, members)
    if related is None or any(row[0] == row[1] for row in rows):
        return []
    over, places = related
    named = _columns(words, len(rows[0]))
    found = [
        Derived(
            f"{name}_{ENDS[end]}", (over, one), f"1 where the {named[end]} of a {one} is that {over}".replace("_", " "),
            [[int(places[row[end]] == place) for row in rows] for place in range(1, sets[over] + 1)],
        )
        for end in (0, 1)
    ]  # fmt: skip
    for column in range(2, len(rows[0])):
        values = [row[column] for row in rows]
        if all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values):
            words_of = f"{named[column]} of each {one}".replace("_", " ")
            found.append(Derived(f"{name}_{slug(named[column])}", (one,), words_of, values))
    return found


def columns(value: Any, words: str, name: str = "", one: str = "") -> list[Derived]:
    """Return the columns of a table of numbers whose words list their names, as `(width, height)`; each runs over the rows."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return []
    if not all(isinstance(row, (list, tuple)) and len(row) == len(value[0]) for row in value):
        return []
    if not all(isinstance(each, (int, float)) for row in value for each in row):
        return []
    names = _listed(words, len(value[0]))
    table = [[row[place] for row in value] for place in range(len(names))]
    return [
        Derived(f"{name}_{slug(each)}", (one,), f"{each} of each {one}".replace("_", " "), values)
        for each, values in zip(names, table, strict=True)
    ]


def belonging(name: str, value: Any, words: str, axis: str, sets: Mapping[str, int]) -> list[Derived]:
    """Return what a list of indices says: to which of another set each belongs, or which ones of a set are listed."""
    if not _INDICES.search(words) or not all(isinstance(each, int) and not isinstance(each, bool) for each in value):
        return []
    lowest, highest = min(value), max(value)
    other = [each for each in sets if each != axis and _speaks(words + " " + name, each) and sets[each] >= highest + 1]
    if not other or lowest < 0:
        return []
    (over, *_) = sorted(other, key=len, reverse=True)
    if slug(name).rstrip("s") in (over, f"{over[:-1]}ie") or f"{over} of" in words.replace("_", " "):
        table = [[int(each == place) for place in range(sets[over])] for each in value]
        return [Derived(f"in_{over}", (axis, over), f"1 where a {axis} is of that {over}".replace("_", " "), table)]
    if len(set(value)) < len(value):
        return []
    listed = [int(place in value) for place in range(sets[over])]
    return [Derived(f"in_{name}", (over,), f"1 for {name}, 0 for others".replace("_", " "), listed)]


def _related(
    ends: Sequence[Any], words: str, sets: Mapping[str, int], members: Mapping[str, Sequence[str]]
) -> tuple[str, Mapping[Any, int]] | None:
    """The set whose members stand at both ends, with their places; indices count from 0, or from 1 where none is 0."""
    if all(isinstance(each, str) for each in ends):
        for over, named in members.items():
            if set(ends) <= set(named):
                return over, {each: place for place, each in enumerate(named, start=1)}
        return None
    if not all(isinstance(each, int) and not isinstance(each, bool) and each >= 0 for each in ends):
        return None
    fitting = [each for each, size in sets.items() if size > max(ends) and _speaks(words, each)]
    if not fitting:
        return None
    return fitting[0], {place: place + 1 for place in range(sets[fitting[0]])}


def _speaks(words: str, name: str) -> bool:
    return re.search(rf"\b{name.split('_')[-1]}", words.lower().replace("_", " ")) is not None


def _columns(words: str, count: int) -> list[str]:
    """What the words call the columns of pairs, or just first, second and so on."""
    return _listed(words, count) or [*("first", "second"), *(f"column {place}" for place in range(3, count + 1))]


def _listed(words: str, count: int) -> list[str]:
    """The names of so many columns: a list in brackets, or two or three joined by "and"."""
    for listed in _COLUMNS.findall(words):
        names = [each.strip() for each in listed.split(",")]
        if len(names) == count and all(len(each) > 1 and not re.match(r"num|n_|number", each) for each in names):
            return names
    match = _JOINED.search(words)
    names = [each.strip() for each in re.split(r",| and ", match[1]) if each.strip()] if match else []
    return names if len(names) == count else []
