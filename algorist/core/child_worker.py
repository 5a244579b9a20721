"""The worker's side of `child.py`: reads requests, runs functions, answers (`python -m algorist.core.child_worker`).

It never outlives its purpose. While it waits, the death of its parent is the end of its input. While it computes,
perhaps deep in C code that never lets Python run, the kernel kills its process group when that input closes.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import os
import resource
import select
import signal
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from algorist.core.errors import AlgoristError

Document: TypeAlias = dict[str, Any]

RETIREMENT = 512 << 20
"""Bytes of resident memory: a worker that still holds more after its call ends, so that the machine gets them back."""

OVERTIME = 1.0
"""Seconds after the deadline at which the worker ends itself, should nobody have done it."""


def main() -> None:
    """Serve calls until the input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)

    def reply(document: Document) -> None:
        replies.write(json.dumps(document).encode() + b"\n")
        replies.flush()

    while line := requests.readline():
        request = json.loads(line)
        del line
        os.ftruncate(2, 0)
        answer = _served(request, requests.fileno(), reply)
        try:
            reply({**answer, "retire": _held()[1] > RETIREMENT})
        except (TypeError, ValueError, RecursionError) as error:
            reply({"error": _described(request["function"], error), "retire": True})


def _served(request: Document, lifeline: int, reply: Callable[[Document], None]) -> Document:
    name, memory = request["function"], request["memory"]
    try:
        module, _, attribute = name.partition(":")
        function = getattr(importlib.import_module(module), attribute)
        reply({"started": True})
        with _mortal(lifeline, request["seconds"]), _bounded(memory):
            return {"value": function(request["argument"])}
    except MemoryError as error:
        shortage = MemoryError(f"it needs more than the {memory >> 20} MB of memory that it may use")
        return {"error": _described(name, shortage.with_traceback(error.__traceback__))}
    except Exception as error:
        return {"error": _described(name, error)}


@contextlib.contextmanager
def _mortal(lifeline: int, seconds: float) -> Iterator[None]:
    """End the process though no Python runs any more: at its parent's death, or late after the deadline.

    The kernel sends the signal chosen by F_SETSIG to the whole group when the pipe that we read requests from closes.
    Where it has no such signal, the timer remains.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds + OVERTIME)
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
        poll = select.poll()
        poll.register(lifeline, 0)
        if poll.poll(0):  # it had closed before we asked
            os.killpg(0, signal.SIGKILL)
    try:
        yield
    finally:
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags)
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def _bounded(memory: int) -> Iterator[None]:
    """Let the address space grow by `memory` bytes and no more."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    hard = before[1]
    wanted = _held()[0] + memory
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _held() -> tuple[int, int]:
    """Return the bytes of address space and of resident memory that this process holds; zeros where nobody can say."""
    try:
        size, resident, *_ = Path("/proc/self/statm").read_bytes().split()
    except OSError:
        return 0, 0
    return int(size) * resource.getpagesize(), int(resident) * resource.getpagesize()


def _described(function: str, error: Exception) -> Document:
    """Describe an exception in JSON: its class and state if it is ours, and its words in any case."""
    last = traceback.format_exception_only(error)[-1].strip()
    described: Document = {
        "module": "", "name": "", "text": f"{function} failed: {last}",
        "traceback": "".join(traceback.format_exception(error)),
    }  # fmt: skip
    if isinstance(error, AlgoristError):
        own = {"module": type(error).__module__, "name": type(error).__qualname__}
        state = {"args": list(error.args), "state": vars(error)}
        with contextlib.suppress(TypeError, ValueError):
            return {**described, **own, **json.loads(json.dumps(state))}
    return described


if __name__ == "__main__":
    main()
