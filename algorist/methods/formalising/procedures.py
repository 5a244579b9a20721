"""Procedures from words: one line for each sentence, and the program that the lines of the family stand for.

A sentence is put to the language model by itself, under a grammar of the family's lines and the sentence's own numbers and
names; the program is solved exactly. What a text asks may stand in any of its sentences; the last question counts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from algorist.core.certificate import Solution
from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.clauses import Segment, segments, slug
from algorist.methods.formalising.families import Ask, Family
from algorist.methods.formalising.nbest import Line, Writer
from algorist.methods.formalising.numerals import stated_numbers

ADAPTER = "procedure"


@dataclass(frozen=True, slots=True)
class Reading:
    """A procedure read: its sentences with the line of each, the program, what it gives, and how probable the lines are."""

    sentences: tuple[Segment, ...]
    lines: tuple[Line, ...]
    formal: str
    solution: Solution
    ask: Ask
    confidence: float


async def read(statement: str, run: Run, family: Family) -> Reading | None:
    """Read a procedure and compute what it asks; None where it takes no step, or asks nothing that the steps decide."""
    sentences = tuple(segments(statement))

    async def line(segment: Segment) -> Line:
        grammar = family.grammar(stated_numbers(segment.text), named(segment.text))
        writer = Writer(
            run, "", adapter=ADAPTER, grammar=grammar, max_tokens=24, tag="step",
            normal=lambda text: text.strip() if family.reads(text.strip()) else None,
        )  # fmt: skip
        written, _ = await writer.first(f"{family.name}> {segment.text}\n")
        return written

    lines = tuple(await run.map(line, sentences))
    asked = [ask for each in lines if (ask := family.ask(each.text)) is not None]
    steps = [each.text for each in lines if family.assignments(each.text)]
    if not asked or not steps:
        return None
    formal = family.program(steps, asked[-1])
    try:
        solution = await run.solve(LANGUAGES.get("program").parse(formal), seconds=10)
    except FormalError:
        return None
    return Reading(sentences, lines, formal, solution, asked[-1], math.prod(each.probability for each in lines))


def named(sentence: str) -> list[str]:
    """Return the names in a sentence, its words with a capital letter, as a line writes them."""
    return [slug(word) for word in re.findall(r"\b[A-Z][\w'’-]*", sentence)]
