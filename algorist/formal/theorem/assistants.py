"""The assistants that run as programs, behind one interface: a whole proof, or the goals that a beginning of one leaves open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from algorist.formal.theorem import coq, isabelle, lean
from algorist.formal.theorem.process import Compiled
from algorist.formal.theorem.tree import Theorem


class Compile(Protocol):
    """Has a theorem with a proof accepted or refused; `recheck` asks a second checker, where there is one."""

    def __call__(self, theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled: ...


@dataclass(frozen=True, slots=True)
class Assistant:
    """A name, what vouches for a proof, how proofs are compiled and goals asked, and proofs that close goals by themselves.

    `closers` go by the module that brings them, an empty name for those that are always there.
    """

    name: str
    vouches: str
    compile_proof: Compile
    open_goals: Callable[[Theorem, str, float, int], Compiled]
    closers: Mapping[str, tuple[str, ...]]


_COQ = Assistant(
    "Coq", "Coq's kernel and coqchk", coq.compile_proof, coq.open_goals,
    MappingProxyType(
        {module: tuple(f"intros. timeout 5 {tactic}." for tactic in tactics.split()) for module, tactics in (
            ("", "trivial easy tauto congruence intuition firstorder"), ("Lia", "lia nia"), ("Lra", "lra nra"),
            ("Ring", "ring"), ("Arith", "ring"), ("ZArith", "ring"),
        )}
    ),
)  # fmt: skip
_LEAN = Assistant(
    "Lean", "Lean's kernel", lean.compile_proof, lean.open_goals,
    MappingProxyType({"": ("intros; rfl", "intros; assumption", "intros; simp_all", "intros; omega", "decide", "grind")}),
)  # fmt: skip
_ISABELLE = Assistant(
    "Isabelle", "Isabelle's kernel", isabelle.compile_proof, isabelle.open_goals,
    MappingProxyType({"": ("by simp", "by auto", "by blast", "by fastforce", "by arith", "by metis")}),
)  # fmt: skip

ASSISTANTS: Mapping[str, Assistant] = MappingProxyType({"coq": _COQ, "lean": _LEAN, "isabelle": _ISABELLE})
"""By `prover`; tactics that finish goals by themselves are S072's."""
