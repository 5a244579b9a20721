"""The solver's last word on two models that do not look the same: a witness that they differ, or that they do not.

Optima tell models apart whatever their variables are called. Points, implied constraints and entailed sentences compare
two models over the same names. Every answer of a solver counts only when its certificate has been checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from time import monotonic
from typing import Any

from algorist.core.certificate import Claim, Solution, Value
from algorist.core.child import Children
from algorist.core.errors import AlgoristError
from algorist.core.registry import LANGUAGES
from algorist.core.solving import SOLVE
from algorist.formal._equivalence.contrary import contrary
from algorist.formal._equivalence.normal import direction
from algorist.formal._equivalence.verdict import Witness

MEMORY = 2 << 30


def compare(left: Any, right: Any, seconds: float) -> tuple[bool | None, Witness | None, str]:
    """Return whether two models mean the same (None: not decided in time), the witness if they do not, and a reason."""
    judge = _Judge(left, right, seconds)
    try:
        return judge.entailed() if left.language == "logic" else judge.verdict()
    finally:
        judge.pool.close()


class _Judge:
    def __init__(self, left: Any, right: Any, seconds: float) -> None:
        self.models = (left, right)
        self.language = LANGUAGES.get(left.language)
        self.deadline = monotonic() + seconds
        self.pool = Children(1)

    def verdict(self) -> tuple[bool | None, Witness | None, str]:
        solutions = [self.solve(model, (self.deadline - monotonic()) / 3) for model in self.models]
        ours, theirs = (_worth(model, found) for model, found in zip(self.models, solutions, strict=True))
        if ours is not None and theirs is not None and ours != theirs:
            reason = f"minimised, the first is worth {ours}, the second {theirs}"
            return False, Witness(1, optima=(str(ours), str(theirs))), reason
        if ours == theirs == Claim.INFEASIBLE:
            return True, None, "neither has a solution"
        if _names(self.models[0]) != _names(self.models[1]):
            return None, None, "equal optima decide nothing, and the variables have other names"
        for one, found in enumerate(solutions):
            if found is not None and found.values and (witness := self.breaks(one, found.values)) is not None:
                return False, witness, "a solution of one is none of the other"
        if self.language.name == "linear":
            return self.implied()
        return None, None, "equal optima, or none found, decide nothing"

    def breaks(self, one: int, values: Mapping[str, Value]) -> Witness | None:
        """Return the witness that values solve one model and not the other, if they do."""
        point = Solution(Claim.FEASIBLE, values)
        holds = [self.language.check(_unpriced(model), point).satisfied for model in self.models]
        return Witness(one + 1, values) if holds[one] and not holds[1 - one] else None

    def solve(self, model: Any, seconds: float) -> Solution | None:
        """Return a solution whose certificate holds, or at least its values; None otherwise."""
        argument = {
            "language": self.language.name,
            "text": self.language.render(model),
            "seconds": max(0.1, seconds),
            "memory": MEMORY,
            "claim": "optimal",
        }
        try:
            solution = Solution.from_json(self.pool.call(SOLVE, argument, argument["seconds"], MEMORY))
        except (TimeoutError, AlgoristError):
            return None
        verdict = self.language.check(model, solution)
        if verdict.proved:
            return solution
        return replace(solution, claim=Claim.FEASIBLE, certificate=None) if verdict.satisfied else None

    # -- logic models: does each entail the other?

    def entailed(self) -> tuple[bool | None, Witness | None, str]:
        for one in (0, 1):
            asked = contrary(self.models[one], self.models[1 - one])
            if asked is None:
                return None, None, "a name stands for one thing in one model and for another, or nothing, in the other"
            asked = self.language.parse(self.language.render(asked))
            solution = self.solve(asked, (self.deadline - monotonic()) / (2 - one))
            if solution is None or solution.certificate is None:
                return None, None, "not every sentence was proved or refuted in time"
            if solution.claim == Claim.FEASIBLE:
                return (
                    False,
                    Witness(one + 1, solution.values),
                    "a structure tells their premises, or their conclusions, apart",
                )
        return True, None, "each entails the other's premises and that the conclusions, if any, are equivalent"

    # -- linear models: is every constraint of one implied by the other?

    def implied(self) -> tuple[bool | None, Witness | None, str]:
        from algorist.formal.linear.ground import ground

        flat = [ground(model) for model in self.models]
        kinds = [{c.name: (c.integer, -c.cost if each.maximize else c.cost) for c in each.columns} for each in flat]
        if kinds[0] != kinds[1]:
            return None, None, "equal optima decide nothing, and domains or objectives differ"
        for one in (0, 1):
            for coefficients, bound in _limits(flat[1 - one]) - _limits(flat[one]):
                values = self.least(self.models[one], coefficients, bound)
                if values and (witness := self.breaks(one, values)) is not None:
                    return False, witness, "a solution of one is none of the other"
                if values is None or values:
                    return None, None, "equal optima decide nothing, and not every constraint was decided in time"
        return True, None, "each model implies every constraint of the other, and the objectives are the same"

    def least(
        self, model: Any, coefficients: frozenset[tuple[str, Fraction]], bound: Fraction
    ) -> Mapping[str, Value] | None:
        """Minimise a form: return nothing where it cannot go under the bound, the point where it does, else None."""
        terms = " + ".join(f"({value})*{name}" for name, value in sorted(coefficients))
        text = self.language.render(_unpriced(model)) + f"\nminimize {terms}\n"
        asked = self.language.parse(text)
        solution = self.solve(asked, self.deadline - monotonic()) if monotonic() < self.deadline else None
        if solution is None or solution.claim != Claim.OPTIMAL or solution.objective is None:
            return None
        return solution.values if solution.objective < bound else {}


def _unpriced(model: Any) -> Any:
    return replace(model, objective=None) if model.language in ("linear", "constraint") else model


def _worth(model: Any, solution: Solution | None) -> Fraction | Claim | None:
    """Return the proved optimum, as of minimising, or the proved claim that stands for one; None if nothing is proved."""
    if solution is None or solution.certificate is None:
        return None
    if solution.claim != Claim.OPTIMAL or solution.objective is None:
        return solution.claim if solution.claim in (Claim.INFEASIBLE, Claim.UNBOUNDED) else None
    if model.language == "linear":
        return -solution.objective if model.objective.maximize else solution.objective
    return -solution.objective if model.objective.sense == "maximize" else solution.objective


def _names(model: Any) -> set[str]:
    if model.language == "linear":
        from algorist.formal.linear.ground import ground

        return {column.name for column in ground(model).columns}
    return set(model.domains()) if model.language == "constraint" else set(model.variables)


def _limits(flat: Any) -> set[tuple[frozenset[tuple[str, Fraction]], Fraction]]:
    """Return rows and bounds as `sum of coefficient * name >= bound`, scaled."""
    found = set()
    rows = [(row.coefficients, row.lower, row.upper) for row in flat.rows if row.coefficients]
    rows += [(((position, Fraction(1)),), column.lower, column.upper) for position, column in enumerate(flat.columns)]
    for coefficients, lower, upper in rows:
        whole, factor = direction(coefficients)
        for end, sign in ((lower, 1), (upper, -1)):
            if end is not None:
                form = frozenset((flat.columns[column].name, Fraction(sign * value)) for column, value in whole)
                found.add((form, sign * end * factor))
    return found
