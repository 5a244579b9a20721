"""Where in a run a task stands: inside which maps, at which positions. The same however the tasks interleave."""

from __future__ import annotations

import itertools
import random

from algorist.core.errors import BudgetSpent


class Fork:
    """One `map` under way, inside another; `spent` is set once an item has met the end of the budget."""

    def __init__(self, outer: Fork | None) -> None:
        self.outer = outer
        self.spent: BudgetSpent | None = None

    def ending(self) -> BudgetSpent | None:
        return self.spent or (None if self.outer is None else self.outer.ending())


class Place:
    """Where in a run something is asked: the positions in the maps around it. The same however they interleave."""

    def __init__(self, seed: int, path: str = "", inside: Fork | None = None) -> None:
        self.path, self.inside = path, inside
        self.random = random.Random(f"{seed}:{path}" if path else seed)
        self.maps = itertools.count()
