"""Procedures from words: one line for each sentence, and the program that the lines of the family stand for.

A sentence is put to the language model by itself, its names replaced by references, under a grammar of the lines that it can
state with its own numbers and names; the program is solved exactly. What a text asks may stand in any of its sentences; the
last question counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.core.certificate import Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
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
    people = named([segment.text for segment in sentences])

    async def read_one(segment: Segment) -> tuple[Line, float]:
        text, names = referred(segment.text, people)
        references = [f"@{number}" for number in range(1, len(names) + 1)]
        sayable = family.sayable(stated_numbers(text), references)
        grammar = Grammar("root ::= ( " + " | ".join(f'"{line}"' for line in sayable) + ' ) "\\n"\n')
        writer = Writer(
            run, "", adapter=ADAPTER, grammar=grammar, max_tokens=24, tag="step",
            sayable=lambda begun: any(f"{each}\n".startswith(begun) for each in sayable),
        )  # fmt: skip
        line, starts = await writer.first(f"{family.name}> {text}\n")
        every = line.probability + sum(math.exp(start.log_probability) for start in starts)
        meant = re.sub(r"@(\d+)", lambda match: slug(names[int(match[1]) - 1]), line.text)
        return Line(meant, line.log_probability), line.probability / every if every else 0.0

    read = await run.map(read_one, sentences)
    lines = tuple(line for line, _ in read)
    asked = [ask for each in lines if (ask := family.ask(each.text)) is not None]
    steps = [each.text for each in lines if family.assignments(each.text)]
    if not asked or not steps:
        return None
    formal = family.program(steps, asked[-1])
    try:
        solution = await run.solve(LANGUAGES.get("program").parse(formal), seconds=10)
    except FormalError:
        return None
    return Reading(sentences, lines, formal, solution, asked[-1], math.prod(share for _, share in read))


def named(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a text: words with a capital letter that do not only begin sentences."""
    inside = [match[0] for sentence in sentences for match in re.finditer(r"(?<!^)\b[A-Z][\w-]*", sentence)]
    return tuple(dict.fromkeys(name for name in inside if name != "I"))


def referred(sentence: str, people: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return a sentence with a reference @1, @2, ... for every name that it has, and the names."""
    found: dict[str, int] = {}

    def reference(match: re.Match[str]) -> str:
        return f"@{found.setdefault(match[0], len(found) + 1)}" if match[0] in people else match[0]

    return re.sub(r"\b[A-Z][\w-]*", reference, sentence), tuple(found)
