"""Formal languages: what a room under `formal/` must offer."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from algorist.core.certificate import Claim, Solution, Verdict


@dataclass(frozen=True, slots=True)
class Grammar:
    """A context-free grammar as source text in GBNF (llama.cpp's EBNF dialect); its start symbol is `start`."""

    source: str
    start: str = "root"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one solver call may use: seconds of wall time, bytes of memory, and what it is asked to claim."""

    seconds: float = 30.0
    memory: int = 2 << 30
    claim: Claim = Claim.OPTIMAL


@runtime_checkable
class Model(Protocol):
    """A parsed text of a formal language: an immutable tree, hashable and comparable."""

    @property
    def language(self) -> str: ...


class Language(Protocol):
    """A formal language: its grammar, parser, solver and independent checker.

    `parse(render(model)) == model` for every model. `check` imports no solver.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    grammar: Grammar

    def parse(self, text: str) -> Any:
        """Return the model that a text denotes; raises FormalError, and nothing else, when it denotes none."""

    def render(self, model: Any) -> str:
        """Return the text that `parse` reads back to an equal model."""

    def solve(self, model: Any, limits: Limits) -> Solution:
        """Return what the real solver says, with its certificate; raises Unavailable when the solver is missing."""

    def check(self, model: Any, solution: Solution) -> Verdict:
        """Verify a solution and its certificate, trusting no solver and importing none."""

    def explain(self, model: Any, solution: Solution) -> str:
        """Say in a few lines what was found and on what evidence."""


@dataclass(frozen=True)
class Rooms:
    """A language whose rooms are files of one package, each opened when it is first needed.

    `language.py` has `parse` and `render`, `solve.py`, `check.py` and `explain.py` a function of their own name.
    """

    package: str
    name: str
    summary: str
    suffixes: tuple[str, ...]
    grammar: Grammar

    def parse(self, text: str) -> Any:
        return self._room("language").parse(text)

    def render(self, model: Any) -> str:
        text: str = self._room("language").render(model)
        return text

    def solve(self, model: Any, limits: Limits) -> Solution:
        solution: Solution = self._room("solve").solve(model, limits)
        return solution

    def check(self, model: Any, solution: Solution) -> Verdict:
        verdict: Verdict = self._room("check").check(model, solution)
        return verdict

    def explain(self, model: Any, solution: Solution) -> str:
        text: str = self._room("explain").explain(model, solution)
        return text

    def _room(self, name: str) -> Any:
        return import_module(f"{self.package}.{name}")
