"""Multiple choice: the options that end a statement, and which of them holds, given that exactly one does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from algorist.methods.formalising.clauses import Segment
from algorist.methods.formalising.nbest import Line

_OPTION = re.compile(r"^\s*(?:[-*•]\s+)?\(?([A-Z])[).:]\s+(\S.*?)\s*$")
_HEADING = re.compile(r"^\s*(?:options|choices|answer choices)\s*:?\s*$", re.IGNORECASE)

UNREAD = 1e-3
"""The least probability that an option holds, and that it does not, whatever was read of it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its letter, and what it says."""

    letter: str
    text: str

    @property
    def segment(self) -> Segment:
        return Segment(self.text, numbered=True)


def cut(statement: str) -> tuple[str, tuple[Option, ...]]:
    """Return a statement without the options that end it, and the options.

    Options stand one on a line, lettered A, B, C and so on; without at least two of them nothing is cut.
    """
    lines = statement.rstrip().splitlines()
    options: list[Option] = []
    while lines and (not lines[-1].strip() or _OPTION.match(lines[-1])):
        match = _OPTION.match(lines.pop())
        if match:
            options.insert(0, Option(match[1], match[2]))
    if len(options) < 2 or [each.letter for each in options] != [chr(ord("A") + n) for n in range(len(options))]:
        return statement, ()
    while lines and (not lines[-1].strip() or _HEADING.match(lines[-1])):
        lines.pop()
    return "\n".join(lines), tuple(options)


def among_options(value: Any, statement: str) -> bool:
    """Whether a value answers a statement, as far as lettered options go: it is one of them where there are any."""
    _, options = cut(statement)
    texts = {option.text.rstrip(".").casefold() for option in options}
    return not options or (isinstance(value, Mapping) and "option" in value) or str(value).casefold() in texts


def without_question(body: str) -> str:
    """Leave out the last sentence where it only asks which option holds."""
    *lines, last = body.rstrip().splitlines() or [""]
    if not last.rstrip().endswith(("?", ":")):
        return body
    *sentences, _ = re.split(r"(?<=[.!?])\s+", last.rstrip())
    return "\n".join([*lines, " ".join(sentences)])


def one_that_holds(readings: Sequence[Sequence[Line]], holds: Callable[[str], bool | None]) -> tuple[int, float]:
    """Return which option holds, and how probable that is among the cases in which exactly one does.

    `readings` has the likeliest lines of every option; `holds` says whether a line does, None where it says nothing.
    """
    chances = []
    for lines in readings:
        true = sum(line.probability for line in lines if holds(line.text) is True)
        false = sum(line.probability for line in lines if holds(line.text) is False)
        chances.append((max(UNREAD, true), max(UNREAD, false)))
    weights = [
        true * math.prod(false for other, (_, false) in enumerate(chances) if other != place)
        for place, (true, _) in enumerate(chances)
    ]
    best = max(range(len(weights)), key=weights.__getitem__)
    return best, weights[best] / sum(weights)
