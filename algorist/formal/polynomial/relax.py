"""Which identities to try: over all of space with growing multipliers, on a domain with growing degrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from algorist.formal.polynomial.arithmetic import Coefficients, lifter, times
from algorist.formal.polynomial.bases import blocks, candidates, newton
from algorist.formal.polynomial.identity import Block, Identity
from algorist.formal.polynomial.tree import Exponents

LARGEST_PRODUCTS = 40
"""Up to how many products of constraints are tried as weights."""


def lifted(polynomial: Coefficients, variables: int, power: int, constant: int) -> Coefficients:
    """Return (constant + sum x^2)^power times the polynomial."""
    return {m: v for m, v in times(lifter(variables, power, constant), polynomial).items() if v}


def everywhere(target: Coefficients, variables: int) -> Identity:
    """Return the identity target = sum of squares; raises BasisTooLarge."""
    one = {(0,) * variables: Fraction(1)}
    groups = blocks(newton(target, variables), target)
    return Identity(target, tuple(Block((), one, _monomials(group)) for group in groups))


def on_domain(
    target: Coefficients, domain: Sequence[tuple[Coefficients, bool]], variables: int, degree: int, products: int
) -> Identity:
    """Return Putinar's identity up to an even degree, with products of up to `products` inequalities as weights."""
    one = {(0,) * variables: Fraction(1)}
    supports = [*target, *(monomial for part, _ in domain for monomial in part)]
    found = []
    for factors, weight in _weights(domain, one, products):
        room = degree - max((sum(monomial) for monomial in weight), default=0)
        if room >= 0 and weight:
            basis = candidates(variables, room // 2, [room // 2] * variables)
            basis.sort(key=lambda each: (sum(each), each))
            found += [Block(factors, weight, _monomials(group)) for group in blocks(basis, supports)]
    free = []
    for place, (part, equation) in enumerate(domain):
        room = degree - max((sum(monomial) for monomial in part), default=0)
        if equation and room >= 0:
            for monomial in candidates(variables, room, [room] * variables):
                free.append((place, monomial, times({monomial: Fraction(1)}, part)))
    return Identity(target, tuple(found), tuple(free))


def _weights(
    domain: Sequence[tuple[Coefficients, bool]], one: Coefficients, products: int
) -> Iterator[tuple[tuple[int, ...], Coefficients]]:
    yield (), one
    inequalities = [place for place, (_, equation) in enumerate(domain) if not equation]
    count = 0
    for size in range(1, products + 1):
        for factors in combinations(inequalities, size):
            count += 1
            if size > 1 and count > LARGEST_PRODUCTS:
                return
            weight = one
            for place in factors:
                weight = times(weight, domain[place][0])
            yield factors, {monomial: value for monomial, value in weight.items() if value}


def _monomials(group: Sequence[Exponents]) -> tuple[Coefficients, ...]:
    return tuple({monomial: Fraction(1)} for monomial in group)
