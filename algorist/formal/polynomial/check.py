"""The independent checker of polynomial claims: the identity is expanded in rationals, and no solver is near.

`refuted`: the values are a point of the domain where the polynomial is negative.

`entailed`, by a certificate of kind `sum-of-squares`: with m = (c + x_1^2 + ... + x_n^2)^r,

    m p  =  sum_k  (z_k' Q_k z_k) * prod_{i in I_k} g_i   +   sum_j  q_j * h_j,

every Q_k positive semidefinite, z_k a list of polynomials, g_i >= 0 and h_j = 0 constraints of the domain, q_j any
polynomials (Putinar, Schmuedgen; m as Artin and Reznick use it). Where the domain holds, the right side is nonnegative,
hence so is p wherever m > 0: everywhere when c = 1 or r = 0; when c = 0, all but the origin, which continuity closes,
so then the domain must be all of space.

    {"multiplier": {"constant": c, "power": r},
     "squares": [{"factors": I_k, "basis": z_k, "gram": Q_k}], "equations": [{"constraint": j, "factor": q_j}]}

A polynomial is a list of [coefficient, [exponents]], a matrix the rows of its lower triangle, a rational a string.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Claim, Solution, Verdict
from algorist.formal.polynomial.arithmetic import Coefficients, accumulate, evaluate, lifter, times
from algorist.formal.polynomial.reading import (
    LARGEST_BASIS,
    LARGEST_POWER,
    Rejected,
    entry,
    listed,
    polynomial,
    shown,
    triangle,
    whole,
)
from algorist.formal.polynomial.semidefinite import positive_semidefinite
from algorist.formal.polynomial.tree import Model

UNDECIDED = (Claim.NEITHER, Claim.TIMEOUT)


def check(model: Model, solution: Solution) -> Verdict:
    """Return what of a solution follows from the model, the values and the certificate alone."""
    try:
        return _verdict(model, solution)
    except Rejected as rejection:
        return Verdict.rejected(f"{rejection}.")


def _verdict(model: Model, solution: Solution) -> Verdict:
    claim, certificate = solution.claim, solution.certificate
    if claim not in (Claim.ENTAILED, Claim.REFUTED, *UNDECIDED):
        raise Rejected(f"nonnegativity cannot be {claim}")
    if solution.conflict:
        raise Rejected("a conflict does not go with a polynomial")
    if claim == Claim.REFUTED:
        if certificate is not None:
            raise Rejected("a negative value needs no certificate beside its point")
        return _refuted(model, solution)
    if solution.values or solution.objective is not None:
        raise Rejected(f"values do not go with the claim {claim}")
    if claim in UNDECIDED:
        if certificate is not None:
            raise Rejected(f"a certificate does not go with the claim {claim}")
        return Verdict(False, False, "neither a proof nor a negative value was found")
    if certificate is None:
        return Verdict(False, False, "no certificate shows that the polynomial is nonnegative")
    if certificate.kind != "sum-of-squares":
        raise Rejected(f"there is no certificate of the kind {shown(certificate.kind)}")
    squares = _identity(model, certificate.data)
    return Verdict(True, False, f"the identity holds, and its {squares} Gram matrices are positive semidefinite")


# -- refuted


def _refuted(model: Model, solution: Solution) -> Verdict:
    if set(solution.values) != set(model.variables):
        raise Rejected("the values are not those of the variables, each one once")
    point = []
    for name in model.variables:
        value = solution.values[name]
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            raise Rejected(f"{name} = {shown(value)} is not an exact number")
        point.append(Fraction(value))
    for place, constraint in enumerate(model.domain, 1):
        worth = evaluate(constraint.polynomial, point)
        if worth < 0 or (constraint.equation and worth):
            raise Rejected(f"the point is outside the domain: constraint {place} is {shown(worth)}")
    worth = evaluate(model.polynomial, point)
    if worth >= 0:
        raise Rejected(f"the polynomial is not negative at the point, but {shown(worth)}")
    if not isinstance(solution.objective, Fraction) or solution.objective != worth:
        raise Rejected(f"the objective is {shown(worth)}, not {shown(solution.objective)}")
    return Verdict(True, True, "the point is in the domain, and the polynomial is negative there")


# -- entailed


def _identity(model: Model, data: Mapping[str, Any]) -> int:
    """Verify the identity; return how many Gram matrices it has."""
    squares = listed(entry(data, "squares"), "the squares")
    right: Coefficients = {}
    for block in squares:
        accumulate(right, _weighted(model, block))
    for equation in listed(entry(data, "equations"), "the equations"):
        constraint = model.domain[whole(entry(equation, "constraint"), len(model.domain), "a constraint")]
        if not constraint.equation:
            raise Rejected("a free factor goes with an equation only")
        factor = polynomial(entry(equation, "factor"), len(model.variables), "a factor")
        accumulate(right, times(factor, constraint.polynomial.coefficients()))
    accumulate(right, _left(model, entry(data, "multiplier")), -1)
    if any(right.values()):
        raise Rejected("the two sides of the identity differ")
    return len(squares)


def _left(model: Model, multiplier: Any) -> Coefficients:
    power = whole(entry(multiplier, "power"), LARGEST_POWER, "the multiplier's power")
    constant = whole(entry(multiplier, "constant"), 2, "the multiplier's constant")
    if power and not constant and (model.domain or not model.variables):
        raise Rejected("a multiplier that vanishes at the origin does not go with a domain")
    return times(lifter(len(model.variables), power, constant), model.polynomial.coefficients())


def _weighted(model: Model, block: Any) -> Coefficients:
    """Return z' Q z times the constraints that it is weighted with, Q being positive semidefinite."""
    size, given = len(model.variables), listed(entry(block, "basis"), "a basis")
    if len(given) > LARGEST_BASIS:
        raise Rejected(f"a basis of over {LARGEST_BASIS:,} polynomials")
    basis = [polynomial(each, size, "a basis polynomial") for each in given]
    gram = triangle(entry(block, "gram"), len(basis))
    if not positive_semidefinite(gram):
        raise Rejected("a Gram matrix is not positive semidefinite")
    total: Coefficients = {}
    for i, row in enumerate(gram):
        for j, value in enumerate(row):
            if value:
                accumulate(total, times(basis[i], basis[j]), value if i == j else 2 * value)
    for factor in listed(entry(block, "factors"), "the factors"):
        constraint = model.domain[whole(factor, len(model.domain), "a factor")]
        if constraint.equation:
            raise Rejected("an equation is no factor of a square")
        total = times(total, constraint.polynomial.coefficients())
    return total
