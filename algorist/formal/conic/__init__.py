"""Conic programs: Conic Benchmark Format, solved by Clarabel or SCS, bounded from both sides in exact rationals."""

from __future__ import annotations

from algorist.core.language import Grammar, Rooms
from algorist.formal.conic.language import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="conic",
    summary="conic programs (LP, SOCP, SDP, exponential and power cones) in Conic Benchmark Format",
    suffixes=(".cbf",),
    grammar=Grammar(GRAMMAR),
)
