"""Colour refinement (Weisfeiler-Leman, dimension 1) on the disjoint union of two graphs, in numpy.

A round gives every node a new colour from its old one and the multiset of (neighbour's colour, edge label). Multisets
are hashed to 64 bits. A collision can only make colours coarser: unequal colours always mean unlike nodes, so
"different" is never wrong; and "same" is never said before a bijection has been verified edge by edge.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from algorist.formal._equivalence.graph import Graph

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"


APART = np.uint64(1 << 40)
"""Keeps labels out of the range of colours, so that a label and a colour never exchange their parts in a hash."""


@dataclass(frozen=True, slots=True)
class Union:
    """Two graphs side by side: nodes of the left one first; `colours` and `labels` are numbers shared by both."""

    size: int
    colours: Array
    starts: Array
    ends: Array
    labels: Array

    @staticmethod
    def of(left: Graph, right: Graph) -> Union:
        colours: dict[Hashable, int] = {}
        labels: dict[Hashable, int] = {}
        size = len(left.colours)
        coloured = [colours.setdefault(colour, len(colours)) for colour in (*left.colours, *right.colours)]
        edges = [*left.edges, *right.edges]
        starts, ends = (np.fromiter((edge[place] for edge in edges), np.int64, len(edges)) for place in (0, 1))
        for column in (starts, ends):
            column[len(left.edges) :] += size
        labelled = (labels.setdefault(label, len(labels)) for _, _, label in edges)
        return Union(
            size, np.array(coloured, dtype=np.int64), starts, ends, np.fromiter(labelled, np.int64, len(edges))
        )


@dataclass(frozen=True, slots=True)
class Colouring:
    """Colours of all nodes. `mismatch` is a node whose colour is rarer in the other graph, None where all agree."""

    colours: Array
    rounds: int
    mismatch: int | None


class Refiner:
    """Refinement of one union from any first colouring; the edges are sorted once."""

    def __init__(self, union: Union) -> None:
        self.union = union
        count = int(union.labels.max(initial=0)) + 1
        sources = np.concatenate((union.starts, union.ends))
        labels = np.concatenate((union.labels, union.labels + count)).astype(np.uint64)
        order = np.argsort(sources, kind="stable")
        self.targets = np.concatenate((union.ends, union.starts))[order]
        self.salted = _mix(labels[order] + APART)
        self.first = np.flatnonzero(np.diff(sources[order], prepend=-1))
        self.owners = sources[order][self.first]

    def __call__(self, colours: Array) -> Colouring:
        """Refine until no colour splits or the two graphs differ in how often some colour occurs."""
        size, rounds = self.union.size, 0
        classes = int(colours.max(initial=-1)) + 1
        while (mismatch := _mismatch(colours, size, classes)) is None:
            hashed = _mix(colours.astype(np.uint64) + np.uint64(1))
            fresh = hashed.copy()
            if len(self.first):
                fresh[self.owners] += _mix(np.add.reduceat(_mix(hashed[self.targets] ^ self.salted), self.first))
            values, colours = np.unique(fresh, return_inverse=True)
            rounds += 1
            if len(values) <= classes:
                mismatch = _mismatch(colours, size, len(values))
                break
            classes = len(values)
        return Colouring(colours, rounds, mismatch)


def by_colour(colours: Array, size: int) -> Array:
    """Return the map of the left nodes onto the right ones that keeps colours, any one where several share a colour."""
    image = np.empty(size, dtype=np.int64)
    image[np.argsort(colours[:size], kind="stable")] = np.argsort(colours[size:], kind="stable")
    return image


def preserves(union: Union, image: Array) -> bool:
    """Whether a map of the left nodes onto the right ones is a bijection that keeps colours, edges and labels."""
    size = union.size
    if not np.array_equal(np.sort(image), np.arange(len(union.colours) - size)):
        return False
    if not np.array_equal(union.colours[:size], union.colours[size:][image]):
        return False
    left = union.starts < size
    mapped = np.stack((image[union.starts[left]], image[union.ends[left]], union.labels[left]))
    there = np.stack((union.starts[~left] - size, union.ends[~left] - size, union.labels[~left]))
    return np.array_equal(mapped[:, np.lexsort(mapped)], there[:, np.lexsort(there)])


def _mismatch(colours: Array, size: int, classes: int) -> int | None:
    """Return a node of a colour that the two halves have unequally often, of the rarest such colour."""
    left = np.bincount(colours[:size], minlength=classes)
    right = np.bincount(colours[size:], minlength=classes)
    unequal = np.flatnonzero(left != right)
    if not len(unequal):
        return None
    colour = unequal[np.argmin(np.minimum(left, right)[unequal] * len(colours) + (left + right)[unequal])]
    half = 0 if left[colour] > right[colour] else size
    within = colours[:size] if half == 0 else colours[size:]
    return half + int(np.flatnonzero(within == colour)[0])


def _mix(values: Array) -> Array:
    """Return 64-bit hashes (the finaliser of splitmix64)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
