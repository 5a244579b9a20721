"""Checking a branching proof: the leaves cover the whole box, and each is closed by its multipliers.

A split puts an integer column at most at `at` on one side and at least at `at + 1` on the other, so no integer point is
lost. A leaf is closed when its bound reaches the target, or when it is refuted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from algorist.formal.linear.evidence import (
    ZERO,
    Aggregation,
    Bounds,
    box,
    lifted,
    minimised,
    rounded_in,
    shown,
    skips_integers,
    spacing,
)
from algorist.formal.linear.ground import Rows
from algorist.formal.linear.multipliers import Multipliers, Rejected


def closed_leaves(rows: Rows, nodes: Any, target: Fraction | None, multipliers: Multipliers) -> int:
    """Return how many leaves a valid tree has; raises Rejected for any other.

    `target` is the minimised objective, offset aside, that every leaf must reach; without one, every leaf must be
    refuted.
    """
    if not isinstance(nodes, Sequence) or isinstance(nodes, str) or not nodes:
        raise Rejected("the certificate has no nodes")
    branches = Branches(rows, nodes, target, multipliers)
    pending: list[tuple[int, Bounds, Bounds]] = [(0, *rounded_in(rows, *box(rows)))]
    while pending:
        pending += branches.visit(*pending.pop())
    if len(branches.visited) < len(nodes):
        raise Rejected("some nodes hang on no branch")
    return branches.leaves


class Branches:
    """The nodes of a branching tree, visited once each."""

    def __init__(self, rows: Rows, nodes: Sequence[Any], target: Fraction | None, multipliers: Multipliers) -> None:
        self.rows, self.nodes, self.target, self.multipliers = rows, nodes, target, multipliers
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
            raise Rejected(f"node {place} splits {shown(name)}, which is no integer variable")
        if isinstance(floor, bool) or not isinstance(floor, int):
            raise Rejected(f"node {place} splits at {shown(floor)}, which is no integer")
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
        dual = self.multipliers.read(node["farkas"])
        if not self.feasibility.refutes(dual, lower, upper):
            raise Rejected(f"the multipliers of node {place} refute nothing")

    def rounded(self, node: Mapping[str, Any], place: int) -> None:
        dual = self.multipliers.read(node["rounding"])
        if not skips_integers(self.rows, dual):
            raise Rejected(f"the multipliers of node {place} leave room for an integer")

    def bounded(self, node: Mapping[str, Any], place: int, lower: Bounds, upper: Bounds) -> None:
        dual = self.multipliers.read(node["bound"])
        bound = self.costs.bound(dual, lower, upper)
        if bound is None or self.target is None or lifted(bound, self.step) < self.target:
            raise Rejected(f"the bound of node {place} does not reach the objective")
