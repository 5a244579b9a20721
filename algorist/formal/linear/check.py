"""The independent checker of linear solutions: exact rationals only, and no solver anywhere near.

The values are held against the model itself. The certificate is then read as the hint that it is: every bound is
computed here, from the model's own rows, by the one inequality of `evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Verdict
from algorist.formal.linear.branches import closed_leaves
from algorist.formal.linear.evidence import broken, dual_bound, objective, recedes, refutes, shown
from algorist.formal.linear.ground import Rows, ground
from algorist.formal.linear.multipliers import Multipliers, Rejected, rational
from algorist.formal.linear.tree import Model

KINDS = {
    Claim.OPTIMAL: ("primal-dual", "branching"),
    Claim.INFEASIBLE: ("farkas", "branching"),
    Claim.UNBOUNDED: ("ray",),
    Claim.FEASIBLE: (),
    Claim.TIMEOUT: (),
}


def check(model: Model, solution: Solution) -> Verdict:
    """Return what of a solution follows from the model and the certificate alone.

    Raises FormalError when the model itself does not ground.
    """
    rows = ground(model)
    try:
        return _Checker(model, rows).verdict(solution)
    except Rejected as rejection:
        return Verdict.rejected(f"{rejection}.")


@dataclass(slots=True)
class _Checker:
    model: Model
    rows: Rows

    def verdict(self, solution: Solution) -> Verdict:
        claim, certificate = solution.claim, solution.certificate
        if claim not in KINDS:
            raise Rejected(f"a linear model cannot be {claim}")
        if certificate is not None and certificate.kind not in KINDS[claim]:
            raise Rejected(f"a {shown(certificate.kind)} certificate does not go with the claim {claim}")
        if claim == Claim.INFEASIBLE:
            return self.infeasible(solution)
        if solution.conflict:
            raise Rejected(f"a conflict does not go with the claim {claim}")
        if claim == Claim.TIMEOUT and not solution.values:
            return Verdict(False, False, "nothing was found in time")
        values = self.values(solution.values)
        if problem := broken(self.rows, values):
            raise Rejected(problem)
        if claim == Claim.UNBOUNDED:
            return self.unbounded(solution)
        worth = self.worth(solution, values)
        if claim == Claim.OPTIMAL and worth is None:
            raise Rejected("the model has no objective, so nothing is optimal")
        if claim == Claim.OPTIMAL and worth is not None and certificate is not None:
            return self.optimal(certificate, worth)
        if claim == Claim.FEASIBLE:
            return Verdict(True, True, "the values satisfy every bound and constraint")
        return Verdict(False, True, "the values satisfy every bound and constraint; that none are better is not proved")

    # -- claims

    def optimal(self, certificate: Certificate, worth: Fraction) -> Verdict:
        target = self.rows.offset - worth if self.rows.maximize else worth - self.rows.offset
        if certificate.kind == "branching":
            leaves = closed_leaves(self.rows, certificate.data.get("nodes"), target, Multipliers(self.rows))
            return Verdict(True, True, f"a branching tree of {leaves} leaves proves that nothing is better")
        bound = dual_bound(self.rows, Multipliers(self.rows).read(certificate.data.get("dual")))
        if bound is None or bound < target:
            raise Rejected("the dual multipliers do not reach the objective")
        return Verdict(True, True, "the dual multipliers prove that nothing is better")

    def infeasible(self, solution: Solution) -> Verdict:
        if solution.values or solution.objective is not None:
            raise Rejected("an infeasible model has no values and no objective")
        multipliers = Multipliers(self.rows, self.conflict(solution.conflict))
        certificate = solution.certificate
        if certificate is None:
            return Verdict(False, False, "no certificate shows that the model is infeasible")
        if certificate.kind == "branching":
            leaves = closed_leaves(self.rows, certificate.data.get("nodes"), None, multipliers)
            return Verdict(True, False, f"a branching tree of {leaves} leaves proves that there is no solution")
        if not refutes(self.rows, multipliers.read(certificate.data.get("dual"))):
            raise Rejected("the multipliers do not prove that the model is infeasible")
        return Verdict(True, False, "the multipliers add the constraints up to a contradiction")

    def unbounded(self, solution: Solution) -> Verdict:
        if solution.objective is not None:
            raise Rejected("an unbounded model has no optimum, so the objective must be absent")
        if solution.certificate is None:
            return Verdict(False, True, "the values satisfy every bound and constraint; no ray shows more")
        given = solution.certificate.data.get("ray")
        if not isinstance(given, Mapping):
            raise Rejected("the certificate has no ray")
        names = {column.name: position for position, column in enumerate(self.rows.columns)}
        ray = [Fraction(0)] * len(names)
        for name, value in given.items():
            if name not in names:
                raise Rejected(f"the ray names {shown(name)}, which is no variable")
            ray[names[name]] = rational(value, f"the ray's {name}")
        if problem := recedes(self.rows, ray):
            raise Rejected(problem)
        return Verdict(True, True, "from the values, the ray improves the objective without end")

    def worth(self, solution: Solution, values: Sequence[Fraction]) -> Fraction | None:
        """Return the objective at the values, which must be what the solution says; None for a model without one."""
        given, worth = solution.objective, None
        if self.model.objective is not None:
            worth = objective(self.rows, values)
        if given != worth or isinstance(given, (int, float)):
            raise Rejected(f"the objective is {shown(worth)}, not {shown(given)}")
        return worth

    # -- parts

    def values(self, given: Mapping[str, Any]) -> list[Fraction]:
        """Return the values in the order of the columns; only integers and fractions will do."""
        names = {column.name for column in self.rows.columns}
        for name in given:
            if name not in names:
                raise Rejected(f"there is no variable {shown(name)}")
        values = []
        for column in self.rows.columns:
            if column.name not in given:
                raise Rejected(f"{column.name} has no value")
            value = given[column.name]
            if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
                raise Rejected(f"{column.name} = {shown(value)} is not an exact number")
            values.append(Fraction(value))
        return values

    def conflict(self, positions: Sequence[int]) -> set[int] | None:
        """Return the constraints that the proof may use; an empty conflict allows all."""
        for position in positions:
            if (
                isinstance(position, bool)
                or not isinstance(position, int)
                or not 0 <= position < len(self.model.constraints)
            ):
                raise Rejected(f"the conflict names constraint {shown(position)}, which does not exist")
        if len(set(positions)) < len(positions):
            raise Rejected("the conflict names a constraint twice")
        return set(positions) or None
