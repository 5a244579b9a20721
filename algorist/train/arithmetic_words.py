"""Arithmetic without end: small stories with the straight-line program that answers them.

From the story bank; `worked` has the solutions that people wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from random import Random
from typing import Any

from algorist.train.lesson import Branch, Lesson


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


def _lesson(words: str, program: str, source: str) -> Lesson:
    return Lesson("", (Branch(f"program> {words}\n", f"{program}\n"),), source)
