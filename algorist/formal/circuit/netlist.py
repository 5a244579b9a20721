"""Two Verilog designs as one netlist whose output `trigger` is true where they differ: Yosys reads, we check what it wrote.

Registers begin at 0 unless the design says otherwise, and so does whatever it leaves undefined. A step of the netlist reads
the inputs once; a clock's edge lies between two steps in which it differs, so any number of clocks is exact (`clk2fflogic`).
"""

from __future__ import annotations

import re

from algorist.core.errors import FormalError
from algorist.formal.circuit.graph import Netlist
from algorist.formal.circuit.language import tops
from algorist.formal.circuit.tools import synthesised
from algorist.formal.circuit.tree import CircuitModel
from algorist.formal.program.execution import SandboxLimits

TRIGGER = "trigger"
MOST_GATES = 400_000

_READ = """read_verilog -sv {file}
hierarchy -check -top {top}
proc
flatten
hierarchy -check -top {top}
rename {top} {name}
"""

_MITER = """design -copy-from first design__
miter -equiv -make_outputs -flatten design__ reference__ miter__
hierarchy -top miter__
memory
clk2fflogic
opt -full
setundef -undriven -zero
techmap
opt
aigmap
setundef -undriven -init -zero
opt_clean
write_aiger -ascii -zinit -symbols miter.aag
"""


def netlist_text(model: CircuitModel, limits: SandboxLimits) -> str:
    """Return the netlist in the ASCII form of AIGER; raises FormalError where Yosys cannot read the designs."""
    first, second = tops(model)
    script = _READ.format(file="design.sv", top=first, name="design__") + "design -stash first\n"
    script += _READ.format(file="second.sv", top=second, name="reference__") + _MITER
    return synthesised(model, script, "miter.aag", limits)


def read_netlist(text: str) -> Netlist:
    """Read AIGER's ASCII form as Yosys writes it; raises FormalError where it is anything else."""
    lines = iter(text.split("\n"))
    header = re.fullmatch(r"aag (\d+) (\d+) (\d+) (\d+) (\d+)", next(lines))
    if header is None:
        raise FormalError(1, 1, "assertions and assumptions have no place in designs that are compared.")
    most, inputs, registers, outputs, gates = map(int, header.groups())
    if most != inputs + registers + gates or most > MOST_GATES:
        raise FormalError(1, 1, f"the circuits have more than {MOST_GATES:,} gates.")
    _expect([[2 * (n + 1)] for n in range(inputs)] == [_numbers(next(lines), 1) for _ in range(inputs)])
    following = [_numbers(next(lines), 2) for _ in range(registers)]
    _expect([literal for literal, _ in following] == [2 * (inputs + 1 + n) for n in range(registers)])
    ends = [_numbers(next(lines), 1)[0] for _ in range(outputs)]
    found = [_numbers(next(lines), 3) for _ in range(gates)]
    _expect([gate for gate, _, _ in found] == [2 * (inputs + registers + 1 + n) for n in range(gates)])
    _expect(all(max(a, b) < gate for gate, a, b in found))
    _expect(all(literal <= 2 * most + 1 for literal in [*ends, *(after for _, after in following)]))
    names = dict(re.findall(r"^([io]\d+) (.+)$", "\n".join(lines), re.MULTILINE))
    _expect(TRIGGER in names.values() and all(f"i{n}" in names for n in range(inputs)))
    return Netlist(
        tuple(names[f"i{n}"].removeprefix("in_") for n in range(inputs)),
        tuple(after for _, after in following),
        {names.get(f"o{n}", f"o{n}"): literal for n, literal in enumerate(ends)},
        tuple((a, b) for _, a, b in found),
    )


def _numbers(line: str, count: int) -> list[int]:
    found = [int(number) for number in line.split()]
    _expect(len(found) == count)
    return found


def _expect(holds: bool) -> None:
    if not holds:
        raise FormalError(1, 1, "Yosys wrote a netlist of another form than ours.")
