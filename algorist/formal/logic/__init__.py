"""First-order logic: the language, the provers behind it, and the checker that trusts none of them."""

from __future__ import annotations

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.logic.language import GRAMMAR, parse, render
from algorist.formal.logic.tree import LogicModel


class LogicLanguage:
    """Premises and a conclusion, as the rest of Algorist sees them."""

    name: str = "logic"
    summary: str = "first-order logic with sorts, equality and linear arithmetic: does the conclusion follow?"
    suffixes: tuple[str, ...] = (".fol", ".p", ".tptp", ".smt2")
    grammar: Grammar = GRAMMAR

    def parse(self, text: str) -> LogicModel:
        return parse(text)

    def render(self, model: LogicModel) -> str:
        return render(model)

    def solve(self, model: LogicModel, limits: Limits) -> Solution:
        from algorist.formal.logic.solve import solve

        return solve(model, limits)

    def check(self, model: LogicModel, solution: Solution) -> Verdict:
        from algorist.formal.logic.check import check

        return check(model, solution)

    def explain(self, model: LogicModel, solution: Solution) -> str:
        from algorist.formal.logic.explain import explain

        return explain(model, solution)


LANGUAGE = LogicLanguage()
