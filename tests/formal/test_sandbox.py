"""Hostile programs: each does its worst, is contained, and its end is reported by name.

A program that gets what it must not get prints ESCAPED. Every program runs three ways: as whoever runs the tests, as an
ordinary user, and where no namespaces are granted.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from algorist.formal.program.sandbox import Execution, Outcome, Sandbox, SandboxLimits
from algorist.formal.program.seccomp import machine
from algorist.formal.program.syscalls import MACHINES, REFUSED

ENDED, FAILED, KILLED = Outcome.ENDED, Outcome.FAILED, Outcome.KILLED
TIMEOUT, MEMORY, OUTPUT = Outcome.TIMEOUT, Outcome.MEMORY, Outcome.OUTPUT

SMALL: dict[str, Any] = {"memory": 128 << 20, "disk": 4 << 20, "output": 100_000}


def bounds(outcomes: set[Outcome]) -> dict[str, Any]:
    """Return small limits, with little time only for what is meant to run out of it."""
    return {**SMALL, "seconds": 0.5 if TIMEOUT in outcomes else 15.0}


PRELUDE = """
import contextlib, ctypes, errno, fcntl, mmap, os, resource, shutil, signal, socket, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
SECRET, PARENT, PORT, HOME = {secret!r}, {parent!r}, {port!r}, {home!r}

def must_fail(name, attempt, *arguments, **options):
    try:
        got = attempt(*arguments, **options)
    except BaseException as error:
        return error
    print("ESCAPED", name, got, flush=True)

def must_give(name, expected, result):
    if result != expected:
        print("ESCAPED", name, result, flush=True)

def read(path): return open(path, "rb").read(100)
def write(path): open(path, "wb").write(b"x")
"""

HOSTILE: dict[str, tuple[str, set[Outcome]]] = {
    "fork bomb": ("while True: os.fork()", {FAILED}),
    "fork through the back doors": (
        """
must_fail("fork", os.fork); must_fail("vfork", os.posix_spawn, sys.executable, [sys.executable], {})
must_give("clone", -1, libc.syscall({clone}, 17, 0, 0, 0, 0)); must_give("clone3", -1, libc.syscall(435, 0, 88))
""",
        {ENDED},
    ),
    "thread bomb": ("while True: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", {FAILED}),
    "memory bomb": ("x = []\nwhile True: x.append(bytearray(1 << 20))", {MEMORY}),
    "memory that no limit counts": (
        """
must_fail("memfd", os.memfd_create, "x"); must_fail("shared", mmap.mmap, -1, 1 << 30)
must_fail("shm", open, "/dev/shm/x", "w"); must_give("shmget", -1, libc.shmget(0, 1 << 20, 0o1600))
r, w = os.pipe(); must_fail("pipe", fcntl.fcntl, w, 1031, 1 << 20)
""",
        {ENDED},
    ),
    "endless output": ("while True: print('x' * 1000)", {OUTPUT}),
    "huge stderr": ("while True: os.write(2, b'x' * 60000)", {OUTPUT}),
    "endless loop": ("while True: pass", {TIMEOUT}),
    "endless sleep with closed files": ("os.closerange(0, 64); time.sleep(60)", {TIMEOUT}),
    "deaf to every signal": (
        """
for number in range(1, 65):
    with contextlib.suppress(OSError, ValueError): signal.signal(number, signal.SIG_IGN)
while True: pass
""",
        {TIMEOUT},
    ),
    "reading what is not its own": (
        """
for path in [SECRET, "/etc/passwd", "/etc/shadow", HOME + "/.bashrc", "/proc/1/environ", "/proc/self/mem", "/dev/mem",
             "/dev/kmsg", "/dev/sda", "/dev/vda", "/sys/kernel/notes", "/var/log/syslog", "/run/utmp"]:
    must_fail(path, read, path)
