"""Polynomial texts with known verdicts, and random models."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from algorist.formal.polynomial.tree import Model

ENTAILED = {
    "square": "(x - y)^2",
    "two points": "(x^2 - 2)^2",
    "zero": "0",
    "constant": "3",
    "quartic": "x1^4 + x2^4 - 2*x1^2*x2^2",
    "Motzkin": "x^4*y^2 + x^2*y^4 + 1 - 3*x^2*y^2",
    "Motzkin's form": "x^4*y^2 + x^2*y^4 + z^6 - 3*x^2*y^2*z^2",
    "Robinson": "x^6+y^6+z^6-(x^4*y^2+x^2*y^4+x^4*z^2+x^2*z^4+y^4*z^2+y^2*z^4)+3*x^2*y^2*z^2",
    "Choi and Lam": "1 + x^2*y^2 + y^2*z^2 + z^2*x^2 - 4*x*y*z",
    "means": "a^4 + b^4 + c^4 + d^4 >= 4*a*b*c*d",
    "Cauchy and Schwarz": "(a^2+b^2+c^2)*(x^2+y^2+z^2) >= (a*x+b*y+c*z)^2",
    "interval": "x*(1 - x)\non 0 <= x <= 1",
    "disk": "x + 1\non x^2 + y^2 <= 1",
    "circle": "x + y - 1\non x^2 + y^2 = 1, x >= 0, y >= 0",
    "nowhere": "-1\non x >= 1, x <= 0",
    "means on the orthant": "a^3 + b^3 + c^3 >= 3*a*b*c\non a >= 0, b >= 0, c >= 0",
    "hair's breadth": "x^2 - 2*x + 1 + 1e-30",
    "scales": "1e40*x^2 - 2e20*x*y + y^2",
}
REFUTED = {
    "constant": "-1",
    "odd": "x^3 + 100",
    "difference": "x^2 - y^2 + 1",
    "hair's breadth": "x^2 - 2*x + 1 - 1e-30",
    "far": "(x*y - 1)^2 + x^2 - 1e-6",
    "disk": "x + 0.99\non x^2 + y^2 <= 1",
    "line": "x + y - 2\non x + y = 1",
}


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Small random models: up to three variables, degree up to four each, up to two constraints."""
    names = draw(st.lists(st.sampled_from(["x", "y1", "y10", "z_", "_t", "X"]), unique=True, max_size=3))
    values = st.fractions(min_value=-50, max_value=50, max_denominator=12)
    monomials = st.dictionaries(st.sampled_from(names), st.integers(1, 4), max_size=3) if names else st.just({})
    sparse = monomials.map(lambda powers: tuple(sorted(powers.items())))
    polynomials = st.dictionaries(sparse, values, max_size=5)
    constraints = st.lists(st.tuples(polynomials, st.booleans()), max_size=2)
    return Model.of(draw(polynomials), draw(constraints))


@st.composite
def quadratics(draw: st.DrawFn) -> tuple[Model, bool]:
    """A quadratic in two variables, and whether it is nonnegative, by the minors of its matrix."""
    a, b, c, d, e, f = (Fraction(draw(st.integers(-4, 4))) for _ in range(6))
    square = {(("x", 2),): a, (("x", 1), ("y", 1)): 2 * b, (("y", 2),): c, (("x", 1),): 2 * d, (("y", 1),): 2 * e}
    whole = a * (c * f - e * e) - b * (b * f - e * d) + d * (b * e - c * d)
    minors = [a, c, f, a * c - b * b, a * f - d * d, c * f - e * e, whole]
    return Model.of({**square, (): f}, []), all(minor >= 0 for minor in minors)
