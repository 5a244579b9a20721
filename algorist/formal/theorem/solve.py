"""Have a proof accepted by its assistant, or look for one among the assistant's closing tactics."""

from __future__ import annotations

import time

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem import metamath
from algorist.formal.theorem.assistants import ASSISTANTS
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.tree import Theorem


def solve(model: Theorem, limits: Limits) -> Solution:
    """Return `entailed` with the proof that was accepted; raises FormalError where a given proof is refused."""
    began = time.monotonic()
    try:
        proof, rests = (_metamath if model.prover == "metamath" else _compiled)(model, limits)
    except TimeoutError:
        return Solution(Claim.TIMEOUT, seconds=limits.seconds, message=f"no proof within {limits.seconds:g} s")
    elapsed = time.monotonic() - began
    if proof is None:
        return Solution(Claim.NEITHER, seconds=elapsed, message=rests)
    certificate = Certificate("proof", {"proof": proof})
    return Solution(Claim.ENTAILED, certificate=certificate, seconds=elapsed, message=rests)


def _metamath(model: Theorem, limits: Limits) -> tuple[str | None, str]:
    if model.proof is None:
        return None, "No proof is given, and proofs of Metamath are not searched for."
    database = metamath.read_database(database_path(model.database))
    try:
        used = metamath.verify(model, model.proof, database, metamath.before(database, model.name))
    except metamath.Refused as error:
        raise FormalError(_first_line(model), 1, f"Metamath refuses the proof: {error}.") from error
    return model.proof, f"It rests on {len(used)} statements of {model.database}."


def _compiled(model: Theorem, limits: Limits) -> tuple[str | None, str]:
    assistant, ends = ASSISTANTS[model.prover], time.monotonic() + limits.seconds
    if model.proof is not None:
        compiled = assistant.compile_proof(model, model.proof, limits.seconds, limits.memory, recheck=False)
        if not compiled.accepted:
            line = _first_line(model) + max(0, compiled.line - 1)
            raise FormalError(line, max(1, compiled.column), f"{assistant.name} refuses the proof: {compiled.error}")
        return model.proof, _rests(compiled.axioms)
    for module, proofs in assistant.closers.items():
        for proof in proofs if not module or module in model.imports else ():
            left = ends - time.monotonic()
            compiled = assistant.compile_proof(model, proof, max(left, 0.01), limits.memory, recheck=False)
            if compiled.accepted:
                return proof, _rests(compiled.axioms)
    return None, "None of the closing tactics shows it. Give a proof."


def _rests(axioms: tuple[str, ...]) -> str:
    return f"It assumes {', '.join(axioms)}." if axioms else "It assumes no axioms."


def _first_line(model: Theorem) -> int:
    """The line on which the proof begins in the rendered text."""
    from algorist.formal.theorem.language import render

    before = render(model).removesuffix(f"{model.proof}\n")
    return before.count("\n") + 1
