"""Data that stand apart from the words: which sets there are, and over which of them each parameter runs.

Sizes come from the data; what the sets are called comes from the lines that describe the data (`set_names`). Axes of one size and
one name are one set. Tables that relate members of sets become data of 0 and 1 (`relations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.relations import Derived, belonging, columns, pairs
from algorist.methods.formalising.set_names import (
    MOST_MEMBERS,
    counting,
    fitting,
    free_name,
    known,
    mentioned,
    singular,
    sized,
)

WORDS = 64
"""Characters of a description that a prompt shows."""


_FORM = re.compile(
    r"^(?:(?:an?|the|\dd|unique|random|binary|float|integer|single)\W+)*"
    r"(?:(?:lists?|matrix|array|table|vector)\b(?: of (?:(?:float|integer|binary|real) )?(?:values?|numbers?|floats?|integers?)\b)?"
    r"(?: (?:of|for|with|containing|giving))?|(?:numbers?|values?|floats?)(?= (?:representing|indicating)))?"
    r" ?(?:representing |indicating )?(?:(?:if|whether|which|the|an?) )*",
    re.IGNORECASE,
)
"""How data are written, as descriptions begin with it: a list of floats representing the ..."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, or numbers over sets; `axes` names the sets, the second of two equal ones with a 2 behind; `words` tell what it is."""

    name: str
    axes: tuple[str, ...]
    values: Any
    words: str = ""

    @property
    def shown(self) -> str:
        return f"{self.name}[{', '.join(self.axes)}]" if self.axes else self.name


@dataclass(frozen=True, slots=True)
class Schema:
    """The sets with their sizes, and the parameters by name."""

    sets: Mapping[str, int]
    parameters: Mapping[str, Parameter]

    @property
    def header(self) -> str:
        """What a prompt shows: the sets, and what each parameter is, without a number."""
        data = [f"{each.shown}: {each.words}".rstrip(": ") for each in self.parameters.values()]
        return "\n".join([f"sets: {', '.join(self.sets)}", *data]) + "\n"

    @property
    def formal(self) -> str:
        """The sets and parameters in the linear language."""
        sets = [f"set {name} = 1..{size}" for name, size in self.sets.items()]
        return "\n".join([*sets, *(written(each) for each in self.parameters.values())]) + "\n"


def schema(data: Mapping[str, Any], statement: str) -> Schema | None:
    """Return what the data hold that a programme can use: numbers, lists and tables of them; None where there is nothing.

    Lists of names make sets; what is neither is left out.
    """
    data = {name: _as_numbers(value) for name, value in data.items()}
    described = {name: _described(name, statement) for name in data}
    split = [
        name for name, value in data.items() if columns(value, described[name]) or _looks_paired(value, described[name])
    ]
    shapes = {name: shape for name, value in data.items() if name not in split and (shape := _shape(value)) is not None}
    sets, axes = _axes(shapes, data, described)
    members = {axes[name][0]: data[name] for name in shapes if _names(data[name])}
    derived: list[Derived] = []
    for name in split:
        one = _row_set(name, data[name], described[name], sets)
        found = pairs(slug(name), data[name], described[name], one, sets, members)
        found = found or columns(data[name], described[name], slug(name), one)
        if found:
            sets[one] = len(data[name])
        derived += found
    for name, shape in shapes.items():
        if len(shape) == 1 and not _names(data[name]):
            derived += belonging(slug(name), data[name], described[name], axes[name][0], sets)
    clashes = {name: f"{name}_" for name in sets if name in map(slug, shapes)}  # a set and a parameter of one name
    renamed = {clashes.get(name, name): size for name, size in sets.items()}
    given = [
        Parameter(free_name(slug(name)), axes[name], data[name], shortened(described[name]))
        for name in shapes
        if not _names(data[name])
    ] + [Parameter(each.name, each.axes, each.values, each.words[:WORDS]) for each in derived]
    parameters = {
        each.name: Parameter(each.name, tuple(clashes.get(axis, axis) for axis in each.axes), each.values, each.words)
        for each in given
    }
    used = {axis for each in parameters.values() for axis in each.axes}
    listed = {clashes.get(name, name) for name in members}
    counted = {clashes.get(each, each) for name in shapes if (each := counting(name, data[name], described[name]))}
    kept = {name: size for name, size in renamed.items() if name in used | listed | counted}
    return Schema(kept, parameters) if parameters else None


def shortened(description: str) -> str:
    """Return the beginning of a description, which tells what the data are, without what tells how they are written."""
    words = re.split(r"[;(]|, (?:where|with|each|given|e\.g)|\. ", description.strip(" '\",`*-"), maxsplit=1)[0]
    words = _FORM.sub("", words.strip())
    cut = words if len(words) <= WORDS else words[:WORDS].rsplit(" ", 1)[0]
    return (cut[:1].lower() + cut[1:]).strip(" ,.:'")


