"""Which language or family of procedures fits: a constrained choice by the language model, or none."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.core.language import Grammar
from algorist.core.run import Run
from algorist.methods.formalising import families, games, routes
from algorist.methods.formalising.wording import text_of

ADAPTER = "choose"
LANGUAGES = ("constraint", "linear", "program", "horn", "logic", "polynomial")
NONE = "none"
WORDS = 24
"""How many words of the statement an adapter reads: its beginning and its end tell its kind."""


def choices() -> tuple[str, ...]:
    """Return what may be chosen: a language, a family of procedures, a route on a grid, a game, or nothing of the kind."""
    return (*LANGUAGES, *families.names(), routes.FAMILY, games.FAMILY, NONE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A language or a family by name, None when none fits, and the model's probability of it where it gives one."""

    language: str | None
    probability: float


async def choose(statement: str, run: Run, *, adapted: bool, without: Sequence[str] = ()) -> Choice:
    """Return the language that the model takes for this statement; `without` names those that found nothing in it."""
    offered = [name for name in choices() if name not in without]
    prompt = f"choose> {shorten(statement)}\n" if adapted else text_of("choose").replace("{statement}", statement)
    grammar = Grammar("root ::= (" + " | ".join(f'"{name}"' for name in offered) + ') "\\n"')
    can_grammar = "grammar" in run.language_model().can
    (completion,) = await run.ask(
        prompt,
        adapter=ADAPTER if adapted else None,
        grammar=grammar if can_grammar else None,
        max_tokens=8,
        stop=("\n",) if adapted else (),
        tag="choose",
    )
    named = re.findall("|".join(offered), completion.text.lower())
    name = named[0] if named else NONE
    probability = math.exp(min(0.0, completion.log_probability or 0.0))
    return Choice(None if name == NONE else name, probability)


def shorten(statement: str) -> str:
    """Keep the first and last words of a long statement."""
    words = statement.split()
    return " ".join(words if len(words) <= WORDS else [*words[: WORDS // 2], "...", *words[-WORDS // 2 :]])
