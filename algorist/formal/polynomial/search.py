"""The search for one identity: interior point, rounding, and smaller faces where there is no interior."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from time import monotonic

from algorist.formal.polynomial.faces import reduced, vanishing
from algorist.formal.polynomial.gram import Interior, Numeric, interior, numeric
from algorist.formal.polynomial.identity import Identity
from algorist.formal.polynomial.rounding import exact

ROUNDS = 6
OUTSIDE = -1e-5
"""A margin below this means that there is no identity, not that floats are too coarse."""
THRESHOLDS = (1e-4, 1e-2, 1e-6)
"""What part of the largest moment counts as none, tried in turn."""


def solved(
    identity: Identity, zeros: Sequence[Sequence[Fraction]], deadline: float
) -> tuple[Identity, list[Fraction]] | None:
    """Return an identity, on as small bases as were needed, with exact values of its cells; None when none is found."""
    faces = [identity]
    if zeros:
        faces.insert(0, vanishing(identity, zeros))
    for _ in range(ROUNDS):
        if not faces or monotonic() > deadline:
            return None
        face = faces.pop(0)
        system = numeric(face)
        if system is None:
            continue
        for tight in (False, True):
            found = interior(face, system, deadline, tight)
            if found is None or found.margin < OUTSIDE:
                break
            values = exact(face, system, found, deadline)
            if values is not None:
                return face, values
            if tight:
                faces += _faces(face, system, found)
    return None


def _faces(face: Identity, system: Numeric, found: Interior) -> list[Identity]:
    smaller = (reduced(face, found, threshold) for threshold in THRESHOLDS)
    return [each for each in smaller if each is not None and each.blocks][:1]
