"""Linear programmes and arithmetic from words: whole formal texts, several drafts, grouped by equivalence.

The first draft is greedy, the others are sampled. A draft that does not parse or has no solution is told so and written
again, a bounded number of times; drafts that mean the same are one candidate with so many votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar, Model
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.equivalence import canonical

SOLVED = (Claim.OPTIMAL, Claim.UNIQUE, Claim.FEASIBLE)
TEMPERATURE = 0.7
REPAIRS = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A formal text that parsed, what the solver found, and the log-probability of its tokens (None when not known)."""

    formal: str
    model: Model
    solution: Solution
    log_probability: float | None

    @property
    def well_posed(self) -> bool:
        return self.solution.claim in SOLVED


@dataclass(frozen=True, slots=True)
class Candidate:
    """Equivalent drafts: the likeliest of them, and how many there are."""

    draft: Draft
    votes: int


async def read(statement: str, run: Run, language_name: str, *, n: int = 3) -> list[Candidate]:
    """Return the candidates of `n` drafts, most votes first (a well-posed one before any other); empty when none parses."""

    async def draft(number: int) -> Draft | None:
        return await _draft(statement, run, language_name, number)

    drafts = [each for each in await run.map(draft, range(n)) if each is not None]
    groups: dict[Any, list[Draft]] = {}
    for each in drafts:
        groups.setdefault(canonical(each.model), []).append(each)
    candidates = [Candidate(max(group, key=_likelihood), len(group)) for group in groups.values()]
    return sorted(candidates, key=lambda c: (c.draft.well_posed, c.votes, _likelihood(c.draft)), reverse=True)


async def _draft(statement: str, run: Run, language_name: str, number: int) -> Draft | None:
    """Write, parse and solve one draft, writing anew after an error; the last that parsed is kept."""
    language = LANGUAGES.get(language_name)
    grammar: Grammar = language.grammar
    prompt = f"{language_name}> {' '.join(statement.split())}\n"
    kept: Draft | None = None
    for attempt in range(1 + REPAIRS):
        greedy = number == 0 and attempt == 0
        (completion,) = await run.ask(
            prompt,
            adapter=language_name,
            grammar=None if greedy else grammar,
            temperature=0.0 if greedy else TEMPERATURE,
            max_tokens=320,
            stop=("\n\n",),
            tag=f"formalise {number + 1}" + (f", again {attempt}" if attempt else ""),
        )
        formal = completion.text.strip() + "\n"
        try:
            model = language.parse(formal)
            kept = Draft(formal, model, await run.solve(model, seconds=10), completion.log_probability)
        except FormalError:
            continue
        if kept.well_posed:
            break
    return kept


def _likelihood(draft: Draft) -> float:
    return float("-inf") if draft.log_probability is None else draft.log_probability


def side_by_side(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The formal texts of all candidates but the first, for a person to compare."""
    return tuple(candidate.draft.formal for candidate in candidates[1:])
