"""The planning language: PDDL, solved by Fast Downward, plans replayed state by state."""

from __future__ import annotations

from algorist.core.language import Grammar, Rooms
from algorist.formal.plan.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="plan",
    summary="planning: actions with preconditions and effects that lead from an initial state to a goal",
    suffixes=(".pddl", ".grid"),
    grammar=Grammar(GRAMMAR),
)
