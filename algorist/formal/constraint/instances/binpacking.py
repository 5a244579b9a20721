"""Bin-packing instances: the number of items, the capacity, then the items' sizes; or the OR-Library's file of one problem.

The OR-Library's (`P` problems, then for each a name and `capacity items best`) is told by its name being no number.
"""

from __future__ import annotations

from collections.abc import Sequence

from algorist.formal.constraint.global_constraints import Cumulative
from algorist.formal.constraint.instances.numbers import Numbers
from algorist.formal.constraint.tree import (
    Constraint,
    ConstraintModel,
    Maximum,
    Objective,
    Range,
    Reference,
    Variable,
)

MOST_ITEMS = 10_000


def read_binpacking(text: str) -> ConstraintModel:
    """Return the model: `bin_i` for item i, from 1, and the fewest bins."""
    lines = text.split("\n")
    if len(lines) > 1 and lines[0].strip() == "1" and lines[1].strip() and not lines[1].strip()[0].isdigit():
        numbers = Numbers("\n".join(lines[2:]), first_line=3)
        capacity, count = numbers.whole("the capacity", 1), numbers.whole("the number of items", 1)
        numbers.whole("the best known number of bins")
    else:
        numbers = Numbers(text)
        count, capacity = numbers.whole("the number of items", 1), numbers.whole("the capacity", 1)
    if count > MOST_ITEMS:
        numbers.fail(f"there are {count} items of at most {MOST_ITEMS}.")
    sizes = [numbers.whole("an item's size", 0, capacity) for _ in range(count)]
    numbers.end()
    return binpacking(capacity, sizes)


def binpacking(capacity: int, sizes: Sequence[int]) -> ConstraintModel:
    """Return the model: packing is a resource of this capacity, where an item's start is its bin and lasts for one."""
    bins = tuple(Reference(f"bin_{item}") for item in range(1, len(sizes) + 1))
    enough = _first_fit(capacity, sizes)
    return ConstraintModel(
        variables=tuple(Variable(each.name, Range(1, enough)) for each in bins),
        constraints=(Constraint(Cumulative(bins, (1,) * len(bins), tuple(sizes), capacity)),),
        objective=Objective("minimize", Maximum(bins)),
    )


def _first_fit(capacity: int, sizes: Sequence[int]) -> int:
    """Return how many bins are enough: each item, the largest first, goes into the first bin that has room."""
    rooms: list[int] = []
    for size in sorted(sizes, reverse=True):
        place = next((place for place, room in enumerate(rooms) if room >= size), len(rooms))
        if place == len(rooms):
            rooms.append(capacity)
        rooms[place] -= size
    return max(1, len(rooms))
