"""What was found and on what evidence, in a few lines for a person."""

from __future__ import annotations

from collections.abc import Mapping

from algorist.core.certificate import Claim, Solution, Value
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.render import render_line
from algorist.formal.constraint.soft import violated
from algorist.formal.constraint.tree import ConstraintModel

FEW = 6
_ARGUMENTS = {
    "one-tree": "a smallest spanning tree with one more edge (Held and Karp)",
    "routes": "a smallest spanning tree with the ways home",
    "energy": "the work that one resource has to do",
}


def explain(model: ConstraintModel, solution: Solution) -> str:
    """Return one line for the finding, one for its evidence, and one for each conflicting constraint."""
    return "\n".join([_finding(model, solution), *_evidence(model, solution)])


def _finding(model: ConstraintModel, solution: Solution) -> str:
    size = f"{len(model.domains())} variables, {len(model.constraints)} constraints"
    match solution.claim:
        case Claim.UNIQUE:
            return f"The only solution ({size})."
        case Claim.OPTIMAL if model.objective is not None:
            return f"The best solution, {render_line(model.objective)} = {solution.objective} ({size})."
        case Claim.INFEASIBLE:
            return f"No solution ({size})."
        case Claim.FEASIBLE:
            return f"A solution ({size})."
        case _:
            return f"The time ran out {'after a solution was found' if solution.values else 'without a solution'}."


def _evidence(model: ConstraintModel, solution: Solution) -> list[str]:
    lines = _broken(model, solution)
    if solution.conflict:
        lines.append("These constraints cannot all hold, and without any one of them the others can:")
        conflicting = [model.constraints[position] for position in solution.conflict]
        lines += [f"  line {constraint.line}: {render_line(constraint)}" for constraint in conflicting]
    if solution.certificate is None:
        return lines
    if solution.certificate.kind == "second-solution":
        others = solution.certificate.data["values"]
        lines.append(f"It is not the only one. Another has {_differences(solution.values, others)}.")
    elif solution.certificate.kind == "bound":
        bound = solution.certificate.data["bound"]
        argument = _ARGUMENTS.get(str(solution.certificate.data.get("argument")), "a short computation")
        lines.append(f"None can be below {bound}: {argument} shows it; `algorist check` verifies it.")
    else:
        steps = sum(not step.startswith("d") for step in solution.certificate.data["steps"])
        lines.append(f"A refutation of the contrary in {steps} steps shows it; `algorist check` verifies them.")
    return lines


def _broken(model: ConstraintModel, solution: Solution) -> list[str]:
    """Name the soft constraints that the values violate, and what the further objectives are worth."""
    if model.objective is None or not solution.values:
        return []
    worths = (f"  {render_line(aim)} = {evaluate(aim.expression, solution.values)}" for aim in model.then)
    lines = ["Then, of those as good so far:", *worths] if model.then else []
    soft = list(violated(model.objective, solution.values))
    if soft:
        lines += ["Not met, at this cost:", *(f"  {weight}: {text}" for weight, text in soft)]
    return lines


def _differences(values: Mapping[str, Value], others: Mapping[str, Value]) -> str:
    different = [f"{name} = {others[name]}" for name in values if values[name] != others[name]]
    more = f" and {len(different) - FEW} more" if len(different) > FEW else ""
    return ", ".join(different[:FEW]) + more
