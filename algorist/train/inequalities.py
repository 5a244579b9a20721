"""Claims about polynomials in words, without end: which expression is to be nonnegative, where, and what is asked of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from random import Random

from algorist.methods.formalising.clauses import segments
from algorist.methods.formalising.inequalities import FAMILY, shown
from algorist.methods.formalising.nbest import NOTHING
from algorist.train.lesson import Branch, Lesson

Bank = Mapping[str, Sequence[str]]


def read_bank(*, held_out: bool = False) -> Bank:
    """Return the sentences of every line: those to train on, or those that are held out."""
    text = resources.files("algorist.train").joinpath("banks/inequalities.toml").read_text(encoding="utf-8")
    bank: Bank = tomllib.loads(text)["held_out" if held_out else "train"]
    return bank


def say(random: Random, bank: Bank, line: str) -> str:
    """Return a sentence that states a line: {p} is a polynomial, {i} an inequality between two, {c} a condition."""
    names = random.choice([("x", "y", "z"), ("a", "b", "c"), ("x1", "x2", "x3", "x4"), ("x",), ("u", "v")])

    def polynomial(_: object = None) -> str:
        terms = [_term(random, names) for _ in range(random.choice([2, 3, 3, 4, 5, 8, 20]))]
        return "".join(terms).removeprefix(" + ").replace(" - ", "-", 1 if terms[0].startswith(" - ") else 0)

    def inequality(_: object = None) -> str:
        return f"{polynomial()} {random.choice(['>=', '>=', '≥', '<='])} {random.choice(['0', '0', polynomial()])}"

    def condition(_: object = None) -> str:
        name = random.choice(names)
        return random.choice(
            [f"{name} >= 0", f"{name} <= 1", f"{name}^2 <= 4", f"{polynomial()} = 1", f"0 <= {name} <= 1"]
        )

    text = re.sub(r"\{p\}", polynomial, random.choice(bank[line]))
    return re.sub(r"\{c\}", condition, re.sub(r"\{i\}", inequality, text))


def _term(random: Random, names: Sequence[str]) -> str:
    factor = random.choice(
        ["", f"{random.randint(2, 40)}*", f"{random.uniform(0.1, 90):.2g}*", f"{random.randint(2, 9)}"]
    )
    if re.search("e", factor):
        factor = "3*"
    powers = [
        f"{name}{random.choice(['', '^2', '^2', '^3', '^4'])}" for name in random.sample(names, min(len(names), 2))
    ]
    product = "*".join(powers[: random.choice([1, 1, 2])])
    return f"{random.choice([' + ', ' + ', ' - '])}{factor}{product}"


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of sentences and their lines without end; the same seed gives the same lessons."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    while True:
        told = [(say(random, bank, line), line) for line in random.choices(list(bank), k=16)]
        pairs = [(segments(shown(text)[0]), line) for text, line in told]
        branches = [Branch(f"{FAMILY}> {cut[0].text}\n", f"{line}\n") for cut, line in pairs if len(cut) == 1]
        yield Lesson("", tuple(branches), "inequalities")


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole problems in words, each with the lines that it says."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    asks = [line for line in bank if line.split()[0] in ("nonnegative", "squares", "negative")]
    while True:
        lines = [random.choice(asks)]
        if "given" not in lines[0] and "given @1" in bank and random.random() < 0.2:
            lines.insert(0, "given @1")
        if NOTHING in bank and random.random() < 0.5:
            lines.insert(random.randrange(len(lines) + 1), NOTHING)
        text = random.choice([" ", " ", "\n\n"]).join(say(random, bank, line) for line in lines)
        yield Lesson("", (Branch(text, "\n".join(lines)),), f"{FAMILY}-statements")
