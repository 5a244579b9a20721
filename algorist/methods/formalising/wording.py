"""How a language model is asked to formalise: a bare line where it has an adapter for the language, instructions where it has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from algorist.methods.formalising.examples import Example, shown

PROBLEM = "Problem:\n{statement}\n"
"""How a prompt file ends."""

END = "\n\n"
"""What ends a formal text that is written under an adapter."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The prompt for a statement, the adapter to ask under, and how the formal text stands in the reply."""

    language: str
    adapted: bool

    @property
    def adapter(self) -> str | None:
        return self.language if self.adapted else None

    def prompt(self, statement: str, examples: Sequence[Example] = ()) -> str:
        """Ask for a statement's formal text; a model without adapters may be shown `examples`."""
        if self.adapted:
            return f"{self.language}> {' '.join(statement.split())}\n"
        before, problem, _ = text_of(self.language).partition(PROBLEM)
        return f"{before}{shown(examples)}{problem}".replace("{statement}", statement)

    def repair(self, statement: str, formal: str, error: str) -> str:
        """Ask again with what was wrong, a model that has no adapter."""
        asked = text_of("repair")
        for name, value in (("prompt", self.prompt(statement)), ("formal", formal.strip()), ("error", error)):
            asked = asked.replace(f"{{{name}}}", value, 1)
        return asked

    def formal(self, reply: str) -> str:
        """Return the first fenced block of a reply, or all of it."""
        fenced = re.search(r"```[a-z]*\n(.*?)(?:```|\Z)", reply, re.DOTALL)
        return (fenced[1] if fenced else reply).strip() + "\n"


@cache
def text_of(name: str) -> str:
    """Return a prompt file; they are versioned with the code."""
    return resources.files("algorist.methods.formalising").joinpath(f"prompts/{name}.md").read_text(encoding="utf-8")
