"""Worked solutions that people wrote, as straight-line programs: GSM8K's training set, read where it stands.

A solution's calculations, those marked by its authors and those that stand in its sentences, are kept as a program when it gives
the published answer from numbers that the question states: what an earlier step gave is called by that step's name, and steps that
the answer does not need are left out. New problems come from old ones by drawing the numbers anew in words and program alike, where
each of them can be told from all others and nothing comes out broken or below zero that was not so before.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from algorist.core.errors import FormalError
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import values_of
from algorist.methods.formalising.numerals import COMMON, EVERYDAY, among
from algorist.methods.formalising.renumbered import in_formal, in_words, other_numbers
from algorist.train.lesson import Branch, Lesson

MOST_STEPS = 8
"""Longer solutions are not used."""

RENUMBERED = 0.6
"""How often the numbers are drawn anew, where they can be."""

TRIES = 40
"""How often numbers are drawn for one lesson before it stands as it was."""

_MARKED = re.compile(r"<<([^=<>]+)=([^<>]+)>>")
_UNMARKED = re.compile(r"((?:[\d.()]+ ?[-+*/] ?)+\(?[\d.]*\d\)?) ?= ?(-?[\d.]*\d)(?![\d.]*\d| ?[-+*/=])")
_ARITHMETIC = re.compile(r"[\d.+\-*/() ]*[\d)] ?[+\-*/][\d.+\-*/() ]*")
_PLAIN = re.compile(r"-?[\d.]*\d")
_NUMBER = re.compile(r"(?<![\w.])(?:\d+(?:\.\d+)?|\.\d+)(?!\w)")


@dataclass(frozen=True, slots=True)
class Worked:
    """A question and the program that answers it; `distinct` says that its numbers can be told apart."""

    question: str
    program: str
    distinct: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One calculation and what it gives; `names` are the steps before it whose results it uses."""

    expression: str
    result: Fraction
    uses: frozenset[int]


def lessons(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield worked solutions in random order, often with other numbers, without end."""
    random = Random(seed)
    problems = read_worked(folder)
    while True:
        problem = random.choice(problems)
        if problem.distinct and random.random() < RENUMBERED:
            problem = renumber(random, problem) or problem
        yield Lesson("", (Branch(f"program> {problem.question}\n", f"{problem.program}\n"),), "worked")


@cache
def read_worked(folder: Path) -> list[Worked]:
    """Return the training problems whose calculations give the published answer from stated numbers."""
    found = []
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            problem = json.loads(line)
            worked = from_solution(" ".join(problem["question"].split()), problem["answer"])
            if worked is not None:
                found.append(worked)
    return found


def from_solution(question: str, solution: str) -> Worked | None:
    """Return a solution as a program; None where its calculations do not lead from the question to its answer.

    >>> from_solution("Ann has 3 hens, Bo 4 times as many. And both?", "Bo: <<3*4=12>>12. Both 3 + 12 = 15. #### 15").program
    't1 = 3 * 4\\nanswer = 3 + t1\\n'
    """
    words, _, published = solution.rpartition("####")
    published = published.strip().replace(",", "")
    if not _PLAIN.fullmatch(published):
        return None
    calculations = _calculations(words)
    while calculations and calculations[-1][1] != Fraction(published):
        calculations.pop()
    steps, distinct = _named(question, calculations)
    kept = _needed(steps)
    if not 1 <= len(kept) <= MOST_STEPS:
        return None
    program = _program([steps[each] for each in kept], {each: f"t{place}" for place, each in enumerate(kept, start=1)})
    values = _values(program)
    if values is None or values[-1] != Fraction(published) or not among(question, everyday=COMMON)(program):
        return None
    return Worked(question, program, distinct)


def _calculations(words: str) -> list[tuple[str, Fraction]]:
    """Return (expression, result) of every calculation whose result is right, in order."""
    marked = _MARKED.findall(words)
    text = re.sub(r"(?<=\d),(?=\d{3})|[$%]", "", _MARKED.sub("\0", words.replace("\0", "")))
    text = re.sub(r"(?<=[\d )]) ?[x×](?= ?[\d(])", " *", text)
    found: list[tuple[int, str, str]] = [(each.start(), each[1], each[2]) for each in _UNMARKED.finditer(text)]
    found += [(where.start(), *each) for where, each in zip(re.finditer("\0", text), marked, strict=True)]
    kept = []
    for _, expression, result in sorted(found):
        if _ARITHMETIC.fullmatch(expression) and _PLAIN.fullmatch(result.strip()):
            values = _values(f"answer = {expression.strip().lstrip('+')}\n")
            if values is not None and values[-1] == Fraction(result):
                kept.append((expression.strip().lstrip("+").strip(), values[-1]))
    return kept


def _named(question: str, calculations: Sequence[tuple[str, Fraction]]) -> tuple[list[_Step], bool]:
    """Return the calculations with what earlier steps gave marked as `{step}`, and whether no number could be another."""
    stated = among(question, everyday=EVERYDAY)
    steps: list[_Step] = []
    consumed: set[int] = set()
    distinct = True
    for expression, result in calculations:
        named, uses = "", set()
        for part in re.split(f"({_NUMBER.pattern})", expression):
            if not _NUMBER.fullmatch(part):
                named += part
                continue
            value = Fraction(part)
            givers = [each for each, step in enumerate(steps) if step.result == value]
            said = stated(f"{_plain(value)} ")
            distinct &= not (givers and said)
            if givers and (not said or givers[-1] not in consumed):
                uses.add(givers[-1])
                named += f"{{{givers[-1]}}}"
            else:
                named += _plain(value)
        consumed |= uses
        steps.append(_Step(re.sub(r" *([-+*/]) *", r" \1 ", named), result, frozenset(uses)))
    return steps, distinct


def _needed(steps: Sequence[_Step]) -> list[int]:
    """The steps that the last one needs, in order."""
    needed = {len(steps) - 1} if steps else set()
    for number in range(len(steps) - 1, -1, -1):
        if number in needed:
            needed |= steps[number].uses
    return sorted(needed)


def _program(steps: Sequence[_Step], names: dict[int, str]) -> str:
    lines = [re.sub(r"\{(\d+)\}", lambda match: names[int(match[1])], step.expression) for step in steps]
    return "".join(
        f"{name} = {line}\n" for name, line in zip([*list(names.values())[:-1], "answer"], lines, strict=True)
    )


def renumber(random: Random, problem: Worked) -> Worked | None:
    """Draw the numbers of a problem anew; None where what was drawn gives something broken or below zero that was not so."""
    before = _values(problem.program) or []
    stated = {int(number) for number in re.findall(r"\d+", problem.question)}
    if before and any(value in stated and value not in EVERYDAY for value in before):
        return None  # what a step gives would be taken for what is stated
    for _ in range(TRIES):
        forth = other_numbers(problem.question, random)
        if not forth:
            return None
        program = in_formal(problem.program, forth)
        after = _values(program)
        if after is not None and all(_as_well(new, old) for new, old in zip(after, before, strict=True)):
            return Worked(in_words(problem.question, forth), program, problem.distinct)
    return None


def _as_well(new: Fraction, old: Fraction) -> bool:
    """Whether a value is as plausible as the one in its place: whole and not below zero, where that one is."""
    whole = new.denominator == 1 if old.denominator == 1 else (new * 100).denominator == 1
    return whole and (new > 0 or old <= 0)


def _values(program: str) -> list[Fraction] | None:
    try:
        return values_of(LANGUAGE.parse(program))
    except FormalError:
        return None


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12g}"
