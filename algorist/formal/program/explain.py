"""Says in a few lines what a program answered, and on what evidence."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution
from algorist.formal.program.exact import NotExact, exact_answer
from algorist.formal.program.language import ProgramModel
from algorist.formal.program.straight import straight_line
from algorist.formal.program.values import shown


def explain(model: ProgramModel, solution: Solution) -> str:
    """Return the answer and what stands behind it, a line each."""
    lines = [f"{name} = {shown(value)}" for name, value in solution.values.items()]
    if solution.claim is Claim.INFEASIBLE:
        lines.append(f"The program fails {len(solution.conflict)} of its {len(model.tests)} visible tests.")
    elif solution.claim is Claim.FEASIBLE and model.tests:
        lines.append(f"The program passes its {len(model.tests)} visible tests.")
    elif solution.claim is Claim.FEASIBLE and _is_exact(model):
        lines.append("The program is straight-line arithmetic, computed exactly.")
    elif solution.claim is Claim.FEASIBLE:
        lines.append("The program ran in the sandbox; it has no visible tests.")
    if solution.message:
        lines.append(solution.message)
    return "\n".join(lines)


def _is_exact(model: ProgramModel) -> bool:
    line = straight_line(model)
    try:
        return line is not None and exact_answer(line) is not None
    except NotExact:
        return False
