"""Answers that words rarely ask for: like a text that has no solution, they tell of a misreading, though less surely."""

from __future__ import annotations

import re

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Model
from algorist.formal.program.exact import values_of
from algorist.formal.program.language import ProgramModel

_COUNT = re.compile(r"\bhow many\b", re.IGNORECASE)


def unlikely(statement: str, model: Model, solution: Solution) -> bool:
    """Whether the optimum is to do nothing, or a program comes below zero anywhere or answers "how many" with a fraction."""
    if solution.claim is Claim.OPTIMAL:
        return not any(solution.values.values())
    if not isinstance(model, ProgramModel):
        return False
    values = values_of(model) or []
    broken = bool(values) and values[-1].denominator != 1
    return any(value < 0 for value in values) or (broken and _COUNT.search(statement) is not None)
