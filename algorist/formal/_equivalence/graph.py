"""Coloured graphs with labelled edges: what models are compared as."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
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


class Shared:
    """Makes nodes of a graph once: of one colour, with edges to the same nodes, whose order means nothing."""

    def __init__(self, made: Graph) -> None:
        self.made = made
        self._nodes: dict[Hashable, int] = {}

    def __call__(self, colour: Hashable, arrows: Iterable[tuple[Hashable, int]] = ()) -> int:
        """Return the node of this colour with these edges, given as label and end."""
        edges = sorted(arrows, key=lambda arrow: (str(arrow[0]), arrow[1]))
        key = (colour, tuple(edges))
        if key not in self._nodes:
            self._nodes[key] = self.made.node(colour)
            for label, end in edges:
                self.made.edge(self._nodes[key], end, label)
        return self._nodes[key]
