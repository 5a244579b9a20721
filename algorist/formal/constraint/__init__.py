"""Finite-domain constraints: the language, the solver behind it, and the checker that trusts no solver."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Value
from algorist.core.errors import Unavailable
from algorist.core.language import Limits, Rooms
from algorist.formal.constraint.grammar import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.constraint.tree import ConstraintModel


class ConstraintLanguage(Rooms):
    """The constraint language; beside what every language can do, it tells which selections of constraints are well-posed."""

    def solve(self, model: ConstraintModel, limits: Limits) -> Solution:
        try:
            return super().solve(model, limits)
        except ImportError as error:
            raise unavailable(error) from error

    def select(self, model: ConstraintModel, selections: Sequence[Sequence[int]]) -> list[Mapping[str, Value] | None]:
        """Return for every selection of the constraints, by position, the values of its only solution, or None.

        None throughout where the model has too many clauses to be asked about.
        """
        from algorist.formal.constraint.encode import TooLarge
        from algorist.formal.constraint.selection import Selection

        try:
            with Selection(model) as ask:
                return [ask.values(each) if ask.unique(each) else None for each in selections]
        except TooLarge:
            return [None] * len(selections)


def unavailable(error: ImportError) -> Unavailable:
    """Say which of the two reasons keeps the solver from loading."""
    if find_spec("ortools") is not None and "highspy" in sys.modules:
        return Unavailable(
            "OR-Tools cannot be loaded beside HiGHS in one process: both bring a library of the same name.",
            "Solve through a Run, which gives each language a process of its own.",
        )
    return Unavailable(
        f"The constraint solver does not load: {error}.", "Install it with: pip install ortools python-sat"
    )


LANGUAGE = ConstraintLanguage(
    package=__name__,
    name="constraint",
    summary="finite domains: order, distance, sums, counting, tables, logic; schedules, circuits, routes; objectives, soft constraints",
    suffixes=(".con", ".tsp", ".vrp", ".jsp", ".bpp"),
    grammar=GRAMMAR,
)
