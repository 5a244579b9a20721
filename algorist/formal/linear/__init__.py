"""The linear language: LP and MILP, solved by HiGHS, proved in exact rationals."""

from __future__ import annotations

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.linear.language import GRAMMAR, parse, render
from algorist.formal.linear.tree import Model


class LinearLanguage:
    """Linear objectives and constraints over continuous and integer variables, flat or indexed by sets."""

    name = "linear"
    summary = "linear and mixed-integer programs: maximise or minimise under linear constraints"
    suffixes = (".lin", ".lp", ".mps")
    grammar = Grammar(GRAMMAR)

    def parse(self, text: str) -> Model:
        return parse(text)

    def render(self, model: Model) -> str:
        return render(model)

    def solve(self, model: Model, limits: Limits) -> Solution:
        from algorist.formal.linear.solve import solve

        return solve(model, limits)

    def check(self, model: Model, solution: Solution) -> Verdict:
        from algorist.formal.linear.check import check

        return check(model, solution)

    def explain(self, model: Model, solution: Solution) -> str:
        from algorist.formal.linear.explain import explain

        return explain(model, solution)


LANGUAGE = LinearLanguage()
