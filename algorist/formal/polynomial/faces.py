"""Smaller bases for polynomials on the boundary: what every Gram matrix must map to zero is taken out exactly.

A polynomial with a zero v has z(v)' Q z(v) = 0, so z(v) is in the kernel of every Gram matrix; and the moment matrices
of the deepest interior point, where the margin is zero, span what every Gram matrix kills (facial reduction, Permenter
and Parrilo 2018). Both are guessed in floats, rounded to rationals, and then used exactly: a wrong guess costs a failed
search, never a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from algorist.formal.polynomial.arithmetic import Coefficients
from algorist.formal.polynomial.gram import Floats, Interior
from algorist.formal.polynomial.identity import Block, Identity

DENOMINATORS = (1, 2, 6, 12, 60, 120, 1000)
Rows = list[list[Fraction]]


def vanishing(identity: Identity, zeros: Sequence[Sequence[Fraction]]) -> Identity:
    """Return the identity with bases that vanish at the zeros of the target where a block's weight does not."""
    bases = []
    for block in identity.blocks:
        rows = [[_at(each, zero) for each in block.basis] for zero in zeros if _at(block.weight, zero)]
        bases.append(_combined(block, rows))
    return identity.restricted(bases)


def reduced(identity: Identity, found: Interior, threshold: float) -> Identity | None:
    """Return the identity on the face that the moment matrices point to; None when they point to none."""
    import numpy as np

    bases, changed = [], False
    scale = max((float(np.linalg.norm(matrix, 2)) for matrix in found.moments if matrix.size), default=0.0)
    for block, matrix in zip(identity.blocks, found.moments, strict=True):
        values, vectors = np.linalg.eigh(matrix)
        killed = vectors[:, values > threshold * max(scale, 1e-300)].T
        rows = _rational(killed) if len(killed) else []
        if rows is None:
            return None
        changed |= bool(rows)
        bases.append(_combined(block, rows))
    return identity.restricted(bases) if changed else None


def _combined(block: Block, rows: Rows) -> list[Coefficients]:
    """Return a basis of the combinations of a block's basis that rows of coefficients annihilate."""
    if not rows:
        return list(block.basis)
    combined = []
    for vector in _kernel(rows, len(block.basis)):
        total: Coefficients = {}
        for factor, each in zip(vector, block.basis, strict=True):
            for monomial, value in each.items():
                if factor:
                    total[monomial] = total.get(monomial, Fraction(0)) + factor * value
        combined.append({monomial: value for monomial, value in total.items() if value})
    return combined


def _kernel(rows: Rows, size: int) -> Rows:
    """Return a basis of the vectors orthogonal to all rows, by exact elimination."""
    echelon, leads = _echelon([list(row) for row in rows], size)
    kernel = []
    for free in (place for place in range(size) if place not in leads):
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for row, lead in zip(echelon, leads, strict=True):
            vector[lead] = -row[free]
        kernel.append(vector)
    return kernel


def _echelon(rows: Rows, size: int) -> tuple[Rows, list[int]]:
    """Return the reduced row echelon form and the places of its leading ones."""
    leads: list[int] = []
    for place in range(size):
        done = len(leads)
        pivot = next((k for k in range(done, len(rows)) if rows[k][place]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][place]
        rows[done] = [value / lead for value in rows[done]]
        for k, row in enumerate(rows):
            if k != done and row[place]:
                factor = row[place]
                rows[k] = [value - factor * other for value, other in zip(row, rows[done], strict=True)]
        leads.append(place)
    return rows[: len(leads)], leads


def _rational(vectors: Floats) -> Rows | None:
    """Return rational rows with the span of float rows, guessed from their echelon form; None when none is near."""
    import numpy as np

    rows = np.array(vectors)
    for done in range(len(rows)):
        best = int(np.argmax(np.abs(rows[done:]).max(axis=0)))
        pivot = done + int(np.argmax(np.abs(rows[done:, best])))
        if abs(rows[pivot, best]) < 1e-6:
            return None
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, best]
        for k in range(len(rows)):
            if k != done:
                rows[k] -= rows[k, best] * rows[done]
    for denominator in DENOMINATORS:
        guess = np.round(rows * denominator)
        if np.max(np.abs(guess - rows * denominator)) < 0.02:
            return [[Fraction(int(value), denominator) for value in row] for row in guess]
    return None


def _at(polynomial: Coefficients, point: Sequence[Fraction]) -> Fraction:
    total = Fraction(0)
    for monomial, value in polynomial.items():
        for base, exponent in zip(point, monomial, strict=True):
            value = value * base**exponent if exponent else value
        total += value
    return total
