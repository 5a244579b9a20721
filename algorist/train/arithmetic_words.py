"""Arithmetic without end: small stories with the straight-line program that answers them.

Outward, from the story bank; inward, from worked solutions that people wrote (GSM8K's training set), whose marked
calculations are kept as a program when that program gives the published answer.
"""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from algorist.core.errors import FormalError
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import exact_answer
from algorist.formal.program.straight import straight_line
from algorist.methods.formalising.numerals import EVERYDAY
from algorist.train.lesson import Branch, Lesson

_CALCULATION = re.compile(r"<<([^=<>]+)=([^<>]+)>>")
_WORDS = {
    "half": "1/2", "third": 3, "quarter": 4, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20, "thirty": 30, "fifty": 50, "triple": 3,
}  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")


def stories(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield stories without end; the same seed gives the same stories."""
    random = Random(seed)
    bank = tomllib.loads(
        resources.files("algorist.train").joinpath("banks/arithmetic.toml").read_text(encoding="utf-8")
    )
    kept = [story for story in bank["story"] if bool(story.get("held_out")) == held_out]
    while True:
        words, program = tell(random, bank, random.choice(kept))
        yield _lesson(words, program, "stories")


def tell(random: Random, bank: Mapping[str, Any], story: Mapping[str, Any]) -> tuple[str, str]:
    """Return (words, program) of one story with fresh numbers, people and things."""
    large = random.random() < 0.4
    a, b, c = (random.randint(2, 95 if large else 19) for _ in range(3))
    numbers = {"a": a, "b": b, "c": c, "s": a + b + c, "p": a * b, "z": random.randint(2, 90)}
    x, y = random.sample(bank["people"], 2)
    t, u = random.sample(bank["things"], 2)
    names = {"X": x, "Y": y, "t": t, "u": u, "g": random.choice(bank["containers"])}
    sentences = [random.choice(story["say"])]
    if random.random() < 0.3:
        sentences.insert(random.choice([0, 1]), random.choice(bank["idle"]))
    text = " ".join([*sentences, random.choice(story["ask"])]).format(**numbers, **names)
    text = re.sub(r"(^|[.?!] )([a-z])", lambda match: match[1] + match[2].upper(), text)
    return text, "\n".join(story["program"]).format(**numbers) + "\n"


def worked(seed: int, folder: Path, *, most_steps: int = 6) -> Iterator[Lesson]:
    """Yield people's worked solutions as programs, in random order, without end."""
    random = Random(seed)
    problems = read_worked(folder, most_steps)
    while True:
        words, program = random.choice(problems)
        yield _lesson(words, program, "worked")


@cache
def read_worked(folder: Path, most_steps: int) -> list[tuple[str, str]]:
    """Return (question, program) for the training problems whose calculations give the published answer."""
    found = []
    with gzip.open(folder / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            problem = json.loads(line)
            program = _program(problem["answer"], most_steps)
            question = " ".join(problem["question"].split())
            if program is not None and _given(program) <= _stated(question):
                found.append((question, program))
    return found


def _given(program: str) -> set[Fraction]:
    """The numbers that a program takes as given."""
    return {Fraction(number) for number in _NUMBER.findall(program)}


def _stated(question: str) -> set[Fraction]:
    """The numbers that a question states in digits or words, and those that everybody knows (a dozen, hours in a day)."""
    digits = {
        Fraction(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", question) if number[-1] != ","
    }
    words = {Fraction(str(value)) for word, value in _WORDS.items() if re.search(rf"\b{word}\b", question.lower())}
    return digits | words | {number / 100 for number in digits} | EVERYDAY


def _program(solution: str, most_steps: int) -> str | None:
    """Turn marked calculations into assignments; a number that an earlier step gave becomes that step's name."""
    steps: list[tuple[str, Fraction]] = []
    for expression, result in _CALCULATION.findall(solution):
        if not re.fullmatch(r"[\d.+\-*/() ]+", expression) or not re.fullmatch(r"-?[\d.]*\d", result):
            return None
        names = {value: f"t{number}" for number, (_, value) in enumerate(steps, start=1)}
        named = _NUMBER.sub(lambda match, names=names: names.get(Fraction(match[0]), match[0]), expression)  # type: ignore[misc]
        steps.append((re.sub(r"\s*([+\-*/])\s*", r" \1 ", named.strip()), Fraction(result)))
    if not 1 <= len(steps) <= most_steps:
        return None
    lines = [f"t{number} = {expression}" for number, (expression, _) in enumerate(steps[:-1], start=1)]
    program = "\n".join([*lines, f"answer = {steps[-1][0]}"]) + "\n"
    published = solution.rsplit("####", 1)[-1].strip().replace(",", "")
    try:
        line = straight_line(LANGUAGE.parse(program))
    except FormalError:
        return None
    if line is None or not re.fullmatch(r"-?[\d.]*\d", published):
        return None
    try:
        return program if exact_answer(line) == Fraction(published) else None
    except ArithmeticError:
        return None


def _lesson(words: str, program: str, source: str) -> Lesson:
    return Lesson("", (Branch(f"program> {words}\n", f"{program}\n"),), source)