for path in ["/", "/etc", "/root", "/home", HOME, "/proc", "/proc/self", "/sys", "/tmp", "/var", "/dev", "/run"]:
    must_fail(path, os.listdir, path)
""",
        {ENDED},
    ),
    "writing outside its folder": (
        """
near = [os.path.dirname(file) for file in (SECRET, os.__file__, sys.executable)]
for folder in ["/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/etc", HOME, *near, "/usr/lib", "/work/..", ".."]:
    must_fail(folder, write, folder + "/algorist-was-here"); must_fail(folder, os.mkdir, folder + "/algorist-was-here")
for path in [os.__file__, SECRET, "/dev/urandom"]: must_fail(path, open, path, "ab")
must_fail("truncate", os.truncate, SECRET, 0); must_fail("remove", os.remove, SECRET)
must_fail("rename", os.rename, SECRET, "x"); must_fail("cut", os.open, os.__file__, os.O_RDONLY | os.O_TRUNC)
must_fail("stdin", os.write, 0, b"x")
""",
        {ENDED},
    ),
    "sockets": (
        """
for family in [socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET, 38, 40]:
    for kind in [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW]:
        must_fail("socket", socket.socket, family, kind)
must_fail("connect", socket.create_connection, ("127.0.0.1", PORT), 0.2)
must_fail("datagrams", socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM)
a, b = socket.socketpair()
must_fail("bind", a.bind, "\\0x"); must_fail("bind", a.bind, "x")
must_fail("send", a.sendto, b"x", "/run/systemd/notify")
must_fail("pass", socket.send_fds, a, [b"x"], [1])
""",
        {ENDED},
    ),
    "tracing its parent": (
        """
for pid in [os.getppid(), PARENT, 1]:
    for request in [16, 0x4206]:
        must_give("ptrace", -1, libc.ptrace(request, pid, 0, 0))
must_give("traceme", -1, libc.ptrace(0, 0, 0, 0))
buffer = ctypes.create_string_buffer(64); vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 64)
for call in [libc.process_vm_readv, libc.process_vm_writev]:
    must_give("memory", -1, call(PARENT, vector, 1, vector, 1, 0))
must_fail("pidfd", os.pidfd_open, PARENT); must_give("kcmp", -1, libc.syscall(312, os.getpid(), PARENT, 0, 0, 0))
must_fail("limits", resource.prlimit, PARENT, resource.RLIMIT_CPU, (1, 1))
""",
        {ENDED},
    ),
    "killing its parent": (
        """
for number in [PARENT, -PARENT, os.getppid(), 1]:
    if number:
        with contextlib.suppress(OSError): os.kill(number, signal.SIGKILL)
with contextlib.suppress(OSError): os.kill(-1, signal.SIGKILL)
""",
        {ENDED, KILLED},
    ),
    "interrupting its guard": (
        """
for number in [1, 0, -1]:
    with contextlib.suppress(OSError, KeyboardInterrupt): os.kill(number, signal.SIGINT)
""",
        {ENDED, KILLED},
    ),
    "killing its group": ("with contextlib.suppress(OSError): os.kill(0, signal.SIGKILL)", {ENDED, KILLED}),
    "signals through files": (
        """
r, w = os.pipe()
for command in [fcntl.F_SETOWN, fcntl.F_SETSIG, fcntl.F_NOTIFY, fcntl.F_SETLEASE]:
    must_fail("fcntl", fcntl.fcntl, r, command, PARENT)
""",
        {ENDED},
    ),
    "links": (
        """
for target in [SECRET, "/etc/passwd", HOME, "/proc/self/root"]:
    with contextlib.suppress(OSError): os.symlink(target, "link")
    must_fail("symlink", read, "link"); must_fail("symlink", os.listdir, "link")
    must_fail("hard link", os.link, target, "hard")
    with contextlib.suppress(OSError): os.remove("link")
