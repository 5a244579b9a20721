"""Circuits in Verilog: a design against a testbench (Icarus Verilog), or against another design (Yosys and a SAT solver)."""

from __future__ import annotations

from algorist.core.language import Rooms
from algorist.formal.circuit.grammar import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="circuit",
    summary="Verilog designs, simulated with a testbench in the sandbox, or proved the same as another design",
    suffixes=(".v", ".sv"),
    grammar=GRAMMAR,
)
