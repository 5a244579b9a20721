"""The independent checker of linear solutions: exact rationals only, and no solver anywhere near.

The values are held against the model itself. The certificate is then read as the hint that it is: every bound is
computed here, from the model's own rows, by the one inequality of `evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Verdict
from algorist.formal.linear.evidence import (
    ZERO,
    Aggregation,
    Bounds,
    box,
    broken,
    dual_bound,
    lifted,
    minimised,
    objective,
    recedes,
    refutes,
    rounded_in,
    skips_integers,
    spacing,
)
from algorist.formal.linear.ground import Rows, ground
from algorist.formal.linear.tree import Model

KINDS = {
    Claim.OPTIMAL: ("primal-dual", "branching"),
    Claim.INFEASIBLE: ("farkas", "branching"),
    Claim.UNBOUNDED: ("ray",),
    Claim.FEASIBLE: (),
    Claim.TIMEOUT: (),
}
RATIONAL = re.compile(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?")


class Rejected(Exception):
    """The solution or its certificate is wrong; the message says where."""


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
            raise Rejected(f"a {certificate.kind} certificate does not go with the claim {claim}")
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
            leaves = self.tree(certificate.data, target, allowed=None)
            return Verdict(True, True, f"a branching tree of {leaves} leaves proves that nothing is better")
        bound = dual_bound(self.rows, self.multipliers(certificate.data.get("dual")))
        if bound is None or bound < target:
            raise Rejected("the dual multipliers do not reach the objective")
        return Verdict(True, True, "the dual multipliers prove that nothing is better")

    def infeasible(self, solution: Solution) -> Verdict:
        if solution.values or solution.objective is not None:
            raise Rejected("an infeasible model has no values and no objective")
        conflict = self.conflict(solution.conflict)
        certificate = solution.certificate
        if certificate is None:
            return Verdict(False, False, "no certificate shows that the model is infeasible")
        if certificate.kind == "branching":
            leaves = self.tree(certificate.data, None, conflict)
            return Verdict(True, False, f"a branching tree of {leaves} leaves proves that there is no solution")
        dual = self.multipliers(certificate.data.get("dual"))
        self.within(dual, conflict)
        if not refutes(self.rows, dual):
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
                raise Rejected(f"the ray names {name!r}, which is no variable")
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
            raise Rejected(f"the objective is {worth}, not {given!s:.40}")
        return worth

    # -- parts

    def values(self, given: Mapping[str, Any]) -> list[Fraction]:
        """Return the values in the order of the columns; only integers and fractions will do."""
        names = {column.name for column in self.rows.columns}
        for name in given:
            if name not in names:
                raise Rejected(f"there is no variable {name!r}")
        values = []
        for column in self.rows.columns:
            if column.name not in given:
                raise Rejected(f"{column.name} has no value")
            value = given[column.name]
            if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
                raise Rejected(f"{column.name} = {value!r} is not an exact number")
            values.append(Fraction(value))
        return values

    def multipliers(self, given: Any) -> dict[int, Fraction]:
        if not isinstance(given, Mapping):
            raise Rejected("the certificate has no multipliers")
        names = {row.name: position for position, row in enumerate(self.rows.rows)}
        dual = {}
        for name, value in given.items():
            if name not in names:
                raise Rejected(f"the multipliers name {name!r}, which is no constraint")
            dual[names[name]] = rational(value, f"the multiplier of {name}")
        return dual

    def conflict(self, positions: Sequence[int]) -> set[int] | None:
        """Return the constraints that the proof may use; an empty conflict allows all."""
        for position in positions:
            if (
                isinstance(position, bool)
                or not isinstance(position, int)
                or not 0 <= position < len(self.model.constraints)
            ):
                raise Rejected(f"the conflict names constraint {position!r}, which does not exist")
        if len(set(positions)) < len(positions):
            raise Rejected("the conflict names a constraint twice")
        return set(positions) or None

    def within(self, dual: Mapping[int, Fraction], allowed: set[int] | None) -> None:
        for position in dual:
            if allowed is not None and self.rows.rows[position].constraint not in allowed:
                raise Rejected(f"the proof uses {self.rows.rows[position].name}, which is not in the conflict")

    # -- branching

    def tree(self, data: Mapping[str, Any], target: Fraction | None, allowed: set[int] | None) -> int:
        """Check that the leaves cover the whole box and that each is closed; returns how many there are.

        Without a target every leaf must be refuted.
        """
        nodes = data.get("nodes")
        if not isinstance(nodes, Sequence) or isinstance(nodes, str) or not nodes:
            raise Rejected("the certificate has no nodes")
        branches = _Branches(self, nodes, target, allowed)
        lower, upper = rounded_in(self.rows, *box(self.rows))
        pending: list[tuple[int, Bounds, Bounds]] = [(0, lower, upper)]
        while pending:
            pending += branches.visit(*pending.pop())
        if len(branches.visited) < len(nodes):
            raise Rejected("some nodes hang on no branch")
        return branches.leaves


class _Branches:
    """The nodes of a branching tree, visited once each."""

    def __init__(
        self, checker: _Checker, nodes: Sequence[Any], target: Fraction | None, allowed: set[int] | None
    ) -> None:
        self.checker, self.nodes, self.target, self.allowed = checker, nodes, target, allowed
        self.rows = checker.rows
        self.step = spacing(self.rows)
        self.costs = Aggregation(self.rows, minimised(self.rows))
        self.feasibility = Aggregation(self.rows, [ZERO] * len(self.rows.columns))
        self.integers = {column.name: position for position, column in enumerate(self.rows.columns) if column.integer}
        self.visited: set[int] = set()
        self.leaves = 0

    def visit(self, place: int, lower: Bounds, upper: Bounds) -> list[tuple[int, Bounds, Bounds]]:
        """Close a leaf, or return the children of a split with their boxes."""
        if place in self.visited:
            raise Rejected(f"node {place} hangs on two branches")
        self.visited.add(place)
        node = self.nodes[place]
        if not isinstance(node, Mapping):
            raise Rejected(f"node {place} is not an object")
        if "split" in node:
            return self.children(node, place, lower, upper)
        self.leaves += 1
        if "farkas" in node:
            self.refuted(node, place, lower, upper)
        elif "rounding" in node:
            self.rounded(node, place)
        elif "bound" in node and self.target is not None:
            self.bounded(node, place, lower, upper)
        else:
            raise Rejected(f"node {place} proves nothing that the claim needs")
        return []

    def children(
        self, node: Mapping[str, Any], place: int, lower: Bounds, upper: Bounds
    ) -> list[tuple[int, Bounds, Bounds]]:
        name, floor = node["split"], node.get("at")
        position = self.integers.get(name) if isinstance(name, str) else None
        if position is None:
            raise Rejected(f"node {place} splits {name!r}, which is no integer variable")
        if isinstance(floor, bool) or not isinstance(floor, int):
            raise Rejected(f"node {place} splits at {floor!r}, which is no integer")
        low, high = list(lower), list(upper)
        top, bottom = high[position], low[position]
        high[position] = Fraction(floor) if top is None else min(top, Fraction(floor))
        low[position] = Fraction(floor + 1) if bottom is None else max(bottom, Fraction(floor + 1))
        return [(self.child(node, place, "below"), lower, high), (self.child(node, place, "above"), low, upper)]

    def child(self, node: Mapping[str, Any], place: int, side: str) -> int:
        child = node.get(side)
        if isinstance(child, bool) or not isinstance(child, int) or not 0 <= child < len(self.nodes):
            raise Rejected(f"node {place} has no branch {side}")
        return child

    def refuted(self, node: Mapping[str, Any], place: int, lower: Bounds, upper: Bounds) -> None:
        dual = self.checker.multipliers(node["farkas"])
        self.checker.within(dual, self.allowed)
        if not self.feasibility.refutes(dual, lower, upper):
            raise Rejected(f"the multipliers of node {place} refute nothing")

    def rounded(self, node: Mapping[str, Any], place: int) -> None:
        dual = self.checker.multipliers(node["rounding"])
        self.checker.within(dual, self.allowed)
        if not skips_integers(self.rows, dual):
            raise Rejected(f"the multipliers of node {place} leave room for an integer")

    def bounded(self, node: Mapping[str, Any], place: int, lower: Bounds, upper: Bounds) -> None:
        dual = self.checker.multipliers(node["bound"])
        bound = self.costs.bound(dual, lower, upper)
        if bound is None or self.target is None or lifted(bound, self.step) < self.target:
            raise Rejected(f"the bound of node {place} does not reach the objective")


def rational(given: Any, what: str) -> Fraction:
    """Return the rational that a certificate writes as an integer or as text like "-3/4"."""
    if isinstance(given, int) and not isinstance(given, bool):
        return Fraction(given)
    if not isinstance(given, str) or not RATIONAL.fullmatch(given):
        raise Rejected(f"{what} is not an exact number: {str(given)[:40]!r}")
    return Fraction(given)
