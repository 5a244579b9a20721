"""Answers that words rarely ask for: like a text that has no solution, they tell of a misreading, though less surely."""

from __future__ import annotations

import re
from fractions import Fraction

from algorist.core.certificate import Claim, Solution

_COUNT = re.compile(r"\bhow many\b", re.IGNORECASE)


def unlikely(statement: str, solution: Solution) -> bool:
    """Whether the optimum is to do nothing, or what a program answers is below zero or counts in fractions."""
    if solution.claim is Claim.OPTIMAL:
        return not any(solution.values.values())
    amount = solution.values.get("answer")
    if solution.claim is not Claim.FEASIBLE or isinstance(amount, bool) or not isinstance(amount, int | Fraction):
        return False
    return amount < 0 or (amount.denominator != 1 and _COUNT.search(statement) is not None)
