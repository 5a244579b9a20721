"""Ask a SAT solver for a solution, for a refutation, or for the first step at which two designs differ."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from algorist.core.errors import Unavailable
from algorist.formal.circuit.graph import FALSE, TRUE, Graph, Netlist, variable
from algorist.formal.circuit.netlist import TRIGGER
from algorist.formal.constraint.drup import check

CONFLICTS_BETWEEN_LOOKS = 2_000
"""How many conflicts the SAT solver meets before it looks at the clock again: a fraction of a second."""


def solved(clauses: Sequence[Sequence[int]], variables: int, deadline: float) -> list[int] | None:
    """Return a value, 0 or 1, for each variable from 0 on, or None where there is no solution."""
    with _solver()(bootstrap_with=clauses) as solver:
        if not _decided(solver, [], deadline):
            return None
        return _values(solver.get_model(), variables)


def refuted(clauses: Sequence[Sequence[int]], variables: int, deadline: float) -> list[str]:
    """Return a DRUP proof that clauses have no solution, without the steps that it does not need."""
    from algorist.formal.constraint.prove import trimmed

    with _solver()(bootstrap_with=clauses, with_proof=True) as solver:
        _decided(solver, [], deadline)
        # The solver also forgets clauses that it shortened without saying so; `trimmed` forgets by itself.
        steps = [line.strip() for line in solver.get_proof() or [] if not line.startswith("d")]
    steps = [*steps[: steps.index("0")], "0"] if "0" in steps else [*steps, "0"]
    return trimmed(steps, check(variables, clauses, steps, deadline))


def first_difference(netlist: Netlist, most_steps: int, deadline: float) -> list[list[int]] | None:
    """Return inputs, step by step, that lead from the first state to a difference; None where none is that near.

    Steps are unrolled one by one (A. Biere and others, Bounded model checking, 1999).
    """
    graph, done = Graph(), set[int]()
    registers = [FALSE] * len(netlist.following)
    given: list[list[int]] = []
    trigger = netlist.outputs[TRIGGER]
    with _solver()() as solver:
        for _ in range(most_steps):
            given.append([graph.leaf() for _ in netlist.inputs])
            meaning = graph.add(netlist, given[-1], registers)
            registers = [meaning[literal >> 1] ^ (literal & 1) for literal in netlist.following]
            differs = meaning[trigger >> 1] ^ (trigger & 1)
            if differs == FALSE:
                continue
            solver.append_formula(graph.clauses(differs, done))
            if differs == TRUE or _decided(solver, [variable(differs)], deadline):
                values = _values(solver.get_model() if differs != TRUE else [], len(graph.gates))
                return [[values[literal >> 1] for literal in step] for step in given]
    return None


def _decided(solver: Any, assumptions: list[int], deadline: float) -> bool:
    """Say whether there is a solution; raises TimeoutError at the deadline."""
    while True:
        if time.monotonic() > deadline:
            raise TimeoutError("the time ran out")
        solver.conf_budget(CONFLICTS_BETWEEN_LOOKS)
        answer = solver.solve_limited(assumptions=assumptions)
        if answer is not None:
            return bool(answer)


def _values(model: Sequence[int], variables: int) -> list[int]:
    values = [0] * (variables + 1)
    for literal in model:
        if 0 < literal <= variables:
            values[literal] = 1
    return values


def _solver() -> Any:
    try:
        from pysat.solvers import Glucose4
    except ImportError as error:
        raise Unavailable("python-sat is not installed.", "Install it with: pip install algorist") from error
    return Glucose4
