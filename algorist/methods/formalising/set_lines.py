"""Lines over sets: what an objective or a constraint says of variables and data, typed by the sets that they run over.

    minimize fixed*y + cost*x                          what a line does not hold for each of, it adds up
    each bin: size*x <= capacity*y                     for each bin, over all items
    total: cost*x <= budget                            once, over everything
    each plant, day: stock = prev stock + x - demand   `prev` the period before, `first` the first one
    each task, task2: x + other x <= 1 where clash = 1 `other` of the second of two; `where` for those only
    each shift: x >= least; x <= most                  two limits of one sentence

A term is data times a variable, or data alone. Which lines fit the sets of a problem is told by `sayable_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ORDERED = re.compile(r"(?:.*_)?(?:period|day|month|week|year|hour|season|quarter|slot|shift|stage|time|step|interval)")
_HEAD = re.compile(r"(minimize|maximize) (.+)|(?:each ([\w, ]+)|total): (.+?)(?: where (\w+) (<=|>=|<|>|=) (\w+))?")
_COMPARED = re.compile(r"(.+?) (<=|>=|=) (.+)")
_FACTOR = re.compile(r"(?:(prev|first|other) )?(\w+%?)")
_TERM = r"(?:(?:prev|first|other) )?\w+%?(?:\*(?:(?:prev|first|other) )?\w+%?)*"
_SUM = re.compile(rf"{_TERM}(?: [+-] {_TERM})*")
_PIECE = re.compile(rf"(^| \+ | - )({_TERM})")


@dataclass(frozen=True, slots=True)
class Names:
    """What a line may speak of: the sets with their sizes, and data and variables with the sets that they run over."""

    sets: Mapping[str, int]
    data: Mapping[str, tuple[str, ...]]
    variables: Mapping[str, tuple[str, ...]]

    def axes(self, name: str) -> tuple[str, ...]:
        return self.variables[name] if name in self.variables else self.data.get(name, ())

    @property
    def useful(self) -> tuple[str, ...]:
        """The sets that a constraint can hold for each of: those of variables, and of data that share a set with one."""
        own = {each for axes in self.variables.values() for each in axes}
        met = {each for axes in self.data.values() if own & set(axes) for each in axes}
        return tuple(each for each in self.sets if each in own | met)


def is_ordered(name: str) -> bool:
    """Whether the members of a set follow one another in time, by its name."""
    return _ORDERED.fullmatch(name) is not None


def indices(axes: tuple[str, ...], mode: str, each: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The sets that a name's axes are read by in a mode; None where the mode does not fit."""
    held = each or ()
    if mode == "":
        return axes
    if mode == "first":
        ordered = [axis for axis in axes if is_ordered(axis) and axis not in held]
        return tuple(axis for axis in axes if axis != ordered[0]) if len(ordered) == 1 else None
    if mode == "prev":
        return axes if any(is_ordered(axis) and axis in held for axis in axes) else None
    seconds = [axis for axis in axes if f"{axis}2" in held]
    return tuple(f"{axis}2" if axis in seconds else axis for axis in axes) if seconds else None


@dataclass(frozen=True, slots=True)
class Condition:
    """For which members a line holds: data compared with data or a number, over these sets."""

    left: str
    sign: str
    right: str
    axes: tuple[str, ...]


def condition(line: str, names: Names) -> Condition | None:
    """Return for which members a line holds, if it says so."""
    match = _HEAD.fullmatch(line)
    if match is None or not match[5]:
        return None
    over = {*names.axes(match[5]), *names.axes(match[7])}
    return Condition(match[5], match[6], match[7], tuple(each for each in names.sets if each in over))


