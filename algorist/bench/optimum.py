"""Scoring by the optimum: what optimisation benchmarks in words have in common."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from algorist.core.answer import Answer
from algorist.core.certificate import Claim
from algorist.core.problem import Problem
from algorist.core.task import Item

TOLERANCE = Fraction(1, 10_000)
"""Relative, as the field reports it: |found - gold| <= 1e-4 max(1, |gold|)."""


def optimum_right(answer: Answer, item: Item) -> bool:
    """The optimum found is the gold one, within the tolerance or to the decimals that the gold one is given with.

    An item whose gold answer is no number ("No Best Solution") is right when the answer says so: infeasible or unbounded.
    """
    shown = str(item.gold)
    try:
        gold = Fraction(shown)
    except ValueError:
        return answer.solution is not None and answer.solution.claim in (Claim.INFEASIBLE, Claim.UNBOUNDED)
    if answer.solution is None or answer.solution.objective is None:
        return False
    found = Fraction(answer.solution.objective)
    decimals = len(shown.partition(".")[2].rstrip("0"))
    rounded = bool(decimals) and round(found, decimals) == gold
    return rounded or abs(found - gold) <= TOLERANCE * max(Fraction(1), abs(gold))


def optimum_item(name: str, statement: str, gold: Any) -> Item:
    """An item whose answer is the optimum of what the statement describes."""
    return Item(name, Problem(statement), gold)
