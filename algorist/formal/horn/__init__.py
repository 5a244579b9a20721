"""Logic programs: Prolog and Datalog, the solvers behind them, and the checker that replays derivations."""

from __future__ import annotations

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.horn.language import GRAMMAR, parse, render
from algorist.formal.horn.tree import HornModel


class HornLanguage:
    """Programs of clauses and a query, as the rest of Algorist sees them."""

    name: str = "horn"
    summary: str = (
        "facts, rules and a query: Prolog with lists, arithmetic, CLP(FD), CLP(R); Datalog; open or closed world"
    )
    suffixes: tuple[str, ...] = (".pl", ".dl")
    grammar: Grammar = GRAMMAR

    def parse(self, text: str) -> HornModel:
        return parse(text)

    def render(self, model: HornModel) -> str:
        return render(model)

    def solve(self, model: HornModel, limits: Limits) -> Solution:
        from algorist.formal.horn.solve import solve

        return solve(model, limits)

    def check(self, model: HornModel, solution: Solution) -> Verdict:
        from algorist.formal.horn.check import check

        return check(model, solution)

    def explain(self, model: HornModel, solution: Solution) -> str:
        from algorist.formal.horn.explain import explain

        return explain(model, solution)


LANGUAGE = HornLanguage()
