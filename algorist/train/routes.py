"""Routes in words, without end: what sentences say of a grid, its obstacles, and where a way begins and ends."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from random import Random

from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.routes import FAMILY, LIST, shown
from algorist.train.lesson import Branch, Lesson

Bank = Mapping[str, Sequence[str]]


def read_bank(*, held_out: bool = False) -> Bank:
    """Return the sentences of every line: those to train on, or those that are held out."""
    text = resources.files("algorist.train").joinpath("banks/routes.toml").read_text(encoding="utf-8")
    bank: Bank = tomllib.loads(text)["held_out" if held_out else "train"]
    return bank


def say(random: Random, bank: Bank, line: str) -> str:
    """Return a sentence that states a line: {p} {q} are pairs, {l} lists of pairs, {n} the size as a pair."""
    size = random.choice([5, 6, 8, 10, 10, 12, 15, 20, 20, 25, 30, 30, 50])

    def pair(_: object = None) -> str:
        row, column = random.randrange(size), random.randrange(size)
        return random.choice(["({}, {})", "({}, {})", "({},{})", "[{}, {}]"]).format(row, column)

    def cells(_: object = None) -> str:
        listed = [pair() for _ in range(random.randint(LIST, 12))]
        last = random.choice([", ", " and ", ", and "])
        return ", ".join(listed[:-1]) + last + listed[-1]

    text = random.choice(bank[line])
    text = re.sub(r"\{l\}", cells, re.sub(r"\{[pq]\}", pair, text))
    return text.replace("{n}", random.choice(["{0}x{0}", "{0} x {0}", "{0} by {0}", "{0}×{0}"]).format(size))


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of sentences and their lines without end; the same seed gives the same lessons."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    while True:
        told = [(shown(say(random, bank, line))[0], line) for line in random.choices(list(bank), k=16)]
        yield Lesson("", tuple(Branch(f"{FAMILY}> {text}\n", f"{line}\n") for text, line in told), "routes")


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole problems in words, each with the lines that it says."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    walls = [line for line in bank if "wall" in line or "block" in line]
    ends = [line for line in bank if "start" in line and "goal" in line]
    while True:
        lines = ["size @1", *random.choices(walls, k=random.randint(1, 3)), random.choice(ends), "ask route"]
        if NOTHING in bank and random.random() < 0.7:
            lines.insert(random.randrange(len(lines)), NOTHING)
        text = " ".join(say(random, bank, line) for line in lines)
        yield Lesson("", (Branch(text, "\n".join(lines)),), f"{FAMILY}-statements")
