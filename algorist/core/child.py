"""Child processes for solvers: a call gets a deadline and a memory limit, and the process that runs it dies at either.

The pool keeps its workers between calls, because importing a solver is slower than most solves. Parent and worker
(`child_worker.py`) talk in lines of JSON over two pipes: the request goes out, `started` comes back once the function
is imported (from here the clock runs), then a value or an error. A worker leads its own process group, which is
killed as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from algorist.core.errors import AlgoristError, Unavailable

JSON: TypeAlias = Any
"""What the json module writes and reads back: objects with string keys, lists, strings, numbers, booleans, None."""

GRACE = 0.25
"""Seconds after the deadline in which a solver that minds the time itself may still hand in what it has."""

START_SECONDS = 60.0
"""How long a worker may take to start and to import the function, before the clock of the call runs."""

LARGEST_RESULT = 256 << 20
"""Bytes of JSON that a call may return."""


class Children:
    """A pool of worker processes, at most `size` at once; safe to use from many threads.

    Functions are named "package.module:function" and take and return JSON. Only those of `packages` may be called:
    our own, and whatever entry points have registered.
    """

    def __init__(self, size: int | None = None, packages: Iterable[str] = ()) -> None:
        self.size = size or os.cpu_count() or 1
        self.packages = ("algorist", *packages)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._places = threading.Semaphore(self.size)
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="children")
        self._closed = False

    def call(self, function: str, argument: JSON, seconds: float, memory: int) -> JSON:
        """Return `function(argument)`, computed in a worker within `seconds` of wall time.

        `memory` is what the call may add to the worker's address space, in bytes. Raises TimeoutError at the deadline;
        Unavailable when the worker crashed, ran out of memory or raised what is not ours; and any AlgoristError that
        the function raised, as itself. A full pool makes the call wait for a place, outside its own time.
        """
        return self._call(function, argument, seconds, memory, _Hold())

    async def acall(self, function: str, argument: JSON, seconds: float, memory: int) -> JSON:
        """Do as `call` does without blocking the loop; when the awaiting task is cancelled, the worker is killed."""
        hold = _Hold()
        try:
            future = self._threads.submit(self._call, function, argument, seconds, memory, hold)
        except RuntimeError as error:
            raise Unavailable("The pool of worker processes is closed.") from error
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            hold.cancel()
            raise

    def close(self) -> None:
        """Kill every worker, idle or busy; calls that are under way raise Unavailable."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for worker in busy:
            worker.kill()
        for worker in idle:
            worker.dispose()
        self._threads.shutdown()

    def __enter__(self) -> Children:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _call(self, function: str, argument: JSON, seconds: float, memory: int, hold: _Hold) -> JSON:
        if not any(function.startswith(f"{package}.") for package in self.packages):
            raise ValueError(f"{function} may not be called: it is of none of the packages {', '.join(self.packages)}.")
        request = {"function": function, "argument": argument, "seconds": seconds, "memory": memory}
        line = json.dumps(request).encode() + b"\n"
        with self._places:
            reply = self._reply(function, line, seconds, hold)
        if "error" in reply:
            raise _revived(reply["error"], self.packages)
        return reply["value"]

    def _reply(self, function: str, line: bytes, seconds: float, hold: _Hold) -> dict[str, JSON]:
        while True:
            worker, reused = self._take()
            hold.attach(worker)
            started = retire = False
            try:
                worker.send(line, time.monotonic() + START_SECONDS)
                started = "started" in (reply := worker.receive(time.monotonic() + START_SECONDS))
                if started:
                    reply = worker.receive(time.monotonic() + seconds + GRACE)
                retire = reply["retire"]
                return reply
            except TimeoutError:
                limit = f"{seconds:g} s" if started else f"the {START_SECONDS:g} s that a worker has to start"
                raise TimeoutError(f"{function} did not end within {limit}.") from None
            except _Died:
                ending = worker.ending()
                if hold.cancelled or self._closed:
                    raise Unavailable(f"{function} was stopped: nobody waits for it any more.") from None
                if started or not reused:
                    raise Unavailable(f"{function} failed: {ending}.") from None
            finally:
                hold.detach()
                self._give_back(worker, retire=retire)

    def _take(self) -> tuple[_Worker, bool]:
        with self._lock:
            if self._closed:
                raise Unavailable("The pool of worker processes is closed.")
            reused = bool(self._idle)
            try:
                worker = self._idle.pop() if reused else _Worker()
            except OSError as error:
                raise Unavailable(f"A worker process cannot be started: {error}.") from error
            self._busy.add(worker)
            return worker, reused

    def _give_back(self, worker: _Worker, *, retire: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.answered and not retire and not self._closed:
                self._idle.append(worker)
                return
        worker.dispose()


class _Hold:
    """What lets one thread kill the worker on which another waits, and no worker that has since moved on."""

    def __init__(self) -> None:
        self.cancelled = False
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def attach(self, worker: _Worker) -> None:
        with self._lock:
            self._worker = worker
            if self.cancelled:
                worker.kill()

    def detach(self) -> None:
        with self._lock:
            self._worker = None

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            if self._worker is not None:
                self._worker.kill()


class _Died(Exception):
    """The worker's end of the pipe is closed."""


class _Worker:
    """One child process seen from its parent; it serves one call at a time."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the worker)
        path = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "algorist.core.child_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            process_group=0,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._lock = threading.Lock()
        self._received = bytearray()
        self.answered = True

    def send(self, line: bytes, deadline: float) -> None:
        self.answered = False
        rest = memoryview(line)
        while rest:
            self._wait(self._to, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except OSError:
                raise _Died from None

    def receive(self, deadline: float) -> dict[str, JSON]:
        searched = 0
        while (end := self._received.find(b"\n", searched)) < 0:
            searched = len(self._received)
            if searched > LARGEST_RESULT:
                raise Unavailable(f"The result is larger than {LARGEST_RESULT >> 20} MB.")
            self._wait(self._from, select.POLLIN, deadline)
            piece = os.read(self._from, 1 << 20)
            if not piece:
                raise _Died
            self._received += piece
        reply: dict[str, JSON] = json.loads(self._received[:end])
        del self._received[: end + 1]
        self.answered = "started" not in reply
        return reply

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError

    def ending(self) -> str:
        """Say how the process ended, with the last line that it wrote to its standard error."""
        patience = time.monotonic() + 1.0
        with contextlib.suppress(ChildProcessError):
            while os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                if time.monotonic() > patience:
                    break
                time.sleep(0.002)
        self.kill()
        code = self._process.returncode
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        size = os.fstat(self._errors.fileno()).st_size
        said = os.pread(self._errors.fileno(), 4096, max(0, size - 4096)).decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), "")
        return f"the process was {how}, saying: {last}" if last else f"the process was {how}"

    def kill(self) -> None:
        """Kill the whole process group and wait for its leader. May be called more than once, from any thread."""
        with self._lock:
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    def dispose(self) -> None:
        """Kill it and close its files; only for whoever alone holds it."""
        self.kill()
        for file in (self._process.stdin, self._process.stdout, self._errors):
            if file is not None:
                file.close()


def _revived(error: dict[str, JSON], packages: tuple[str, ...]) -> AlgoristError:
    """Make the exception that a worker described, of its own class if that is one of ours."""
    module, name = error["module"], error["name"]
    if module.split(".")[0] in packages:
        kind = getattr(importlib.import_module(module), name, None)
        if isinstance(kind, type) and issubclass(kind, AlgoristError):
            revived = kind.__new__(kind)
            revived.args = tuple(error["args"])
            vars(revived).update(error["state"])
            return revived
    failure = Unavailable(error["text"])
    failure.add_note(error["traceback"])
    return failure
