"""Which language fits: a constrained choice by the language model, or none."""

from __future__ import annotations

import math
from dataclasses import dataclass

from algorist.core.language import Grammar
from algorist.core.run import Run

ADAPTER = "choose"
CHOICES = ("constraint", "linear", "program", "none")
WORDS = 24
"""How many words of the statement are read: its beginning and its end tell its kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language by name, None when none fits, and the model's probability of it."""

    language: str | None
    probability: float


async def choose(statement: str, run: Run) -> Choice:
    """Return the language that the model takes for this statement."""
    words = statement.split()
    shown = words if len(words) <= WORDS else [*words[: WORDS // 2], "...", *words[-WORDS // 2 :]]
    (completion,) = await run.ask(
        f"choose> {' '.join(shown)}\n",
        adapter=ADAPTER,
        grammar=Grammar("root ::= " + " | ".join(f'"{name}\\n"' for name in CHOICES)),
        max_tokens=6,
        stop=("\n",),
        tag="choose",
    )
    name = completion.text.strip()
    probability = math.exp(min(0.0, completion.log_probability or 0.0))
    return Choice(None if name == "none" else name, probability)
