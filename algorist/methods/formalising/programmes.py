"""Formal texts from words in one piece: several drafts, repaired, solved and grouped by equivalence.

The first draft is greedy, the others are sampled. A draft that does not parse or has no solution is told so and written
again, a bounded number of times; drafts that mean the same are one candidate with so many votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Model
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.equivalence import canonical
from algorist.methods.formalising.wording import Wording

SOLVED = (Claim.OPTIMAL, Claim.UNIQUE, Claim.FEASIBLE)
TEMPERATURE = 0.7
REPAIRS = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A formal text that parsed, what the solver found, and the log-probability of its tokens (None when not known)."""

    formal: str
    model: Model
    solution: Solution
    log_probability: float | None

    @property
    def well_posed(self) -> bool:
        """Solved, and not shown to have a second solution, which words that ask for one answer do not mean."""
        certificate = self.solution.certificate
        ambiguous = certificate is not None and certificate.kind == "second-solution"
        return self.solution.claim in SOLVED and not ambiguous


@dataclass(frozen=True, slots=True)
class Candidate:
    """Equivalent drafts: the likeliest of them, and how many there are."""

    draft: Draft
    votes: int


async def read(statement: str, run: Run, wording: Wording, *, n: int = 3) -> list[Candidate]:
    """Return the candidates of `n` drafts, most votes first (a well-posed one before any other); empty when none parses."""

    async def draft(number: int) -> Draft | None:
        return await _draft(statement, run, wording, number)

    drafts = [each for each in await run.map(draft, range(n)) if each is not None]
    groups: dict[Any, list[Draft]] = {}
    for each in drafts:
        groups.setdefault(canonical(each.model), []).append(each)
    candidates = [Candidate(max(group, key=_likelihood), len(group)) for group in groups.values()]
    return sorted(candidates, key=lambda c: (c.draft.well_posed, c.votes, _likelihood(c.draft)), reverse=True)


async def _draft(statement: str, run: Run, wording: Wording, number: int) -> Draft | None:
    """Write, parse and solve one draft, writing anew after an error; the last that parsed is kept."""
    language = LANGUAGES.get(wording.language)
    prompt = wording.prompt(statement)
    kept: Draft | None = None
    for attempt in range(1 + REPAIRS):
        greedy = number == 0 and attempt == 0
        (completion,) = await run.ask(
            prompt,
            adapter=wording.adapter,
            grammar=None if greedy else wording.grammar(language.grammar),
            temperature=0.0 if greedy else TEMPERATURE,
            max_tokens=320 if wording.adapted else 1500,
            stop=wording.stop,
            tag=f"formalise {number + 1}" + (f", again {attempt}" if attempt else ""),
        )
        formal = wording.formal(completion.text)
        try:
            model = language.parse(formal)
            kept = Draft(formal, model, await run.solve(model, seconds=10), completion.log_probability)
        except FormalError as error:
            prompt = wording.repair(statement, formal, str(error))
            continue
        if kept.well_posed:
            break
        prompt = wording.repair(statement, formal, language.explain(model, kept.solution))
    return kept


def _likelihood(draft: Draft) -> float:
    return float("-inf") if draft.log_probability is None else draft.log_probability


def side_by_side(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The formal texts of all candidates but the first, for a person to compare."""
    return tuple(candidate.draft.formal for candidate in candidates[1:])
