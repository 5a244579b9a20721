"""Refute a claim's denial with a SAT solver that writes down its steps: the certificate for the claim."""

from __future__ import annotations

import time
from dataclasses import replace

from pysat.solvers import Glucose4

from algorist.core.certificate import Certificate, Solution
from algorist.formal.constraint.denial import Clauses, denial
from algorist.formal.constraint.drup import ProofError, check
from algorist.formal.constraint.encode import TooLarge
from algorist.formal.constraint.tree import ConstraintModel

CONFLICTS_BETWEEN_LOOKS = 2_000
"""How many conflicts the SAT solver meets before it looks at the clock again: a fraction of a second."""


def certified(model: ConstraintModel, solution: Solution, deadline: float) -> Solution:
    """Return the solution with a proof of its claim, or, when too large or too late, with a message why it has none.

    Raises ProofError when the claim is false: then one of the two solvers has a bug, or the clauses have.
    """
    try:
        clauses = denial(model, solution)
        steps = _refute(clauses, deadline)
    except (TooLarge, TimeoutError) as error:
        return replace(solution, message=f"{solution.message} No proof was made: {error}.".strip())
    data = {"variables": clauses.variables, "clauses": len(clauses.clauses), "steps": steps}
    return replace(solution, certificate=Certificate("drup", data))


def _refute(clauses: Clauses, deadline: float) -> list[str]:
    """Return the steps of a refutation, none of them idle; raises TimeoutError at the deadline."""
    with Glucose4(bootstrap_with=clauses.clauses, with_proof=True) as solver:
        while True:
            if time.monotonic() > deadline:
                raise TimeoutError("the time ran out")
            solver.conf_budget(CONFLICTS_BETWEEN_LOOKS)
            satisfiable = solver.solve_limited()
            if satisfiable is not None:
                break
        if satisfiable:
            raise ProofError("the clauses have a solution, which contradicts the claim")
        # The solver also forgets clauses that it shortened without saying so; `trimmed` forgets by itself.
        steps = [line.strip() for line in solver.get_proof() or [] if not line.startswith("d")]
    steps = [*steps[: steps.index("0")], "0"] if "0" in steps else [*steps, "0"]
    return trimmed(steps, check(clauses.variables, clauses.clauses, steps, deadline))


def trimmed(steps: list[str], uses: list[list[int]]) -> list[str]:
    """Return the steps that the last one uses, directly or through others, each forgotten after its last use."""
    end = len(steps) - 1
    last_use = {end: end}
    for position in range(end, -1, -1):
        if position in last_use:
            for used in uses[position]:
                last_use.setdefault(used, position)
    forgotten: dict[int, list[str]] = {}
    for position, last in last_use.items():
        forgotten.setdefault(last, []).append(f"d {steps[position]}")
    forgotten.pop(end)
    return [line for position in sorted(last_use) for line in (steps[position], *forgotten.get(position, ()))]
