"""The linear language: LP and MILP, solved by HiGHS, proved in exact rationals."""

from __future__ import annotations

from algorist.core.language import Grammar, Rooms
from algorist.formal.linear.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="linear",
    summary="linear and mixed-integer programs: maximise or minimise under linear constraints",
    suffixes=(".lin", ".lp", ".mps"),
    grammar=Grammar(GRAMMAR),
)
