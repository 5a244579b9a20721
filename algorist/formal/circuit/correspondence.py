"""Find which registers of a netlist are always equal: guess by simulation, then drop what a SAT solver shows to be wrong.

Source: C. van Eijk, Sequential equivalence checking based on structural similarities (2000): the largest set of equalities
that every step preserves.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.formal.circuit.graph import Netlist, of
from algorist.formal.circuit.netlist import TRIGGER
from algorist.formal.circuit.obligation import obligation
from algorist.formal.circuit.satisfy import solved

LANES = 128
"""Simulations that run side by side, each a bit of Python's integers."""

STEPS = 48


@dataclass(frozen=True, slots=True)
class Guess:
    """What simulation found: a history for every register, and inputs step by step where the outputs differed."""

    histories: tuple[int, ...]
    witness: list[list[int]] | None


def simulated(netlist: Netlist, draw: random.Random) -> Guess:
    """Run the netlist from its first state on random inputs, some of which change often and some seldom."""
    ones = (1 << LANES) - 1
    registers = [0] * len(netlist.following)
    histories = [0] * len(registers)
    given: list[list[int]] = []
    held = [draw.getrandbits(LANES) for _ in netlist.inputs]
    for _ in range(STEPS):
        held = [bits ^ _changes(draw) for bits in held]
        given.append(held)
        values = netlist.values(held, registers, ones)
        if differs := of(netlist.outputs[TRIGGER], values, ones):
            lane = differs.bit_length() - 1
            return Guess(tuple(histories), [[bits >> lane & 1 for bits in step] for step in given])
        registers = [of(literal, values, ones) for literal in netlist.following]
        histories = [history << LANES | now for history, now in zip(histories, registers, strict=True)]
    return Guess(tuple(histories), None)


def inductive(netlist: Netlist, guess: Guess, draw: random.Random, deadline: float) -> list[int] | None:
    """Return equalities of registers that every step preserves and that keep the outputs equal; None where there are none.

    Raises TimeoutError at the deadline, in seconds of `time.monotonic`.
    """
    same = _classes([-1] * len(guess.histories), guess.histories)
    while True:
        found = obligation(netlist, same)
        model = solved(found.clauses, found.variables, deadline)
        if model is None:
            return same
        inputs = [model[literal >> 1] for literal in found.inputs]
        registers = [model[literal >> 1] ^ (literal & 1) for literal in found.registers]
        finer = _classes(same, _successors(netlist, inputs, registers, draw))
        if finer == same:
            return None
        same = finer


def _successors(netlist: Netlist, inputs: Sequence[int], registers: Sequence[int], draw: random.Random) -> list[int]:
    """Return every register's next value from this state, for these inputs in the first lane and others in the rest."""
    ones = (1 << LANES) - 1
    given = [-bit & ones ^ (_changes(draw) & ~1) for bit in inputs]
    values = netlist.values(given, [-bit & ones for bit in registers], ones)
    return [of(literal, values, ones) for literal in netlist.following]


def _classes(same: Sequence[int], histories: Sequence[int]) -> list[int]:
    """Split the classes by what happened: two registers stay together if they were, and had one history."""
    first: dict[tuple[int, int], int] = {}
    finer: list[int] = []
    for register, (old, history) in enumerate(zip(same, histories, strict=True)):
        finer.append(-1 if old < 0 and not history else first.setdefault((old, history), register))
    return finer


def _changes(draw: random.Random) -> int:
    """Return random bits, one in two, four or eight of them set."""
    bits = draw.getrandbits(LANES)
    for _ in range(draw.randrange(3)):
        bits &= draw.getrandbits(LANES)
    return bits
