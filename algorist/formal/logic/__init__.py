"""First-order logic: the language, the provers behind it, and the checker that trusts none of them."""

from __future__ import annotations

from algorist.core.language import Rooms
from algorist.formal.logic.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="logic",
    summary="first-order logic with sorts, equality and linear arithmetic: does the conclusion follow?",
    suffixes=(".fol", ".p", ".tptp", ".smt2"),
    grammar=GRAMMAR,
)
