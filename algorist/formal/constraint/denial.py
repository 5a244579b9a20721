"""The clauses that deny a claim about a model: what its proof must refute. The checker trusts this file."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass

from algorist.core.certificate import Claim, Solution
from algorist.formal.constraint.encode import Clause, Encoder, TooLarge
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.tree import ConstraintModel, Reference


@dataclass(frozen=True, slots=True)
class Clauses:
    """Clauses over the variables 1..variables; a negative literal is a negated variable."""

    variables: int
    clauses: tuple[Clause, ...]


def denial(model: ConstraintModel, solution: Solution) -> Clauses:
    """Return clauses that are unsatisfiable exactly when the solution's claim is true; raises TooLarge.

    UNIQUE: another assignment satisfies the model. OPTIMAL: a better one does. INFEASIBLE: some assignment satisfies
    the constraints that are said to conflict, or all of them when none is named. Values must fit their domains.
    """
    encoder = Encoder(model)
    named = solution.conflict if solution.claim is Claim.INFEASIBLE else ()
    for position in named or range(len(model.constraints)):
        constraint = model.constraints[position]
        try:
            encoder.require(constraint.formula)
        except TooLarge as error:
            raise TooLarge(f"{error} (line {constraint.line})") from None
    if solution.claim is Claim.UNIQUE:
        encoder.add(-encoder.view(Reference(name))[value] for name, value in solution.values.items())
    elif solution.claim is Claim.OPTIMAL and model.objective is not None and solution.objective is not None:
        encoder.add(_better(encoder, model, solution))
    return Clauses(encoder.variables, tuple(encoder.clauses))


def _better(encoder: Encoder, model: ConstraintModel, solution: Solution) -> Iterator[int]:
    """Yield literals of which one is true where the first objective that differs from the solution's is better."""
    so_far: list[int] = []
    for aim in model.aims:
        better = operator.gt if aim.sense == "maximize" else operator.lt
        found, view = evaluate(aim.expression, solution.values), encoder.view(aim.expression)
        for value, literal in view.items():
            if better(value, found) and not so_far:
                yield literal
            elif better(value, found):
                # True only where everything before is as good and this is better: `new` implies each of them.
                new = encoder.new()
                for part in (*so_far, literal):
                    encoder.add((-new, part))
                yield new
        if found not in view:
            return
        so_far.append(view[found])
