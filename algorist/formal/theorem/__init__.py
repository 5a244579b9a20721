"""Theorems of proof assistants: one text for a goal and its proof, whatever the assistant, and a kernel that has the last word."""

from __future__ import annotations

from algorist.core.language import Rooms
from algorist.formal.theorem.grammar import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="theorem",
    summary="theorems with proofs, of Metamath (checked by our own kernel), Coq (by its kernel, twice), Lean 4 and Isabelle",
    suffixes=(".thm",),
    grammar=GRAMMAR,
)