must_fail("hard link", os.link, os.__file__, "hard")
must_fail("up", read, "../" * 20 + "etc/passwd"); must_fail("up", os.listdir, "..")
folder = os.open(".", os.O_RDONLY); must_fail("openat", os.open, "../etc/passwd", os.O_RDONLY, dir_fd=folder)
""",
        {ENDED},
    ),
    "proc": (
        """
for path in ["self/root/etc/passwd", "self/cwd/../etc/passwd", "1/mem", "1/root/etc/passwd", f"{PARENT}/environ",
             f"{PARENT}/mem", f"{PARENT}/cmdline", "sys/kernel/core_pattern", "sysrq-trigger", "kcore"]:
    must_fail(path, read, "/proc/" + path); must_fail(path, write, "/proc/" + path)
must_fail("stdin", write, "/proc/self/fd/0")
""",
        {ENDED},
    ),
    "filling the disk with one file": (
        """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
f = open("big", "wb"); written = 0
while True: written += f.write(bytes(1 << 16))
""",
        {FAILED},
    ),
    "filling the disk with many files": (
        """
written = 0
def fill():
    global written
    while True:
        with open(f"f{written}", "wb") as file: written += file.write(bytes(1 << 16))
must_fail("fill", fill)
if written > 8 << 20: print("ESCAPED", written)
def nest():
    for number in range(100_000): os.mkdir("d"); os.chdir("d")
must_fail("inodes", nest)
""",
        {ENDED, TIMEOUT},
    ),
    "a sparse file": ("os.truncate(os.open('x', os.O_CREAT | os.O_RDWR), 1 << 40)", {FAILED, KILLED}),
    "raw system calls": (
        """
for name, number in {refused}:
    result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    if (result, ctypes.get_errno()) != (-1, errno.EPERM): print("ESCAPED", name, result, ctypes.get_errno())
for number in [435, 424, 463, 467, 1000]:
    must_give(number, -1, libc.syscall(number, 0, 0, 0, 0, 0, 0))
""",
        {ENDED},
    ),
    "namespaces of its own": (
        """
for flag in [0x10000000, 0x20000, 0x20000000, 0x40000000]:
    must_give("unshare", -1, libc.unshare(flag))
    must_give("clone", -1, libc.syscall({clone}, flag | 0x10000 | 0x900, 0, 0, 0, 0))
must_give("chroot", -1, libc.chroot(b".")); must_give("mount", -1, libc.mount(b"none", b".", b"tmpfs", 0, None))
""",
        {ENDED},
    ),
    "rights of its own": (
        """
open("x", "w").close()
for mode in [0o777, 0o4755]: must_fail("chmod", os.chmod, "x", mode)
must_fail("chmod", os.chmod, SECRET, 0o666); must_fail("chown", os.chown, "x", 0, 0); must_fail("setuid", os.setuid, 0)
must_fail("setgid", os.setgid, 0); must_fail("groups", os.setgroups, [0]); must_fail("nice", os.nice, -5)
must_fail("times", os.utime, SECRET)
for what in ["AS", "CPU", "FSIZE", "NPROC", "NOFILE"]:
    must_fail(what, resource.setrlimit, getattr(resource, "RLIMIT_" + what), (resource.RLIM_INFINITY,) * 2)
must_fail("suid", os.execv, "/bin/su", ["su"]); must_fail("shell", os.execv, "/bin/sh", ["sh", "-c", "echo ESCAPED"])
""",
        {ENDED, FAILED},
    ),
    "a file of its own, executed": (
        """
shutil.copyfile(sys.executable, "x"); must_fail("exec", os.execv, "./x", ["x", "-c", "print('ESCAPED')"])
""",
        {ENDED, FAILED},
    ),
    "deleting its own folder": (
        """
shutil.rmtree(".", ignore_errors=True); must_fail("rmdir", os.rmdir, os.getcwd()); os.chdir("/")
must_fail("root", os.mkdir, "/x")
""",
        {ENDED, FAILED},
    ),
    "hanging on a pipe": (
        "with contextlib.suppress(OSError): os.mkfifo('x'); open('x')\nr, w = os.pipe(); os.read(r, 1)",
        {TIMEOUT},
    ),
    "typing into the terminal": (
        """
