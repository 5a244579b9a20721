"""Are two coloured graphs isomorphic, and by which bijection?

Nodes with a colour of their own are matched by it. What is left falls apart into components. A component whose colours
are all different (symmetric decomposability) is matched colour by colour. Where some are not, nodes are told apart from
the rest and the graphs refined again, which mostly ends the matter; else first by the distances to other nodes; and
after too many wrong guesses nauty labels the components canonically. Whatever was found, the bijection is verified edge
by edge. (ORGEval, arXiv 2510.27610, for the refinement and decomposability; the component keys are ours.)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from algorist.formal._equivalence.components import Components
from algorist.formal._equivalence.graph import Graph
from algorist.formal._equivalence.individualise import guessed, together
from algorist.formal._equivalence.refine import Array, Refiner, Union, preserves


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
    return replace(_settle(union, refiner, colouring.colours, monotonic() + seconds), rounds=colouring.rounds)


def _settle(union: Union, refiner: Refiner, colours: Array, deadline: float) -> Match:
    """Match two graphs that refinement alone does not tell apart."""
    components = Components(union, colours)
    if components.decomposable:
        return _verified(union, components.match())
    if (image := together(union, refiner, components, deadline)) is not None:
        return Match(tuple(image.tolist()))
    finer = refiner(components.distances())
    if finer.mismatch is not None:
        return Match(node=finer.mismatch)
    components = Components(union, finer.colours)
    if components.decomposable:
        return _verified(union, components.match())
    if (image := together(union, refiner, components, deadline)) is not None:
        return Match(tuple(image.tolist()))
    if (image := guessed(union, refiner, finer.colours, deadline)) is not None:
        return Match(tuple(image.tolist()))
    try:
        return _verified(union, components.labelled(deadline), len(components.nodes))
    except TimeoutError:
        return Match(decided=False)


def _verified(union: Union, found: Array | int, labelled: int = 0) -> Match:
    """Return the match by a bijection that holds, or without one for a node that has no counterpart."""
    if isinstance(found, int):
        return Match(node=found, labelled=labelled)
    if not preserves(union, found):
        return Match(decided=False, labelled=labelled)
    return Match(tuple(found.tolist()), labelled=labelled)


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
