"""The call graph of a run: what every call cost and on which earlier calls it could depend."""

from __future__ import annotations

from dataclasses import dataclass

from algorist.core.budget import Spent


@dataclass(frozen=True, slots=True)
class Node:
    """A call: its number, kind (`ask`, `solve`, `check`), tag, cost, and the calls whose results it came after."""

    number: int
    kind: str
    tag: str
    spent: Spent
    parents: frozenset[int]


@dataclass(frozen=True, slots=True)
class CallGraph:
    """A directed acyclic graph of calls in the order in which they ended."""

    nodes: tuple[Node, ...]

    @property
    def work(self) -> Spent:
        """The sum over all calls."""
        total = Spent()
        for node in self.nodes:
            total += node.spent
        return total

    @property
    def depth(self) -> int:
        """The number of calls on the longest chain of dependent calls."""
        return int(self._longest({node.number: 1.0 for node in self.nodes}))

    @property
    def wall(self) -> float:
        """The seconds of the costliest chain: the wall time that unbounded concurrency would reach."""
        return self._longest({node.number: node.spent.seconds for node in self.nodes})

    def _longest(self, weight: dict[int, float]) -> float:
        reached: dict[int, float] = {}
        for node in sorted(self.nodes, key=lambda node: node.number):
            before = max((reached.get(parent, 0.0) for parent in node.parents), default=0.0)
            reached[node.number] = before + weight[node.number]
        return max(reached.values(), default=0.0)
