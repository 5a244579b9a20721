"""A theorem: what is to be shown, from what, in which assistant, and its proof where there is one."""

from __future__ import annotations

import re
from dataclasses import dataclass

PROVERS = {"metamath": "Metamath", "coq": "Coq", "lean": "Lean", "isabelle": "Isabelle"}
"""The assistants, as texts name them, and their own names."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A named premise of a theorem."""

    name: str
    statement: str


@dataclass(frozen=True, slots=True)
class Theorem:
    """A goal in one assistant's own notation.

    `database` is Metamath's file of earlier theorems, `imports` are Coq's and Lean's modules and Isabelle's theories,
    `distinct` are Metamath's groups of variables that must differ from each other. `proof` is None where one is to be found.
    """

    prover: str
    name: str
    statement: str
    assumptions: tuple[Assumption, ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()
    database: str = ""
    imports: tuple[str, ...] = ()
    proof: str | None = None

    @property
    def language(self) -> str:
        return "theorem"


def identifier(name: str) -> str:
    """Return a theorem's name as every assistant can spell it."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)
