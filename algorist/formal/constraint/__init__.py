"""Finite-domain constraints: the language, the solver behind it, and the checker that trusts no solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.constraint.grammar import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.constraint.tree import ConstraintModel


class ConstraintLanguage:
    """The constraint language as the rest of Algorist sees it; each room is opened when it is first needed."""

    name: str = "constraint"
    summary: str = "finite domains: all-different, order, distance, sums, counting, tables, logic; one objective"
    suffixes: tuple[str, ...] = (".con",)
    grammar: Grammar = GRAMMAR

    def parse(self, text: str) -> ConstraintModel:
        from algorist.formal.constraint.parse import parse

        return parse(text)

    def render(self, model: ConstraintModel) -> str:
        from algorist.formal.constraint.render import render

        return render(model)

    def solve(self, model: ConstraintModel, limits: Limits) -> Solution:
        from algorist.formal.constraint.solve import solve

        return solve(model, limits)

    def check(self, model: ConstraintModel, solution: Solution) -> Verdict:
        from algorist.formal.constraint.check import check

        return check(model, solution)

    def explain(self, model: ConstraintModel, solution: Solution) -> str:
        from algorist.formal.constraint.explain import explain

        return explain(model, solution)


LANGUAGE = ConstraintLanguage()
