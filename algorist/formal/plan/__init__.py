"""The planning language: PDDL, solved by Fast Downward, plans replayed state by state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.plan.language import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.plan.tree import Model


class PlanLanguage:
    """The planning language as the rest of Algorist sees it; each room is opened when it is first needed."""

    name = "plan"
    summary = "planning: actions with preconditions and effects that lead from an initial state to a goal"
    suffixes = (".pddl",)
    grammar = Grammar(GRAMMAR)

    def parse(self, text: str) -> Model:
        from algorist.formal.plan.parse import parse

        return parse(text)

    def render(self, model: Model) -> str:
        from algorist.formal.plan.render import render

        return render(model)

    def solve(self, model: Model, limits: Limits) -> Solution:
        from algorist.formal.plan.solve import solve

        return solve(model, limits)

    def check(self, model: Model, solution: Solution) -> Verdict:
        from algorist.formal.plan.check import check

        return check(model, solution)

    def explain(self, model: Model, solution: Solution) -> str:
        from algorist.formal.plan.explain import explain

        return explain(model, solution)


LANGUAGE = PlanLanguage()
