"""The seccomp filter, run on a small BPF machine of our own: every call on every machine gets the verdict it should."""

from __future__ import annotations

import errno
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.formal.program import seccomp
from algorist.formal.program.seccomp import ALLOW, AUDIT_ARCHITECTURE, ERROR, KILL, seccomp_filter
from algorist.formal.program.syscalls import ALLOWED, CONDITIONAL, MACHINES, REFUSED

EPERM, ENOSYS, ENOTTY = (ERROR | number for number in (errno.EPERM, errno.ENOSYS, errno.ENOTTY))
THREAD, NEW_USER, FORK = 0x3D0F00, 0x10000000, 17


def judge(code: bytes, number: int, architecture: int, arguments: tuple[int, ...] = ()) -> int:
    """Run the filter on a system call as the kernel does."""
    data = struct.pack("=IIQ6Q", number, architecture, 0, *(*arguments, *[0] * 6)[:6])
    instructions = list(struct.iter_unpack("=HBBI", code))
    at, accumulator = 0, 0
    while True:
        operation, yes, no, constant = instructions[at]
        at += 1
        if operation == seccomp.LOAD:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif operation == seccomp.AND:
            accumulator &= constant
        elif operation == seccomp.RETURN:
            return int(constant)
        else:
            tests = {
                seccomp.JUMP_IF_EQUAL: accumulator == constant,
                seccomp.JUMP_IF_AT_LEAST: accumulator >= constant,
                seccomp.JUMP_IF_ANY_BIT: bool(accumulator & constant),
            }
            at += yes if tests[operation] else no


def code_for(machine: str, forks: bool = False, signals: bool = True, truncates: bool = True) -> bytes:
    return seccomp_filter(machine, forks=forks, signals=signals, truncates=truncates)


def verdict(machine: str, name: str, *arguments: int, **allowed: bool) -> int:
    number = {**ALLOWED, **CONDITIONAL, **REFUSED}[name][MACHINES.index(machine)]
    assert number is not None
    return judge(code_for(machine, **allowed), number, AUDIT_ARCHITECTURE[machine], arguments)


def test_no_call_stands_in_two_tables() -> None:
    names = [*ALLOWED, *CONDITIONAL, *REFUSED]
    assert len(names) == len(set(names))
    for column in range(len(MACHINES)):
        numbers = [entry[column] for table in (ALLOWED, CONDITIONAL, REFUSED) for entry in table.values()]
        present = [number for number in numbers if number is not None]
        assert len(present) == len(set(present))


@pytest.mark.parametrize("machine", MACHINES)
@given(number=st.integers(0, 2**32 - 1), arguments=st.tuples(*[st.integers(0, 2**64 - 1)] * 6), forks=st.booleans())
@settings(max_examples=200, deadline=None)
def test_only_named_calls_pass(machine: str, number: int, arguments: tuple[int, ...], forks: bool) -> None:
    column, code = MACHINES.index(machine), code_for(machine, forks=forks, signals=False)
    for candidate in (number, number % 500):
        got = judge(code, candidate, AUDIT_ARCHITECTURE[machine], arguments)
        if machine == "x86_64" and candidate >= 0x40000000:
            assert got == KILL
        elif candidate in {entry[column] for entry in ALLOWED.values()}:
            assert got == ALLOW
        elif candidate in {entry[column] for entry in REFUSED.values()}:
            assert got == EPERM
        elif candidate not in {entry[column] for entry in CONDITIONAL.values()}:
            assert got == ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
@given(number=st.integers(0, 2**32 - 1), architecture=st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_other_conventions_end_the_process(machine: str, number: int, architecture: int) -> None:
    if architecture != AUDIT_ARCHITECTURE[machine]:
        assert judge(code_for(machine, forks=True), number, architecture) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_arguments_decide_the_conditional_calls(machine: str) -> None:
    assert verdict(machine, "clone", THREAD) == ALLOW
    assert verdict(machine, "clone", FORK) == EPERM
    assert verdict(machine, "clone", FORK, forks=True) == ALLOW
    assert verdict(machine, "clone", THREAD | NEW_USER, forks=True) == EPERM
    assert verdict(machine, "kill", 1, 9) == ALLOW
    assert verdict(machine, "kill", 1, 9, signals=False) == EPERM
    assert verdict(machine, "tgkill", 1, 1, 9, signals=False) == EPERM
    assert verdict(machine, "openat", 3, 0, 0x241) == ALLOW
    assert verdict(machine, "openat", 3, 0, 0x200, truncates=False) == EPERM
    assert verdict(machine, "openat", 3, 0, 0x80000, truncates=False) == ALLOW
    assert verdict(machine, "openat2", 3, truncates=False) == EPERM
    assert verdict(machine, "truncate", 3, truncates=False) == EPERM
    assert verdict(machine, "fcntl", 3, 4) == ALLOW
    assert verdict(machine, "fcntl", 3, 10) == EPERM
    assert verdict(machine, "fcntl", 3, 8 | 1 << 32) == EPERM
    assert verdict(machine, "ioctl", 0, 0x5401) == ALLOW
    assert verdict(machine, "ioctl", 0, 0x5412) == ENOTTY
    assert verdict(machine, "prctl", 15) == ALLOW
    assert verdict(machine, "prctl", 1, 0) == EPERM
    assert verdict(machine, "prlimit64", 0, 7) == ALLOW
    assert verdict(machine, "prlimit64", 1, 7) == EPERM
    assert verdict(machine, "socketpair", 1, 1 | 0o2000000) == ALLOW
    assert verdict(machine, "socketpair", 1, 2) == EPERM
    assert verdict(machine, "socketpair", 2, 1) == EPERM


def test_numbers_are_those_of_the_kernel() -> None:
    assert ALLOWED["read"] == (0, 63)
    assert CONDITIONAL["openat"] == (257, 56)
    assert REFUSED["ptrace"] == (101, 117)
    assert REFUSED["socket"] == (41, 198)
    assert CONDITIONAL["clone"] == (56, 220)
    assert "clone3" not in {*ALLOWED, *CONDITIONAL, *REFUSED}
