"""What was shown, by whom, and on what it rests."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution
from algorist.formal.theorem.tree import PROVERS, Theorem


def explain(model: Theorem, solution: Solution) -> str:
    """Say in a few lines what became of the theorem."""
    assistant = PROVERS[model.prover]
    if solution.claim is Claim.ENTAILED:
        shown = f"{assistant} accepts the proof of {model.name}. {solution.message}".strip()
        found = solution.certificate.data["proof"] if model.proof is None and solution.certificate else ""
        return f"{shown}\nThe proof that was found: {found}" if found else shown
    if solution.claim is Claim.TIMEOUT:
        return f"{assistant} did not end: {solution.message}."
    return f"{model.name} is not shown. {solution.message}".strip()
