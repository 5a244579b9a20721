"""The last word on a proof, whatever the assistant: its kernel, run on the finished file, and the axioms that it lists."""

from __future__ import annotations

from algorist.formal.theorem import coq, isabelle, lean, metamath
from algorist.formal.theorem.assistant import Compiled
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.tree import Theorem


def judge(theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled:
    """Have the kernel judge a proof; with `recheck` also the assistant's second checker, which Coq alone has (coqchk).

    Raises FormalError where the text says more than a proof may, TimeoutError, and Unavailable where the assistant is missing.
    """
    match theorem.prover:
        case "coq":
            return coq.compile_proof(theorem, proof, seconds, memory, recheck=recheck)
        case "lean":
            return lean.compile_proof(theorem, proof, seconds, memory)
        case "isabelle":
            return isabelle.compile_proof(theorem, proof, seconds, memory)
        case _:
            return _metamath(theorem, proof)


def _metamath(theorem: Theorem, proof: str) -> Compiled:
    database = metamath.read_database(database_path(theorem.database))
    try:
        used = metamath.verify(theorem, proof, database, metamath.before(database, theorem.name))
    except metamath.Refused as error:
        return Compiled(False, error=str(error))
    return Compiled(True, metamath.rests_on(database, used))
