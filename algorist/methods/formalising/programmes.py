"""Formal texts from words in one piece: several drafts, solved and grouped by equivalence.

Under an adapter the drafts are its likeliest texts (`likeliest`). Without one the first draft is greedy and the others are sampled,
with examples of similar logic (`examples`); a draft that does not parse or has no solution is told so and written again, a bounded
number of times. Drafts that mean the same are one candidate with so many votes; a knockout decides between candidates with equally
many.
"""

from __future__ import annotations

from collections.abc import Sequence

from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.comparing import first_is_better
from algorist.methods.formalising.drafts import Candidate, Draft, drafted, together
from algorist.methods.formalising.examples import Example, nearest
from algorist.methods.formalising.likeliest import likeliest
from algorist.methods.formalising.markup import plain
from algorist.methods.formalising.wording import Wording, text_of
from algorist.search.tournament import knockout_tournament

TEMPERATURE = 0.7
REPAIRS = 2
COMPARISONS = 2


async def read(statement: str, run: Run, wording: Wording, *, n: int = 3) -> list[Candidate]:
    """Return the candidates of `n` drafts, the best first; empty when none parses."""
    statement = plain(statement)
    if wording.adapted:
        return await likeliest(statement, run, wording, n)
    candidates = together(await _sampled(statement, run, wording, n))
    candidates.sort(key=lambda c: (c.draft.well_posed, c.votes, c.likelihood), reverse=True)
    return await _decided(statement, run, candidates)


async def _decided(statement: str, run: Run, candidates: list[Candidate]) -> list[Candidate]:
    """Where well-posed candidates have equally many votes, put the winner of a knockout among them first."""
    tied = [each for each in candidates if each.draft.well_posed and each.votes == candidates[0].votes]
    if len(tied) < 2:
        return candidates

    def question(a: str, b: str) -> str:
        return text_of("compare").format(statement=statement, a=a.strip(), b=b.strip())

    async def compare(first: Candidate, second: Candidate) -> Candidate:
        better = await first_is_better(question, first.draft.formal, second.draft.formal, run, COMPARISONS)
        return first if better else second

    winner = await knockout_tournament(tied, compare, run.map, run.random)
    return [winner, *(each for each in candidates if each is not winner)]


async def _sampled(statement: str, run: Run, wording: Wording, n: int) -> list[Draft]:
    """Write the first draft without examples; the others are shown those whose logic is most like that of the first."""
    first = await _repaired(statement, run, wording, 0, ())
    like_it = () if first is None else nearest(wording.language, first.formal)

    async def draft(number: int) -> Draft | None:
        return await _repaired(statement, run, wording, number, like_it)

    return [each for each in [first, *await run.map(draft, range(1, n))] if each is not None]


async def _repaired(
    statement: str, run: Run, wording: Wording, number: int, like_it: Sequence[Example]
) -> Draft | None:
    """Write, parse and solve one draft, writing anew after an error; the last that parsed is kept."""
    language = LANGUAGES.get(wording.language)
    prompt = wording.prompt(statement, like_it)
    kept: Draft | None = None
    for attempt in range(1 + REPAIRS):
        (completion,) = await run.ask(
            prompt,
            temperature=0.0 if number == 0 and attempt == 0 else TEMPERATURE,
            max_tokens=1500,
            tag=f"formalise {number + 1}" + (f", again {attempt}" if attempt else ""),
        )
        formal = wording.formal(completion.text)
        try:
            model = language.parse(formal)
            solution = await run.solve(model, seconds=10)
            kept = drafted(statement, formal, wording, model, solution, completion.log_probability)
        except FormalError as error:
            prompt = wording.repair(statement, formal, str(error))
            continue
        if kept.well_posed:
            break
        prompt = wording.repair(statement, formal, language.explain(model, kept.solution))
    return kept


def side_by_side(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The formal texts of all candidates but the first, for a person to compare."""
    return tuple(candidate.draft.formal for candidate in candidates[1:])
