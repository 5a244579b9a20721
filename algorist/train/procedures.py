"""Procedures without end: the lines of every family said in words, alone for the reader of sentences and together as problems."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.families import names
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.procedures import referred
from algorist.train.lesson import Branch, Lesson

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
IN_WORDS = 0.15
"""How often a number is written in words."""


class Phrases:
    """The phrase bank of one family, that to train on or that which is held out."""

    def __init__(self, family: str, *, held_out: bool = False) -> None:
        text = resources.files("algorist.train").joinpath("banks/procedures.toml").read_text(encoding="utf-8")
        bank = tomllib.loads(text)
        said: Mapping[str, Any] = bank[family]
        self.family = family
        self.people: Sequence[str] = bank["names"]
        self._said: Mapping[str, Sequence[str]] = {
            kind: texts for kind, texts in (said["held_out"] if held_out else said).items() if kind != "held_out"
        }

    @property
    def kinds(self) -> list[str]:
        return list(self._said)

    def say(self, random: Random, kind: str, people: Sequence[str] = ()) -> tuple[str, str]:
        """Return a sentence of this kind, and its line."""
        number = random.randint(1, 10) if random.random() < 0.8 else random.randint(11, 250)
        a, b = random.sample(people or self.people, 2)
        shown = NUMBERS[number] if number < len(NUMBERS) and random.random() < IN_WORDS else str(number)
        template = random.choice(self._said[kind])
        sentence = template.format(n=shown, s="" if number == 1 else "s", a=a, b=b)
        return sentence, kind.format(n=number, a=slug(a), b=slug(b))


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of sentences and their lines without end; the same seed gives the same lessons."""
    random = Random(seed)
    families = [Phrases(family, held_out=held_out) for family in names()]
    while True:
        phrases = random.choice(families)
        told = [phrases.say(random, random.choice(phrases.kinds)) for _ in range(20)]
        branches = tuple(_branch(phrases, sentence, line) for sentence, line in told)
        yield Lesson("", branches, "procedures")


def _branch(phrases: Phrases, sentence: str, line: str) -> Branch:
    """A sentence as its reader sees it, with references for its names, and the line that it states."""
    text, names = referred(sentence, phrases.people)
    for number, name in enumerate(names, start=1):
        line = re.sub(rf"\b{slug(name)}\b", f"@{number}", line)
    return Branch(f"{phrases.family}> {text}\n", f"{line}\n")


def statements(seed: int, family: str, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole problems of a family in words, each with the lines that it says."""
    random, phrases = Random(seed), Phrases(family, held_out=held_out)
    steps = [kind for kind in phrases.kinds if kind != NOTHING and not kind.startswith("ask ")]
    asks = [kind for kind in phrases.kinds if kind.startswith("ask ")]
    while True:
        told = [phrases.say(random, random.choice(steps)) for _ in range(random.randint(3, 12))]
        told.insert(random.choice([0, len(told)]), phrases.say(random, random.choice(asks)))
        text = " ".join(sentence for sentence, _ in told)
        if random.random() < 0.3:
            text += "\nOptions:\n- Yes\n- No"
        yield Lesson("", (Branch(text, "\n".join(line for _, line in told)),), f"{family}-statements")
