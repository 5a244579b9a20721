"""Check a proof again: by our own kernel of Metamath's, or by the assistant's on the finished file; its axioms are listed."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.errors import FormalError
from algorist.formal.theorem.kernel import judge
from algorist.formal.theorem.tree import PROVERS, Theorem

SECONDS = 120.0
MEMORY = 4 << 30

WITNESSES = {
    "metamath": "the proof was replayed step by step from what the database shows before it",
    "coq": "Coq's kernel and coqchk accept the proof",
    "lean": "Lean's kernel accepts the proof",
    "isabelle": "Isabelle's kernel accepts the proof",
}


def check(model: Theorem, solution: Solution) -> Verdict:
    """Accept `entailed` with a proof that the kernel accepts; every other claim has nothing to show for it.

    Raises Unavailable where the assistant or its database is missing: then nothing is known of the proof.
    """
    certificate = solution.certificate
    if solution.claim is not Claim.ENTAILED or certificate is None or certificate.kind != "proof":
        return Verdict.rejected("only `entailed`, with a proof, can be checked")
    proof = certificate.data.get("proof")
    if not isinstance(proof, str) or solution.values or solution.objective is not None:
        return Verdict.rejected("the certificate holds no proof, or the solution more than one")
    try:
        compiled = judge(model, proof, SECONDS, MEMORY, recheck=True)
    except FormalError as error:
        return Verdict.rejected(f"the proof says more than a proof may: {error}")
    except TimeoutError:
        return Verdict.rejected(f"{PROVERS[model.prover]} did not end within {SECONDS:g} s")
    if not compiled.accepted:
        return Verdict.rejected(f"{PROVERS[model.prover]} refuses the proof: {compiled.error}")
    named = "oracles" if model.prover == "isabelle" else "axioms"
    assumed = f"assuming {', '.join(compiled.axioms)}" if compiled.axioms else f"assuming no {named}"
    return Verdict(proved=True, satisfied=True, reason=f"{WITNESSES[model.prover]}, {assumed}")
