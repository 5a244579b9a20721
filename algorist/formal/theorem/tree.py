"""A theorem: what is to be shown, from what, in which assistant, and its proof where there is one."""

from __future__ import annotations

from dataclasses import dataclass

PROVERS = ("metamath", "coq", "lean", "isabelle")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A named premise of a theorem."""

    name: str
    statement: str


@dataclass(frozen=True, slots=True)
class Theorem:
    """A goal in one assistant's own notation.

    `database` is Metamath's file of earlier theorems, `imports` are the modules of the others, `distinct` are Metamath's groups of
    variables that must differ from each other. `proof` is None where a proof is to be found.
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
