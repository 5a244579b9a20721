"""Telling nodes apart that look alike, and refining again: guesses, each verified before it counts."""

from __future__ import annotations

from time import monotonic

import numpy as np

from algorist.formal._equivalence.components import Components
from algorist.formal._equivalence.refine import Array, Refiner, Union, by_colour, preserves

WRONG_GUESSES = 20
"""Dead ends after which guessing gives way to nauty."""


def together(union: Union, refiner: Refiner, components: Components, deadline: float) -> Array | None:
    """Return a verified bijection found by telling one node apart in every component at once, without ever going back.

    Where any node of a colour will do, as on rings, one or two rounds are enough, however many components there are.
    """
    while not components.decomposable:
        if monotonic() > deadline:
            return None
        told = components.colours.copy()
        told[components.chosen()] += int(told.max()) + 1
        found = refiner(np.unique(told, return_inverse=True)[1])
        if found.mismatch is not None:
            return None
        components = Components(union, found.colours)
    image = components.match()
    return image if not isinstance(image, int) and preserves(union, image) else None


def guessed(union: Union, refiner: Refiner, colours: Array, deadline: float) -> Array | None:
    """Return a verified bijection found by telling pairs of nodes apart; None after too many wrong guesses.

    Depth first; of every guess the left node is fixed, and the right nodes of its colour are tried in turn.
    """
    size, wrong = union.size, 0
    stack = [(colours, _choices(colours, size))]
    while stack and wrong <= WRONG_GUESSES and monotonic() < deadline:
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
