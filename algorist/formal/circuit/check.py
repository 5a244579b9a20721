"""Check what is said of a circuit: simulate again, replay a difference, or verify the proof that there is none.

Icarus Verilog and Yosys say what the Verilog means, here as in `solve.py`: a testbench is run again in a fresh sandbox, and
the netlist is read again. What follows from the netlist is decided by the lines below and the DRUP checker.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.errors import FormalError
from algorist.formal.circuit.graph import Netlist
from algorist.formal.circuit.language import writes_unknown
from algorist.formal.circuit.netlist import netlist_text, read_netlist
from algorist.formal.circuit.obligation import obligation
from algorist.formal.circuit.tools import printed
from algorist.formal.circuit.tree import CircuitModel, Simulation
from algorist.formal.circuit.witness import bits, differing
from algorist.formal.constraint.drup import ProofError
from algorist.formal.constraint.drup import check as check_steps
from algorist.formal.program.execution import SandboxLimits

LONGEST = 60.0
"""Seconds that a tool, or the proof's verification, may take again."""

AS_READ = "as Yosys reads them, from registers at 0"
KINDS = {
    Claim.FEASIBLE: "simulation",
    Claim.INFEASIBLE: "simulation",
    Claim.ENTAILED: "induction",
    Claim.REFUTED: "witness",
}


def check(model: CircuitModel, solution: Solution) -> Verdict:
    """Verify a claim about a circuit.

    `proved`: a proof that the designs never differ, or inputs on which they do. `satisfied` alone: the testbench said the
    same again, or the designs write the unknown value x, which the netlist takes for 0.
    """
    certificate, simulates = solution.certificate, isinstance(model.task, Simulation)
    if (
        certificate is None
        or KINDS.get(solution.claim) != certificate.kind
        or simulates != (certificate.kind == "simulation")
    ):
        return Verdict.rejected(f"the claim {solution.claim} needs other evidence than it has")
    if solution.objective is not None or (solution.claim is not Claim.REFUTED and solution.values):
        return Verdict.rejected("a circuit has no objective, and values only where a difference is shown")
    if solution.conflict and solution.claim is not Claim.INFEASIBLE:
        return Verdict.rejected("only a testbench that fails has a conflict")
    limits = SandboxLimits(seconds=LONGEST, memory=2 << 30)
    try:
        if isinstance(model.task, Simulation):
            return _simulation(model, model.task, solution, limits)
        text = netlist_text(model, limits)
        if certificate.data.get("netlist") != sha256(text.encode()).hexdigest():
            return Verdict.rejected("Yosys reads another netlist from these designs than the certificate is about")
        netlist = read_netlist(text)
        witnessed = solution.claim is Claim.REFUTED
        verdict = _witness(netlist, solution) if witnessed else _induction(netlist, certificate.data)
        if verdict.proved and writes_unknown(model):
            return Verdict(False, True, f"{verdict.reason} The unknown values that they write are read as 0.")
        return verdict
    except (FormalError, TimeoutError) as error:
        return Verdict.rejected(f"read again, the circuit fails: {error}")


def _simulation(model: CircuitModel, task: Simulation, solution: Solution, limits: SandboxLimits) -> Verdict:
    assert solution.certificate is not None
    output = printed(model, limits)
    if dict(solution.certificate.data) != {"printed": output}:
        return Verdict.rejected("run again, the testbench prints something else")
    lines = [" ".join(line.split()) for line in output.split("\n")]
    failed = tuple(n for n, text in enumerate(task.prints) if not any(text in line for line in lines))
    if failed != solution.conflict or bool(failed) != (solution.claim is Claim.INFEASIBLE):
        return Verdict.rejected("run again, the testbench passes otherwise than is said")
    outcome = f"lacks {len(failed)} of {len(task.prints)} texts" if failed else "says what it must"
    return Verdict(False, True, f"Run again in a fresh sandbox, the testbench {outcome}.")


def _witness(netlist: Netlist, solution: Solution) -> Verdict:
    assert solution.certificate is not None
    given: dict[str, tuple[Any, ...]] = {}
    for port, values in solution.values.items():
        if not isinstance(values, tuple):
            return Verdict.rejected(f"{port} has no value at each step")
        given[port] = values
    try:
        steps = bits(netlist, given)
    except ValueError as error:
        return Verdict.rejected(str(error))
    if solution.certificate.data.get("steps") != len(steps) or set(solution.certificate.data) != {"netlist", "steps"}:
        return Verdict.rejected("the certificate tells of another number of steps")
    found = differing(netlist, steps)
    if not found:
        return Verdict.rejected("replayed on the netlist, the inputs lead to no difference")
    return Verdict(True, True, f"Replayed, the inputs make {', '.join(sorted(found))} differ, {AS_READ}.")


def _induction(netlist: Netlist, data: Mapping[str, Any]) -> Verdict:
    same, steps = data.get("same"), data.get("steps")
    if (
        set(data) != {"netlist", "same", "steps"}
        or not isinstance(same, list | tuple)
        or not isinstance(steps, list | tuple)
    ):
        return Verdict.rejected("the certificate has not the parts of a proof by induction")
    if len(same) != len(netlist.following) or not all(type(first) is int and first >= -1 for first in same):
        return Verdict.rejected("the equalities are not of this netlist's registers")
    if any(first > register or (first >= 0 and same[first] != first) for register, first in enumerate(same)):
        return Verdict.rejected("an equality does not name the first of equal registers")
    if not all(isinstance(step, str) for step in steps):
        return Verdict.rejected("the proof's steps are not texts")
    found = obligation(netlist, same)
    try:
        check_steps(found.variables, found.clauses, steps, time.monotonic() + LONGEST)
    except ProofError as error:
        return Verdict.rejected(f"the proof does not refute a difference: {error}")
    return Verdict(True, True, f"No input makes the outputs differ, {AS_READ}: {len(steps):,} steps verified.")
