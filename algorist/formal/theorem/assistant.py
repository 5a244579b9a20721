"""A proof assistant as a process: found, started in a folder of its own under limits, and killed with all its children at its deadline."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from algorist.core.errors import Unavailable

REMEDIES = {
    "coqc": "apt-get install coq",
    "coqchk": "apt-get install coq",
    "coqtop": "apt-get install coq",
    "lean": "apt-get install elan && elan default leanprover/lean4:stable",
    "isabelle": "download https://isabelle.in.tum.de/dist, unpack it and put its folder bin on PATH",
}
"""What installs each program."""

LARGEST_SHARE = 4.0
"""Cores that an assistant may keep busy until its deadline."""

PATIENCE = 1.0
"""Seconds between the request to end and the kill: Isabelle ends processes of its own groups when it is asked."""

LARGEST_FILE = 64 << 20
"""Bytes that an assistant may print or write into one file."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a kernel said: accepted or not, the axioms that the theorem rests on, and the first error with its place in the proof."""

    accepted: bool
    axioms: tuple[str, ...] = ()
    line: int = 0
    column: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended, and what it printed."""

    exit_code: int
    output: str
    errors: str


def located(program: str) -> str | None:
    """Return where a program is: on PATH, or where Lean's installer puts it."""
    return shutil.which(program) or shutil.which(program, path=str(Path.home() / ".elan" / "bin"))


def required(program: str) -> str:
    """Return where a program is; raises Unavailable, with what installs it."""
    path = located(program)
    if path is None:
        raise Unavailable(f"{program} is not installed.", f"Install it with: {REMEDIES[program]}")
    return path


def run(
    program: str,
    arguments: Sequence[str],
    folder: str,
    ends: float,
    memory: int | None,
    kept: Mapping[str, str] | None = None,
) -> Ran:
    """Run a program until it ends; raises TimeoutError at `ends`, Unavailable where it is missing or cannot be started.

    `memory` bounds the address space; None for programs that reserve more than they use and are told their limit otherwise.
    `kept` are variables of the environment beside those that every program gets.
    """
    path = required(program)
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                [path, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                process_group=0, preexec_fn=limits(memory, left), env=environment(path, folder, kept),
            )  # fmt: skip
        except OSError as error:
            raise Unavailable(f"{path} cannot be started: {error}.", f"Install it with: {REMEDIES[program]}") from error
        try:
            process.wait(left)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            kill(process)
        return Ran(process.returncode, *(_read(file.fileno()) for file in (output, errors)))


def limits(memory: int | None, seconds: float) -> Callable[[], None]:
    """Return what a child process does before it runs the program.

    The limit on processor time is for what outlives its parent: it ends long after the deadline, on however many cores.
    """
    processor = int(LARGEST_SHARE * seconds) + 10

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit


def environment(path: str, folder: str, kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that a program gets: nothing of ours but what is `kept`."""
    return {"PATH": f"{os.path.dirname(path)}:/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", **(kept or {})}


def kill(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, kill it with all that it started, and wait for it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(descriptor: int) -> str:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode("utf-8", "replace")
