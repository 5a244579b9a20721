"""Says in a few lines what was found of a circuit, and on what evidence."""

from __future__ import annotations

from algorist.core.certificate import Claim, Solution
from algorist.formal.circuit.tree import CircuitModel, Simulation

SHOWN = 8
"""Steps of a difference that are shown, the last ones."""


def explain(model: CircuitModel, solution: Solution) -> str:
    """Return what became of the testbench or of the comparison, a line each."""
    if isinstance(model.task, Simulation) and solution.claim is Claim.FEASIBLE:
        return f"The testbench prints what it must ({len(model.task.prints)} of {len(model.task.prints)} texts)."
    if solution.claim is Claim.INFEASIBLE:
        return f"The design fails its testbench. {solution.message}"
    if solution.claim is Claim.ENTAILED:
        proof = "It is proved by induction over equal registers, all of which begin at 0."
        return f"The two designs never differ. {solution.message}\n{proof}"
    if solution.claim is Claim.REFUTED:
        shown = [f"{port}: {_last(values)}" for port, values in solution.values.items() if isinstance(values, tuple)]
        return "\n".join(["The two designs differ. " + solution.message, "Inputs, step by step:", *shown])
    return f"Nothing is known of the circuit. {solution.message}".strip()


def _last(values: tuple[object, ...]) -> str:
    return ("... " if len(values) > SHOWN else "") + ", ".join(map(str, values[-SHOWN:]))