def _axes(
    shapes: Mapping[str, tuple[int, ...]], data: Mapping[str, Any], described: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Name the axes: what tells its length first, then counts, then what mentions its sets, then what has names."""
    sets: dict[str, int] = {}
    axes: dict[str, tuple[str, ...]] = {}
    for name, shape in shapes.items():
        labels = sized(described[name], len(shape))
        if labels:
            axes[name] = _placed(labels, shape, sets)
    for name in shapes:
        if not shapes[name] and (label := counting(name, data[name], described[name])):
            _set(fitting(label, data[name], sets, ()) or label, data[name], sets, [])
    for name, shape in sorted(shapes.items(), key=lambda each: not mentioned(described[each[0]], len(each[1]))):
        if name not in axes:
            labels = mentioned(described[name], len(shape)) or [""] * len(shape)
            axes[name] = _placed(labels, shape, sets, singular(slug(name)))
    return sets, axes


def _placed(labels: Sequence[str], shape: Sequence[int], sets: dict[str, int], default: str = "") -> tuple[str, ...]:
    found: list[str] = []
    for label, size in zip(labels, shape, strict=True):
        clear = fitting(label, size, sets, found) if label else ""
        if not clear and (not label or sets.get(label, size) != size):
            clear = known(size, sets, found)
        found.append(_set(clear or label or default, size, sets, found))
    return tuple(found)


def _row_set(name: str, value: Sequence[Any], description: str, sets: Mapping[str, int]) -> str:
    """The set of a table's rows: one that is known, by its name and size, or one of the table's own."""
    label = singular(slug(name))
    return fitting(label, len(value), sets, ()) or next(
        (each for each in sized(description, 1) if sets.get(each) == len(value)), label
    )


def _looks_paired(value: Any, words: str) -> bool:
    rows = isinstance(value, Sequence) and not isinstance(value, str) and value
    if not rows or not all(isinstance(each, (list, tuple)) and len(each) >= 2 for each in value):
        return False
    if all(isinstance(end, str) for each in value for end in each[:2]):
        return True
    whole = all(isinstance(end, int) for each in value for end in each[:2])
    return whole and re.search(r"\b(?:pairs?|tuples?|edges?|arcs?|links?|connections?)\b|\(i, ?j\)", words) is not None


def _as_numbers(value: Any) -> Any:
    """Tables of true and false as tables of 1 and 0."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [int(each) if isinstance(each, bool) else _as_numbers(each) for each in value]
    return value


def _shape(value: Any) -> tuple[int, ...] | None:
    """The lengths of a table of numbers or a list of names, () for a number; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not 0 < len(value) <= MOST_MEMBERS:
        return None
    if _names(value):
        return (len(value),)
    inner = {None if _names(each) else _shape(each) for each in value}  # a table of names is no table of numbers
    (one,) = inner if len(inner) == 1 else (None,)
    return None if one is None else (len(value), *one)


def _names(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(each, str) for each in value)


def _described(name: str, statement: str) -> str:
    """The line that describes a parameter: its name in quotes, or at the beginning, and a colon."""
    match = re.search(rf"^.*[`'\"]{re.escape(name)}[`'\"]\s*:(.*)$", statement, re.MULTILINE)
    match = match or re.search(rf"^\W*{re.escape(name)}\s*:(.*)$", statement, re.MULTILINE)
    return match[1] if match else ""


def _set(label: str, size: int, sets: dict[str, int], taken: Sequence[str]) -> str:
    """Return the set of this name and size, made where there is none."""
    name = free_name(label)
    if name in taken:
        name = f"{name}2"
    while sets.get(name, size) != size:
        name = f"{name}_{size}"
    sets[name] = size
    return name


def written(parameter: Parameter) -> str:
    """Return a parameter in the linear language."""
    if not parameter.axes:
        return f"param {parameter.name} = {number(parameter.values)}"
    entries = ", ".join(f"{key}: {number(value)}" for key, value in _entries(parameter.values))
    return f"param {parameter.shown} = {{{entries}}}"


def _entries(values: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(values[0], Sequence):
        return [(str(place), value) for place, value in enumerate(values, start=1)]
    return [
        (f"({place}, {key.strip('()')})", value)
        for place, row in enumerate(values, start=1)
        for key, value in _entries(row)
    ]


def number(value: Any) -> str:
    """Write a number as the linear language reads it, a float by its shortest decimal."""
    return repr(value)
