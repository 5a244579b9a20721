"""A proof assistant as a process: found, started in a folder of its own, fenced in, and killed with its children at its deadline."""

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
from dataclasses import dataclass, field
from pathlib import Path

from algorist.core.errors import Unavailable
from algorist.formal.program.sandbox_init import SET_DEATH_SIGNAL, libc
from algorist.formal.theorem.fence import enter, fence

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
class Needs:
    """What a program needs beside its own folder: variables of the environment, folders to write into, the network."""

    variables: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    network: bool = False


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
    program: str, arguments: Sequence[str], folder: str, ends: float, memory: int | None, needs: Needs | None = None
) -> Ran:
    """Run a program until it ends; raises TimeoutError at `ends`, Unavailable where it is missing or cannot be started.

    `memory` bounds the address space; None for programs that reserve more than they use and are told their limit otherwise.
    """
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        files = (subprocess.DEVNULL, output.fileno(), errors.fileno())
        process = started(program, arguments, folder, files, left, memory, needs or Needs())
        try:
            process.wait(left)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            kill(process)
        return Ran(process.returncode, *(_read(file.fileno()) for file in (output, errors)))


def started(
    program: str,
    arguments: Sequence[str],
    folder: str,
    files: tuple[int, int, int],
    seconds: float,
    memory: int | None,
    needs: Needs,
) -> subprocess.Popen[bytes]:
    """Start a program with these files as its input, output and errors; raises Unavailable."""
    path = required(program)
    variables = {
        "PATH": f"{os.path.dirname(path)}:/usr/bin:/bin", "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8",
        **needs.variables,
    }  # fmt: skip
    given, output, errors = files
    try:
        with fence((folder, *needs.folders), network=needs.network) as rules:
            return subprocess.Popen(
                [path, *arguments], cwd=folder, stdin=given, stdout=output, stderr=errors, bufsize=0, process_group=0,
                preexec_fn=_limits(memory, seconds, rules), env=variables,
            )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"{path} cannot be started: {error}.", f"Install it with: {REMEDIES[program]}") from error


def _limits(memory: int | None, seconds: float, rules: int | None) -> Callable[[], None]:
    """Return what a child process does before it runs the program.

    It dies with the thread that started it. The limit on processor time is for what it has started itself and leaves behind: that ends
    long after the deadline, on however many cores.
    """
    processor = int(LARGEST_SHARE * seconds) + 10

    def limit() -> None:
        libc.prctl(SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        most = resource.getrlimit(resource.RLIMIT_AS)[1] if memory is None else memory  # not what we may use ourselves
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if rules is not None:
            enter(rules)

    return limit


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
