"""The n likeliest lines that a language model would write, found by branching where it was in doubt.

Greedy decoding gives the first; every token at which another was nearly as likely gives a further start, which is decoded
greedily in turn, the likeliest start first. With sharp tokens after the doubts this is the exact n-best list, at the price
of the doubts alone. Where the lines of a text stand apart, as constraints do, a doubt within a line is decoded to the end of that
line, and the lines after it are taken to be those that were written without it.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from algorist.core.language import Grammar
from algorist.core.language_model import Token
from algorist.core.run import Run

DOUBT = 0.02
"""A token is in doubt when another has at least this probability."""

NEWLINE = "\n"

NOTHING = "nothing"
"""What is written for words that say nothing of the kind that is asked."""

MISPLACED = 2.0
"""What a datum of the words costs that a text leaves out, or one that it makes up, in units of log-probability."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was written, with its natural log-probability."""

    text: str
    log_probability: float

    @property
    def probability(self) -> float:
        return math.exp(min(0.0, self.log_probability))


@dataclass(frozen=True, slots=True, order=True)
class _Start:
    """A place to branch: the text up to it and the token to take there, the log-probability so far, whether that ends it.

    `rest` are the lines that follow the line to be written on, where they are taken to be known.
    """

    text: str
    log_probability: float
    ended: bool = False
    rest: _Rest | None = field(default=None, compare=False)

    def after(self, text: str, log_probability: float) -> _Start:
        """This place where a text with its log-probability comes before it."""
        return replace(self, text=text + self.text, log_probability=log_probability + self.log_probability)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What was written from some place on, its log-probability, and the starts in it as seen from there."""

    text: str
    log_probability: float
    starts: tuple[_Start, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A token that was written as it counts, and what might as well have stood in its place, each with its log-probability."""

    text: str
    log_probability: float
    others: tuple[tuple[str, float], ...]


