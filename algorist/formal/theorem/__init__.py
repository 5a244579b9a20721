"""Theorems of proof assistants: one text for a goal and its proof, whatever the assistant, and a kernel that has the last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.theorem.grammar import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.theorem.tree import Theorem


class TheoremLanguage:
    """The theorem language as the rest of Algorist sees it; each room is opened when it is first needed."""

    name: str = "theorem"
    summary: str = "theorems with proofs, of Metamath (checked by our own kernel) and of Coq (by its kernel, twice)"
    suffixes: tuple[str, ...] = (".thm",)
    grammar: Grammar = GRAMMAR

    def parse(self, text: str) -> Theorem:
        from algorist.formal.theorem.language import parse

        return parse(text)

    def render(self, model: Theorem) -> str:
        from algorist.formal.theorem.language import render

        return render(model)

    def solve(self, model: Theorem, limits: Limits) -> Solution:
        from algorist.formal.theorem.solve import solve

        return solve(model, limits)

    def check(self, model: Theorem, solution: Solution) -> Verdict:
        from algorist.formal.theorem.check import check

        return check(model, solution)

    def explain(self, model: Theorem, solution: Solution) -> str:
        from algorist.formal.theorem.explain import explain

        return explain(model, solution)


LANGUAGE = TheoremLanguage()
