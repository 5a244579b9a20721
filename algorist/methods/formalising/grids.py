"""Logic grids from words: what is declared, what is mentioned, one line per clause, and the grid that they leave.

Three small questions are put to the language model, each about one segment at a time: what a segment declares, which values a
clause mentions (only where the puzzle does not list them), and which constraint it states.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.constraint.grammar import line_grammar
from algorist.methods.formalising.clauses import Segment, segments, slug
from algorist.methods.formalising.joint import Decoded, Judged, decode
from algorist.methods.formalising.literal import Reference, literal, mended, references
from algorist.methods.formalising.nbest import Line, Writer
from algorist.methods.formalising.posterior import posterior

ADAPTER = "constraint"
OMITTED = ""
"""The line of a segment that says nothing formal."""

SURE = 0.9
"""A clause is read again, for its n best lines, when the first has less than this probability."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The groups of values, by key, as (slug, label) pairs; how many positions; and the segments that state clues."""

    groups: Mapping[str, Mapping[str, str]]
    size: int
    clauses: tuple[Segment, ...]

    @property
    def header(self) -> str:
        lines = [f"{key}: {', '.join(members)}" for key, members in self.groups.items()]
        return "\n".join([f"positions 1..{self.size}", *lines]) + "\n"

    @property
    def formal(self) -> str:
        return "".join(f"group {key} over 1..{self.size}: {', '.join(m)}\n" for key, m in self.groups.items())


@dataclass(frozen=True, slots=True)
class Reading:
    """A puzzle read: declarations, the chosen line of every clause, the questions, and what the solver found.

    `shares` is for every clause the probability of its line, given that the puzzle has one solution; `choices` its lines.
    """

    declared: Declared
    lines: tuple[Line, ...]
    questions: tuple[str, ...]
    solution: Solution
    formal: str
    shares: tuple[float, ...] = ()
    choices: tuple[tuple[Line, ...], ...] = field(default=())

    @property
    def conflict(self) -> list[str]:
        """The clauses, in their own words, that contradict each other."""
        stated = [
            segment for segment, line in zip(self.declared.clauses, self.lines, strict=True) if _states(line.text)
        ]
        return [stated[position].text for position in self.solution.conflict]


async def read(statement: str, run: Run, *, n: int = 4) -> Reading | None:
    """Read a puzzle and decide its clauses jointly; None when it declares nothing that a grid could be made of."""
    cut = segments(statement)
    declared = await _declare(cut, run)
    if len(declared.groups) < 2:
        declared = await _mention(declared, run)
    if declared.size < 2 or not declared.groups or not declared.clauses:
        return None
    return await _constrain(declared, run, n)


# -- what is declared ---------------------------------------------------------------------------------------------------


async def _declare(cut: Sequence[Segment], run: Run) -> Declared:
    writer = Writer(run, "", adapter=ADAPTER, max_tokens=24, tag="declare")
    groups: dict[str, dict[str, str]] = {}
    size, clauses = 0, []
    listed = sum(bool(segment.lists) and not segment.numbered for segment in cut) > 1

    async def ask(segment: Segment) -> str:
        # Where the values are listed apart, numbered sentences are clues; elsewhere one may say how many houses there are.
        if segment.question or (segment.numbered and listed and not segment.lists):
            return "clue"
        line, _ = await writer.first(f"declare> {segment.shown}\n")
        return line.text

    answers: list[str] = await run.map(ask, cut)
    for position, segment in enumerate(cut):
        parts = [part.strip() for part in answers[position].split(";")]
        for part in parts:
            if match := re.fullmatch(r"positions (\d{1,2})", part):
                size = size or int(match[1])
            elif match := re.fullmatch(r"group (\w+): @(\d)", part):
                number = int(match[2])
                if number <= len(segment.lists):
                    key = match[1] if match[1] not in groups else f"{match[1]}_{len(groups)}"
                    groups[key] = {slug(value): value for value in segment.lists[number - 1]}
        if "clue" in parts:
            clauses.append(segment)
    sizes = Counter(len(members) for members in groups.values())
    if sizes and size not in sizes:
        size = sizes.most_common(1)[0][0]
    fitting = {key: members for key, members in groups.items() if len(members) == size}
    return Declared(fitting, size, tuple(clauses))