class Writer:
    """Asks for lines after a fixed prefix, under one adapter and one grammar; lines are canonical by `normal`.

    What is written ends at `end`: a line by default, a text of several lines where `end` is an empty line. `sayable` tells
    of the beginning of a line (a whole one with its end) whether one may begin so: what the grammar forbids is no doubt of
    what was meant, and tokens that lead there count for nothing in a line's probability. `apart` says that what a line of
    a text says changes no other line.
    """

    def __init__(
        self,
        run: Run,
        prefix: str,
        *,
        adapter: str | None,
        grammar: Grammar | None = None,
        max_tokens: int = 48,
        normal: Callable[[str], str | None] = str.strip,
        end: str = "\n",
        sayable: Callable[[str], bool] | None = None,
        apart: bool = False,
        tag: str,
    ) -> None:
        self._run, self._prefix, self._adapter = run, prefix, adapter
        self._grammar, self._max_tokens, self._normal, self._end, self._tag = grammar, max_tokens, normal, end, tag
        self._sayable, self._apart = sayable, apart
        self._known: dict[tuple[str, _Start], tuple[Line, list[_Start]]] = {}

    async def first(self, prompt: str) -> tuple[Line, list[_Start]]:
        """Return the greedy line and where it could have gone otherwise."""
        return await self._continue(prompt, _Start("", 0.0))

    async def more(self, prompt: str, line: Line, starts: list[_Start], n: int) -> list[Line]:
        """Return up to `n` different lines, likeliest first: a best-first search over the places where doubt began.

        At most n - 1 more continuations are asked for; what has ended already costs none, nor what was asked for before.
        """
        found = {line.text: line}
        queue = [(-start.log_probability, start.text, start) for start in starts]
        heapq.heapify(queue)
        left = n - 1
        while queue and left and len(found) < n:
            _, _, start = heapq.heappop(queue)
            left -= not start.ended
            other, further = await self._continue(prompt, start, use_grammar=False)
            for each in further:
                heapq.heappush(queue, (-each.log_probability, each.text, each))
            if other.text and (other.text not in found or found[other.text].log_probability < other.log_probability):
                found[other.text] = other
        return sorted(found.values(), key=lambda line: -line.log_probability)

    async def _continue(self, prompt: str, start: _Start, *, use_grammar: bool = True) -> tuple[Line, list[_Start]]:
        if start.ended:
            return self._line(start.text, start.log_probability), []
        if (prompt, start) not in self._known:
            self._known[prompt, start] = await self._written(prompt, start, use_grammar=use_grammar)
        return self._known[prompt, start]

    async def _written(self, prompt: str, start: _Start, *, use_grammar: bool) -> tuple[Line, list[_Start]]:
        (completion,) = await self._run.ask(
            f"{self._prefix}{prompt}{start.text}",
            adapter=self._adapter,
            grammar=self._grammar if use_grammar else None,
            max_tokens=self._max_tokens,
            stop=(self._end if start.rest is None else NEWLINE,),
            tag=self._tag,
        )
        steps = self._steps(start.text, completion.tokens)
        text = start.text + completion.text
        total = start.log_probability + sum(step.log_probability for step in steps)
        if start.rest is not None:
            text, total = f"{text}{NEWLINE}{start.rest.text}", total + start.rest.log_probability
        starts = self._starts(start.text, steps, start.rest)
        return self._line(text, total), [each.after(start.text, start.log_probability) for each in starts]

    def _steps(self, text: str, tokens: Sequence[Token]) -> list[_Step]:
        """Weigh the tokens that were written after a text: those that may not stand there count for nothing."""
        steps = []
        for token in tokens:
            others = [each for each in token.alternatives if each[0] != token.text and self._may(text + each[0])]
            every = _every(token, others) if self._sayable else 0.0
            doubts = [(other, found - every) for other, found in others if found - every > math.log(DOUBT)]
            steps.append(_Step(token.text, token.log_probability - every, tuple(doubts)))
            text += token.text
        return steps

    def _may(self, text: str) -> bool:
        whole, end, _ = text.partition(self._end)
        return self._sayable is None or self._sayable(whole + end)

    def _starts(self, before: str, steps: Sequence[_Step], rest: _Rest | None) -> tuple[_Start, ...]:
        """Return the starts in what was written after `before`, which is followed by `rest`: from its last line to its first."""
        lines = _lines(steps) or [[]]
        for number, line in reversed(list(enumerate(lines))):
            text, total = "", 0.0
            starts: list[_Start] = []
            begun = before.rpartition(NEWLINE)[2] != "" and number == 0
            for step in line:
                known = rest if begun and self._apart else None
                starts += [self._start(text, other, total + found, known) for other, found in step.others]
                text, total, begun = text + step.text, total + step.log_probability, True
            if rest is not None:
                text = text.rstrip(NEWLINE) + NEWLINE
                starts += [each.after(text, total) for each in rest.starts]
                text, total = text + rest.text, total + rest.log_probability
            rest = _Rest(text, total, tuple(starts))
        return () if rest is None else rest.starts

    def _start(self, text: str, token: str, log_probability: float, rest: _Rest | None) -> _Start:
        """`text` is what its line says before the token, after which the line may be whole, or the text."""
        if rest is not None and token == NEWLINE:
            return _Start(f"{text}{token}{rest.text}", log_probability + rest.log_probability, ended=True)
        whole, end, _ = (text + token).partition(self._end)
        ended = bool(end) or (token == NEWLINE and not text)  # an empty line ends a text
        return _Start(whole, log_probability, ended, None if ended else rest)

    def _line(self, text: str, log_probability: float) -> Line:
        written = self._normal(text.partition(self._end)[0])
        return Line(written or "", log_probability if written else -math.inf)


def _every(token: Token, others: list[tuple[str, float]]) -> float:
    """The log-probability of a token or of any other that may stand in its place, `others` among them.

    The tokens that were not listed count where the token is among the listed ones; else the grammar chose it against all of these.
    """
    chosen, listed = math.exp(token.log_probability), {text for text, _ in token.alternatives}
    every = chosen + sum(math.exp(each) for _, each in others)
    if token.text in listed:
        every += max(0.0, 1.0 - sum(math.exp(each) for _, each in token.alternatives))
    return math.log(min(1.0, every)) if every else 0.0


def _lines(steps: Sequence[_Step]) -> list[list[_Step]]:
    lines: list[list[_Step]] = [[]]
    for step in steps:
        lines[-1].append(step)
        if NEWLINE in step.text:
            lines.append([])
    return [line for line in lines if line]
