"""Simulate a design by Icarus Verilog, or compare it with another: Yosys makes one netlist of both, Glucose decides it."""

from __future__ import annotations

import random
import time
from hashlib import sha256

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.circuit.correspondence import inductive, simulated
from algorist.formal.circuit.graph import Netlist
from algorist.formal.circuit.netlist import netlist_text, read_netlist
from algorist.formal.circuit.obligation import obligation
from algorist.formal.circuit.satisfy import first_difference, refuted
from algorist.formal.circuit.tools import printed
from algorist.formal.circuit.tree import CircuitModel, Simulation
from algorist.formal.circuit.witness import differing, words
from algorist.formal.program.execution import SandboxLimits

MOST_STEPS = 100
"""How far from the first state a difference is looked for; a clock's cycle takes two steps."""


def solve(model: CircuitModel, limits: Limits) -> Solution:
    """Return `feasible` or `infeasible` for a testbench, `entailed` or `refuted` for an equivalence, each with evidence.

    Raises FormalError where a tool does not accept the Verilog, Unavailable where a tool is missing.
    """
    began = time.monotonic()
    bounds = SandboxLimits(seconds=limits.seconds, memory=max(limits.memory, 64 << 20))
    try:
        if isinstance(model.task, Simulation):
            return _simulated(model, model.task, bounds, began)
        text = netlist_text(model, bounds)
        return _compared(read_netlist(text), sha256(text.encode()).hexdigest(), began, began + limits.seconds)
    except TimeoutError as error:
        return Solution(Claim.TIMEOUT, seconds=time.monotonic() - began, message=f"{error}.")


def missing(task: Simulation, output: str) -> tuple[int, ...]:
    """Return the positions of the texts that stand in no line of a testbench's output."""
    lines = [" ".join(line.split()) for line in output.split("\n")]
    return tuple(n for n, text in enumerate(task.prints) if not any(text in line for line in lines))


def _simulated(model: CircuitModel, task: Simulation, bounds: SandboxLimits, began: float) -> Solution:
    output = printed(model, bounds)
    failed = missing(task, output)
    last = next((line.strip() for line in reversed(output.split("\n")) if line.strip()), "nothing")
    return Solution(
        Claim.INFEASIBLE if failed else Claim.FEASIBLE,
        certificate=Certificate("simulation", {"printed": output}),
        conflict=failed,
        seconds=time.monotonic() - began,
        message=f"The testbench does not print {task.prints[failed[0]]!r}; it ends with {last[:200]!r}."
        if failed
        else "",
    )


def _compared(netlist: Netlist, digest: str, began: float, deadline: float) -> Solution:
    draw = random.Random(digest)
    guess = simulated(netlist, draw)
    if guess.witness is not None:
        return _different(netlist, digest, guess.witness, began)
    same = inductive(netlist, guess, draw, deadline)
    if same is not None:
        found = obligation(netlist, same)
        data = {"netlist": digest, "same": same, "steps": refuted(found.clauses, found.variables, deadline)}
        size = f"{len(netlist.gates):,} gates and {len(netlist.following):,} registers"
        elapsed = time.monotonic() - began
        return Solution(
            Claim.ENTAILED,
            certificate=Certificate("induction", data),
            seconds=elapsed,
            message=f"Both together have {size}.",
        )
    steps = first_difference(netlist, MOST_STEPS, deadline)
    if steps is not None:
        return _different(netlist, digest, steps, began)
    said = f"No difference within {MOST_STEPS} steps, and equal registers do not explain why."
    return Solution(Claim.NEITHER, seconds=time.monotonic() - began, message=said)


def _different(netlist: Netlist, digest: str, steps: list[list[int]], began: float) -> Solution:
    given = words(netlist, steps)
    name, (ours, other) = next(iter(differing(netlist, steps).items()))
    return Solution(
        Claim.REFUTED,
        values=dict(given),
        certificate=Certificate("witness", {"netlist": digest, "steps": len(steps)}),
        seconds=time.monotonic() - began,
        message=f"At step {len(steps)}, {name} is {ours} in the design and {other} in the other.",
    )
