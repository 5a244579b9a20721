"""Which monomials a sum of squares can be made of, and into which blocks its Gram matrix falls apart.

The squares of p = sum q^2 live in half the Newton polytope of p (Reznick 1978). It is reached here without geometry: a
monomial b whose square is neither in p nor a product of two other candidates would need a zero on the diagonal of the
Gram matrix, so it goes, and so on until nothing goes (diagonal consistency, Loefberg 2009).

Sign symmetries: where p does not change when some variables change their signs, Gram matrices can be taken block
diagonal, monomials of different parity under some symmetry apart (Gatermann and Parrilo 2004).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from algorist.formal.polynomial.tree import Exponents

LARGEST_CANDIDATES = 20_000


class BasisTooLarge(Exception):
    """The monomials that squares can be made of are too many to list; the text says how many are allowed."""


def candidates(variables: int, degree: int, bounds: Sequence[int]) -> list[Exponents]:
    """Return all monomials up to a total degree and to a bound for each variable; raises BasisTooLarge."""
    found: list[Exponents] = []
    for monomial in _monomials(variables, degree, bounds):
        found.append(monomial)
        if len(found) > LARGEST_CANDIDATES:
            raise BasisTooLarge(f"over {LARGEST_CANDIDATES:,} monomials could occur in the squares")
    return found


def newton(support: Iterable[Exponents], variables: int) -> list[Exponents]:
    """Return the monomials that the squares of a polynomial with this support can have."""
    inside = set(support)
    if not inside:
        return []
    bounds = [max(monomial[place] for monomial in inside) // 2 for place in range(variables)]
    totals = [sum(monomial) for monomial in inside]
    kept = [each for each in candidates(variables, max(totals) // 2, bounds) if 2 * sum(each) >= min(totals)]
    kept = list(_supported(kept, inside, variables))
    while True:
        occurring = set(kept)
        remaining = [each for each in kept if _doubled(each) in inside or _paired(each, occurring)]
        if len(remaining) == len(kept):
            return sorted(kept, key=lambda each: (sum(each), each))
        kept = remaining


def blocks(basis: Sequence[Exponents], supports: Iterable[Exponents]) -> list[list[Exponents]]:
    """Return the basis in groups: those that no sign symmetry of the supports tells apart."""
    vectors = _echelon(sum(1 << place for place, exponent in enumerate(each) if exponent % 2) for each in supports)
    groups: dict[int, list[Exponents]] = {}
    for monomial in basis:
        parity = sum(1 << place for place, exponent in enumerate(monomial) if exponent % 2)
        groups.setdefault(_reduced(parity, vectors), []).append(monomial)
    return list(groups.values())


def _monomials(variables: int, degree: int, bounds: Sequence[int]) -> Iterator[Exponents]:
    if variables == 0:
        yield ()
        return
    for first in range(min(degree, bounds[0]) + 1):
        for rest in _monomials(variables - 1, degree - first, bounds[1:]):
            yield (first, *rest)


def _supported(basis: list[Exponents], support: set[Exponents], variables: int) -> Iterator[Exponents]:
    """Drop what lies outside half the polytope in a few directions: cheap, and most of what will go."""
    directions = []
    for place in range(variables):
        for other in range(place):
            for sign in (1, -1):
                directions.append(tuple((k == place) + sign * (k == other) for k in range(variables)))
    limits = []
    for direction in directions:
        heights = [sum(map(int.__mul__, direction, each)) for each in support]
        limits.append((direction, min(heights), max(heights)))
    for each in basis:
        if all(low <= 2 * sum(map(int.__mul__, direction, each)) <= high for direction, low, high in limits):
            yield each


def _doubled(monomial: Exponents) -> Exponents:
    return tuple(2 * exponent for exponent in monomial)


def _paired(monomial: Exponents, occurring: set[Exponents]) -> bool:
    """Whether the square of a monomial is the product of two others."""
    double = _doubled(monomial)
    return any(other != monomial and tuple(map(int.__sub__, double, other)) in occurring for other in occurring)


def _echelon(vectors: Iterable[int]) -> list[int]:
    """Return a basis of the span over the field of two elements, each with a leading bit of its own."""
    basis: list[int] = []
    for vector in vectors:
        rest = _reduced(vector, basis)
        if rest:
            basis = sorted([*(min(each, each ^ rest) for each in basis), rest], reverse=True)
    return basis


def _reduced(vector: int, basis: Iterable[int]) -> int:
    for each in basis:
        vector = min(vector, vector ^ each)
    return vector
