"""A circuit and what is asked of it: to pass a testbench, or to be the same as another circuit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Simulation:
    """Run this testbench around the design; every text of `prints` must stand in a line of its output."""

    testbench: str
    prints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Show that the design does what this other one does: equal outputs for all inputs, from registers that begin at 0."""

    reference: str


Task: TypeAlias = Simulation | Equivalence


@dataclass(frozen=True, slots=True)
class CircuitModel:
    """Verilog modules, their line ends normalised, and the task."""

    design: str
    task: Task

    @property
    def language(self) -> str:
        return "circuit"
