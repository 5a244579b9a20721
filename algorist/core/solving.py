"""What runs inside a worker process: solve a formal text, ask about parts of it, or check a solution. Data in, data out."""

from __future__ import annotations

from time import monotonic
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.core.registry import LANGUAGES

SOLVE = "algorist.core.solving:solve"
SELECT = "algorist.core.solving:select"
CHECK = "algorist.core.solving:check"


def solve(argument: dict[str, Any]) -> dict[str, Any]:
    """Solve {language, text, claim, seconds, memory}; returns a solution as JSON."""
    began = monotonic()
    language = LANGUAGES.get(argument["language"])
    model = language.parse(argument["text"])
    # Reading a large text takes its part of the time: the whole call ends by the limit.
    left = max(0.1, argument["seconds"] - (monotonic() - began))
    limits = Limits(seconds=left, memory=argument["memory"], claim=Claim(argument["claim"]))
    solution: Solution = language.solve(model, limits)
    return solution.to_json()


def select(argument: dict[str, Any]) -> list[dict[str, Any] | None]:
    """Return for every one of {selections} of the constraints in {language, text} the values of its only solution, or None."""
    language = LANGUAGES.get(argument["language"])
    if not hasattr(language, "select"):
        raise InputError(f"The language {argument['language']} cannot be asked about selections of its constraints.")
    found = language.select(language.parse(argument["text"]), argument["selections"])
    return [None if values is None else Solution(Claim.UNIQUE, values).to_json() for values in found]


def check(argument: dict[str, Any]) -> dict[str, Any]:
    """Check {language, text, solution}; returns a verdict as JSON."""
    language = LANGUAGES.get(argument["language"])
    verdict = language.check(language.parse(argument["text"]), Solution.from_json(argument["solution"]))
    return {"proved": verdict.proved, "satisfied": verdict.satisfied, "reason": verdict.reason}
