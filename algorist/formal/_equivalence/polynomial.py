"""The graph of a polynomial model: variables, monomials with exponents, polynomials with coprime coefficients."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from algorist.formal._equivalence.graph import Graph
from algorist.formal.polynomial.tree import Exponents, Model, Polynomial

Terms: TypeAlias = tuple[tuple[Exponents, int], ...]


def graph(model: Model) -> Graph:
    """Return the graph of the question: the sign of a polynomial does not change when it is scaled by what is positive.

    An equation may also be negated; where the two signs look alike it stands twice.
    """
    made = Graph(("polynomial",))
    variables = [made.node("variable", name) for name in model.variables]
    monomials: dict[Exponents, int] = {}

    def add(kind: str, note: str, terms: Terms) -> None:
        whole = made.node(kind, note=note)
        for exponents, coefficient in terms:
            if exponents not in monomials:
                monomials[exponents] = made.node("monomial")
                for variable, exponent in zip(variables, exponents, strict=True):
                    if exponent:
                        made.edge(monomials[exponents], variable, exponent)
            made.edge(whole, monomials[exponents], ("coefficient", coefficient))

    add("nonnegative", "the polynomial", _whole(model.polynomial))
    parts: dict[tuple[bool, Terms], int] = {}
    for number, part in enumerate(model.domain, 1):
        terms = _whole(part.polynomial)
        signs = [terms, tuple((exponents, -value) for exponents, value in terms)] if part.equation else [terms]
        best = max(map(_look, signs))
        for sign in signs:
            if _look(sign) == best:
                parts.setdefault((part.equation, sign), number)
    for (equation, terms), number in parts.items():
        add("equation" if equation else "inequality", f"the condition {number} of the domain", terms)
    return made


def _whole(polynomial: Polynomial) -> Terms:
    if not polynomial.terms:
        return ()
    scale = math.lcm(*(value.denominator for _, value in polynomial.terms))
    common = Fraction(math.gcd(*(int(value * scale) for _, value in polynomial.terms)), scale)
    return tuple((exponents, int(value / common)) for exponents, value in polynomial.terms)


def _look(terms: Terms) -> list[tuple[int, list[int]]]:
    """What of a polynomial does not depend on the names and the order of its variables."""
    return sorted((value, sorted(exponents)) for exponents, value in terms)