for descriptor in [0, 1, 2]: must_fail("ioctl", fcntl.ioctl, descriptor, 0x5412, b"x")
must_fail("tty", open, "/dev/tty", "w"); must_fail("console", open, "/dev/console", "w")
""",
        {ENDED},
    ),
    "devices": ("for mode in [0o20666, 0o60666]: must_fail('mknod', os.mknod, 'x', mode, os.makedev(1, 1))", {ENDED}),
    "crashing": ("ctypes.string_at(0)", {KILLED}),
    "the stack": ("sys.setrecursionlimit(10 ** 9)\ndef f(): return f() + 1\nf()", {KILLED, MEMORY, FAILED, TIMEOUT}),
    "the parent's environment": (
        "for name in ['HOME', 'PATH', 'USER', 'PWD', 'PYTHONPATH']: must_fail(name, os.environ.__getitem__, name)",
        {ENDED},
    ),
    "inherited files": ("for number in range(3, 64): must_fail(number, os.fstat, number)", {ENDED}),
    "a program that is not text": ("\0", {FAILED, ENDED}),
}  # fmt: skip

ABOUT_FILES = ["reading what is not its own", "writing outside its folder", "links", "proc", "devices"]

SEVERAL: dict[str, tuple[str, set[Outcome]]] = {
    "fork bomb": ("while True:\n    with contextlib.suppress(OSError): os.fork()", {TIMEOUT}),
    "daemon": (
        """
must_fail("setsid", os.setsid); must_fail("setpgid", os.setpgid, 0, 0)
if os.fork() == 0:
    must_fail("setsid", os.setsid)
    if os.fork() == 0:
        os.closerange(0, 64)
        for number in range(1, 32):
            with contextlib.suppress(OSError, ValueError): signal.signal(number, signal.SIG_IGN)
        while True: time.sleep(0.01)
    os._exit(0)
os.wait()
""",
        {ENDED},
    ),
    "a crowd that outlives its leader's patience": (
        "for _ in range(5):\n    if os.fork() == 0: break\nwhile True: pass",
        {TIMEOUT},
    ),
    "killing everything": (
        "os.fork()\nfor number in [-1, 1, 0]:\n    with contextlib.suppress(OSError): os.kill(number, signal.SIGKILL)",
        {ENDED, KILLED},
    ),
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the programs may know of the outside: a readable file, a live process, an open port, a home."""
    secret = tmp_path_factory.mktemp("secret") / "secret"
    secret.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield {
            "secret": str(secret),
            "parent": os.getpid(),
            "port": server.getsockname()[1],
            "home": str(Path.home()),
        }
    assert secret.read_text() == "secret"


def written(program: str, facts: dict[str, Any]) -> str:
    column = MACHINES.index(machine())
    refused = [(name, numbers[column]) for name, numbers in REFUSED.items() if numbers[column] is not None]
    for name, value in (("{refused}", refused), ("{clone}", (56, 220)[column])):
        program = program.replace(name, str(value))
    return PRELUDE.format(**facts) + program


def assert_contained(execution: Execution, outcomes: set[Outcome]) -> None:
    assert "ESCAPED" not in execution.stdout, execution.stdout
    assert execution.outcome in outcomes, execution
    assert execution.seconds < bounds(outcomes)["seconds"] + 3
    assert max(len(execution.stdout), len(execution.stderr)) <= SMALL["output"]


def sandboxed(ancestor: int | None = None) -> set[int]:
    """Return the processes of this machine that run a sandboxed program, or those among a process's descendants."""
    parents, found = {}, set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            number = int(entry.name)
            parents[number] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if (entry / "cmdline").read_bytes().endswith(b"\0program.py\0"):
                found.add(number)

    def descends(number: int) -> bool:
        return number == ancestor or (number in parents and descends(parents[number]))

    return {number for number in found if ancestor is None or descends(number)}


