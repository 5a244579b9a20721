"""Have a proof accepted by its assistant, or look for one among the tactics that close goals by themselves."""

from __future__ import annotations

import time
from collections.abc import Iterator

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem.closers import closers
from algorist.formal.theorem.kernel import judge
from algorist.formal.theorem.tree import PROVERS, Theorem


def solve(model: Theorem, limits: Limits) -> Solution:
    """Return `entailed` with the proof that was accepted; raises FormalError where a given proof is refused."""
    began = time.monotonic()
    try:
        proof, rests = _given(model, model.proof, limits) if model.proof is not None else _found(model, limits)
    except TimeoutError:
        return Solution(Claim.TIMEOUT, seconds=limits.seconds, message=f"no proof within {limits.seconds:g} s")
    elapsed = time.monotonic() - began
    if proof is None:
        return Solution(Claim.NEITHER, seconds=elapsed, message=rests)
    certificate = Certificate("proof", {"proof": proof})
    return Solution(Claim.ENTAILED, certificate=certificate, seconds=elapsed, message=rests)


def _given(model: Theorem, proof: str, limits: Limits) -> tuple[str, str]:
    compiled = judge(model, proof, limits.seconds, limits.memory, recheck=False)
    if not compiled.accepted:
        line = _first_line(model) + max(0, compiled.line - 1)
        message = f"{PROVERS[model.prover]} refuses the proof: {compiled.error}"
        raise FormalError(line, max(1, compiled.column), message)
    return proof, _rests(compiled.axioms)


def _found(model: Theorem, limits: Limits) -> tuple[str | None, str]:
    ends = time.monotonic() + limits.seconds
    for proof in _attempts(model):
        left = max(ends - time.monotonic(), 0.01)
        compiled = judge(model, proof, left, limits.memory, recheck=False)
        if compiled.accepted:
            return proof, _rests(compiled.axioms)
    if model.prover == "metamath":
        return None, "No proof is given, and proofs of Metamath are not searched for."
    return None, "None of the closing tactics shows it. Give a proof."


def _attempts(model: Theorem) -> Iterator[str]:
    form = {"coq": "intros. timeout 5 {}.", "lean": "intros\n{}", "isabelle": "{}"}
    for tactic in closers(model):
        yield form[model.prover].format(tactic)


def _rests(axioms: tuple[str, ...]) -> str:
    return f"It assumes {', '.join(axioms)}." if axioms else "It assumes nothing beyond the logic itself."


def _first_line(model: Theorem) -> int:
    """The line on which the proof begins in the rendered text."""
    from algorist.formal.theorem.language import render

    before = render(model).removesuffix(f"{model.proof}\n")
    return before.count("\n") + 1
