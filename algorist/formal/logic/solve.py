"""Decide what follows: Z3 first, then cvc5 and E; then evidence that the checker can verify without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.logic import evidence, provers
from algorist.formal.logic.check import check, denied, described
from algorist.formal.logic.structure import Structure, to_json
from algorist.formal.logic.tree import LogicModel, Sentence

SHARE = 0.4
"""How much of the time that is left one prover or one search for evidence may use."""

RESERVE = 0.3
"""Seconds of the limit that are kept to end a prover and to hand in the answer."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """A verdict (sat, unsat, unknown) on some sentences, the structure that shows it, the provers that say so."""

    verdict: str
    structure: Structure | None = None
    refutation: dict[str, Any] | None = None
    provers: tuple[str, ...] = ()


def solve(model: LogicModel, limits: Limits) -> Solution:
    """Return what follows of the conclusion, or whether the premises can hold, with evidence.

    ENTAILED and REFUTED: the premises and the opposite conflict. NEITHER: a structure for the conclusion and one against
    it. FEASIBLE, INFEASIBLE: of premises alone; INFEASIBLE too when the premises conflict and so entail everything.
    """
    started = monotonic()
    deadline = started + limits.seconds - min(RESERVE, limits.seconds / 5)
    solution = _premises(model, deadline) if model.conclusion is None else _conclusion(model, deadline)
    return replace(solution, seconds=monotonic() - started)


def decide(model: LogicModel, sentences: Sequence[Sentence], seconds: float) -> str:
    """Return sat, unsat or unknown without evidence: Z3's word, or else cvc5's."""
    verdict, _ = provers.z3(model, sentences, seconds / 2)
    return provers.cvc5(model, sentences, seconds / 2) if verdict == "unknown" else verdict


def _premises(model: LogicModel, deadline: float) -> Solution:
    finding = _find(model, list(model.premises), deadline)
    if finding.verdict == "sat":
        return _with_structures(model, Claim.FEASIBLE, {"structure": finding.structure})
    if finding.verdict == "unsat":
        return _infeasible(model, finding, deadline)
    return Solution(Claim.TIMEOUT, message="No prover decided in time.")


def _conclusion(model: LogicModel, deadline: float) -> Solution:
    assert model.conclusion is not None
    against = _find(model, denied(model, Claim.ENTAILED), _part(deadline))
    agreeing = _find(model, denied(model, Claim.REFUTED), deadline)
    if against.verdict == agreeing.verdict == "unsat":
        return _infeasible(model, _find(model, list(model.premises), deadline), deadline)
    if against.verdict == "unsat":
        return _refuted(Claim.ENTAILED, against)
    if agreeing.verdict == "unsat":
        return _refuted(Claim.REFUTED, agreeing)
    if against.verdict == agreeing.verdict == "sat":
        return _with_structures(model, Claim.NEITHER, {"for": agreeing.structure, "against": against.structure})
    return Solution(Claim.TIMEOUT, message="No prover decided in time.")


def _find(model: LogicModel, sentences: Sequence[Sentence], deadline: float) -> _Finding:
    """Ask one prover after the other, and look for evidence of whatever is not excluded."""
    verdict, structure = provers.z3(model, sentences, _left(deadline) * SHARE)
    said = ("z3",) if verdict != "unknown" else ()
    if verdict != "unsat":
        if structure is None or not all(_holds(structure, sentence) for sentence in sentences):
            structure = evidence.structure(model, sentences, _part(deadline))
        if structure is not None:
            return _Finding("sat", structure)
    if verdict != "sat":
        refutation = evidence.refutation(model, sentences, _part(deadline))
        if refutation is not None:
            return _Finding("unsat", refutation=refutation)
    for name, ask in (("cvc5", provers.cvc5), ("eprover", provers.eprover)):
        second = ask(model, sentences, _left(deadline) * SHARE)
        if second != "unknown" and verdict in ("unknown", second):
            verdict, said = second, (*said, name)
        if len(said) == 2:
            break
    return _Finding(verdict, provers=said)


def _holds(structure: Structure, sentence: Sentence) -> bool:
    try:
        return structure.holds(sentence)
    except (ValueError, KeyError):
        return False


def _refuted(claim: Claim, finding: _Finding) -> Solution:
    if finding.refutation is not None:
        return Solution(claim, certificate=Certificate("refutation", finding.refutation))
    if len(finding.provers) >= 2:
        agreement = Certificate("agreement", {"provers": list(finding.provers)})
        return Solution(claim, certificate=agreement, message="No proof was made; two provers agree.")
    return Solution(claim, message=f"Only {', '.join(finding.provers)} says so.")


def _infeasible(model: LogicModel, finding: _Finding, deadline: float) -> Solution:
    """Return the conflict of a smallest set of premises, with a refutation of just these where there is one."""
    conflict = _conflict(model, deadline)
    chosen = [model.premises[place] for place in conflict]
    refutation = evidence.refutation(model, chosen, _part(deadline)) if conflict else finding.refutation
    found = replace(finding, refutation=refutation, provers=finding.provers) if conflict else finding
    if refutation is None and finding.refutation is not None:
        conflict, found = (), finding
    return replace(_refuted(Claim.INFEASIBLE, found), conflict=conflict, message="The premises conflict.")


def _conflict(model: LogicModel, deadline: float) -> tuple[int, ...]:
    """Return premises that conflict, and without any one of them no longer, as far as Z3 can tell in time."""
    kept = list(range(len(model.premises)))
    for place in list(kept):
        if _left(deadline) < 0.2:
            return ()
        without = [model.premises[other] for other in kept if other != place]
        if provers.z3(model, without, min(0.5, _left(deadline) * SHARE))[0] == "unsat":
            kept.remove(place)
    return tuple(kept)


def _with_structures(model: LogicModel, claim: Claim, found: dict[str, Structure | None]) -> Solution:
    data = {name: to_json(model, each) for name, each in found.items() if each is not None}
    if len(data) < len(found):
        return Solution(claim, message="The provers say so; no finite structure was found.")
    only = found.get("structure")
    values = {} if only is None else described(model, only)
    solution = Solution(claim, values, certificate=Certificate("structures", data))
    verdict = check(model, solution)
    return solution if verdict.proved else Solution(claim, message=f"No proof: {verdict.reason}")


def _left(deadline: float) -> float:
    return max(0.01, deadline - monotonic())


def _part(deadline: float) -> float:
    return monotonic() + _left(deadline) / 2
