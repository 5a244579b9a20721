"""Check a proof again: Metamath's by our own kernel, the others' by their kernels (Coq's also by its separate checker), axioms listed."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.errors import FormalError
from algorist.formal.theorem import metamath
from algorist.formal.theorem.assistants import ASSISTANTS
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.tree import Theorem

SECONDS = 120.0
MEMORY = 4 << 30


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
    return _metamath(model, proof) if model.prover == "metamath" else _compiled(model, proof)


def _metamath(model: Theorem, proof: str) -> Verdict:
    database = metamath.read_database(database_path(model.database))
    try:
        used = metamath.verify(model, proof, database, metamath.before(database, model.name))
    except metamath.Refused as error:
        return Verdict.rejected(f"the proof is refused: {error}")
    axioms = sorted(
        label for label in used if database.assertions[label].axiom and "|-" in database.assertions[label].statement
    )
    named = f", of them the axioms and definitions {', '.join(axioms)}" if axioms else ""
    reason = f"the proof was replayed step by step; it uses {len(used)} statements of {model.database}{named}"
    return Verdict(proved=True, satisfied=True, reason=reason)


def _compiled(model: Theorem, proof: str) -> Verdict:
    assistant = ASSISTANTS[model.prover]
    try:
        compiled = assistant.compile_proof(model, proof, SECONDS, MEMORY, recheck=True)
    except FormalError as error:
        return Verdict.rejected(f"the proof says more than a proof may: {error}")
    except TimeoutError:
        return Verdict.rejected(f"{assistant.name} did not end within {SECONDS:g} s")
    if not compiled.accepted:
        return Verdict.rejected(f"{assistant.name} refuses the proof: {compiled.error}")
    axioms = f"assuming {', '.join(compiled.axioms)}" if compiled.axioms else "assuming no axioms"
    return Verdict(
        proved=True,
        satisfied=True,
        reason=f"{assistant.vouches} accept{'s' * (model.prover != 'coq')} the proof, {axioms}",
    )
