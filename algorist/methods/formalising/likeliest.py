"""The likeliest formal texts under an adapter, found by branching where it was in doubt, solved and grouped by equivalence.

The best is well-posed, uses the numbers that the words state and no others, and is likely. Programmes are read sentence by
sentence; words that ask for arithmetic are read with other numbers, too.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import BudgetSpent, InputError
from algorist.core.language import Model
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.program.exact import values_of
from algorist.formal.program.language import ProgramModel
from algorist.methods.formalising.by_sentence import Reader
from algorist.methods.formalising.differences import turned
from algorist.methods.formalising.drafts import Candidate, Draft, drafted, together
from algorist.methods.formalising.names import mended
from algorist.methods.formalising.nbest import MISPLACED, Line, Writer
from algorist.methods.formalising.numerals import COMMON, among
from algorist.methods.formalising.posterior import UNLISTED
from algorist.methods.formalising.renumbered import Renumbered, renumbered
from algorist.methods.formalising.trust import threshold
from algorist.methods.formalising.wording import END, Wording

TRUSTED = threshold("program")
"""Drafts of a calculation that are as probable as this, by themselves or with other numbers, need no others beside them."""

JOINED = 6
"""How many texts are put together of what the sentences of a programme were read as."""

LEAST = 0.1
"""Where no text of sentences is as probable as this, whole ones are looked for too."""

OTHERS = 1
"""How many more times words are read with other numbers, where they ask for arithmetic; the drafts are divided among these times."""


async def likeliest(statement: str, run: Run, wording: Wording, n: int) -> list[Candidate]:
    """Return the candidates of the likeliest texts, the best first: of as many rounds as it takes until one is probable enough."""
    rounds = _calculations if wording.language == "program" else _programmes
    drafts: dict[Line, Draft | None] = {}
    candidates: list[Candidate] = []
    try:
        async for written in rounds(statement, run, wording, n):
            fresh = [each for each in written.lines if each not in drafts]
            drafts |= zip(fresh, await run.map(lambda each: _solved(statement, run, wording, each), fresh), strict=True)
            solved = [draft for each in written.lines if (draft := drafts[each]) is not None]
            candidates = together(solved, unlisted=written.unlisted)
            if candidates and candidates[0].weight >= written.enough:
                break
    except BudgetSpent:
        if not candidates:
            raise
    return await _confirmed(candidates, run)


@dataclass(frozen=True, slots=True)
class _Round:
    """Texts that were written, the share of other readings that counts (see `together`), and how probable a candidate ends it."""

    lines: list[Line]
    unlisted: float
    enough: float


async def _calculations(statement: str, run: Run, wording: Wording, n: int) -> AsyncIterator[_Round]:
    """Write greedily, then with other numbers too; where that does not settle it, the next likeliest texts as well."""
    pens = [_Pen.of(each, run, wording) for each in renumbered(statement, OTHERS)]
    line, _ = await pens[0].writer.first(pens[0].prompt)
    yield _Round([line], 1.0, TRUSTED)
    for wanted, unlisted, enough in ((1, 1.0, TRUSTED), (math.ceil(n / len(pens)), UNLISTED, 0.0)):
        lines = _mean(await run.map(lambda pen, wanted=wanted: pen.lines(wanted), pens))  # type: ignore[misc]
        yield _Round([*lines, *_turned(lines, wording)], unlisted, enough)


async def _programmes(statement: str, run: Run, wording: Wording, n: int) -> AsyncIterator[_Round]:
    """Read sentence by sentence; where none of these texts will do, texts that are written whole as well."""
    lines = await Reader(statement, run, wording).texts(JOINED)
    yield _Round(lines, UNLISTED, LEAST)
    whole = await _Pen.of(Renumbered(statement, {}), run, wording).lines(n)
    yield _Round(_mean([each for each in (lines, whole) if each]), UNLISTED, 0.0)


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
            run, "", adapter=wording.adapter, max_tokens=320, end=END, sayable=sayable, apart=not arithmetic, tag="formalise",
        )  # fmt: skip
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
    return drafted(statement, formal, wording, model, solution, line.log_probability - MISPLACED * slips)


def _computed(model: Model) -> Solution | None:
    """What a straight-line program answers by exact arithmetic: enough to weigh a draft, in a thousandth of the time of a run."""
    values = values_of(model) if isinstance(model, ProgramModel) else None
    return Solution(Claim.FEASIBLE, {"answer": values[-1]}) if values else None


async def _confirmed(candidates: Sequence[Candidate], run: Run) -> list[Candidate]:
    """Run the program that is taken, where it was only computed: what is run can be checked by what was computed.

    One whose answer Python cannot print is left out.
    """
    for place, each in enumerate(candidates):
        if _computed(each.draft.model) is None:
            return list(candidates[place:])
        try:
            solution = await run.solve(each.draft.model, seconds=10)
        except InputError:
            continue
        return [replace(each, draft=replace(each.draft, solution=solution)), *candidates[place + 1 :]]
    return []
