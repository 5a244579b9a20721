"""The clauses that deny a claim about a model: what its proof must refute. The checker trusts this file."""

from __future__ import annotations

import operator
from dataclasses import dataclass

from algorist.core.certificate import Claim, Solution
from algorist.formal.constraint.encode import Clause, Encoder, TooLarge
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
        better = operator.gt if model.objective.sense == "maximize" else operator.lt
        found, view = solution.objective, encoder.view(model.objective.expression)
        encoder.add(literal for value, literal in view.items() if better(value, found))
    return Clauses(encoder.variables, tuple(encoder.clauses))
