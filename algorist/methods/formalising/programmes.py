"""Formal texts from words in one piece: several drafts, solved and grouped by equivalence.

Under an adapter the drafts are the likeliest texts, found by branching where the model was in doubt; the best is well-posed,
uses the numbers that the words state and no others, and is likely. Words that ask for arithmetic are read with other numbers, too.
Without an adapter the first draft is greedy and the others are sampled; a draft that does not parse or has no solution is told so
and written again, a bounded number of times. Drafts that mean the same are one candidate with so many votes; a knockout decides
between candidates with equally many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import BudgetSpent, FormalError, InputError
from algorist.core.language import Model
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.equivalence import canonical
from algorist.formal.program.exact import values_of
from algorist.formal.program.language import ProgramModel
from algorist.methods.formalising.comparing import first_is_better
from algorist.methods.formalising.differences import turned
from algorist.methods.formalising.markup import plain
from algorist.methods.formalising.names import mended
from algorist.methods.formalising.nbest import MISPLACED, Line, Writer
from algorist.methods.formalising.numerals import COMMON, among, misplaced
from algorist.methods.formalising.renumbered import Renumbered, renumbered
from algorist.methods.formalising.unlikely import unlikely
from algorist.methods.formalising.wording import END, Wording, text_of
from algorist.search.tournament import knockout_tournament

SOLVED = (Claim.OPTIMAL, Claim.UNIQUE, Claim.FEASIBLE, Claim.ENTAILED, Claim.REFUTED, Claim.NEITHER)
TEMPERATURE = 0.7
REPAIRS = 2
COMPARISONS = 2
SURE = 0.9
"""Under an adapter, a first draft that is likelier than this is the only one."""

LEAST = 0.1
"""Where no candidate is as probable as this, more of them are looked for."""

OTHERS = 2
"""How many more times words are read with other numbers, where they ask for arithmetic."""

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

    `likelihood` is that of any of them, by the drafts' own.
    """

    draft: Draft
    votes: int
    likelihood: float
    probability: float | None

    @property
    def confidence(self) -> float | None:
        """The probability, halved for every misplaced number."""
        return None if self.probability is None else self.probability * 0.5**self.draft.misplaced


async def read(statement: str, run: Run, wording: Wording, *, n: int = 3) -> list[Candidate]:
    """Return the candidates of `n` drafts, the best first; empty when none parses."""
    statement = plain(statement)
    if wording.adapted:
        return await _likeliest(statement, run, wording, n)
    candidates = _candidates(await _sampled(statement, run, wording, n))
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


def _candidates(drafts: Sequence[Draft]) -> list[Candidate]:
    """Put drafts that mean the same together; the likeliest well-posed candidate goes first."""
    groups: dict[Any, list[Draft]] = {}
    for each in drafts:
        groups.setdefault(canonical(each.model), []).append(each)
    candidates = map(_candidate, groups.values())
    return sorted(candidates, key=lambda c: (c.draft.well_posed, c.likelihood), reverse=True)


def _candidate(group: Sequence[Draft]) -> Candidate:
    known = [math.exp(min(0.0, each.log_probability)) for each in group if each.log_probability is not None]
    best = max(group, key=lambda each: each.likelihood)
    any_of_them = best.likelihood
    if math.isfinite(best.likelihood):
        any_of_them += math.log(sum(math.exp(each.likelihood - best.likelihood) for each in group))
    return Candidate(best, len(group), any_of_them, min(1.0, sum(known)) if known else None)


# -- under an adapter: the likeliest texts ------------------------------------------------------------------------------


