"""An assistant's program on a file of its own: with limits, in a folder of its own, and nothing of it left when time is up."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from algorist.core.errors import Unavailable

LARGEST_FILE = 64 << 20


@dataclass(frozen=True, slots=True)
class Compiled:
    """What an assistant said of a theorem with a proof.

    Accepted or not; the axioms that the theorem rests on; the first error with its place in the proof (line and column from 1,
    0 where it has none); the goals that are open where the proof is not finished, empty where none is or they are not known.
    """

    accepted: bool
    axioms: tuple[str, ...] = ()
    line: int = 0
    column: int = 0
    error: str = ""
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A program by name, how it is installed, and what of the environment it needs beside a bare one.

    `bounded` limits its address space; programs that map much more than they use bound their memory otherwise.
    """

    name: str
    install: str
    bounded: bool = True
    keeps: Mapping[str, str] = field(default_factory=dict)

    def run(self, arguments: Sequence[str], folder: str, ends: float, memory: int) -> subprocess.CompletedProcess[str]:
        """Run it in `folder` until `ends` (monotonic); raises Unavailable where it is missing, TimeoutError when time is up.

        It leads a process group, which is killed with all that it started.
        """
        path = shutil.which(self.name)
        if path is None:
            raise Unavailable(f"{self.name} is not installed.", self.install)
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
            if self.bounded:
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

        bare = {"PATH": f"{os.path.dirname(path)}:/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(
            [path, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="replace", preexec_fn=limit, start_new_session=True, env=bare | dict(self.keeps),
        )  # fmt: skip
        try:
            out, error = process.communicate(timeout=left)
        except subprocess.TimeoutExpired as late:
            raise TimeoutError from late
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return subprocess.CompletedProcess(process.args, process.returncode, out, error)
