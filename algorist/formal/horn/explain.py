"""What was found and on what evidence, in a few lines for a person."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution
from algorist.formal.horn.predicates import complete
from algorist.formal.horn.renderer import goals, render_clause
from algorist.formal.horn.tree import HornModel

FEW = 12


def explain(model: HornModel, solution: Solution) -> str:
    """Return the finding, and the clauses of the derivation or how it is known that there is none."""
    query = goals(model.query)
    match solution.claim:
        case Claim.ENTAILED:
            values = ", ".join(f"{name} = {_text(value)}" for name, value in solution.values.items())
            lines = [f"{query} holds{f' with {values}' if values else ''}."]
        case Claim.REFUTED if model.world == "open":
            lines = [f"{query} does not hold: its strong negation does."]
        case Claim.REFUTED:
            lines = [f"{query} does not hold: it cannot be derived, and the world is closed."]
        case Claim.NEITHER:
            lines = [f"{query} is unknown: neither it nor its strong negation can be derived."]
        case _:
            lines = ["The time ran out before the query was decided."]
    return "\n".join(lines + _evidence(model, solution))


def _evidence(model: HornModel, solution: Solution) -> list[str]:
    certificate = solution.certificate
    if certificate is None:
        return [solution.message] if solution.message else []
    if certificate.kind == "failure":
        by, size = certificate.data["by"], certificate.data["size"]
        how = f"the least model has {size} facts" if by == "least model" else f"the search ends after {size} steps"
        return [f"The whole program was searched: {how}; `algorist check` does it again."]
    clauses = complete(model.clauses, model.query)
    steps = [step for step in certificate.data["steps"] if isinstance(step[0], int)]
    lines = [f"  {step[2]}    by  {render_clause(clauses[step[0]])}" for step in steps[:FEW]]
    more = [f"  and {len(steps) - FEW} more"] if len(steps) > FEW else []
    return ["The derivation:", *lines, *more]


def _text(value: object) -> str:
    return f"[{', '.join(map(_text, value))}]" if isinstance(value, tuple) else str(value)
