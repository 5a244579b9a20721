"""The seccomp filter: a program for the kernel's BPF machine that judges every system call of a sandboxed program.

It is default-deny: calls in the table of allowed ones pass, some pass for some arguments, the rest fail with an error
number, and a call through another machine's convention (32-bit, x32) ends the process.
"""

from __future__ import annotations

import errno
import functools
import os
import struct
import sys
from collections.abc import Iterable

from algorist.core.errors import Unavailable
from algorist.formal.program.syscalls import ALLOWED, CONDITIONAL, MACHINES, REFUSED

# Instructions of classic BPF, as in linux/bpf_common.h.
LOAD, AND, RETURN = 0x20, 0x54, 0x06
JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_ANY_BIT = 0x15, 0x35, 0x45

# Verdicts, as in linux/seccomp.h.
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000

# Where struct seccomp_data keeps the call's number, the machine, and the low words of the arguments.
NUMBER, ARCHITECTURE = 0, 4
AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000

CLONE_THREAD, CLONE_NEW_ANYTHING = 0x00010000, 0x7E020000
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
O_TRUNC = 0o1000

TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""The ioctls TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX and FIOCLEX."""

FILE_SIGNALS = (8, 10, 15, 1024, 1026, 1031)
"""The fcntls F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE and F_NOTIFY, through which the kernel sends a chosen signal
to a chosen process, and F_SETPIPE_SZ, whose memory no limit counts."""

PROCESS_QUESTIONS = (3, 15, 16, 0x53564D41)
"""The prctls PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME and PR_SET_VMA."""

Instruction = tuple[int, int, int, int]
"""Operation, jump if true, jump if false, constant."""


def machine() -> str:
    """Return the machine that this process runs on; raises Unavailable where the filter knows no table for it."""
    name = {"AMD64": "x86_64", "arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
    if sys.platform != "linux" or name not in MACHINES or sys.maxsize < 2**32:
        raise Unavailable(
            f"The sandbox for generated programs has no system-call filter for {sys.platform} on {name}.",
            "Run it on 64-bit Linux, x86_64 or aarch64.",
        )
    return name


@functools.cache
def seccomp_filter(machine: str, *, forks: bool, signals: bool, truncates: bool) -> bytes:
    """Return the filter as an array of struct sock_filter.

    `forks` lets the program start processes, not only threads. `signals` lets it send signals, which is safe where a
    namespace or Landlock keeps them inside; `truncates` lets it cut off files, which is safe where all but its own are
    on read-only mounts (Landlock's first versions did not see it).
    """
    column = MACHINES.index(machine)
    code = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_IF_EQUAL, 1, 0, AUDIT_ARCHITECTURE[machine]),
        _return(KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine == "x86_64":
        code += [(JUMP_IF_AT_LEAST, 0, 1, X32_BIT), _return(KILL)]
    judged = {
        **{name: [_return(ALLOW)] for name in ALLOWED},
        **{name: [_refuse(errno.EPERM)] for name in REFUSED},
        **_conditions(forks=forks, signals=signals, truncates=truncates),
    }
    for name, verdict in judged.items():
        number = {**ALLOWED, **CONDITIONAL, **REFUSED}[name][column]
        if number is not None:
            code += [(JUMP_IF_EQUAL, 0, len(verdict), number), *verdict]
    code.append(_refuse(errno.ENOSYS))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _conditions(*, forks: bool, signals: bool, truncates: bool) -> dict[str, list[Instruction]]:
    """Judge the conditional calls. Every list ends in a return, whatever the path through it."""
    fork, signal, truncate = (
        [_return(ALLOW)] if allowed else [_refuse(errno.EPERM)] for allowed in (forks, signals, truncates)
    )
    thread_at_least = [] if forks else [(JUMP_IF_ANY_BIT, 1, 0, CLONE_THREAD), _refuse(errno.EPERM)]
    return {
        "fork": fork,
        "vfork": fork,
        "clone": [*_without(0, CLONE_NEW_ANYTHING)[:-1], *thread_at_least, _return(ALLOW)],
        **dict.fromkeys(("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"), signal),
        "fcntl": [
            _argument(1),
            *(step for command in FILE_SIGNALS for step in ((JUMP_IF_EQUAL, 0, 1, command), _refuse(errno.EPERM))),
            _return(ALLOW),
        ],
        "open": truncate if truncates else _without(1, O_TRUNC),
        "openat": truncate if truncates else _without(2, O_TRUNC),
        **dict.fromkeys(("openat2", "creat", "truncate"), truncate),
        "ioctl": _only(1, TERMINAL_QUESTIONS, errno.ENOTTY),
        "prctl": _only(0, PROCESS_QUESTIONS, errno.EPERM),
        "prlimit64": _only(0, (0,), errno.EPERM),
        "socketpair": [
            # A pair of streams has no address and can reach nobody else; event loops wake themselves with one.
            _argument(0),
            (JUMP_IF_EQUAL, 1, 0, AF_UNIX),
            _refuse(errno.EPERM),
            _argument(1),
            (AND, 0, 0, SOCK_TYPE),
            (JUMP_IF_EQUAL, 1, 0, SOCK_STREAM),
            _refuse(errno.EPERM),
            _return(ALLOW),
        ],
    }


def _only(position: int, values: Iterable[int], error: int) -> list[Instruction]:
    """Allow the call if the low word of its argument is one of the values."""
    tests = [step for value in values for step in ((JUMP_IF_EQUAL, 0, 1, value), _return(ALLOW))]
    return [_argument(position), *tests, _refuse(error)]


def _without(position: int, bits: int) -> list[Instruction]:
    """Allow the call if its argument has none of the bits."""
    return [_argument(position), (JUMP_IF_ANY_BIT, 0, 1, bits), _refuse(errno.EPERM), _return(ALLOW)]


def _argument(position: int) -> Instruction:
    return (LOAD, 0, 0, 16 + 8 * position)


def _return(verdict: int) -> Instruction:
    return (RETURN, 0, 0, verdict)


def _refuse(error: int) -> Instruction:
    return _return(ERROR | error)
