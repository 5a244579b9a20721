"""From model to text, in the form that `parse` reads back to an equal model."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from algorist.formal.polynomial.tree import Exponents, Model, Polynomial


def render(model: Model) -> str:
    """Return the polynomial on the first line, then `on` and the domain, a constraint a line."""
    lines = [polynomial(model.polynomial, model.variables)]
    if model.domain:
        lines.append("on")
        for constraint in model.domain:
            sign = "=" if constraint.equation else ">="
            lines.append(f"  {polynomial(constraint.polynomial, model.variables)} {sign} 0")
    return "\n".join(lines) + "\n"


def polynomial(given: Polynomial, variables: Sequence[str]) -> str:
    """Return a polynomial in ordinary notation.

    >>> polynomial(Polynomial((((2, 0), Fraction(1)), ((1, 1), Fraction(-3, 2)))), ("x", "y"))
    'x^2 - 3/2*x*y'
    """
    pieces: list[str] = []
    for monomial, value in given.terms:
        sign = ("-" if value < 0 else "") if not pieces else (" - " if value < 0 else " + ")
        pieces.append(sign + _term(abs(value), _monomial(monomial, variables)))
    return "".join(pieces) or "0"


def _term(value: Fraction, monomial: str) -> str:
    if not monomial:
        return str(value)
    return monomial if value == 1 else f"{value}*{monomial}"


def _monomial(monomial: Exponents, variables: Sequence[str]) -> str:
    powers = ((name, exponent) for name, exponent in zip(variables, monomial, strict=True) if exponent)
    return "*".join(name if exponent == 1 else f"{name}^{exponent}" for name, exponent in powers)
