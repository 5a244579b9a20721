"""What runs inside a worker process: solve a formal text, or check a solution of it. Data in, data out."""

from __future__ import annotations

from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Limits
from algorist.core.registry import LANGUAGES

SOLVE = "algorist.core.solving:solve"
CHECK = "algorist.core.solving:check"


def solve(argument: dict[str, Any]) -> dict[str, Any]:
    """Solve {language, text, claim, seconds, memory}; returns a solution as JSON."""
    language = LANGUAGES.get(argument["language"])
    limits = Limits(seconds=argument["seconds"], memory=argument["memory"], claim=Claim(argument["claim"]))
    solution: Solution = language.solve(language.parse(argument["text"]), limits)
    return solution.to_json()


def check(argument: dict[str, Any]) -> dict[str, Any]:
    """Check {language, text, solution}; returns a verdict as JSON."""
    language = LANGUAGES.get(argument["language"])
    verdict = language.check(language.parse(argument["text"]), Solution.from_json(argument["solution"]))
    return {"proved": verdict.proved, "satisfied": verdict.satisfied, "reason": verdict.reason}
