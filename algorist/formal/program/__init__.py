"""Python programs: the language, the sandbox that runs them, and the checker that runs them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.core.certificate import Solution, Verdict
from algorist.core.language import Grammar, Limits
from algorist.formal.program.grammar import GRAMMAR

if TYPE_CHECKING:
    from algorist.formal.program.language import ProgramModel


class ProgramLanguage:
    """The program language as the rest of Algorist sees it; each room is opened when it is first needed."""

    name: str = "program"
    summary: str = "Python programs, run in a sandbox; arithmetic on exact numbers is proved"
    suffixes: tuple[str, ...] = (".py",)
    grammar: Grammar = GRAMMAR

    def parse(self, text: str) -> ProgramModel:
        from algorist.formal.program.language import parse

        return parse(text)

    def render(self, model: ProgramModel) -> str:
        from algorist.formal.program.language import render

        return render(model)

    def solve(self, model: ProgramModel, limits: Limits) -> Solution:
        from algorist.formal.program.solve import solve

        return solve(model, limits)

    def check(self, model: ProgramModel, solution: Solution) -> Verdict:
        from algorist.formal.program.check import check

        return check(model, solution)

    def explain(self, model: ProgramModel, solution: Solution) -> str:
        from algorist.formal.program.explain import explain

        return explain(model, solution)


LANGUAGE = ProgramLanguage()
