"""Polynomial nonnegativity: sums of squares found by Clarabel, made exact, and verified by expanding the identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.polynomial.language import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.polynomial.tree import Model


class PolynomialLanguage:
    """Is a polynomial nonnegative, everywhere or where polynomial inequalities hold?"""

    name = "polynomial"
    summary = "is a polynomial nonnegative: everywhere, or where polynomial inequalities hold"
    suffixes: tuple[str, ...] = (".poly",)
    grammar = Grammar(GRAMMAR)

    def parse(self, text: str) -> Model:
        from algorist.formal.polynomial.parse import parse

        return parse(text)

    def render(self, model: Model) -> str:
        from algorist.formal.polynomial.render import render

        return render(model)

    def solve(self, model: Model, limits: Limits) -> Solution:
        from algorist.formal.polynomial.solve import solve

        return solve(model, limits)

    def check(self, model: Model, solution: Solution) -> Verdict:
        from algorist.formal.polynomial.check import check

        return check(model, solution)

    def explain(self, model: Model, solution: Solution) -> str:
        from algorist.formal.polynomial.explain import explain

        return explain(model, solution)


LANGUAGE = PolynomialLanguage()
