"""Logic programs: Prolog and Datalog, the solvers behind them, and the checker that replays derivations."""

from __future__ import annotations

from algorist.core.language import Rooms
from algorist.formal.horn.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="horn",
    summary="facts, rules and a query: Prolog with lists, arithmetic, CLP(FD), CLP(R); Datalog; open or closed world",
    suffixes=(".pl", ".dl"),
    grammar=GRAMMAR,
)
