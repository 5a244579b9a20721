"""Which language fits which words: beginnings and ends of problems of every family, and requests that none fits."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from random import Random

from algorist.methods.formalising.choose import shorten
from algorist.train.lesson import Branch, Lesson


def lessons(
    seed: int, languages: Sequence[str], statement: Callable[[str], str], *, held_out: bool = False
) -> Iterator[Lesson]:
    """Yield lessons of eight choices each, without end; `statement` gives a fresh problem of a language."""
    random = Random(seed)
    bank = tomllib.loads(resources.files("algorist.train").joinpath("banks/choosing.toml").read_text(encoding="utf-8"))
    nothing = bank["none"][::2] if held_out else bank["none"][1::2]
    while True:
        branches = []
        for language in random.choices([*languages, "none"], weights=[3] * len(languages) + [2], k=8):
            idle = random.choice(nothing).format(x=random.choice(bank["things"]))
            text = idle if language == "none" else statement(language)
            branches.append(Branch(f"choose> {shorten(text)}\n", f"{language}\n"))
        yield Lesson("", tuple(branches), "choose")
