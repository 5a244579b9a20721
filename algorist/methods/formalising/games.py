"""Games of things and places, as law-school tests pose them: conditions, a question, and options of which one is right.

Every sentence becomes one line, its names replaced by tags. A game with its conditions is a constraint model; an option that could
be true is satisfiable with it, one that must be true leaves its denial unsatisfiable. Where a sentence is in doubt its likeliest
lines are tried, and those count under which exactly one option passes: a test has one right answer.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.core.certificate import Claim, Solution
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import game_options as asking
from algorist.methods.formalising import options
from algorist.methods.formalising.clauses import Segment, segments
from algorist.methods.formalising.game_lines import NoMeaning
from algorist.methods.formalising.game_options import Asked, Test
from algorist.methods.formalising.game_sentences import Question, Sentence, read_option, read_question, read_sentence
from algorist.methods.formalising.game_setting import Setting, declare, part
from algorist.methods.formalising.joint import by_probability
from algorist.methods.formalising.nbest import Line
from algorist.methods.formalising.options import Option
from algorist.methods.formalising.posterior import UNLISTED

FAMILY = "games"
TRIED = 24
"""How many choices of lines are decided, the likeliest first."""

MARGIN = 9.0
"""How much less likely than the likeliest, in log-probability, a choice may be to be tried."""

OMITTED = ""
"""The line of a sentence that could not be read, or that contradicts the rest."""

SECONDS = 5
_ONE_LETTER = re.compile(r"(?<=\b[A-Z]\.)\s+(?=[A-Z\"“])")


@dataclass(frozen=True, slots=True)
class Decided:
    """What the solver found of an option: the model, the solution, whether the option passes, and what else this rests on."""

    formal: str
    solution: Solution
    passes: bool
    others: tuple[tuple[str, Solution], ...] = ()

    @property
    def findings(self) -> tuple[tuple[str, Solution], ...]:
        """The models and the solutions on which it rests that the option passes, or does not."""
        return ((self.formal, self.solution), *self.others)


@dataclass(frozen=True, slots=True)
class Reading:
    """A game read: its setting, its sentences with the line taken of each, the options, and what was found of each of these.

    `complete` where every sentence was read; `alone` where exactly one option passes.
    """

    setting: Setting
    said: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    decided: tuple[Decided | None, ...]
    chosen: int
    confidence: float
    complete: bool

    @property
    def alone(self) -> bool:
        """Whether one option passes and all the others were found not to."""
        return all(
            each is not None and each.passes == (place == self.chosen) for place, each in enumerate(self.decided)
        )


async def read(statement: str, run: Run, *, n: int = 4) -> Reading | str:
    """Read a game and decide which option is right; where that cannot be, return what is missing."""
    body, offered = options.cut(statement)
    if not offered:
        return "No options were found. End with lettered options, one on a line, as A) and B)."
    context, question = _question(body)
    scene, conditions = part(context)
    setting, stated, sure = await declare(scene, run)
    if setting is None:
        return "The things of the game were not found: list them, as in `five singers - Ann, Bo, Cy, Di, and Ed`."
    hypothesis, asks = asking.part(question)
    told = [*stated, *(Segment(piece) for each in conditions for piece in _ONE_LETTER.split(each.text))]
    told += [Segment(hypothesis)] if hypothesis else []
    sentences: list[Sentence] = await run.map(lambda each: read_sentence(each.text, setting, run, n), told)
    what = await read_question(asks, setting, run, n)
    answers: list[Sentence | None] = await run.map(lambda each: read_option(each.text, what, setting, run, n), offered)
    return await _Deciding(setting, sentences, what, offered, answers, run).reading(sure)


def _question(body: str) -> tuple[str, str]:
    """Part the context from the question, which is the last paragraph, or the last sentence."""
    context, _, question = body.strip().rpartition("\n")
    if context.strip():
        return context, question
    *before, last = segments(body) or [Segment(body)]
    return " ".join(each.text for each in before), last.text


# -- which option is right ----------------------------------------------------------------------------------------------


class _Deciding:
    """Decides choices of lines: one for each sentence, one for the question, one for each option."""

    def __init__(
        self, setting: Setting, sentences: Sequence[Sentence], question: Question, offered: Sequence[Option],
        answers: Sequence[Sentence | None], run: Run,
    ) -> None:  # fmt: skip
        self.setting, self.sentences, self.question = setting, sentences, question
        self.offered, self.answers, self.run = offered, answers, run
        self._found: dict[str, asyncio.Task[Solution]] = {}

    async def reading(self, sure: float) -> Reading:
        """Try the likeliest choices; take the option that is most often alone in passing, by the probability of the choices."""
        lists = [
            *(_with_omission(each.lines) for each in self.sentences),
            list(self.question.lines) or [Line(asking.COULD, math.log(0.5))],
            *(
                [Line(OMITTED, 0.0)] if each is None else list(each.lines) or [Line(OMITTED, 0.0)]
                for each in self.answers
            ),
        ]
        weights: dict[int, float] = {}
        best: dict[int, tuple[tuple[Line, ...], tuple[Decided | None, ...]]] = {}
        fallback: tuple[tuple[Line, ...], tuple[Decided | None, ...]] | None = None
        tried, visited, top = 0, 0.0, None
        for choice, log_probability in by_probability(lists):
            top = log_probability if top is None else top
            if tried >= TRIED or log_probability < top - MARGIN:
                break
            tried += 1
            visited += math.exp(log_probability)
            lines = tuple(listed[index] for listed, index in zip(lists, choice, strict=True))
            decided = await self._decide(lines)
            if decided is None:
                continue
            passing = [place for place, each in enumerate(decided) if each is not None and each.passes]
            if len(passing) == 1 and (None not in decided or fallback is None or tried == 1):
                known = 1.0 if None not in decided else 0.5
                weights[passing[0]] = weights.get(passing[0], 0.0) + known * math.exp(log_probability)
                best.setdefault(passing[0], (lines, decided))
            fallback = fallback or (lines, decided)
        every = sum(weights.values())
        if weights:
            chosen = max(weights, key=weights.__getitem__)
            lines, decided = best[chosen]
            confidence = sure * weights[chosen] / (every + UNLISTED * max(0.0, 1.0 - visited))
        else:
            lines, decided = fallback or (tuple(listed[0] for listed in lists), (None,) * len(self.offered))
            chosen, confidence = self._guess(lines, decided), 0.0
        complete = OMITTED not in [line.text for line in lines[: len(self.sentences)]]
        return Reading(self.setting, self._said(lines), tuple(self.offered), decided, chosen, confidence, complete)

    def _said(self, lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
        words = [*(each.words for each in self.sentences), "(the question)", *(each.text for each in self.offered)]
        return tuple((text, line.text) for text, line in zip(words, lines, strict=True))

    def _guess(self, lines: Sequence[Line], decided: Sequence[Decided | None]) -> int:
        """The first option that passes, else the first that could not be read, else the first."""
        passing = [place for place, each in enumerate(decided) if each is not None and each.passes]
        return next(iter([*passing, *(place for place, each in enumerate(decided) if each is None), 0]))

    async def _decide(self, lines: Sequence[Line]) -> tuple[Decided | None, ...] | None:
        """Return what is found of each option under these lines; None where the conditions contradict each other."""
        told, asked_line, answers = (
            lines[: len(self.sentences)],
            lines[len(self.sentences)],
            lines[len(self.sentences) + 1 :],
        )
        formulas = [
            each.formulas[line.text]
            for each, line in zip(self.sentences, told, strict=True)
            if line.text in each.formulas
        ]
        formal = self.setting.formal + "".join(f"{formula}\n" for formula in formulas)
        if (await self._solve(formal)).claim is not Claim.FEASIBLE:
            return None
        question = asking.asked(asked_line.text)
        if question is None:
            return (None,) * len(self.offered)
        return tuple(
            await self.run.map(
                lambda place: self._option(formal, question, self.offered[place], self.answers[place], answers[place]),
                range(len(self.offered)),
            )
        )

    async def _option(
        self, formal: str, question: Asked, option: Option, answer: Sentence | None, line: Line
    ) -> Decided | None:
        """Return what is found of one option, None where it says nothing that can be decided."""
        board, words = self.setting.board, self.question.words
        names = asking.named(option.text, self.setting)
        try:
            if question.listing in (asking.LIST, asking.COUNT):
                return await self._listed(formal, question, option, names)
            if answer is not None:
                formula = answer.formulas.get(line.text)
            elif question.body is None or names is None:
                formula = asking.arranged(option.text, self.setting)
            elif question.listing == asking.EXACT:
                formula = asking.exactly(question, words, board, names)
            else:
                formula = asking.filled(question, words, board, names)
        except NoMeaning:
            return None
        return await self._test(formal, asking.test(question.kind, formula)) if formula else None

    async def _test(self, formal: str, test: Test) -> Decided | None:
        text = f"{formal}{test.formula}\n"
        solution = await self._solve(text)
        if solution.claim is Claim.TIMEOUT:
            return None
        return Decided(text, solution, (solution.claim is Claim.FEASIBLE) == test.satisfiable)

    async def _listed(
        self, formal: str, question: Asked, option: Option, names: Sequence[str | int] | None
    ) -> Decided | None:
        """Compare an option with all the things, or places, that pass by themselves, or with how many there are."""
        tests = {
            name: asking.test(question.kind, formula)
            for name, formula in asking.candidates(question, self.question.words, self.setting.board).items()
        }
        tested = await self.run.map(lambda name: self._test(formal, tests[name]), tests)
        found = [each for each in tested if each is not None]
        wanted = asking.number(option.text)
        if len(found) < len(tests) or (wanted if question.listing == asking.COUNT else names) is None:
            return None
        passing = {name for name, each in zip(tests, found, strict=True) if each.passes}
        right = len(passing) == wanted if question.listing == asking.COUNT else passing == set(names or ())
        first, *others = found
        return Decided(first.formal, first.solution, right, tuple((each.formal, each.solution) for each in others))

    async def _solve(self, formal: str) -> Solution:
        """Solve a model, each one once."""
        if formal not in self._found:
            model = LANGUAGES.get("constraint").parse(formal)
            self._found[formal] = asyncio.ensure_future(self.run.solve(model, claim="feasible", seconds=SECONDS))
        return await self._found[formal]


def _with_omission(lines: Sequence[Line]) -> list[Line]:
    """A sentence may have been misread altogether: that it says nothing has half of what is left, and little at least."""
    doubt = 1 - sum(each.probability for each in lines)
    omitted = Line(OMITTED, math.log(max(1e-3, 0.5 * doubt)))
    return sorted([*lines, omitted], key=lambda each: -each.log_probability)
