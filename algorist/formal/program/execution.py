"""What a run in the sandbox may use, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from algorist.core.errors import InputError


class Outcome(StrEnum):
    """How a program ended."""

    ENDED = "ended"
    """by itself, with exit code 0"""
    FAILED = "failed"
    """by itself, with another exit code: an exception, or a system call that it may not make"""
    KILLED = "killed"
    """by a signal: it crashed, killed itself, or made a system call through a foreign door"""
    TIMEOUT = "timeout"
    """at its limit of wall or processor time"""
    MEMORY = "memory"
    """for want of memory"""
    OUTPUT = "output"
    """at its limit of output"""


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one run may use; sizes are in bytes.

    `seconds` is wall time; processor time is limited to a little more. `memory` is address space for each process,
    `disk` all of its files together, `output` standard output and standard error each. With one process a program may
    start threads but not fork; with more, `processes` counts processes and threads, and `memory` holds for each.
    """

    seconds: float = 10.0
    memory: int = 512 << 20
    disk: int = 16 << 20
    output: int = 1 << 20
    processes: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= 86_400:
            raise InputError(f"SandboxLimits: seconds must be above 0 and at most 86,400, got {self.seconds}.")
        for name, least in (("memory", 64 << 20), ("disk", 1 << 16), ("output", 1), ("processes", 1)):
            if getattr(self, name) < least:
                raise InputError(f"SandboxLimits: {name} must be at least {least:,}, got {getattr(self, name):,}.")


@dataclass(frozen=True, slots=True)
class Execution:
    """What a run came to. `exit_code` is negative for the signal that ended it; text is cut off at the limit."""

    stdout: str
    stderr: str
    exit_code: int
    outcome: Outcome
    seconds: float
