"""What was found and on what evidence, in a few lines for a person."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution
from algorist.formal.logic.renderer import render_formula
from algorist.formal.logic.tree import LogicModel


def explain(model: LogicModel, solution: Solution) -> str:
    """Return one line for the finding, one for the evidence, and one for each conflicting premise."""
    conclusion = "" if model.conclusion is None else render_formula(model.conclusion.formula)
    lines = {
        Claim.ENTAILED: [f"It follows from the premises: {conclusion}"],
        Claim.REFUTED: [f"Its opposite follows from the premises: {conclusion}"],
        Claim.NEITHER: [f"The premises leave it open: {conclusion}"],
        Claim.FEASIBLE: ["All premises can hold together."],
        Claim.INFEASIBLE: ["The premises cannot all hold, so that everything would follow from them."],
    }.get(solution.claim, ["No prover decided in time."])
    if solution.conflict:
        lines = [*lines, "These conflict:"]
        for place in solution.conflict:
            premise = model.premises[place]
            lines.append(f"  line {premise.line}: {render_formula(premise.formula)}")
    return "\n".join([*lines, *_evidence(solution)])


def _evidence(solution: Solution) -> list[str]:
    certificate = solution.certificate
    if certificate is None:
        return [solution.message] if solution.message else []
    if certificate.kind == "structures":
        sizes = [each["domains"] for each in certificate.data.values()]
        many = "A structure shows it" if len(sizes) == 1 else "Two structures show it, one for and one against"
        return [f"{many}; `algorist check` evaluates every sentence in it."]
    if certificate.kind == "agreement":
        return [f"{' and '.join(certificate.data['provers'])} agree; there is no proof to check."]
    return [f"A refutation of the contrary in {len(certificate.data['steps'])} steps shows it."]
