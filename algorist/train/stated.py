"""Which sentence states which line of a programme, and lessons that ask for the lines of every sentence.

The lines of every lesson come in the order in which the words state them, so the sentences of its lines are those of the best
alignment in order: a line's limit or factor stands in its sentence, with the names of what it limits. A lesson with two best
alignments is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from pathlib import Path
from random import Random

from algorist.methods.formalising.by_sentence import asked, sentences
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.numerals import numbers_in
from algorist.train import allocations, linear_words, variations
from algorist.train.lesson import Branch, Lesson

IDLE = 0.35
"""How often a sentence is asked that states no line."""

PROMPT = "linear> "

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:/\d+)?")
_LIMITS = re.compile(
    r"\b(?:least|most|minimum|maximum|exceed\w*|more|less|fewer|than|limit\w*|up to|available|only|must|need\w*|budget|cannot|times"
    r"|twice|exactly|equals?|between|range|capped|half|third|reach|has|have|to spend|in total|in all)\b",
    re.IGNORECASE,
)


def of_linear(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons from scenarios, sentence by sentence."""
    return apart(seed, linear_words.lessons(seed, held_out=held_out))


def of_allocations(seed: int) -> Iterator[Lesson]:
    """Yield lessons from allocations, sentence by sentence."""
    return apart(seed, allocations.lessons(seed))


def of_declared(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield lessons from declared problems, sentence by sentence."""
    return apart(seed, variations.declared(seed, folder))


def of_tagged(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield lessons from tagged problems, sentence by sentence."""
    return apart(seed, variations.tagged(seed, folder))


def apart(seed: int, lessons: Iterator[Lesson]) -> Iterator[Lesson]:
    """Ask for the lines of every sentence of a whole problem; those that state none are asked seldom."""
    random = Random(seed)
    for lesson in lessons:
        (whole,) = lesson.branches
        declarations, rows = _parts(whole.target)
        spoken = sentences(whole.prompt.removeprefix(PROMPT))
        places = aligned(spoken, rows)
        if places is None:
            continue
        branches = []
        for place, sentence in enumerate(spoken):
            lines = [row for row, at in zip(rows, places, strict=True) if at == place]
            if lines or random.random() < IDLE:
                branches.append(Branch(asked(sentence), "".join(f"{line}\n" for line in lines or [NOTHING]) + "\n"))
        random.shuffle(branches)
        yield Lesson(f"{whole.prompt}{declarations}", tuple(branches), f"{lesson.source}, apart")


def _parts(formal: str) -> tuple[str, list[str]]:
    """Part a programme into its declarations with the objective, and its other lines."""
    variables, objective, *rows = formal.strip().splitlines()
    return f"{variables}\n{objective}\n", rows


@dataclass(frozen=True, slots=True)
class _Way:
    """An alignment of the first rows: how well it fits, how many others fit as well, and the place of every row."""

    score: float
    count: int
    places: tuple[int, ...]


def aligned(spoken: Sequence[str], rows: Sequence[str]) -> tuple[int, ...] | None:
    """Return the sentence of every row, in order; None where two alignments fit best, or a row has no sentence.

    >>> aligned(["Together they get 90 beds.", "Ward A needs 20 beds.", "What is best?"], ["90 >= a + b", "20 <= a"])
    (0, 1)
    """
    ways: list[_Way | None] = [_Way(0.0, 1, ()), *[None] * (len(spoken) - 1)]
    for row in rows:
        before: _Way | None = None
        reached: list[_Way | None] = []
        for place, sentence in enumerate(spoken):
            before, score = _better(before, ways[place]), _fits(row, sentence)
            if before is None or score is None:
                reached.append(None)
            else:
                reached.append(_Way(before.score + score, before.count, (*before.places, place)))
        ways = reached
    best = reduce(_better, ways, None)
    return None if best is None or best.count > 1 else best.places


def _better(one: _Way | None, other: _Way | None) -> _Way | None:
    if one is None or other is None:
        return one or other
    if math.isclose(one.score, other.score):
        return replace(one, count=one.count + other.count)
    return max(one, other, key=lambda way: way.score)


def _fits(row: str, sentence: str) -> float | None:
    """How much of a row its sentence would say; None where its limit is not there."""
    numbers = [Fraction(each) for each in _NUMBER.findall(row)]
    needed = numbers[:1] if re.match(r"-?\d", row) else numbers
    if not numbers_in(sentence).issuperset(needed):
        return None
    words = {word.rstrip("s") for word in re.findall(r"\w+", sentence.lower())}
    names = set(re.findall(r"[a-z_]\w*", row))
    shares = [
        len(words & parts) / len(parts) for name in names if (parts := {part.rstrip("s") for part in name.split("_")})
    ]
    return sum(shares) / max(1, len(shares)) + 0.5 * bool(_LIMITS.search(sentence))
