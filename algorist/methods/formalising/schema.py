"""Data that stand apart from the words: which sets there are, and over which of them each parameter runs.

Sizes come from the data; what the sets are called comes from the lines that describe the data ("list of length equal to the number of
projects"). Axes of one size and one name are one set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from algorist.formal.linear.lexer import RESERVED
from algorist.methods.formalising.clauses import slug

LONGEST = 2000
"""How many members a set may have."""

_NOUN = r"([a-z][a-z _-]*?)(?=[,.;:()']|\s+(?:and|in|for|with|that|plus|to|is|are|has|can|must|should|from)\b|$)"
_COUNTED = re.compile(
    rf"(?:number|numbers|no\.) of\s+(?:different |available |possible |types of )*{_NOUN}", re.IGNORECASE
)
_EACH = re.compile(
    rf"\b(?:each|every|specific|corresponding)\s+(?:type of |kind of |different )?{_NOUN}", re.IGNORECASE
)
_VALUE = frozenset(("value", "element", "entry", "string", "integer", "number", "float", "tuple", "row", "column"))
_COUNT = re.compile(r"(?:num|number|n|count)_(?:of_)?(\w+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, or numbers over sets; `axes` names the sets, the second of two equal ones with a 2 behind."""

    name: str
    axes: tuple[str, ...]
    values: Any

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
        """What a prompt shows: the sets and the parameters, without a number."""
        data = ", ".join(each.shown for each in self.parameters.values())
        return f"sets: {', '.join(self.sets)}\ndata: {data}\n"

    @property
    def formal(self) -> str:
        """The sets and parameters in the linear language."""
        sets = [f"set {name} = 1..{size}" for name, size in self.sets.items()]
        return "\n".join([*sets, *(_written(each) for each in self.parameters.values())]) + "\n"


def schema(data: Mapping[str, Any], statement: str) -> Schema | None:
    """Return what the data hold that a programme can use: numbers, lists and tables of them; None where there is nothing.

    Lists of names make sets; what is neither is left out.
    """
    shapes = {name: shape for name, value in data.items() if (shape := _shape(value)) is not None}
    described = {name: _described(name, statement) for name in shapes}
    sets: dict[str, int] = {}
    axes: dict[str, tuple[str, ...]] = {}
    # Those whose words name their sets come first: the others then find the sets by their sizes.
    ordered = sorted(shapes, key=lambda name: len(_labels(name, shapes[name], described[name])) < len(shapes[name]))
    for name in ordered:
        shape, labels = shapes[name], _labels(name, shapes[name], described[name])
        found: list[str] = []
        for place, size in enumerate(shape):
            label = labels[place] if place < len(labels) else ""
            found.append(_set(label or _known(sets, size, found) or singular(slug(name)), size, sets, found))
        axes[name] = tuple(found)
        if not shape and (count := _counting(name, data[name], described[name])) is not None:
            _set(count, int(data[name]), sets, [])
    clashes = {name: f"{name}_" for name in sets if name in map(slug, shapes)}  # a set and a parameter of one name
    sets = {clashes.get(name, name): size for name, size in sets.items()}
    axes = {name: tuple(clashes.get(each, each) for each in over) for name, over in axes.items()}
    parameters = {
        slug(name): Parameter(_free(slug(name)), axes[name], data[name]) for name in shapes if not _names(data[name])
    }
    return Schema(sets, {each.name: each for each in parameters.values()}) if parameters else None


def singular(word: str) -> str:
    """Return the singular of the last word of a name, by its ending."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _shape(value: Any) -> tuple[int, ...] | None:
    """The lengths of a table of numbers or a list of names, () for a number; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not 0 < len(value) <= LONGEST:
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


def _labels(name: str, shape: tuple[int, ...], description: str) -> list[str]:
    """What the words call the axes, in their order; fewer than there are where they say less."""
    counted = [_label(each) for each in _COUNTED.findall(description)]
    if len(counted) >= len(shape):
        return counted[len(counted) - len(shape) :]
    each = [label for words in _EACH.findall(description) if (label := _label(words)).split("_")[0] not in _VALUE]
    return each[:1] if len(shape) == 1 else []


def _label(words: str) -> str:
    return singular(slug(words))


def _counting(name: str, value: Any, description: str) -> str | None:
    """The set that a whole number counts, as `num_bins` does."""
    if not isinstance(value, int) or not 1 < value <= LONGEST:
        return None
    match = _COUNT.fullmatch(slug(name))
    if match:
        return singular(match[1])
    counted = _COUNTED.match(description.strip())
    return _label(counted[1]) if counted else None


def _known(sets: Mapping[str, int], size: int, taken: Sequence[str]) -> str:
    """The one set of this size, if there is one; for a second axis of the same size the same again."""
    fitting = [name for name, known in sets.items() if known == size and not name.endswith("2")]
    free = [name for name in fitting if name not in taken]
    return free[0] if len(free) == 1 else fitting[0] if fitting and not free else ""


def _set(label: str, size: int, sets: dict[str, int], taken: Sequence[str]) -> str:
    """Return the set of this name and size, made where there is none."""
    name = _free(label)
    if name in taken:
        name = f"{name}2"
    while sets.get(name, size) != size:
        name = f"{name}_{size}"
    sets[name] = size
    return name


def _free(name: str) -> str:
    return f"{name}_" if name in RESERVED else name if name[:1].isalpha() else f"p_{name}"


def _written(parameter: Parameter) -> str:
    if not parameter.axes:
        return f"param {parameter.name} = {number(parameter.values)}"
    entries = ", ".join(f"{key}: {number(value)}" for key, value in _entries(parameter.values))
    return f"param {parameter.shown} = {{{entries}}}"


def _entries(values: Any) -> list[tuple[str, Any]]:
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
