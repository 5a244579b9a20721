"""The independent checker of conic claims: rationals, an enclosure of exp, and no solver.

The values must lie in every cone exactly. For the bound, one inequality: minimise c z such that s_k = A_k z + b_k is in
K_k. For any y_k in the dual cones with sum_k A_k' y_k = c, every feasible z has

    c z = sum_k y_k (A_k z) = sum_k y_k (s_k - b_k) >= - sum_k y_k b_k.

    claim       certificate   data
    optimal     dual          {"dual": {block: [y]}, "bound": b}: the optimum lies between b and the objective, which
                              differ by no more than TOLERANCE times the larger of 1 and the objective
    feasible    dual          the same with a wider interval; or none: then the values alone count
    infeasible  farkas        {"dual": {block: [y]}} with sum A_k' y_k = 0 and - sum y_k b_k > 0: no point at all

A maximisation is bounded as the minimisation of the opposite; its `bound` is stated in its own sense, from above.
Blocks that are left out count as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Verdict
from algorist.formal.conic.cones import inside, inside_dual
from algorist.formal.conic.ground import Program, ground
from algorist.formal.conic.tree import Model
from algorist.formal.polynomial.reading import Rejected, entry, listed, rational, shown

TOLERANCE = Fraction(1, 10**4)
"""How wide the interval of an optimum may be, relative to the larger of 1 and the objective."""
KINDS = {Claim.OPTIMAL: "dual", Claim.FEASIBLE: "dual", Claim.INFEASIBLE: "farkas"}


def check(model: Model, solution: Solution) -> Verdict:
    """Return what of a solution follows from the model, the values and the certificate alone."""
    try:
        return _verdict(model, ground(model), solution)
    except Rejected as rejection:
        return Verdict.rejected(f"{rejection}.")


def _verdict(model: Model, program: Program, solution: Solution) -> Verdict:
    claim, certificate = solution.claim, solution.certificate
    if claim not in (*KINDS, Claim.UNBOUNDED, Claim.TIMEOUT):
        raise Rejected(f"a conic program cannot be {claim}")
    if solution.conflict:
        raise Rejected("a conflict does not go with a conic program")
    if certificate is not None and certificate.kind != KINDS.get(claim):
        raise Rejected(f"a {shown(certificate.kind)} certificate does not go with the claim {claim}")
    if claim in (Claim.INFEASIBLE, Claim.UNBOUNDED, Claim.TIMEOUT) and (
        solution.values or solution.objective is not None
    ):
        raise Rejected(f"values do not go with the claim {claim}")
    if claim == Claim.INFEASIBLE and certificate is not None:
        return _infeasible(program, certificate)
    if claim not in (Claim.OPTIMAL, Claim.FEASIBLE):
        return Verdict(False, False, f"nothing shows the claim {claim}")
    worth = _worth(model, program, solution)
    if claim == Claim.OPTIMAL and worth is None:
        raise Rejected("the model has no objective, so nothing is optimal")
    if certificate is None:
        reason = "the values lie in every cone"
        return Verdict(
            claim == Claim.FEASIBLE, True, reason if claim == Claim.FEASIBLE else f"{reason}; no bound is given"
        )
    if worth is None:
        raise Rejected("the model has no objective to bound")
    return _bounded(program, certificate, worth, claim)


def _bounded(program: Program, certificate: Certificate, worth: Fraction, claim: Claim) -> Verdict:
    """Verify the dual and the bound that is stated with it."""
    bound = _dual(program, certificate, program.costs) + program.offset
    stated = rational(entry(certificate.data, "bound"), "the bound")
    if stated != (-bound if program.negated else bound):
        raise Rejected(f"the dual's bound is not {shown(stated)}")
    width = abs(worth - stated)
    if claim == Claim.OPTIMAL and width > TOLERANCE * max(Fraction(1), abs(worth)):
        raise Rejected(f"the interval from {shown(stated)} to {shown(worth)} is too wide for an optimum")
    relative = float(min(width / max(Fraction(1), abs(worth)), Fraction(10**9)))
    return Verdict(
        True, True, f"the values lie in every cone, and a dual bound is within {relative:.1g} (relative) of them"
    )


def _infeasible(program: Program, certificate: Certificate) -> Verdict:
    if _dual(program, certificate, [Fraction(0)] * len(program.costs)) <= 0:
        raise Rejected("the multipliers do not add up to a contradiction")
    return Verdict(True, False, "the multipliers add the cones up to a contradiction")


def _dual(program: Program, certificate: Certificate, costs: Sequence[Fraction]) -> Fraction:
    """Return - sum y_k b_k, every y_k being in its dual cone and sum A_k' y_k equal to the costs."""
    given = entry(certificate.data, "dual")
    if not isinstance(given, dict) or not set(given) <= {block.name for block in program.blocks}:
        raise Rejected("the dual names a block that does not exist")
    total, bound = [Fraction(0)] * len(costs), Fraction(0)
    for block in program.blocks:
        if block.name not in given:
            continue
        dual = [rational(value, f"the dual of {block.name}") for value in listed(given[block.name], "a dual")]
        if len(dual) != len(block.rows):
            raise Rejected(f"the dual of {block.name} has {len(dual)} entries, not {len(block.rows)}")
        if not inside_dual(block.kind, dual, block.powers):
            raise Rejected(f"the dual of {block.name} is not in the dual cone")
        for value, row, constant in zip(dual, block.rows, block.constants, strict=True):
            bound -= value * constant
            for place, factor in row:
                total[place] += value * factor
    if total != list(costs):
        raise Rejected("the dual does not add up to the costs")
    return bound


def _worth(model: Model, program: Program, solution: Solution) -> Fraction | None:
    """Return the objective at the values, which must lie in every cone; None for a model without an objective."""
    if set(solution.values) != set(program.names):
        raise Rejected("the values are not those of the variables, each one once")
    values = [_exact(name, solution.values[name]) for name in program.names]
    for block in program.blocks:
        if not inside(block.kind, block.at(values), block.powers):
            raise Rejected(f"{block.name} is not in its cone")
    least = sum((cost * value for cost, value in zip(program.costs, values, strict=True) if cost), program.offset)
    worth = None if not model.priced else -least if program.negated else least
    if solution.objective != worth or isinstance(solution.objective, (int, float)):
        raise Rejected(f"the objective is {shown(worth)}, not {shown(solution.objective)}")
    return worth


def _exact(name: str, value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        raise Rejected(f"{name} = {shown(value)} is not an exact number")
    return Fraction(value)
