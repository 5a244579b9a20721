"""Polynomial nonnegativity: sums of squares found by Clarabel, made exact, and verified by expanding the identity."""

from __future__ import annotations

from algorist.core.language import Grammar, Rooms
from algorist.formal.polynomial.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="polynomial",
    summary="is a polynomial nonnegative: everywhere, or where polynomial inequalities hold",
    suffixes=(".poly",),
    grammar=Grammar(GRAMMAR),
)
