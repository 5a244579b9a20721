"""Conic programs: Conic Benchmark Format, solved by Clarabel or SCS, bounded from both sides in exact rationals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.conic.language import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.conic.tree import Model


class ConicLanguage:
    """Linear objectives over linear, second-order, semidefinite, exponential and power cones."""

    name = "conic"
    summary = "conic programs (LP, SOCP, SDP, exponential and power cones) in Conic Benchmark Format"
    suffixes: tuple[str, ...] = (".cbf",)
    grammar = Grammar(GRAMMAR)

    def parse(self, text: str) -> Model:
        from algorist.formal.conic.parse import parse

        return parse(text)

    def render(self, model: Model) -> str:
        from algorist.formal.conic.render import render

        return render(model)

    def solve(self, model: Model, limits: Limits) -> Solution:
        from algorist.formal.conic.solve import solve

        return solve(model, limits)

    def check(self, model: Model, solution: Solution) -> Verdict:
        from algorist.formal.conic.check import check

        return check(model, solution)

    def explain(self, model: Model, solution: Solution) -> str:
        from algorist.formal.conic.explain import explain

        return explain(model, solution)


LANGUAGE = ConicLanguage()
