"""Do two logic models over the same symbols mean the same? Each must entail every sentence of the other, by the provers' word, checked."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from algorist.core.certificate import Claim, Solution
from algorist.core.child import Children
from algorist.core.errors import AlgoristError
from algorist.core.registry import LANGUAGES
from algorist.core.solving import SOLVE
from algorist.formal.logic.tree import LogicModel, Not, Sentence

MEMORY = 2 << 30


def compare(left: LogicModel, right: LogicModel, seconds: float) -> tuple[bool | None, str]:
    """Return whether the premises have the same models and the conclusions follow alike (None: not decided), and a reason.

    Only claims count whose certificates hold: a refutation, or a structure that satisfies one model and not the other.
    """
    if (left.sorts, set(left.symbols)) != (right.sorts, set(right.symbols)):
        return None, "the symbols have other names or sorts"
    deadline, open_ = monotonic() + seconds, False
    with Children(1) as pool:
        for one, other in ((left, right), (right, left)):
            for sentence in _sentences(other):
                given = (*one.premises, *_denied(one))
                found = _follows(replace(one, premises=given, conclusion=sentence), pool, deadline)
                if found is False:
                    return False, f"of one, what line {sentence.line} of the other says does not follow"
                open_ |= found is None
    return (
        (None, "not every sentence was decided in time")
        if open_
        else (True, "each model entails every sentence of the other")
    )


def _sentences(model: LogicModel) -> tuple[Sentence, ...]:
    return (*model.premises, *_denied(model))


def _denied(model: LogicModel) -> tuple[Sentence, ...]:
    """The denial of the conclusion: models are alike when premises and denial can hold together in the same structures."""
    return () if model.conclusion is None else (Sentence(Not(model.conclusion.formula), model.conclusion.line),)


def _follows(model: LogicModel, pool: Children, deadline: float) -> bool | None:
    """Return whether the conclusion follows, where that is shown; a structure that refutes it says that it does not."""
    language, left = LANGUAGES.get("logic"), deadline - monotonic()
    if left <= 0:
        return None
    asked = {"language": "logic", "text": language.render(model), "seconds": left, "memory": MEMORY, "claim": "optimal"}
    try:
        solution = Solution.from_json(pool.call(SOLVE, asked, left, MEMORY))
    except (TimeoutError, AlgoristError):
        return None
    verdict = language.check(model, solution)
    if solution.claim is Claim.ENTAILED and (verdict.proved or verdict.satisfied):
        return True
    return False if solution.claim in (Claim.REFUTED, Claim.NEITHER) and verdict.proved else None
