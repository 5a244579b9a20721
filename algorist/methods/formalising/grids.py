"""Logic grids from words: what is declared, what is mentioned, one line per clause, and the grid that they leave.

Three small questions are put to the language model, each about one segment at a time: what a segment declares, which values a
clause mentions (only where the puzzle does not list them), and which constraint it states.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.grammar import line_grammar
from algorist.formal.constraint.parse import parse
from algorist.methods.formalising import options
from algorist.methods.formalising.clauses import Segment, segments
from algorist.methods.formalising.declared import ADAPTER, Declared, declare
from algorist.methods.formalising.joint import Decoded, Judged, decode
from algorist.methods.formalising.literal import literal, mended
from algorist.methods.formalising.mentions import gathered
from algorist.methods.formalising.nbest import Line, Writer
from algorist.methods.formalising.options import Option, one_that_holds
from algorist.methods.formalising.places import counted, with_last
from algorist.methods.formalising.posterior import posterior

OMITTED = ""
"""The line of a segment that says nothing formal."""

SURE = 0.9
"""A clause is read again, for its n best lines, when the first has less than this probability."""


_REFERENCE = re.compile(r"[a-z]\w*\.\w*")


@dataclass(frozen=True, slots=True)
class Reading:
    """A puzzle read: declarations, the chosen line of every clause, the questions, and what the solver found.

    `shares` is for every clause the probability of its line, given that the puzzle has one solution; `choices` its lines.
    `option` is the option that holds, with its probability, where the puzzle gives options.
    """

    declared: Declared
    lines: tuple[Line, ...]
    questions: tuple[str, ...]
    solution: Solution
    formal: str
    shares: tuple[float, ...] = ()
    choices: tuple[tuple[Line, ...], ...] = field(default=())
    option: tuple[Option, float] | None = None

    @property
    def conflict(self) -> list[str]:
        """The clauses, in their own words, that contradict each other."""
        stated = [
            segment for segment, line in zip(self.declared.clauses, self.lines, strict=True) if _states(line.text)
        ]
        return [stated[position].text for position in self.solution.conflict]


async def read(statement: str, run: Run, *, n: int = 4) -> Reading | None:
    """Read a puzzle and decide its clauses jointly; None when it declares nothing that a grid could be made of."""
    body, offered = options.cut(statement)
    declared = await declare(segments(options.without_question(body) if offered else body), run)
    if len(declared.groups) < 2:
        declared = await gathered(declared, run)
    if declared.size < 2 or not declared.groups or not declared.clauses:
        return None
    reading = await _constrain(declared, run, n)
    if reading.solution.claim is not Claim.UNIQUE and len(declared.doubted) > len(declared.clauses):
        other = await _constrain(replace(declared, clauses=declared.doubted), run, n)
        reading = other if other.solution.claim is Claim.UNIQUE else reading
    if offered and reading.solution.claim is Claim.UNIQUE:
        return replace(reading, option=await _option(reading, offered, run, n))
    return reading


# -- which constraint a clause states -----------------------------------------------------------------------------------


def _grammar(declared: Declared) -> Grammar:
    """The lines of a clue, and the questions that a puzzle may close with."""
    base = with_last(line_grammar(declared.groups, range(1, declared.size + 1)))
    keys = " | ".join(f'"{key}"' for key in declared.groups)
    question = f'question ::= "ask " ( "all" | ( "position" | key ) " where " reference | key " at " integer )\nkey ::= {keys}\n'
    return Grammar(base.source.replace("root ::= line", "root ::= ( line | question )", 1) + question)


def _prompt(segment: Segment) -> str:
    return f"> {segment.text}\n"


def _with_omission(segment: Segment, lines: list[Line]) -> list[Line]:
    """Let a sentence that no number marks as a clue, or that cannot be read, say nothing, with half of the doubt about it."""
    if segment.numbered and lines:
        return lines
    doubt = 1 - sum(each.probability for each in lines)
    omitted = Line(OMITTED, math.log(max(1e-6, 0.5 * doubt)))
    return sorted([*lines, omitted], key=lambda each: -each.log_probability)


def _states(line: str) -> bool:
    return line != OMITTED and not line.startswith("ask ")


def _writer(declared: Declared, run: Run) -> Writer:
    language = LANGUAGES.get("constraint")

    def normal(text: str) -> str | None:
        text = counted(text.strip(), declared.size)
        if text.startswith("ask "):
            return text
        try:
            language.parse(f"{declared.formal}{text}\n")
        except FormalError:
            return None
        return text

    known = {f"{key}.{member}" for key, members in declared.groups.items() for member in members}

    def sayable(text: str) -> bool:
        *whole, last = _REFERENCE.findall(text) or [""]
        ended = not text.endswith(last)
        return known.issuperset(whole) and (
            last in known or (not ended and any(each.startswith(last) for each in known))
        )

    return Writer(
        run, declared.header, adapter=ADAPTER, grammar=_grammar(declared), max_tokens=64, normal=normal, sayable=sayable,
        tag="constrain",
    )  # fmt: skip


async def _option(reading: Reading, offered: Sequence[Option], run: Run, n: int) -> tuple[Option, float]:
    """Read every option as a clue, and choose the one that holds in the grid where the others do not."""
    writer = _writer(reading.declared, run)

    async def lines(option: Option) -> list[Line]:
        prompt = _prompt(option.segment)
        line, starts = await writer.first(prompt)
        found = [line] if line.probability >= SURE else await writer.more(prompt, line, starts, n)
        return mended([each for each in found if _states(each.text)], option.text, reading.declared.groups)

    def holds(text: str) -> bool | None:
        model = parse(reading.declared.formal + _text([text]))
        return bool(evaluate(model.constraints[-1].formula, reading.solution.values))

    chosen, share = one_that_holds(await run.map(lines, offered), holds)
    return offered[chosen], share


async def _constrain(declared: Declared, run: Run, n: int) -> Reading:
    language = LANGUAGES.get("constraint")
    writer = _writer(declared, run)
    lists: list[list[Line]] = []

    def formal(choice: Sequence[int]) -> str:
        chosen = [lines[index].text for lines, index in zip(lists, choice, strict=True)]
        return declared.formal + _text([line for line in chosen if _states(line)])

    async def judge(choice: tuple[int, ...]) -> Judged[Solution]:
        solution = await run.solve(language.parse(formal(choice)), claim="unique", seconds=10)
        stated = [position for position, index in enumerate(choice) if _states(lists[position][index].text)]
        conflict = tuple(stated[row] for row in solution.conflict)
        return Judged(solution.claim is Claim.UNIQUE, solution, conflict)

    firsts = await run.map(lambda segment: writer.first(_prompt(segment)), declared.clauses)
    for segment, (line, _) in zip(declared.clauses, firsts, strict=True):
        lists.append(_with_omission(segment, mended([line] if line.text else [], segment.text, declared.groups)))
    decoded: Decoded[Solution] = await decode(lists, judge, most=1)
    greedy = [lines[index] for lines, index in zip(lists, decoded.choice, strict=True)]

    async def more(position: int) -> list[Line]:
        segment, (line, starts) = declared.clauses[position], firsts[position]
        sure = line.probability >= SURE and literal(line, segment.text, declared.groups)
        lines = [line] if sure else await writer.more(_prompt(segment), line, starts, n)
        return _with_omission(segment, mended([each for each in lines if each.text], segment.text, declared.groups))

    # The rivals of a line in doubt are worth writing: to choose among them, or to know how far to trust it.
    lists = await run.map(more, range(len(firsts)))
    if decoded.judged.well_posed:
        choice = tuple(_position(lines, line) for lines, line in zip(lists, greedy, strict=True))
    else:
        decoded = await decode(lists, judge)
        choice = decoded.choice
    shares: list[float] = []
    if decoded.judged.well_posed:
        shares = await posterior(
            lists, choice, run, lambda lines: language.parse(declared.formal + _text(lines)), _states
        )
    chosen = tuple(lines[index] for lines, index in zip(lists, choice, strict=True))
    questions = tuple(line.text for line in chosen if line.text.startswith("ask "))
    choices = tuple(tuple(lines) for lines in lists)
    return Reading(declared, chosen, questions, decoded.judged.found, formal(choice), tuple(shares), choices)


def _position(lines: list[Line], line: Line) -> int:
    """Where a line stands among these, at their end if it was not there."""
    texts = [each.text for each in lines]
    if line.text not in texts:
        lines.append(line)
        return len(lines) - 1
    return texts.index(line.text)


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


# -- what was asked -----------------------------------------------------------------------------------------------------


def table(declared: Declared, solution: Solution) -> dict[str, Any]:
    """Return the grid as {"header": [...], "rows": [[position, label, ...], ...]}."""
    rows = [[str(position)] + [""] * len(declared.groups) for position in range(1, declared.size + 1)]
    for column, (key, members) in enumerate(declared.groups.items(), start=1):
        for member, label in members.items():
            rows[int(str(solution.values[f"{key}.{member}"])) - 1][column] = label
    return {"header": ["position", *declared.groups], "rows": rows}


def reply(declared: Declared, solution: Solution, question: str) -> str | None:
    """Return the answer to one `ask` line; None for `ask all`, and for a line that names what the grid does not have."""
    grid = table(declared, solution)
    columns = {name: index for index, name in enumerate(grid["header"])}
    if (match := re.fullmatch(r"ask (\w+) at (\d+)", question)) and match[1] in columns:
        row = int(match[2]) - 1
        return str(grid["rows"][row][columns[match[1]]]) if 0 <= row < declared.size else None
    if (match := re.fullmatch(r"ask (\w+) where (\S+)", question)) and match[2] in solution.values:
        position = int(str(solution.values[match[2]]))
        if match[1] == "position":
            return str(position)
        return str(grid["rows"][position - 1][columns[match[1]]]) if match[1] in columns else None
    return None
