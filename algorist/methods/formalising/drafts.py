"""Drafts of formal texts, and candidates: drafts that mean the same, with their votes and their probability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Model
from algorist.formal.equivalence import canonical
from algorist.methods.formalising.nbest import MISPLACED
from algorist.methods.formalising.numerals import misplaced
from algorist.methods.formalising.posterior import UNLISTED
from algorist.methods.formalising.unlikely import unlikely
from algorist.methods.formalising.wording import Wording

SOLVED = (Claim.OPTIMAL, Claim.UNIQUE, Claim.FEASIBLE, Claim.ENTAILED, Claim.REFUTED, Claim.NEITHER)

UNLIKELY = 3.0
"""What an answer costs that words rarely ask for, in units of log-probability."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A formal text that parsed, what the solver found, and the log-probability of its tokens (None when not known).

    `misplaced` counts the numbers of the statement that the text leaves out, and those that it makes up; `unlikely` says
    that words rarely ask for such an answer.
    """

    formal: str
    model: Model
    solution: Solution
    log_probability: float | None
    misplaced: int
    unlikely: bool

    @property
    def well_posed(self) -> bool:
        """Solved, and not shown to have a second solution, which words that ask for one answer do not mean."""
        certificate = self.solution.certificate
        ambiguous = certificate is not None and certificate.kind == "second-solution"
        return self.solution.claim in SOLVED and not ambiguous

    @property
    def likelihood(self) -> float:
        """The log-probability, less what every misplaced number costs, and an unlikely answer."""
        known = float("-inf") if self.log_probability is None else self.log_probability
        return known - MISPLACED * self.misplaced - (UNLIKELY if self.unlikely else 0.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Equivalent drafts: the likeliest of them, how many there are, and the probability of them all (None when not known).

    `likelihood` is that of any of them, by the drafts' own. `confidence` is the probability of the candidate given that what is
    meant is well-posed: a misreading often is not.
    """

    draft: Draft
    votes: int
    likelihood: float
    probability: float | None
    confidence: float | None = None

    @property
    def weight(self) -> float:
        """The probability, halved for every misplaced number and less for an unlikely answer; none where it is ill-posed."""
        if not self.draft.well_posed or self.probability is None:
            return 0.0
        return self.probability * 0.5**self.draft.misplaced * (math.exp(-UNLIKELY) if self.draft.unlikely else 1.0)


def drafted(
    statement: str, formal: str, wording: Wording, model: Model, solution: Solution, log_probability: float | None
) -> Draft:
    """A programme needs all the data of its words; a question in arithmetic may come with more than it needs."""
    lost = misplaced(statement, formal, idle=wording.language == "program")
    return Draft(formal, model, solution, log_probability, lost, unlikely(statement, model, solution))


def together(drafts: Sequence[Draft], *, unlisted: float = UNLISTED) -> list[Candidate]:
    """Put drafts that mean the same together; the likeliest well-posed candidate goes first.

    Of the probability that no draft has, the share `unlisted` counts as other well-posed readings: all where none were looked for.
    """
    groups: dict[Any, list[Draft]] = {}
    for each in drafts:
        groups.setdefault(canonical(each.model), []).append(each)
    candidates = sorted(
        map(_candidate, groups.values()), key=lambda c: (c.draft.well_posed, c.likelihood), reverse=True
    )
    left = max(0.0, 1.0 - sum(each.probability or 0.0 for each in candidates))
    every = sum(each.weight for each in candidates) + unlisted * left
    return [
        each if each.probability is None else replace(each, confidence=_confidence(each, every)) for each in candidates
    ]


def _candidate(group: Sequence[Draft]) -> Candidate:
    known = [math.exp(min(0.0, each.log_probability)) for each in group if each.log_probability is not None]
    best = max(group, key=lambda each: each.likelihood)
    any_of_them = best.likelihood
    if math.isfinite(best.likelihood):
        any_of_them += math.log(sum(math.exp(each.likelihood - best.likelihood) for each in group))
    return Candidate(best, len(group), any_of_them, min(1.0, sum(known)) if known else None)


def _confidence(candidate: Candidate, every: float) -> float:
    """Its share of what all well-posed readings weigh, halved for every misplaced number: all readings may misplace it."""
    return candidate.weight / every * 0.5**candidate.draft.misplaced if every else 0.0
