"""What an assistant may touch: it reads what it likes, writes into its own folder alone, and opens no network connection.

This is Landlock, which Linux has since 5.13, and for the network since 6.7. On kernels without it, what a proof may say and the limits on
time, memory and output are all that holds an assistant.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator, Sequence

from algorist.formal.program.sandbox_init import (
    EXECUTE,
    FILE_RIGHTS,
    LANDLOCK_ADD,
    LANDLOCK_CREATE,
    LANDLOCK_RESTRICT,
    NETWORK_RIGHTS,
    NO_NEW_PRIVILEGES,
    READ_DIRECTORY,
    READ_FILE,
    TRUNCATE,
    WRITE_FILE,
    libc,
)


def version() -> int:
    """Return which version of Landlock the kernel offers, 0 for none."""
    return max(0, int(libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)))


@contextlib.contextmanager
def fence(writable: Sequence[str], *, network: bool) -> Iterator[int | None]:
    """Make the rules for a process to come, and yield their descriptor for `enter`; None where the kernel has no Landlock."""
    offered = version()
    if not offered:
        yield None
        return
    rights = _known(FILE_RIGHTS, offered) & ~(EXECUTE | READ_FILE | READ_DIRECTORY)
    connections = 0 if network else _known(NETWORK_RIGHTS, offered)
    attributes = struct.pack("=QQ", rights, connections)
    rules = _checked(libc.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(16 if offered >= 4 else 8), 0))
    try:
        for path in writable:
            if os.path.isdir(path):
                _permit(rules, path, rights)
        _permit(rules, os.devnull, rights & (WRITE_FILE | TRUNCATE))
        yield rules
    finally:
        os.close(rules)


def enter(rules: int) -> None:
    """Take the rules upon this process and all that it starts; for a child between fork and exec."""
    _checked(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(libc.syscall(LANDLOCK_RESTRICT, rules, 0))


def _known(table: dict[int, int], offered: int) -> int:
    return max((rights for since, rights in table.items() if since <= offered), default=0)


def _permit(rules: int, path: str, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _checked(libc.syscall(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", access, descriptor), 0))
    finally:
        os.close(descriptor)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
