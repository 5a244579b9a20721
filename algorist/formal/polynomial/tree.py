"""What a text of the polynomial language denotes: one polynomial, and the inequalities of its domain, expanded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Exponents: TypeAlias = tuple[int, ...]
"""The exponents of a monomial, one for each variable of the model."""

Sparse: TypeAlias = tuple[tuple[str, int], ...]
"""A monomial by names, as a parser meets it: (name, positive exponent), sorted by name."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Coefficients by monomial: none is zero, the order is that of `order`, so equal polynomials compare equal."""

    terms: tuple[tuple[Exponents, Fraction], ...]

    @staticmethod
    def of(coefficients: Mapping[Exponents, Fraction]) -> Polynomial:
        """Return the polynomial with these coefficients, zeros left out."""
        kept = [(monomial, Fraction(value)) for monomial, value in coefficients.items() if value]
        return Polynomial(tuple(sorted(kept, key=lambda term: order(term[0]))))

    def coefficients(self) -> dict[Exponents, Fraction]:
        """Return the coefficients by monomial."""
        return dict(self.terms)

    @property
    def degree(self) -> int:
        """The total degree; 0 for constants."""
        return max((sum(monomial) for monomial, _ in self.terms), default=0)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A part of the domain: `polynomial >= 0`, or `polynomial = 0` where `equation` is set."""

    polynomial: Polynomial
    equation: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """The question whether `polynomial` is nonnegative wherever the domain's constraints hold.

    `variables` are those that occur, in natural order (x2 before x10).
    """

    variables: tuple[str, ...]
    polynomial: Polynomial
    domain: tuple[Constraint, ...] = ()

    @property
    def language(self) -> str:
        return "polynomial"

    @staticmethod
    def of(polynomial: Mapping[Sparse, Fraction], domain: Iterable[tuple[Mapping[Sparse, Fraction], bool]]) -> Model:
        """Return the model of polynomials by names; the domain's come with whether they are equations."""
        parts = list(domain)
        everything = [polynomial, *(part for part, _ in parts)]
        names = {name for part in everything for monomial, value in part.items() if value for name, _ in monomial}
        variables = tuple(sorted(names, key=natural))
        places = {name: place for place, name in enumerate(variables)}
        constraints = tuple(Constraint(_placed(part, places), equation) for part, equation in parts)
        return Model(variables, _placed(polynomial, places), constraints)


def order(monomial: Exponents) -> tuple[int, Exponents]:
    """Return the sort key of a monomial: high total degree first, then high powers of the first variables."""
    return -sum(monomial), tuple(-exponent for exponent in monomial)


def natural(name: str) -> tuple[tuple[str, ...], str]:
    """Return the sort key of a name that puts x2 before x10."""
    pieces = tuple(piece.zfill(12) if piece.isdigit() else piece for piece in re.split(r"([0-9]+)", name))
    return pieces, name


def _placed(polynomial: Mapping[Sparse, Fraction], places: Mapping[str, int]) -> Polynomial:
    coefficients: dict[Exponents, Fraction] = {}
    for monomial, value in polynomial.items():
        if value:
            exponents = [0] * len(places)
            for name, exponent in monomial:
                exponents[places[name]] = exponent
            coefficients[tuple(exponents)] = value
    return Polynomial.of(coefficients)
