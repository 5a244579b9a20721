"""Are two coloured graphs isomorphic, and by which bijection?

Nodes with a colour of their own are matched by it. What is left falls apart into components. A component whose colours
are all different (symmetric decomposability) is matched colour by colour. Where some are not, two nodes of a colour are
told apart from the rest and the graphs refined again, which mostly ends the matter; after wrong guesses every node of a
colour is looked at, and after too many nauty labels the components canonically. Whatever was found, the bijection is verified edge by edge.
(ORGEval, arXiv 2510.27610, for the refinement and decomposability; the component keys are ours.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeAlias

import numpy as np

from algorist.core.child import Children
from algorist.core.errors import Unavailable
from algorist.formal._equivalence.graph import Graph
from algorist.formal._equivalence.refine import Array, Refiner, Union

SMALL = 400
"""Nodes up to which a component is labelled in this process; larger ones go to a child that can be killed."""

FIRST_GUESSES, WRONG_GUESSES = 2, 20
"""Dead ends after which guessing gives way to a look at every node of a colour, and after that to nauty."""

MEMORY = 2 << 30

Key: TypeAlias = tuple[Any, ...]
Edges: TypeAlias = dict[int, list[tuple[int, int]]]
"""By node: (node that it has an edge to, label)."""


@dataclass(frozen=True, slots=True)
class Match:
    """`bijection[i]` is the right graph's node for the left's node i. Without one: `node` (left nodes first, then right)
    has no counterpart, or, where `decided` is false, time ran out."""

    bijection: tuple[int, ...] | None = None
    node: int | None = None
    decided: bool = True
    rounds: int = 0
    labelled: int = 0


def match(left: Graph, right: Graph, seconds: float) -> Match:
    """Return whether two graphs are isomorphic; raises Unavailable where that takes nauty and pynauty is missing."""
    if left.head != right.head or (len(left.colours), len(left.edges)) != (len(right.colours), len(right.edges)):
        return Match(node=_odd_one_out(left, right))
    union = Union.of(left, right)
    refiner = Refiner(union)
    colouring = refiner(union.colours)
    if colouring.mismatch is not None:
        return Match(node=colouring.mismatch, rounds=colouring.rounds)
    colours, deadline = colouring.colours, monotonic() + seconds
    counts = np.bincount(colours[: union.size])
    labelled, node, image = 0, None, by_colour(colours, union.size)
    if counts.max(initial=0) > 1:
        try:
            components = _Components(union, colours, counts)
            if components.decomposable():
                node = components.match(image, deadline)
            elif (guessed := _guess(union, refiner, colours, deadline, FIRST_GUESSES)) is not None:
                image = guessed
            elif (apart := refiner.told_apart(colours)).mismatch is not None:
                node = apart.mismatch
            elif (guessed := _guess(union, refiner, apart.colours, deadline, WRONG_GUESSES)) is not None:
                image = guessed
            else:
                node = components.match(image, deadline)
            labelled = components.labelled
        except TimeoutError:
            return Match(decided=False, rounds=colouring.rounds)
        if node is not None:
            return Match(node=node, rounds=colouring.rounds, labelled=labelled)
    if not preserves(union, image):
        return Match(decided=False, rounds=colouring.rounds, labelled=labelled)
    return Match(tuple(image.tolist()), rounds=colouring.rounds, labelled=labelled)


def by_colour(colours: Array, size: int) -> Array:
    """Return the map of the left nodes onto the right ones that keeps colours, any one where several share a colour."""
    image = np.empty(size, dtype=np.int64)
    image[np.argsort(colours[:size], kind="stable")] = np.argsort(colours[size:], kind="stable")
    return image


def _guess(union: Union, refiner: Refiner, colours: Array, deadline: float, most: int) -> Array | None:
    """Return a verified bijection found by telling pairs of nodes apart; None after more than so many wrong guesses.

    Depth first; of every guess the left node is fixed, and the right nodes of its colour are tried in turn.
    """
    size, wrong = union.size, 0
    if np.bincount(colours[:size]).max(initial=0) <= 1:
        image = by_colour(colours, size)
        return image if preserves(union, image) else None
    stack = [(colours, _choices(colours, size))]
    while stack and wrong <= most and monotonic() < deadline:
        colours, choices = stack[-1]
        if not choices:
            stack.pop()
            continue
        left, right = choices.pop()
        told = colours.copy()
        told[[left, right]] = colours.max() + 1
        found = refiner(np.unique(told, return_inverse=True)[1])
        if found.mismatch is not None:
            wrong += 1
            continue
        further = _choices(found.colours, size)
        if further:
            stack.append((found.colours, further))
        elif preserves(union, image := by_colour(found.colours, size)):
            return image
        else:
            wrong += 1
    return None


def _choices(colours: Array, size: int) -> list[tuple[int, int]]:
    """Return one left node of the smallest shared colour with every right node of that colour; none when none is shared."""
    counts = np.bincount(colours[:size])
    if counts.max(initial=0) <= 1:
        return []
    colour = int(np.argmin(np.where(counts > 1, counts, size + 1)))
    left = int(np.flatnonzero(colours[:size] == colour)[0])
    return [(left, int(right)) for right in np.flatnonzero(colours == colour) if right >= size]


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


def _odd_one_out(left: Graph, right: Graph) -> int | None:
    """Return a node that the other graph has fewer of, by colour alone."""
    counts: dict[Any, int] = defaultdict(int)
    for colour in left.colours:
        counts[colour] += 1
    for colour in right.colours:
        counts[colour] -= 1
    for number, colour in enumerate((*left.colours, *right.colours)):
        if counts[colour] > 0 if number < len(left.colours) else counts[colour] < 0:
            return number
    return None


class _Components:
    """The components of the nodes that share colours."""

    def __init__(self, union: Union, colours: Array, counts: Array) -> None:
        shared = counts[colours] > 1
        inner = shared[union.starts] & shared[union.ends]
        self.size = union.size
        self.colours: list[int] = colours.tolist()
        self.edges: Edges = defaultdict(list)
        self.labelled = 0
        around: Edges = defaultdict(list)
        kinds: dict[tuple[int, int], set[int]] = defaultdict(set)
        triples = np.stack((union.starts[inner], union.ends[inner], union.labels[inner]), axis=1).tolist()
        for start, end, label in triples:
            self.edges[start].append((end, label))
            around[start].append((end, label))
            around[end].append((start, label))
            low, high = sorted((self.colours[start], self.colours[end]))
            kinds[low, high].add(label if low == self.colours[start] else -1 - label)
        self.mixed = {pair for pair, labels in kinds.items() if len(labels) > 1 or pair[0] == pair[1]}
        self.components = _connected(np.flatnonzero(shared).tolist(), around)
        for nodes in self.components:
            nodes.sort(key=self.colours.__getitem__)

    def key(self, nodes: Sequence[int]) -> Key:
        return tuple(self.colours[node] for node in nodes)

    def decomposable(self) -> bool:
        """Whether within every component all colours are different."""
        return all(len(set(self.key(nodes))) == len(nodes) for nodes in self.components)

    def match(self, image: Array, deadline: float) -> int | None:
        """Match components by what isomorphic ones share, writing into `image`; return a node that has no counterpart.

        Raises TimeoutError, and Unavailable when there is no nauty.
        """
        waiting: dict[Key, list[list[int]]] = defaultdict(list)
        with _Labeller(deadline) as labeller:
            for nodes in self.components:
                key = self.key(nodes)
                if len(set(key)) < len(key):
                    nodes, canonical = _labelling(nodes, self.colours, self.edges, self.mixed, labeller)
                    key, self.labelled = (key, canonical), self.labelled + len(nodes)
                if nodes[0] < self.size:
                    waiting[key].append(nodes)
                elif not waiting[key]:
                    return nodes[0]
                else:
                    image[waiting[key].pop()] = np.array(nodes) - self.size
        return None


def _connected(nodes: Sequence[int], around: Edges) -> list[list[int]]:
    """Return the connected components, those of the left graph first."""
    components, seen = [], set()
    for root in nodes:
        if root in seen:
            continue
        seen.add(root)
        component, frontier = [root], [root]
        while frontier:
            for node, _ in around[frontier.pop()]:
                if node not in seen:
                    seen.add(node)
                    component.append(node)
                    frontier.append(node)
        components.append(component)
    return components


def _labelling(
    nodes: list[int],
    colours: Sequence[int],
    edges: Edges,
    mixed: set[tuple[int, int]],
    label: Callable[[int, list[list[int]], list[list[int]]], tuple[list[int], str]],
) -> tuple[list[int], Key]:
    """Return the nodes in canonical order, and what isomorphic components share.

    nauty is told plain edges (it is slow on directed ones). An edge between colours that also meet otherwise becomes two
    nodes, its beginning and its end, coloured by the label.
    """
    number = {node: position for position, node in enumerate(nodes)}
    neighbours: list[list[int]] = [[] for _ in nodes]
    cells: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for node in nodes:
        cells[0, colours[node]].append(number[node])
    for node in nodes:
        for end, kind in edges[node]:
            low, high = sorted((colours[node], colours[end]))
            if (low, high) not in mixed:
                neighbours[number[node]].append(number[end])
                continue
            middle = len(neighbours)
            neighbours += [[middle + 1], [number[end]]]
            neighbours[number[node]].append(middle)
            cells[1, kind].append(middle)
            cells[2, kind].append(middle + 1)
    order = sorted(cells)
    canonical, certificate = label(len(neighbours), neighbours, [cells[key] for key in order])
    shape = tuple((key, len(cells[key])) for key in order)
    return [nodes[position] for position in canonical if position < len(nodes)], (shape, certificate)


class _Labeller:
    """Canonical labelling until a deadline; the pool that large components need is made when it is first needed."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self.pool: Children | None = None

    def __enter__(self) -> _Labeller:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.close()

    def __call__(self, size: int, neighbours: list[list[int]], cells: list[list[int]]) -> tuple[list[int], str]:
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