async def _likeliest(statement: str, run: Run, wording: Wording, n: int) -> list[Candidate]:
    """Write greedily; where that leaves a doubt the next likeliest texts too, and as many again where none of them will do."""
    arithmetic = wording.language == "program"
    pens = [_Pen.of(each, run, wording) for each in renumbered(statement, OTHERS if arithmetic else 0)]
    line, _ = await pens[0].writer.first(pens[0].prompt)
    first = await _solved(statement, run, wording, line)
    if first is not None and first.well_posed and not (first.misplaced or first.unlikely) and line.probability >= SURE:
        return await _confirmed(_candidates([first]), run)
    drafts = {line: first}
    candidates = [] if first is None else _candidates([first])
    try:
        for wanted in (n,) if arithmetic else (n, 2 * n):
            lines = _mean(await run.map(lambda pen, wanted=wanted: pen.lines(wanted), pens))  # type: ignore[misc]
            lines += _turned(lines, wording)
            fresh = [each for each in lines if each not in drafts]
            drafts |= zip(fresh, await run.map(lambda each: _solved(statement, run, wording, each), fresh), strict=True)
            candidates = _candidates([draft for each in lines if (draft := drafts[each]) is not None])
            if candidates and candidates[0].draft.well_posed and (candidates[0].confidence or 0.0) >= LEAST:
                break
    except BudgetSpent:
        if not candidates:
            raise
    return await _confirmed(candidates, run)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes down a statement, and gives back the texts with the numbers of the first."""

    statement: Renumbered
    prompt: str
    writer: Writer

    @classmethod
    def of(cls, statement: Renumbered, run: Run, wording: Wording) -> _Pen:
        arithmetic = wording.language == "program"
        sayable = among(statement.statement, everyday=COMMON if arithmetic else frozenset())
        writer = Writer(
            run,
            "",
            adapter=wording.adapter,
            max_tokens=320,
            end=END,
            sayable=sayable,
            apart=not arithmetic,
            tag="formalise",
        )
        return cls(statement, wording.prompt(statement.statement), writer)

    async def lines(self, n: int) -> list[Line]:
        written = await self.writer.more(self.prompt, *await self.writer.first(self.prompt), n)
        return [Line(self.statement.back(each.text), each.log_probability) for each in written]


def _mean(every: Sequence[Sequence[Line]]) -> list[Line]:
    """Return every text with the mean of its probabilities, likeliest first."""
    if len(every) == 1:
        return list(every[0])
    probabilities: dict[str, float] = {}
    for each in chain(*every):
        probabilities[each.text] = probabilities.get(each.text, 0.0) + each.probability / len(every)
    lines = [Line(text, math.log(found) if found else -math.inf) for text, found in probabilities.items()]
    return sorted(lines, key=lambda line: -line.log_probability)


def _turned(lines: Sequence[Line], wording: Wording) -> list[Line]:
    """The programs that come below zero with their differences turned round, each at the cost of a misplaced datum."""
    if wording.language != "program":
        return []
    texts = [(turned(wording.formal(each.text)), each.log_probability - MISPLACED) for each in lines]
    return [Line(text, log_probability) for text, log_probability in texts if text is not None]


async def _solved(statement: str, run: Run, wording: Wording, line: Line) -> Draft | None:
    """Solve what was written; names that it does not declare are put right first, each at the cost of a misplaced datum."""
    language = LANGUAGES.get(wording.language)
    formal, slips = wording.formal(line.text), 0
    if wording.language == "linear":
        formal, slips = mended(formal)
    try:
        model = language.parse(formal)
        solution = _computed(model) or await run.solve(model, seconds=10)
    except InputError:  # a number too large for a solver, too
        return None
    return _draft(statement, formal, wording, model, solution, line.log_probability - MISPLACED * slips)


def _computed(model: Model) -> Solution | None:
    """What a straight-line program answers by exact arithmetic: enough to weigh a draft, in a thousandth of the time of a run."""
    values = values_of(model) if isinstance(model, ProgramModel) else None
    return Solution(Claim.FEASIBLE, {"answer": values[-1]}) if values else None


async def _confirmed(candidates: list[Candidate], run: Run) -> list[Candidate]:
    """Run the program that is taken, where it was only computed: what is run can be checked by what was computed."""
    if not candidates or _computed(candidates[0].draft.model) is None:
        return candidates
    first = candidates[0]
    solution = await run.solve(first.draft.model, seconds=10)
    return [replace(first, draft=replace(first.draft, solution=solution)), *candidates[1:]]


def _draft(
    statement: str, formal: str, wording: Wording, model: Model, solution: Solution, log_probability: float | None
) -> Draft:
    """A programme needs all the data of its words; a question in arithmetic may come with more than it needs."""
    lost = misplaced(statement, formal, idle=wording.language == "program")
    return Draft(formal, model, solution, log_probability, lost, unlikely(statement, model, solution))


# -- without one: samples, repaired -------------------------------------------------------------------------------------


async def _sampled(statement: str, run: Run, wording: Wording, n: int) -> list[Draft]:
    async def draft(number: int) -> Draft | None:
        return await _repaired(statement, run, wording, number)

    return [each for each in await run.map(draft, range(n)) if each is not None]


async def _repaired(statement: str, run: Run, wording: Wording, number: int) -> Draft | None:
    """Write, parse and solve one draft, writing anew after an error; the last that parsed is kept."""
    language = LANGUAGES.get(wording.language)
    prompt = wording.prompt(statement)
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
            kept = _draft(statement, formal, wording, model, solution, completion.log_probability)
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
