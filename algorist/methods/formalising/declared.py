"""What a puzzle declares: its groups of values, how many positions there are, and which segments state clues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from algorist.core.language import Grammar
from algorist.core.run import Run
from algorist.methods.formalising.clauses import Segment, slug
from algorist.methods.formalising.nbest import Line, Writer
from algorist.methods.formalising.numerals import states_number

ADAPTER = "constraint"

SURE = 0.98
"""A segment that seems to say nothing may yet be a clue when that has less than this probability."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The groups of values, by key, with the label of each; how many positions; and the segments that state clues.

    `doubted` are the clauses together with the segments that state a clue unless they are only taken for idle talk.
    """

    groups: Mapping[str, Mapping[str, str]]
    size: int
    clauses: tuple[Segment, ...]
    doubted: tuple[Segment, ...] = ()

    @property
    def header(self) -> str:
        lines = [f"{key}: {', '.join(members)}" for key, members in self.groups.items()]
        return "\n".join([f"positions 1..{self.size}", *lines]) + "\n"

    @property
    def formal(self) -> str:
        return "".join(f"group {key} over 1..{self.size}: {', '.join(m)}\n" for key, m in self.groups.items())


async def declare(cut: Sequence[Segment], run: Run) -> Declared:
    """Ask what every segment declares; groups whose size is not the puzzle's are left out."""
    lists: dict[str, tuple[str, ...]] = {}
    size, clauses, doubted = 0, [], []
    listed = sum(bool(segment.lists) and not segment.numbered for segment in cut) > 1

    async def ask(segment: Segment) -> Line:
        # Where the values are listed apart, numbered sentences are clues; elsewhere one may say how many houses there are.
        plain = segment.numbered and not segment.lists
        if segment.question or (plain and (listed or not states_number(segment.text))):
            return Line("clue", 0.0)
        writer = Writer(run, "", adapter=ADAPTER, grammar=_grammar(segment), max_tokens=24, tag="declare")
        line, _ = await writer.first(f"declare> {segment.shown}\n")
        return line

    answers: list[Line] = await run.map(ask, cut)
    for position, segment in enumerate(cut):
        parts = [part.strip() for part in answers[position].text.split(";")]
        for part in parts:
            if match := re.fullmatch(r"positions (\d{1,2})", part):
                size = size or int(match[1])
            elif match := re.fullmatch(r"group (\w+): @(\d)", part):
                number = int(match[2])
                if number <= len(segment.lists):
                    key = match[1] if match[1] not in lists else f"{match[1]}_{len(lists)}"
                    lists[key] = segment.lists[number - 1]
        if "clue" in parts:
            clauses.append(segment)
        if "clue" in parts or (not segment.lists and answers[position].probability < SURE):
            doubted.append(segment)
    sizes = Counter(map(len, lists.values()))
    if sizes and size not in sizes and size - 1 not in sizes:
        size = sizes.most_common(1)[0][0]
    whole = {key: _parted(values, size) for key, values in lists.items()}
    groups = {key: {slug(value): value for value in values} for key, values in whole.items() if len(values) == size}
    return Declared(groups, size, tuple(clauses), tuple(doubted))


def _grammar(segment: Segment) -> Grammar:
    """What a segment may declare: positions, a group for each of its lists, a clue, or nothing."""
    parts = ['"clue"', '"skip"', '"positions " [1-9] [0-9]?']
    if segment.lists:
        parts.append(f'"group " [a-z] [a-z_]{{0,20}} ": @" [1-{min(9, len(segment.lists))}]')
    return Grammar(f'root ::= ( part ( "; " part ){{0,3}} )? "\\n"\npart ::= {" | ".join(parts)}\n')


def _parted(values: tuple[str, ...], size: int) -> tuple[str, ...]:
    """Part the last two values of a list that is one short: "tea, milk and water", where "and" might have been in a value."""
    if len(values) == size - 1 and " and " in values[-1]:
        first, _, last = values[-1].rpartition(" and ")
        return (*values[:-1], first, last)
    return values
