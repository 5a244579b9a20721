"""Icarus Verilog and Yosys, started inside the sandbox of `program`: no files but their own, no network, hard limits."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace

from algorist.core.errors import FormalError, Unavailable
from algorist.formal.circuit.language import second_line
from algorist.formal.circuit.tree import CircuitModel, Simulation
from algorist.formal.program.execution import Execution, Outcome, SandboxLimits
from algorist.formal.program.sandbox import Sandbox

PACKAGES = {"iverilog": "iverilog", "vvp": "iverilog", "yosys": "yosys"}
"""Programs and Debian's packages of them."""

BESIDE = ("/bin/sh", "/usr/share/yosys")
"""What these programs need to see beside the libraries."""

PROCESSES = 8
REFUSED = 100
"""Exit code of the sandbox when its first command fails; 101 when its second does."""

_COMPLAINT = re.compile(r"^(design|second)\.sv:(\d+):\s*(.*)$", re.MULTILINE)

_LAUNCHER = """
import os, sys
for name, text in {files!r}.items():
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
for number, command in enumerate({commands!r}):
    process = os.posix_spawn(command[0], command, {{"PATH": "/usr/bin:/bin", "TMPDIR": "/work", "HOME": "/work"}})
    if os.waitpid(process, 0)[1]:
        sys.exit({refused} + number)
if {shown!r}:
    with open({shown!r}, encoding="utf-8") as file:
        sys.stdout.write(file.read())
"""
"""What the sandbox runs: write the files, run the commands one after the other, print one file."""


def printed(model: CircuitModel, limits: SandboxLimits) -> str:
    """Return what the testbench prints; raises FormalError where it cannot be compiled, TimeoutError, Unavailable.

    The testbench comes first, so that its time scale holds, and no directive of the design's reaches it.
    """
    assert isinstance(model.task, Simulation)
    compile_ = ["iverilog", "-g2012", "-o", "circuit.vvp", "second.sv", "design.sv"]
    files = {"design.sv": model.design + "\n", "second.sv": model.task.testbench + "\n"}
    ran = _run(files, [compile_, ["vvp", "-N", "circuit.vvp", "-none"]], "", limits)
    if ran.exit_code == REFUSED:
        raise _complaint(model, ran)
    if ran.outcome in (Outcome.KILLED, Outcome.MEMORY):
        raise FormalError(1, 1, "the simulation ran out of memory or crashed")
    return ran.stdout


def synthesised(model: CircuitModel, script: str, result: str, limits: SandboxLimits) -> str:
    """Return the file that a Yosys script makes of the two designs; raises as `printed` does."""
    assert not isinstance(model.task, Simulation)
    files = {"design.sv": model.design + "\n", "second.sv": model.task.reference + "\n", "circuit.ys": script}
    ran = _run(files, [["yosys", "-Q", "-q", "-s", "circuit.ys"]], result, replace(limits, output=64 << 20))
    if ran.outcome is not Outcome.ENDED:
        raise _complaint(model, ran)
    return ran.stdout


def _run(files: Mapping[str, str], commands: Sequence[Sequence[str]], shown: str, limits: SandboxLimits) -> Execution:
    placed = [[_program(command[0]), *command[1:]] for command in commands]
    itself = f"/proc/self/exe>{os.path.realpath(placed[0][0])}"  # by which Yosys finds its share folder
    programs = tuple(dict.fromkeys([*(command[0] for command in placed), *BESIDE, itself]))
    source = _LAUNCHER.format(files=dict(files), commands=placed, shown=shown, refused=REFUSED)
    bounds = replace(limits, processes=PROCESSES, memory=max(limits.memory, 64 << 20), disk=64 << 20)
    ran = Sandbox(programs=programs).run(source, limits=bounds)
    if ran.outcome is Outcome.TIMEOUT:
        raise TimeoutError(f"{commands[-1][0]} did not end within {limits.seconds:g} s")
    if ran.outcome is Outcome.OUTPUT:
        raise FormalError(1, 1, f"{commands[-1][0]} prints more than {limits.output:,} bytes")
    return ran


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Unavailable(f"{name} is not installed.", f"Install it with: apt-get install {PACKAGES[name]}")
    return path


def _complaint(model: CircuitModel, ran: Execution) -> FormalError:
    """Say in which line of the circuit's text a tool found what it does not accept."""
    said = ran.stderr + ran.stdout
    match = _COMPLAINT.search(said)
    if match:
        line = int(match[2]) + (second_line(model) - 1 if match[1] == "second" else 0)
        return FormalError(line, 1, re.sub(r"^(error|ERROR|sorry): ", "", match[3])[:300])
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it ran out of memory or crashed")
    return FormalError(1, 1, last.replace("ERROR: ", "")[:300])