def compiled(line: str, names: Names, place: int) -> list[str] | None:
    """Return a line in the linear language; None where it makes no sense. Its condition is data called `where_PLACE`."""
    match = _HEAD.fullmatch(line)
    if match is None:
        return None
    if match[1]:
        side = _side(match[2], names, (), None, place)
        return [f"{match[1]} {side[0]}"] if side and side[1] is not None else None
    each = tuple(match[3].split(", ")) if match[3] else ()
    if len(set(each)) < len(each) or not set(each) <= set(names.sets):
        return None
    known = condition(line, names)
    if known and (known.left not in names.data or not (known.right in names.data or known.right.isdigit())):
        return None
    rows = []
    for number, text in enumerate(match[4].split("; ")):
        row = _row(text, names, each, known, place)
        if row is None:
            return None
        label = f"c{place}" if number == 0 else f"c{place}_{number}"
        late = {axis for axis in each if is_ordered(axis)} if "prev " in text else set()
        ranges = ", ".join(
            f"i_{axis} in 2..{max(2, names.sets[axis])}" if axis in late else f"i_{axis} in {axis}" for axis in each
        )
        rows.append(f"{label}[{ranges}]: {row}" if each else f"{label}: {row}")
    return rows


def _row(text: str, names: Names, each: tuple[str, ...], known: Condition | None, place: int) -> str | None:
    match = _COMPARED.fullmatch(text)
    sides = [_side(side, names, each, known, place) for side in (match[1], match[3])] if match else []
    read = [side for side in sides if side is not None]
    if match is None or len(read) < 2:
        return None
    said = [over for _, over in read if over is not None]
    if not said or not set(each) <= set().union(*said):
        return None  # no variable, or none that the line could hold for each of
    if known and not set(known.axes) <= {*each, *set().union(*said)}:
        return None
    return f"{read[0][0]} {match[2]} {read[1][0]}"


def _side(
    text: str, names: Names, each: tuple[str, ...], known: Condition | None, place: int
) -> tuple[str, set[str] | None] | None:
    """Return a sum in the linear language and the sets that its variables and their data run over, None where it has none."""
    if not _SUM.fullmatch(text):
        return None
    written, varied = "", False
    said: set[str] = set()
    for sign, term in _PIECE.findall(text):
        found = _written(term, names, each, known, place)
        if found is None:
            return None
        written += sign + found[0]
        if found[1] is not None:
            varied, said = True, said | found[1]
    return written, said if varied else None


def _written(
    term: str, names: Names, each: tuple[str, ...], known: Condition | None, place: int
) -> tuple[str, set[str] | None] | None:
    factors: list[str] = []
    over: list[str] = []
    variable: str | None = None
    for factor in term.split("*"):
        match = _FACTOR.fullmatch(factor)
        if match is None or variable is not None:
            return None  # the variable is the last factor
        name = match[2]
        if re.fullmatch(r"\d+%?", name):
            factors.append(name)
            continue
        if name not in names.data and name not in names.variables:
            return None
        sets = indices(names.axes(name), match[1] or "", each)
        if sets is None:
            return None
        variable = name if name in names.variables else None
        if variable and not {axis for axis in over if axis not in each} <= set(sets):
            return None
        over += [axis for axis in sets if axis not in over]
        factors.append(_indexed(name, names.axes(name), match[1] or "", each))
    summed = [axis for axis in over if axis not in each]
    if summed and variable is None:
        return None  # data alone are not added up
    if known and (set(known.axes) <= set(each) or set(known.axes) <= {*each, *over}):
        factors.insert(0, _indexed(f"where_{place}", known.axes, "", each))
    product = "*".join(factors)
    ranges = ", ".join(f"i_{axis} in {axis}" for axis in summed)
    return (f"sum({ranges}) {product}" if summed else product), set(over) if variable else None


def _indexed(name: str, axes: tuple[str, ...], mode: str, each: tuple[str, ...]) -> str:
    written = []
    for axis in axes:
        index = f"i_{axis}"
        if mode == "first" and is_ordered(axis) and axis not in each:
            index = "1"
        elif mode == "prev" and is_ordered(axis) and axis in each:
            index += " - 1"
        elif mode == "other" and f"{axis}2" in each:
            index += "2"
        written.append(index)
    return f"{name}[{', '.join(written)}]" if axes else name
