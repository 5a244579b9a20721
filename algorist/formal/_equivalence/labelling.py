"""Canonical labelling by nauty, until a deadline: components that are isomorphic get the same key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, TypeAlias

from algorist.core.child import Children
from algorist.core.errors import Unavailable

SMALL = 400
"""Nodes up to which a component is labelled in this process; larger ones go to a child that can be killed."""

MEMORY = 2 << 30

Key: TypeAlias = tuple[Any, ...]
Edge: TypeAlias = tuple[int, int, int]
"""Start, end and label."""


class Labeller:
    """Labels components until a deadline; the pool that large ones need is made when it is first needed.

    nauty is told plain edges (it is slow on directed ones). An edge between colours that also meet otherwise becomes two
    nodes, its beginning and its end, coloured by the label.
    """

    def __init__(self, colours: Sequence[int], edges: Iterable[Edge], deadline: float) -> None:
        self.colours, self.deadline = colours, deadline
        self.pool: Children | None = None
        self.edges: dict[int, list[tuple[int, int]]] = defaultdict(list)
        kinds: dict[tuple[int, int], set[int]] = defaultdict(set)
        for start, end, kind in edges:
            self.edges[start].append((end, kind))
            low, high = sorted((colours[start], colours[end]))
            kinds[low, high].add(kind if low == colours[start] else -1 - kind)
        self.mixed = {pair for pair, found in kinds.items() if len(found) > 1 or pair[0] == pair[1]}

    def __enter__(self) -> Labeller:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.close()

    def __call__(self, nodes: Sequence[int]) -> tuple[list[int], Key]:
        """Return the nodes of a component in canonical order, and what isomorphic components share."""
        number = {node: position for position, node in enumerate(nodes)}
        neighbours: list[list[int]] = [[] for _ in nodes]
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for node in nodes:
            cells[0, self.colours[node]].append(number[node])
        for node in nodes:
            for end, kind in self.edges[node]:
                low, high = sorted((self.colours[node], self.colours[end]))
                if (low, high) not in self.mixed:
                    neighbours[number[node]].append(number[end])
                    continue
                middle = len(neighbours)
                neighbours += [[middle + 1], [number[end]]]
                neighbours[number[node]].append(middle)
                cells[1, kind].append(middle)
                cells[2, kind].append(middle + 1)
        order = sorted(cells)
        canonical, certificate = self._labels(len(neighbours), neighbours, [cells[key] for key in order])
        shape = tuple((key, len(cells[key])) for key in order)
        return [nodes[position] for position in canonical if position < len(nodes)], (shape, certificate)

    def _labels(self, size: int, neighbours: list[list[int]], cells: list[list[int]]) -> tuple[list[int], str]:
        argument = {"neighbours": neighbours, "cells": cells}
        if size <= SMALL:
            return labels(argument)
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        self.pool = self.pool or Children(1)
        order, certificate = self.pool.call(f"{__name__}:labels", argument, left, MEMORY)
        return order, certificate


def labels(argument: dict[str, Any]) -> tuple[list[int], str]:
    """Return nauty's canonical order of the nodes of a graph {neighbours, cells}, and the graph in that order."""
    try:
        import pynauty
    except ImportError as error:
        raise Unavailable(
            "These models are symmetric beyond colour refinement; telling them apart takes nauty.",
            "Install it with: pip install 'algorist[equivalence]'",
        ) from error
    neighbours: list[list[int]] = argument["neighbours"]
    cells: list[list[int]] = argument["cells"]
    graph = pynauty.Graph(len(neighbours), False, dict(enumerate(neighbours)), [set(cell) for cell in cells])
    order = list(pynauty.canon_label(graph))
    place = {node: position for position, node in enumerate(order)}
    pairs = {tuple(sorted((place[u], place[v]))) for u, ends in enumerate(neighbours) for v in ends}
    return order, ";".join(f"{u},{v}" for u, v in sorted(pairs))
