"""Deciding nonnegativity: a negative point, a sum of squares, or neither.

    claim      certificate      values
    entailed   sum-of-squares   none; see `check` for the identity
    refuted    none             a point of the domain where the polynomial is negative; the objective is its value
    neither    none             the search is exhausted: perhaps nonnegative, yet no sum of squares that was tried
    timeout    none             time ran out

Cheap things first: descent from random directions finds most negative points in milliseconds, then the sum of squares
is sought with Clarabel, then both again, harder: other seeds, multipliers (Artin, Reznick), higher degrees (Putinar).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from time import monotonic
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import InputError, Unavailable
from algorist.core.language import Limits
from algorist.formal.polynomial.arithmetic import Coefficients, evaluate
from algorist.formal.polynomial.bases import BasisTooLarge
from algorist.formal.polynomial.gram import INSTALL, TooLong
from algorist.formal.polynomial.identity import Identity, certificate
from algorist.formal.polynomial.relax import everywhere, lifted, on_domain
from algorist.formal.polynomial.scaling import Units, units
from algorist.formal.polynomial.search import solved
from algorist.formal.polynomial.tree import Model

SHARE = 0.2
"""The part of the time that one search for a negative point may take."""
MULTIPLIERS = (1, 2, 3)
RESERVE = 0.03
"""The part of the time kept back for handing over the result."""
MOST_ZEROS = 40
"""How many zeros are used; a curve of them yields no end of points, and the shortest say as much."""
LONGEST = 13_000
"""Bits of the longest number that is handed over; Python prints no integer of over 4,300 digits."""
CLAIMS = (Claim.OPTIMAL, Claim.FEASIBLE, Claim.ENTAILED, Claim.REFUTED)


def solve(model: Model, limits: Limits) -> Solution:
    """Return whether the model's polynomial is nonnegative on its domain, with exact evidence.

    Raises InputError for a claim that polynomials do not have, Unavailable without numpy, scipy and Clarabel.
    """
    started = monotonic()
    if limits.claim not in CLAIMS:
        raise InputError(f"polynomial: the claim can be entailed or refuted, not {limits.claim}.")
    try:
        import numpy as np
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise Unavailable(f"The polynomial solver does not load: {error}.", INSTALL) from error
    with np.errstate(all="ignore"):
        solution = _Solver(model, started + limits.seconds * (1 - RESERVE)).solution()
    return replace(solution, seconds=monotonic() - started)


class _Solver:
    """One solve: the model in even units, a deadline, and what has been found on the way."""

    def __init__(self, model: Model, deadline: float) -> None:
        self.model, self.deadline = model, deadline
        self.variables = len(model.variables)
        self.units = units(model.polynomial.coefficients(), self.variables)
        self.polynomial, _ = self.units.inward(model.polynomial.coefficients())
        inward = [self.units.inward(part.polynomial.coefficients()) for part in model.domain]
        self.domain = [(part, given.equation) for (part, _), given in zip(inward, model.domain, strict=True)]
        self.sizes = {place: size for place, (_, size) in enumerate(inward)}
        self.zeros: list[list[Fraction]] = []
        self.message = ""

    def solution(self) -> Solution:
        if not self.model.polynomial.terms:
            zero = {"multiplier": {"constant": 1, "power": 0}, "squares": [], "equations": []}
            return Solution(Claim.ENTAILED, certificate=Certificate("sum-of-squares", zero))
        if refuted := self.refutation(seed=0):
            return refuted
        try:
            decided = self.search()
        except TooLong as excess:
            return self.refutation(seed=1) or Solution(Claim.TIMEOUT, message=str(excess))
        if decided is not None:
            return decided
        if monotonic() > self.deadline:
            return Solution(Claim.TIMEOUT, message=self.message or "time ran out")
        return Solution(Claim.NEITHER, message=self.message or "no negative point and no sum of squares was found")

    def search(self) -> Solution | None:
        """Try identity after identity, and in between, for negative points again; None when all have failed."""
        for attempt, (multiplier, scale, size, identity) in enumerate(self.identities(), 1):
            found = solved(identity, self.zeros_of(multiplier, scale), self.deadline)
            data = None if found is None else certificate(*found, scale, size, self.sizes)
            if data is not None:
                return Solution(
                    Claim.ENTAILED, certificate=Certificate("sum-of-squares", {"multiplier": multiplier, **data})
                )
            if monotonic() > self.deadline:
                return None
            if attempt <= 3 and (refuted := self.refutation(seed=attempt)):
                return refuted
        return None

    # -- a negative point

    def refutation(self, seed: int) -> Solution | None:
        from algorist.formal.polynomial.inside import negative_point_inside
        from algorist.formal.polynomial.refute import negative_point

        until = monotonic() + SHARE * max(0.0, self.deadline - monotonic())
        if self.domain:
            point, zeros = negative_point_inside(self.polynomial, self.domain, self.variables, seed, until)
        else:
            point, zeros = negative_point(self.polynomial, self.variables, seed, until)
        self.zeros = sorted([*self.zeros, *(zero for zero in zeros if zero not in self.zeros)], key=_digits)[
            :MOST_ZEROS
        ]
        if point is None:
            return None
        outward = self.units.point(point)
        worth = evaluate(self.model.polynomial, outward)
        if worth.denominator.bit_length() > LONGEST or worth.numerator.bit_length() > LONGEST:
            return None
        values = {
            name: value.numerator if value.denominator == 1 else value
            for name, value in zip(self.model.variables, outward, strict=True)
        }
        return Solution(Claim.REFUTED, values, worth)

    # -- sums of squares

    def identities(self) -> Iterator[tuple[dict[str, Any], Units, Fraction, Identity]]:
        """Yield multipliers, units, what the target was divided by, and the identity to be solved."""
        try:
            yield from self.on_domain() if self.domain else self.everywhere()
        except BasisTooLarge as excess:
            self.message = str(excess)

    def everywhere(self) -> Iterator[tuple[dict[str, Any], Units, Fraction, Identity]]:
        given = self.model.polynomial.coefficients()
        homogeneous = len({sum(monomial) for monomial in given}) == 1
        for power in (0, *MULTIPLIERS):
            for constant in (0, 1) if power and not homogeneous else (0,):
                target = lifted(given, self.variables, power, constant)
                scale = self.units if not power else units(target, self.variables)
                inward, size = scale.inward(target)
                yield {"constant": constant, "power": power}, scale, size, everywhere(inward, self.variables)

    def on_domain(self) -> Iterator[tuple[dict[str, Any], Units, Fraction, Identity]]:
        given = self.model.polynomial.coefficients()
        target, size = self.units.inward(given)
        parts: list[Coefficients] = [target, *(part for part, _ in self.domain)]
        lowest = max((sum(monomial) for part in parts for monomial in part), default=0)
        lowest += lowest % 2
        for products, degree in ((1, lowest), (2, lowest), (2, lowest + 2), (1, lowest + 4), (3, lowest + 4)):
            identity = on_domain(target, self.domain, self.variables, degree, products)
            yield {"constant": 1, "power": 0}, self.units, size, identity

    def zeros_of(self, multiplier: dict[str, Any], scale: Units) -> list[list[Fraction]]:
        """Return the known zeros of the target in its own units."""
        known = [self.units.point(zero) for zero in self.zeros]
        origin = [Fraction(0)] * self.variables
        if multiplier["power"] and not multiplier["constant"] and origin not in known:
            known.append(origin)
        return [
            [value / factor for value, factor in zip(zero, scale.point([Fraction(1)] * self.variables), strict=True)]
            for zero in known
        ]


def _digits(point: list[Fraction]) -> int:
    return sum(value.numerator.bit_length() + value.denominator.bit_length() for value in point)
