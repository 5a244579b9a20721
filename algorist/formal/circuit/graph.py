"""And-inverter graphs: circuits of AND gates and inverters, in which equal gates are one gate.

A literal is twice a node's number, plus one where it is inverted; node 0 is the constant false (A. Biere, The AIGER format,
2007). Folding constants and sharing equal gates keeps what every literal means (A. Kuehlmann and others, Robust Boolean
reasoning for equivalence checking, 2002, section III).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FALSE, TRUE = 0, 1


@dataclass(frozen=True, slots=True)
class Netlist:
    """A circuit with memory: nodes are numbered false, inputs, registers, gates; each gate's inputs come before it.

    `following` holds for every register the literal of its next value; all begin at 0. `outputs` names literals.
    """

    inputs: tuple[str, ...]
    following: tuple[int, ...]
    outputs: dict[str, int]
    gates: tuple[tuple[int, int], ...]

    def values(self, inputs: Sequence[int], registers: Sequence[int], ones: int) -> list[int]:
        """Return every node's value for given inputs and registers; the bits of `ones` are independent runs."""
        value = [0, *inputs, *registers]
        for a, b in self.gates:
            value.append((value[a >> 1] ^ -(a & 1)) & (value[b >> 1] ^ -(b & 1)) & ones)
        return value


def of(literal: int, values: Sequence[int], ones: int) -> int:
    """Return the literal's value, given every node's."""
    return (values[literal >> 1] ^ -(literal & 1)) & ones


class Graph:
    """A growing graph; `gates` holds for every node its two literals, or None for a leaf."""

    def __init__(self) -> None:
        self.gates: list[tuple[int, int] | None] = [None]
        self._known: dict[tuple[int, int], int] = {}

    def leaf(self) -> int:
        """Return the literal of a new variable."""
        self.gates.append(None)
        return 2 * (len(self.gates) - 1)

    def both(self, a: int, b: int) -> int:
        """Return a literal that is true where both are."""
        if a > b:
            a, b = b, a
        if a == FALSE or a == b ^ 1:
            return FALSE
        if a in (TRUE, b):
            return b
        known = self._known.get((a, b))
        if known is None:
            known = self._known[a, b] = 2 * len(self.gates)
            self.gates.append((a, b))
        return known

    def differ(self, a: int, b: int) -> int:
        """Return a literal that is true where exactly one is."""
        if a == b:
            return FALSE
        return self.both(self.both(a, b) ^ 1, self.both(a ^ 1, b ^ 1) ^ 1)

    def any(self, literals: Iterable[int]) -> int:
        """Return a literal that is true where one of these is."""
        none = TRUE
        for literal in literals:
            none = self.both(none, literal ^ 1)
        return none ^ 1

    def add(self, netlist: Netlist, inputs: Sequence[int], registers: Sequence[int]) -> list[int]:
        """Build the netlist on these literals for its inputs and registers; return the literal of its every node."""
        meaning = [FALSE, *inputs, *registers]
        for a, b in netlist.gates:
            meaning.append(self.both(meaning[a >> 1] ^ (a & 1), meaning[b >> 1] ^ (b & 1)))
        return meaning

    def clauses(self, root: int, done: set[int] | None = None) -> list[list[int]]:
        """Return clauses that hold where every gate under the root does what it does; node n is variable n (Tseitin, 1968).

        Nodes in `done` have theirs already, and what is added is put into it. The constant has none.
        """
        done = set() if done is None else done
        found: list[list[int]] = []
        waiting = [root >> 1]
        while waiting:
            node = waiting.pop()
            gate = self.gates[node]
            if node in done or gate is None:
                continue
            done.add(node)
            a, b = (variable(literal) for literal in gate)
            found += [[-node, a], [-node, b], [node, -a, -b]]
            waiting += [gate[0] >> 1, gate[1] >> 1]
        return found


def variable(literal: int) -> int:
    """Return the literal as SAT solvers write it."""
    return -(literal >> 1) if literal & 1 else literal >> 1
