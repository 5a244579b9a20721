"""Verify what is claimed of a logic model: structures evaluated, refutations replayed. Trusts no solver, imports none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution, Value, Verdict
from algorist.formal.constraint.denial import Clauses
from algorist.formal.constraint.drup import ProofError
from algorist.formal.constraint.drup import check as check_proof
from algorist.formal.constraint.encode import TooLarge
from algorist.formal.logic.finite import Grounder, Infinite, encode
from algorist.formal.logic.herbrand import clauses
from algorist.formal.logic.normal import Beyond
from algorist.formal.logic.structure import Malformed, Structure, from_json
from algorist.formal.logic.tokens import quoted
from algorist.formal.logic.tree import LogicModel, Not, Sentence

PROVERS = ("z3", "cvc5", "eprover")
DEEPEST = 3
MOST_VALUES = 200
"""Entries of a structure that are shown as values."""


class Rejected(Exception):
    """Something about the solution is false; the message says what."""


def check(model: LogicModel, solution: Solution) -> Verdict:
    """Return what is proved of the solution. Whatever is false about it rejects it."""
    if solution.objective is not None:
        return Verdict.rejected("A logic model has no objective.")
    if solution.claim is Claim.TIMEOUT:
        return Verdict.rejected("The solvers ran out of time; nothing is claimed.")
    if solution.certificate is None:
        return Verdict.rejected("There is no certificate, only one solver's word.")
    try:
        if solution.claim in (Claim.FEASIBLE, Claim.NEITHER):
            return _check_structures(model, solution, solution.certificate)
        return _check_refutation(model, solution, solution.certificate)
    except Rejected as error:
        return Verdict.rejected(f"{error}.")
    except (Malformed, Infinite, Beyond, TooLarge, ProofError, KeyError, RecursionError) as error:
        return Verdict.rejected(f"The certificate does not hold: {error}.")


def denied(model: LogicModel, claim: Claim, conflict: Sequence[int] = ()) -> list[Sentence]:
    """Return the sentences that cannot all hold if the claim is true."""
    premises = list(model.premises)
    if claim is Claim.INFEASIBLE:
        return [premises[place] for place in conflict] if conflict else premises
    if model.conclusion is None or claim not in (Claim.ENTAILED, Claim.REFUTED):
        raise Rejected(f"a model {'without' if model.conclusion is None else 'with'} a conclusion is never {claim}")
    formula = model.conclusion.formula
    return [*premises, Sentence(Not(formula)) if claim is Claim.ENTAILED else Sentence(formula)]


def supported(model: LogicModel, claim: Claim) -> dict[str, list[Sentence]]:
    """Return the sets of sentences of which each must hold in some structure if the claim is true."""
    premises = list(model.premises)
    if claim is Claim.FEASIBLE and model.conclusion is None:
        return {"structure": premises}
    if claim is Claim.NEITHER and model.conclusion is not None:
        formula = model.conclusion.formula
        return {"for": [*premises, Sentence(formula)], "against": [*premises, Sentence(Not(formula))]}
    raise Rejected(f"a model {'without' if model.conclusion is None else 'with'} a conclusion is never {claim}")


def refutation_clauses(
    model: LogicModel, sentences: Sequence[Sentence], by: str, depth: int, deadline: float = inf
) -> Clauses:
    """Return the clauses that a refutation refutes: of finite domains, or of Herbrand's instances up to a depth."""
    if by == "herbrand":
        return clauses(model, sentences, depth, deadline)
    if by != "finite" or any(not sort.elements and not sort.bounds for sort in model.sorts):
        raise Rejected("not every sort is finite")
    encoder = encode(Grounder(model, {}, deadline).ground(sentences), deadline)
    return Clauses(encoder.variables, tuple(encoder.clauses))


def _check_structures(model: LogicModel, solution: Solution, certificate: Certificate) -> Verdict:
    if solution.conflict:
        raise Rejected("nothing conflicts, and conflicting premises are named")
    wanted = supported(model, solution.claim)
    data = _data(certificate, "structures")
    if data.keys() != wanted.keys():
        raise Rejected("the certificate does not hold the structures that the claim needs")
    for name, sentences in wanted.items():
        structure = from_json(model, data[name])
        for place, sentence in enumerate(sentences):
            if not structure.holds(sentence):
                raise Rejected(f"sentence {place + 1} does not hold in the structure")
        if name == "structure" and not _same(solution.values, described(model, structure)):
            raise Rejected("the values are not those of the structure")
    if solution.claim is Claim.NEITHER and solution.values:
        raise Rejected("an undecided conclusion has no values")
    what = "All sentences hold" if len(wanted) == 1 else "The conclusion holds in one structure and fails in another"
    return Verdict(True, True, f"{what}, evaluated for every value of every variable.")


def _check_refutation(model: LogicModel, solution: Solution, certificate: Certificate) -> Verdict:
    if solution.values:
        raise Rejected("a refutation has no values")
    conflict = solution.conflict
    known = all(type(place) is int and 0 <= place < len(model.premises) for place in conflict)
    if not known or list(conflict) != sorted(set(conflict)) or (conflict and solution.claim is not Claim.INFEASIBLE):
        raise Rejected("the conflict names premises that are not there, twice, or out of order")
    sentences = denied(model, solution.claim, conflict)
    if certificate.kind == "agreement":
        return _check_agreement(certificate)
    data = _data(certificate, "refutation")
    by, depth, steps = data.get("by"), data.get("depth"), data.get("steps")
    if type(by) is not str or type(depth) is not int or not 0 <= depth <= DEEPEST:
        raise Rejected("the certificate does not say what is refuted")
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise Rejected("the certificate holds no proof steps")
    refuted = refutation_clauses(model, sentences, by, depth)
    if (data.get("variables"), data.get("clauses")) != (refuted.variables, len(refuted.clauses)):
        raise Rejected("the proof is of other clauses than this model's")
    check_proof(refuted.variables, refuted.clauses, steps)
    return Verdict(True, True, f"The contrary is refuted by a proof of {len(steps)} steps.")


def _check_agreement(certificate: Certificate) -> Verdict:
    provers = certificate.data.get("provers")
    named = isinstance(provers, list) and all(type(each) is str and each in PROVERS for each in provers)
    if not isinstance(provers, list) or not named or len(set(provers)) < 2 or certificate.data.keys() != {"provers"}:
        raise Rejected("an agreement is of two different provers")
    return Verdict(False, True, f"{' and '.join(provers)} agree; there is no proof to check.")


def described(model: LogicModel, structure: Structure) -> dict[str, Value]:
    """Return the first entries of a structure by what they are of, `at(ann)`: those that are not false."""
    found: dict[str, Value] = {}
    for symbol in model.symbols:
        for key, value in structure.tables[symbol.name].items():
            if value is not False and len(found) < MOST_VALUES:
                inside = f"({', '.join(map(str, key))})" if key else ""
                found[f"{quoted(symbol.name)}{inside}"] = value
    return found


def _same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    return left.keys() == right.keys() and all(
        type(left[name]) is type(right[name]) and left[name] == right[name] for name in left
    )


def _data(certificate: Certificate, kind: str) -> Mapping[str, Any]:
    if certificate.kind != kind:
        raise Rejected(f"this claim is certified by a {kind} certificate, not by {certificate.kind}")
    return certificate.data