# -- what is mentioned --------------------------------------------------------------------------------------------------


async def _mention(declared: Declared, run: Run) -> Declared:
    """Gather the values that the clauses mention into groups; a group that lacks some is filled with nameless others."""
    writer = Writer(run, "", adapter=ADAPTER, max_tokens=40, tag="mention")
    firsts = await run.map(lambda segment: writer.first(_mentioned(segment)), declared.clauses)
    found: dict[str, Counter[str]] = {}
    where: dict[Reference, int] = {}
    for position, (line, _) in enumerate(firsts):
        for key, member in references(line.text):
            found.setdefault(key, Counter())[member] += 1
            where.setdefault((key, member), position)
    for key, members in declared.groups.items():
        found[key] = Counter(dict.fromkeys(members, 9))
    merged = {key: _merged(members) for key, members in found.items()}
    size = declared.size or Counter(map(len, merged.values())).most_common(1)[0][0] if merged else 0

    async def readings(reference: Reference) -> list[Line]:
        position = where.get(reference)
        if position is None:  # it was moved here
            return []
        return await writer.more(_mentioned(declared.clauses[position]), *firsts[position], 6)

    for key in [key for key, members in merged.items() if len(members) > size and key not in declared.groups]:
        await _relieve(merged, key, size, readings)
    complete: dict[str, dict[str, str]] = {}
    for key, names in merged.items():
        if 1 <= len(names) <= size and (len(names) > 1 or len(merged) < 3 or size <= 3):
            others = [f"other_{number}" for number in range(1, size - len(names) + 1)]
            labels = declared.groups.get(key, {})
            complete[key] = {m: labels.get(m, m.replace("_", " ")) for m in [*names, *others]}
    return Declared(complete, size, declared.clauses)


async def _relieve(
    merged: dict[str, list[str]],
    key: str,
    size: int,
    readings: Callable[[Reference], Awaitable[list[Line]]],
    passed: frozenset[str] = frozenset(),
) -> None:
    """Move members of an overfull group by the likeliest other reading of their clauses, where there is room or room can be made."""
    moves: list[tuple[bool, float, str, str]] = []
    for member in merged[key]:
        for line in await readings((key, member)):
            for other, same in references(line.text):
                if same == member and other not in passed | {key} and 0 < len(merged.get(other, ())) <= size:
                    moves.append((len(merged[other]) < size, line.log_probability, member, other))
    for _, _, member, other in sorted(moves, reverse=True):
        if len(merged[key]) <= size or member not in merged[key]:
            continue
        merged[key].remove(member)
        merged[other].append(member)
        if len(merged[other]) > size:
            await _relieve(merged, other, size, readings, passed | {key})
        if len(merged[other]) > size:
            merged[other].remove(member)
            merged[key].append(member)


def _mentioned(segment: Segment) -> str:
    return f"mention> {segment.text}\n"


def _merged(members: Counter[str]) -> list[str]:
    """Merge spellings of one value, such as its singular and plural, into the commoner one."""
    kept: list[str] = []
    for member, _ in members.most_common():
        if not any(_alike(member, other) for other in kept):
            kept.append(member)
    return sorted(kept, key=list(members).index)


def _alike(a: str, b: str) -> bool:
    return a.rstrip("s") == b.rstrip("s") or SequenceMatcher(None, a, b).ratio() > 0.9


# -- which constraint a clause states -----------------------------------------------------------------------------------


def _grammar(declared: Declared) -> Grammar:
    """The lines of a clue, and the questions that a puzzle may close with."""
    base = line_grammar(declared.groups, range(1, declared.size + 1))
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


async def _constrain(declared: Declared, run: Run, n: int) -> Reading:
    language = LANGUAGES.get("constraint")

    def normal(text: str) -> str | None:
        text = text.strip()
        if text.startswith("ask "):
            return text
        try:
            language.parse(f"{declared.formal}{text}\n")
        except FormalError:
            return None
        return text

    writer = Writer(
        run, declared.header, adapter=ADAPTER, grammar=_grammar(declared), max_tokens=64, normal=normal, tag="constrain"
    )

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
