"""What was found and on what evidence, in a few plain lines."""

from __future__ import annotations

from itertools import groupby

from algorist.core.certificate import Claim, Solution
from algorist.formal.plan.grid import directions
from algorist.formal.plan.tree import Model

MOST_STEPS = 60


def explain(model: Model, solution: Solution) -> str:
    """Say what a solution claims, the plan step by step, and what shows it."""
    plan = solution.values.get("plan", ())
    steps = [str(step) for step in plan] if isinstance(plan, tuple) else []
    certificate = solution.certificate
    states = len(certificate.data.get("states", ())) if certificate is not None else 0
    length = f"{len(steps)} steps" + (f" that cost {solution.objective}" if model.problem.metric else "")
    lines = {
        Claim.FEASIBLE: f"A plan of {length}.",
        Claim.OPTIMAL: f"A plan of {length}; none is {'cheaper' if model.problem.metric else 'shorter'}.",
        Claim.INFEASIBLE: "There is no plan.",
    }
    told = [lines.get(solution.claim, f"No plan was found ({solution.claim}).")]
    told += [f"  {number}. {step}" for number, step in enumerate(steps[:MOST_STEPS], 1)]
    if len(steps) > MOST_STEPS:
        told.append(f"  ... and {len(steps) - MOST_STEPS} more")
    if model.grid is not None and steps:
        runs = [f"{way} {len(list(run))}" for way, run in groupby(directions(steps))]
        told.append(f"That is: {', '.join(runs)}.")
    if certificate is not None and certificate.kind == "potential":
        told.append(f"Shown by a lower bound on the cost that is left, over {states} states.")
    if certificate is not None and certificate.kind == "closed":
        told.append(f"Shown by the {states} states that can be reached: none is a goal.")
    return "\n".join([*told, solution.message] if solution.message else told)
