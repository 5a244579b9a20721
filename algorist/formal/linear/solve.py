"""Solving linear models with HiGHS, and turning its word into exact values and certificates.

    claim        certificate    data
    optimal      primal-dual    {"dual": multipliers}; the values are the primal half
    optimal      branching      {"nodes": [...]}: {"split", "at", "below", "above"}, leaves {"bound"} or {"farkas"}
    infeasible   farkas         {"dual": multipliers}
    infeasible   branching      {"nodes": [...]}, every leaf {"farkas"} or {"rounding"}
    unbounded    ray            {"ray": direction}; the values are the point that it starts from

Multipliers are by row name, rationals are strings, and duals belong to the minimised form (see `evidence`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from time import monotonic
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.formal.linear import highs as solver
from algorist.formal.linear.branching import Tree, branching
from algorist.formal.linear.evidence import ZERO, broken, crossed, objective
from algorist.formal.linear.ground import Rows, ground
from algorist.formal.linear.highs import Ending
from algorist.formal.linear.infeasible import by_name, conflict, refutation, restricted, support
from algorist.formal.linear.optimum import Optimum, certified
from algorist.formal.linear.points import improving_ray, incumbent, nearby
from algorist.formal.linear.tree import Model

SEARCH_SHARE = 0.8
"""The part of the time that HiGHS may spend on a mixed-integer model; the rest is for exact values and proofs."""
SOLVING_SHARE = 0.9
"""The part of the time after which no step begins: the last one may be long, and the answer has to be handed over."""
CONFLICT_SHARE = 0.4
"""The part of the time left that the search for a minimal conflict may take."""

Values = Sequence[Fraction]


def solve(model: Model, limits: Limits) -> Solution:
    """Return the optimum of a model with exact values and a certificate.

    For the claim `feasible`, and for a model without objective, any solution will do. Raises FormalError for a model
    that does not ground, InputError for a claim or a number that HiGHS cannot serve.
    """
    started = monotonic()
    if limits.claim not in (Claim.OPTIMAL, Claim.FEASIBLE):
        raise InputError(f"linear: the claim can be optimal or feasible, not {limits.claim}.")
    solution = _Solver(model, limits).solution()
    return replace(solution, seconds=monotonic() - started)


class _Solver:
    """One solve: the rows, a deadline, and a method for each way that HiGHS can end."""

    def __init__(self, model: Model, limits: Limits) -> None:
        started = monotonic()
        self.stated = ground(model)
        solver.check_sizes(self.stated)
        self.priced = model.objective is not None
        self.claim = limits.claim if self.priced else Claim.FEASIBLE
        self.rows = without_costs(self.stated) if self.claim == Claim.FEASIBLE else self.stated
        self.integer = any(column.integer for column in self.rows.columns)
        self.deadline = started + limits.seconds * SOLVING_SHARE
        self.search_deadline = started + limits.seconds * (SEARCH_SHARE if self.integer else SOLVING_SHARE)

    def solution(self) -> Solution:
        if names := crossed(self.rows):
            message = f"no value lies within the bounds of {', '.join(names)}"
            return replace(_refuted(self.rows, {}, ()), message=message)
        if not self.rows.columns:
            trivial = Certificate("primal-dual", {"dual": {}})
            return self.infeasible() if broken(self.rows, []) else self.optimal([], trivial)
        highs = solver.load(self.rows)
        ending = solver.run(highs, self.search_deadline)
        if ending == Ending.INFEASIBLE:
            return self.infeasible()
        if ending in (Ending.UNBOUNDED, Ending.UNDECIDED):
            return self.unbounded()
        if ending == Ending.OPTIMAL:
            return self.optimal_mixed(highs) if self.integer else self.optimal_linear(highs)
        message = "time ran out" if ending == Ending.TIMEOUT else "HiGHS gave up, for numerical reasons"
        return self.unfinished(incumbent(self.rows, highs, self.deadline), message)

    # -- optimal

    def optimal_linear(self, highs: Any) -> Solution:
        floats = list(highs.getSolution().col_value)
        found = certified(highs, self.rows, self.deadline)
        if isinstance(found, Optimum):
            return self.optimal(found.values, Certificate("primal-dual", {"dual": by_name(self.rows, found.dual)}))
        if found == Ending.INFEASIBLE:
            return self.infeasible()
        if found == Ending.UNBOUNDED:
            return self.unbounded()
        values = nearby(self.rows, floats)
        if values is None:
            return self.unfinished(None, "HiGHS' optimum could not be made exact")
        return self.optimal(values, None, "optimal by HiGHS; no exact basis was found in time, so not proved")

    def optimal_mixed(self, highs: Any) -> Solution:
        values = incumbent(self.rows, highs, self.deadline)
        if self.claim == Claim.FEASIBLE and values is not None:
            return self.optimal(values, None)
        return self.from_tree(branching(self.rows, values, self.deadline), values)

    def from_tree(self, tree: Tree | None, values: Values | None) -> Solution:
        if tree is not None and tree.incumbent is not None:
            return self.optimal(tree.incumbent, Certificate("branching", {"nodes": tree.nodes}))
        if tree is not None:
            return Solution(Claim.INFEASIBLE, certificate=Certificate("branching", {"nodes": tree.nodes}))
        if values is not None:
            return self.optimal(values, None, "optimal by HiGHS; the tree that proves it was not finished")
        return self.unfinished(None, "HiGHS' optimum does not hold in exact arithmetic")

    def optimal(self, values: Values, certificate: Certificate | None, message: str = "") -> Solution:
        if self.claim == Claim.FEASIBLE:
            return self.valued(Claim.FEASIBLE, values)
        return replace(self.valued(Claim.OPTIMAL, values, message), certificate=certificate)

    # -- infeasible

    def infeasible(self) -> Solution:
        dual = refutation(self.rows, self.deadline)
        if dual is None:
            return self.infeasible_mixed() if self.integer else self.unproved(())
        suspects = support(self.rows, dual)
        found = conflict(self.rows, suspects, self.share(), integer=False)
        smaller = restricted(self.rows, found)
        exact = refutation(smaller, self.deadline) if set(found) < suspects else None
        return _refuted(smaller, exact, found) if exact else _refuted(self.rows, dual, tuple(sorted(suspects)))

    def infeasible_mixed(self) -> Solution:
        free = without_costs(self.rows)
        found = conflict(free, {row.constraint for row in free.rows}, self.share(), integer=True)
        tree = branching(restricted(free, found), None, self.share())
        if tree is None or tree.incumbent is not None:
            tree = branching(free, None, self.share())
        if tree is None:
            return self.unproved(found)
        if tree.incumbent is not None:
            return self.from_tree(branching(self.rows, tree.incumbent, self.deadline), tree.incumbent)
        used = {row.constraint for row in free.rows if row.name in tree.rows()}
        return replace(self.from_tree(tree, None), conflict=tuple(sorted(used)))

    def unproved(self, found: tuple[int, ...]) -> Solution:
        return Solution(Claim.INFEASIBLE, conflict=found, message="infeasible by HiGHS; no exact proof was found")

    def share(self) -> float:
        """Return the time by which a side task must be done."""
        return monotonic() + CONFLICT_SHARE * (self.deadline - monotonic())

    # -- unbounded and unfinished

    def unbounded(self) -> Solution:
        free = without_costs(self.rows)
        highs = solver.load(free)
        ending = solver.run(highs, self.deadline)
        if ending == Ending.INFEASIBLE:
            return self.infeasible()
        point = incumbent(free, highs, self.deadline) if ending == Ending.OPTIMAL else None
        ray = improving_ray(self.rows, self.deadline)
        if point is None or ray is None:
            return self.unfinished(point, "HiGHS calls the model unbounded; no exact ray was found")
        named = {column.name: str(value) for column, value in zip(self.rows.columns, ray, strict=True) if value}
        certificate = Certificate("ray", {"ray": named})
        return replace(self.valued(Claim.UNBOUNDED, point), objective=None, certificate=certificate)

    def unfinished(self, values: Values | None, message: str) -> Solution:
        if values is None:
            return Solution(Claim.TIMEOUT, message=message)
        if self.claim == Claim.FEASIBLE:
            return self.valued(Claim.FEASIBLE, values)
        return self.valued(Claim.TIMEOUT, values, message)

    def valued(self, claim: Claim, values: Values, message: str = "") -> Solution:
        named = {
            column.name: value.numerator if value.denominator == 1 else value
            for column, value in zip(self.rows.columns, values, strict=True)
        }
        return Solution(claim, named, objective(self.stated, values) if self.priced else None, message=message)


def without_costs(rows: Rows) -> Rows:
    """Return the question whether there is any solution."""
    return replace(rows, columns=tuple(replace(column, cost=ZERO) for column in rows.columns), offset=ZERO)


def _refuted(rows: Rows, dual: dict[int, Fraction], constraints: tuple[int, ...]) -> Solution:
    certificate = Certificate("farkas", {"dual": by_name(rows, dual)})
    return Solution(Claim.INFEASIBLE, certificate=certificate, conflict=constraints)
