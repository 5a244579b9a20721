"""Watches a sandbox from outside: reads what comes back up to a bound, and kills the whole at the deadline.

The program cannot leave its process group, which is killed as one, and where there are namespaces it cannot outlive
process 1 of its own.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

from algorist.core.errors import Unavailable
from algorist.formal.program.execution import Execution, Outcome, SandboxLimits

START_SECONDS = 30.0
"""How long the sandbox itself may take to stand up, before the program's clock runs."""

LINGER_SECONDS = 5.0
"""How long the kernel may take to end what was killed."""


class Watch:
    """Reads what a sandbox sends until it ends, or makes it end."""

    def __init__(self, process: subprocess.Popen[bytes], status: int, folder: Path, limits: SandboxLimits) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        self._process, self._folder, self._limits = process, folder, limits
        self._files = {"stdout": process.stdout, "stderr": process.stderr, "status": os.fdopen(status, "rb", 0)}
        self._received = {name: bytearray() for name in self._files}
        self._started: float | None = None
        self._ended = time.monotonic()
        self._deadline = self._ended + START_SECONDS
        self._stopped: Outcome | None = None

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(LINGER_SECONDS)
        for file in self._files.values():
            file.close()

    def until_the_end(self) -> None:
        """Read until every pipe is closed, and wait for the launcher; the last to go closes the last pipe."""
        poll = select.poll()
        names = {file.fileno(): name for name, file in self._files.items()}
        for descriptor in names:
            poll.register(descriptor, select.POLLIN)
        while names:
            ready = poll.poll(max(0.0, self._deadline - time.monotonic()) * 1000)
            if time.monotonic() >= self._deadline:
                self._stop(Outcome.TIMEOUT)
            for descriptor, _ in ready:
                if not self._read(descriptor, names[descriptor]):
                    poll.unregister(descriptor)
                    del names[descriptor]
        try:
            self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._stop(Outcome.TIMEOUT)
            self._process.wait(LINGER_SECONDS)
        self._ended = time.monotonic()

    def execution(self) -> Execution:
        """Say what the run came to; raises Unavailable when the program was never run."""
        output = self._limits.output
        stdout, stderr = (self._received[name][:output].decode("utf-8", "replace") for name in ("stdout", "stderr"))
        if told := self._told("ended"):
            code = int(told[0])
        else:  # without namespaces the launcher became the program; with them its guard was ended before it could tell
            code = -signal.SIGKILL if "namespaces" in self.protections() else self._process.returncode
        if (refused := self._told("refused")) or self._started is None:
            why = refused[0] if refused else f"its launcher ended with exit code {code}. {_last_line(stderr)}"
            raise Unavailable(
                f"Generated programs are not run here: {why.rstrip('. ')}.",
                "The sandbox needs seccomp, and Landlock (Linux 5.13) or namespaces; see `algorist doctor`.",
            )
        if self._stopped:
            code = -signal.SIGKILL
        return Execution(stdout, stderr, code, self._outcome(code, stderr), self._ended - self._started)

    def protections(self) -> tuple[str, ...]:
        return (*self._told("have"), "limits")

    def _outcome(self, code: int, stderr: str) -> Outcome:
        if self._stopped:
            return self._stopped
        if code == -signal.SIGXCPU:
            return Outcome.TIMEOUT
        if code < 0:
            return Outcome.KILLED
        if code > 0 and _last_line(stderr).startswith("MemoryError"):
            return Outcome.MEMORY
        return Outcome.FAILED if code else Outcome.ENDED

    def _told(self, word: str) -> list[str]:
        lines = self._received["status"].decode("utf-8", "replace").splitlines()
        return [line.removeprefix(f"{word} ") for line in lines if line.startswith(f"{word} ")]

    def _read(self, descriptor: int, name: str) -> bool:
        """Read a piece and keep it as far as the limit goes; say whether there may be more."""
        piece = os.read(descriptor, 1 << 16)
        received = self._received[name]
        if name == "status":
            received += piece
            if self._started is None and "started" in received.decode().split("\n"):
                self._start()
            return bool(piece)
        received += piece[: max(0, self._limits.output + 1 - len(received))]
        if len(received) > self._limits.output:
            self._stop(Outcome.OUTPUT)
        return bool(piece)

    def _start(self) -> None:
        """Let the clock run; a sandbox with a file system of its own has no more use for the folder."""
        self._started = time.monotonic()
        self._deadline = self._started + self._limits.seconds
        if "mounts" in self.protections():
            shutil.rmtree(self._folder, ignore_errors=True)

    def _stop(self, why: Outcome) -> None:
        """Kill everything; what it was killed for is the first reason."""
        if self._stopped and time.monotonic() >= self._deadline:
            raise Unavailable("A program in the sandbox was killed, and the kernel has not ended it.")
        if not self._stopped:
            self._stopped = why
            self._deadline = time.monotonic() + LINGER_SECONDS
            self._kill()

    def _kill(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
