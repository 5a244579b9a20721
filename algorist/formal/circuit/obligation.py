"""What must be refuted to show that two designs never differ, given which registers are always equal.

`same[r]` is the first register that register r always equals, itself for most, or -1 where it is always 0. All registers
begin at 0, so that holds in the first state. If no state in which it holds has a successor in which it does not, or an
input for which the outputs differ, then the outputs never differ (van Eijk, Sequential equivalence checking based on
structural similarities, 2000). Equal registers are one variable here, so that equal gates fall together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from algorist.formal.circuit.graph import FALSE, TRUE, Graph, Netlist, variable
from algorist.formal.circuit.netlist import TRIGGER


@dataclass(frozen=True, slots=True)
class Obligation:
    """Clauses that must have no solution, and the literals that stand for inputs and registers in them."""

    variables: int
    clauses: list[list[int]]
    inputs: list[int]
    registers: list[int]


def obligation(netlist: Netlist, same: Sequence[int]) -> Obligation:
    """Return the clauses of: the registers are as `same` says, and next they are not, or the outputs differ."""
    graph = Graph()
    inputs = [graph.leaf() for _ in netlist.inputs]
    registers: list[int] = []
    for register, first in enumerate(same):
        registers.append(FALSE if first < 0 else graph.leaf() if first == register else registers[first])
    meaning = graph.add(netlist, inputs, registers)
    following = [meaning[literal >> 1] ^ (literal & 1) for literal in netlist.following]
    differences = [
        graph.differ(after, FALSE if first < 0 else following[first])
        for after, first in zip(following, same, strict=True)
    ]
    trigger = netlist.outputs[TRIGGER]
    root = graph.any([*differences, meaning[trigger >> 1] ^ (trigger & 1)])
    clauses = [[]] if root == FALSE else [] if root == TRUE else [*graph.clauses(root), [variable(root)]]
    return Obligation(len(graph.gates), clauses, inputs, registers)