def gone(numbers: set[int]) -> bool:
    end = time.monotonic() + 5
    while numbers & sandboxed() and time.monotonic() < end:
        time.sleep(0.02)
    return not numbers & sandboxed()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_programs_are_contained(name: str, facts: dict[str, Any]) -> None:
    program, outcomes = HOSTILE[name]
    assert_contained(Sandbox().run(written(program, facts), limits=SandboxLimits(**bounds(outcomes))), outcomes)


@pytest.mark.skipif(machine() != "x86_64", reason="only this machine has two more doors into its kernel")
@pytest.mark.parametrize(
    "program",
    [
        "libc.syscall(0x40000000 | 39)",
        "code = mmap.mmap(-1, 4096, prot=7); code.write(bytes.fromhex('b814000000cd80c3'))\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()",
    ],
)
def test_foreign_doors_into_the_kernel_end_the_program(program: str, facts: dict[str, Any]) -> None:
    execution = Sandbox().run(written(program, facts))
    assert execution.outcome is KILLED
    assert execution.exit_code in (-signal.SIGSYS, -signal.SIGSEGV)  # the latter where the kernel has no such door


@pytest.mark.parametrize("name", SEVERAL)
def test_hostile_programs_of_several_processes_are_contained(name: str, facts: dict[str, Any]) -> None:
    program, outcomes = SEVERAL[name]
    limits = SandboxLimits(**bounds(outcomes), processes=16)
    assert_contained(Sandbox().run(written(program, facts), limits=limits), outcomes)
    assert gone(sandboxed())


# The same elsewhere: a process that first becomes another user, or loses system calls, then runs programs.

ELSEWHERE = """
import ctypes, json, os, struct, sys
order = json.load(sys.stdin)
sys.path.insert(0, order["path"])
if order["without"]:
    libc = ctypes.CDLL(None)
    code = [(0x20, 0, 0, 0)]
    for number in order["without"]: code += [(0x15, 0, 1, number), (6, 0, 0, 0x00050001)]
    code = b"".join(struct.pack("=HBBI", *line) for line in code + [(6, 0, 0, 0x7FFF0000)])
    buffer = ctypes.create_string_buffer(code, len(code))
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)), 0, 0) == 0
from algorist.core.errors import Unavailable
from algorist.formal.program.sandbox import Sandbox, SandboxLimits
def result(program, limits):
    try:
        run = Sandbox().run(program, limits=SandboxLimits(**limits))
        return [run.stdout, run.stderr, run.exit_code, run.outcome, run.seconds]
    except Unavailable as error:
        return str(error)
try:
    protections = Sandbox().protections()
except Unavailable as error:
    protections = [str(error)]
json.dump([protections, [result(*program) for program in order["programs"]]], sys.stdout)
"""

SLOW = {"endless loop", "the stack", "hanging on a pipe", "filling the disk with many files"}
"""Programs whose end does not depend on who runs them, or where."""

QUICK = {name: hostile for name, hostile in HOSTILE.items() if name not in SLOW}

UNSHARE, MOUNT, SECCOMP = ((272, 165, 317), (97, 40, 277))[MACHINES.index(machine())]
LANDLOCK_CREATE = 444


def python_for_everyone() -> str:
    """Return an interpreter that ordinary users may run, and that can run this package."""
    for path in (os.path.realpath(sys.executable), "/usr/local/bin/python3", "/usr/bin/python3"):
        test = [path, "-c", "import sys; assert sys.version_info >= (3, 11)"]
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(test, user=1234, group=1234, extra_groups=[], capture_output=True, cwd="/", check=True)
            return path
    pytest.skip("no interpreter here that another user may run")


