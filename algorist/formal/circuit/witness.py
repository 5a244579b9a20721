"""A difference of two designs: input values step by step, and the outputs that they lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from algorist.formal.circuit.graph import Netlist, of
from algorist.formal.circuit.netlist import TRIGGER

Words = dict[str, tuple[int, ...]]
"""For each port its value at each step, as an unsigned number."""


def ports(names: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Return for each port the positions of its bits among these names, each with the bit's weight."""
    found: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(names):
        match = re.fullmatch(r"(.*)\[(\d{1,9})\]", name)
        port, bit = (match[1], int(match[2])) if match else (name, 0)
        found.setdefault(port, []).append((position, bit))
    return {
        port: [(position, 1 << (bit - min(b for _, b in bits))) for position, bit in bits]
        for port, bits in found.items()
    }


def words(netlist: Netlist, steps: Sequence[Sequence[int]]) -> Words:
    """Return the ports' values for single bits, step by step."""
    return {
        port: tuple(sum(weight for position, weight in bits if step[position]) for step in steps)
        for port, bits in ports(netlist.inputs).items()
    }


def bits(netlist: Netlist, given: Mapping[str, Sequence[int]]) -> list[list[int]]:
    """Return the single bits, step by step, of the ports' values; raises ValueError where they do not fit the netlist."""
    known = ports(netlist.inputs)
    lengths = {len(values) for values in given.values()}
    if set(given) != set(known) or len(lengths) != 1 or not all(lengths):
        raise ValueError("the inputs are not those of the designs")
    for port, values in given.items():
        width = sum(weight for _, weight in known[port])
        if not all(isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= width for value in values):
            raise ValueError(f"{port} has a value that its width does not allow")
    weight_of = {position: (port, weight) for port, found in known.items() for position, weight in found}
    order = [weight_of[position] for position in range(len(netlist.inputs))]
    return [[int(given[port][step] & weight != 0) for port, weight in order] for step in range(lengths.pop())]


def differing(netlist: Netlist, steps: Sequence[Sequence[int]]) -> dict[str, tuple[int, int]]:
    """Return the outputs that differ after the last of these steps: the design's value and the reference's."""
    registers = [0] * len(netlist.following)
    values: list[int] = []
    for step in steps:
        values = netlist.values(step, registers, 1)
        registers = [of(literal, values, 1) for literal in netlist.following]
    if not values or not of(netlist.outputs[TRIGGER], values, 1):
        return {}
    names = list(netlist.outputs)
    seen = {
        port: sum(weight for position, weight in found if of(netlist.outputs[names[position]], values, 1))
        for port, found in ports(names).items()
    }
    pairs = ((port.removeprefix("gold_"), port) for port in seen if port.startswith("gold_"))
    return {name: (seen[port], seen[f"gate_{name}"]) for name, port in pairs if seen[port] != seen[f"gate_{name}"]}
