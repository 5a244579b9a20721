"""Coloured graphs with labelled edges: what models are compared as."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class Graph:
    """Nodes with colours, directed edges with labels, and a `head` that isomorphic graphs share.

    `names` holds what the nodes that can be renamed (variables, values) are called, `notes` what others stand for.
    `doubt` says why the graph may differ from that of an equivalent model; empty where it cannot. `conflict` says what
    shows that the model has no solution; empty where nothing on its face does.
    """

    head: Hashable
    colours: list[Hashable] = field(default_factory=list)
    edges: list[tuple[int, int, Hashable]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    doubt: str = ""
    conflict: str = ""

    def node(self, colour: Hashable, name: str | None = None, note: str = "") -> int:
        """Add a node and return its number; nodes with a name are those that a renaming speaks of."""
        number = len(self.colours)
        self.colours.append(colour)
        if name is not None:
            self.names[number] = name
        if note:
            self.notes[number] = note
        return number

    def edge(self, start: int, end: int, label: Hashable) -> None:
        self.edges.append((start, end, label))

    def pinned(self, names: Mapping[int, Hashable]) -> Graph:
        """Return the graph with these nodes told apart, by what they are mapped to."""
        colours: list[Hashable] = [
            (colour, names[number]) if number in names else colour for number, colour in enumerate(self.colours)
        ]
        return replace(self, colours=colours)