def elsewhere(
    programs: list[tuple[str, dict[str, Any]]], user: int = 0, without: tuple[int, ...] = ()
) -> tuple[list[str], list[Any]]:
    python = python_for_everyone() if user else sys.executable
    order = {"path": str(Path(__file__).parents[2]), "without": without, "programs": programs}
    other: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    run = subprocess.run(
        [python, "-c", ELSEWHERE], input=json.dumps(order), capture_output=True, text=True, cwd="/", env={}, **other
    )
    assert run.returncode == 0, run.stderr
    protections, results = json.loads(run.stdout)
    return protections, [r if isinstance(r, str) else Execution(*r[:3], Outcome(r[3]), r[4]) for r in results]


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user")
def test_hostile_programs_are_contained_for_an_ordinary_user(facts: dict[str, Any]) -> None:
    programs = [(written(program, facts), bounds(outcomes)) for program, outcomes in QUICK.values()]
    programs += [(written(program, facts), {**bounds(out), "processes": 16}) for program, out in SEVERAL.values()]
    protections, results = elsewhere(programs, user=1234)
    assert {"namespaces", "mounts", "seccomp"} <= set(protections)
    for execution, (_, outcomes) in zip(results, [*QUICK.values(), *SEVERAL.values()], strict=True):
        assert_contained(execution, outcomes)
    assert gone(sandboxed())


@pytest.mark.parametrize("user", [0, 1234])
def test_hostile_programs_are_contained_without_namespaces(facts: dict[str, Any], user: int) -> None:
    if user and os.geteuid() != 0:
        pytest.skip("already an ordinary user")
    protections, results = elsewhere(
        [(written(program, facts), bounds(outcomes)) for program, outcomes in QUICK.values()],
        user=user,
        without=(UNSHARE,),
    )
    assert "namespaces" not in protections
    assert any(name.startswith("landlock") for name in protections)
    for execution, (_, outcomes) in zip(results, QUICK.values(), strict=True):
        assert_contained(execution, outcomes | {FAILED})  # there is no folder to write to
    assert gone(sandboxed())


@pytest.mark.parametrize("user", [0, 1234])
def test_hostile_programs_are_contained_where_mounting_is_refused(facts: dict[str, Any], user: int) -> None:
    if user and os.geteuid() != 0:
        pytest.skip("already an ordinary user")
    programs = [(written(HOSTILE[name][0], facts), bounds(HOSTILE[name][1])) for name in ABOUT_FILES]
    protections, results = elsewhere(programs, user=user, without=(MOUNT,))
    assert "mounts" not in protections
    for execution, name in zip(results, ABOUT_FILES, strict=True):
        assert_contained(execution, HOSTILE[name][1] | {FAILED})


@pytest.mark.parametrize("without", [(SECCOMP,), (UNSHARE, LANDLOCK_CREATE), (MOUNT, LANDLOCK_CREATE)])
def test_without_the_minimum_programs_are_refused(without: tuple[int, ...]) -> None:
    protections, results = elsewhere([("print('ran')", SMALL)], without=without)
    assert results[0].startswith("Generated programs are not run here: ")
    assert protections == [results[0]]


def test_programs_of_several_processes_need_namespaces() -> None:
    _, results = elsewhere([("print('ran')", {**SMALL, "processes": 4})], without=(UNSHARE,))
    assert "several processes need namespaces" in results[0]


def test_nothing_outlives_a_parent_that_is_killed() -> None:
    program = f"""
import sys; sys.path[:] = {sys.path!r}
from algorist.formal.program.sandbox import Sandbox, SandboxLimits
hostile = "import os\\nfor _ in range(3): os.fork()\\nwhile True: pass"
Sandbox().run(hostile, limits=SandboxLimits(seconds=60, processes=16))
"""
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        end = time.monotonic() + 10
        while len(sandboxed(parent.pid)) < 8 and time.monotonic() < end:
            time.sleep(0.02)
        running = sandboxed(parent.pid)
        assert len(running) == 8
        parent.kill()
    assert gone(running)
