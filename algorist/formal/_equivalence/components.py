"""The components of what refinement leaves alike: matched by their colours where these differ within each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

import numpy as np

from algorist.formal._equivalence.labelling import Labeller
from algorist.formal._equivalence.refine import Array, Union, by_colour

FARTHEST = 40
"""Steps up to which distances are measured; graphs that are still growing then are long and thin."""

MEASURED = 6000
"""Nodes of one graph up to which distances are measured: a set of nodes is kept for each."""


class Components:
    """The nodes that share their colours, by component of the graph without the others, and in it by colour."""

    def __init__(self, union: Union, colours: Array) -> None:
        self.union, self.colours = union, colours
        counts = np.bincount(colours[: union.size])
        shared = counts[colours] > 1
        inner = shared[union.starts] & shared[union.ends]
        self.starts, self.ends, self.labels = union.starts[inner], union.ends[inner], union.labels[inner]
        leaders = _connected(len(colours), self.starts, self.ends)
        order = np.lexsort((colours, leaders))
        self.nodes = order[shared[order]]
        """By component, those of the left graph first, and within a component by colour."""
        leader, colour = leaders[self.nodes], colours[self.nodes]
        self.first = np.flatnonzero(np.diff(leader, prepend=-1))
        self.alike = np.flatnonzero((np.diff(leader, prepend=-1) == 0) & (np.diff(colour, prepend=-1) == 0))
        self.leader = leader
        self.decomposable = not len(self.alike)
        """Whether within every component all colours are different."""

    def chosen(self) -> Array:
        """Return a node of every component that is not decomposable, of the first colour that several nodes have."""
        _, places = np.unique(self.leader[self.alike], return_index=True)
        return self.nodes[self.alike[places]]

    def match(self) -> Array | int:
        """Return a map of the left nodes onto the right ones, or a node whose component has no counterpart.

        Components are told apart by their colours alone, which is right where they are decomposable.
        """
        return self._paired((nodes, self.colours[nodes].tobytes()) for nodes in self._split())

    def labelled(self, deadline: float) -> Array | int:
        """Return the same with components told apart by nauty.

        Raises TimeoutError, and Unavailable when there is no nauty.
        """
        edges = np.stack((self.starts, self.ends, self.labels), axis=1).tolist()
        with Labeller(self.colours.tolist(), edges, deadline) as label:
            found = [label(nodes.tolist()) for nodes in self._split()]
        return self._paired((np.array(nodes), key) for nodes, key in found)

    def _split(self) -> list[Array]:
        return np.split(self.nodes, self.first[1:]) if len(self.nodes) else []

    def _paired(self, keyed: Iterable[tuple[Array, Hashable]]) -> Array | int:
        size = self.union.size
        image = by_colour(self.colours, size)
        waiting: dict[Hashable, list[Array]] = defaultdict(list)
        for nodes, key in keyed:
            if nodes[0] < size:
                waiting[key].append(nodes)
            elif not waiting[key]:
                return int(nodes[0])
            else:
                image[waiting[key].pop()] = nodes - size
        return image

    def distances(self) -> Array:
        """Return finer colours: by how many nodes lie within each number of steps of a node, in its component.

        Random graphs of one degree, blank to refinement, are told apart node by node.
        """
        count, size = len(self.colours), self.union.size
        if size > MEASURED:
            return self.colours
        around: dict[int, list[int]] = {int(node): [] for node in self.nodes}
        for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True):
            around[start].append(end)
            around[end].append(start)
        near = {node: 1 << node % size for node in around}
        seen: dict[int, list[int]] = {node: [] for node in around}
        for _ in range(FARTHEST):
            wider = {}
            for node, others in around.items():
                reached = near[node]
                for other in others:
                    reached |= near[other]
                wider[node] = reached
                seen[node].append(reached.bit_count())
            if wider == near:
                break
            near = wider
        kinds: dict[tuple[int, ...], int] = {}
        finer = np.zeros(count, dtype=np.int64)
        for node, counts in seen.items():
            finer[node] = kinds.setdefault(tuple(counts), len(kinds))
        return np.unique(self.colours * (len(kinds) + 1) + finer, return_inverse=True)[1]


def _connected(count: int, starts: Array, ends: Array) -> Array:
    """Return the least node of every node's connected component."""
    leaders = np.arange(count)
    while True:
        one, two = leaders[starts], leaders[ends]
        low, fresh = np.minimum(one, two), leaders.copy()
        np.minimum.at(fresh, one, low)
        np.minimum.at(fresh, two, low)
        while not np.array_equal(further := fresh[fresh], fresh):
            fresh = further
        if np.array_equal(fresh, leaders):
            return leaders
        leaders = fresh
