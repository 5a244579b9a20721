"""What runs inside the sandbox before the program does: it takes every right away, then becomes the program.

`sandbox.py` starts this file with a bare interpreter, so it imports nothing of ours. The steps, in order:

    launcher   unshares the namespaces and forks; it dies with whoever started it
    init       process 1 of the new process namespace: builds a file system that holds the interpreter, read-only,
               and an empty work folder of bounded size; its death ends every process inside
    program    takes limits, a user of its own, no capabilities, Landlock and seccomp upon itself; then executes

Where the machine grants no namespaces there is one process only, and Landlock alone hides the files. Each protection
that holds is reported on the status pipe as "have NAME"; a missing minimum as "refused WHY", and then nothing is
executed. Imports here delay every run, so there are few: `signal`, `typing` and `contextlib` would double the time.
"""

from __future__ import annotations

import ctypes
import os
import resource
import stat
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# linux/sched.h, linux/mount.h, linux/prctl.h, linux/capability.h, linux/landlock.h, linux/seccomp.h
NEW_USER = 0x10000000
NEW_OTHERS = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000  # mount cgroup uts ipc pid net
NOSUID, NODEV, NOEXEC, REMOUNT, BIND, RECURSIVE, PRIVATE, RDONLY = 2, 4, 8, 32, 4096, 16384, 1 << 18, 1
AT_FDCWD, AT_RECURSIVE, DETACH = -100, 0x8000, 2
SET_DEATH_SIGNAL, CAPABILITY_BOUND_DROP, NO_NEW_PRIVILEGES, AMBIENT_CAPABILITIES, CLEAR_ALL = 1, 24, 38, 47, 4
CAPABILITY_VERSION, SIGKILL = 0x20080522, 9
SECCOMP_FILTER, MAY_ALL_THREADS = 1, 1

# System-call numbers. Those above 423 are the same on every machine.
MOUNT_SETATTR, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 442, 444, 445, 446
NUMBERS = {"x86_64": (155, 126, 317), "aarch64": (41, 91, 277)}
PIVOT_ROOT, CAPSET, SECCOMP = NUMBERS[os.uname().machine]

# Landlock's rights over files, by the version that brought them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIRECTORY, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
MAKE_CHARACTER_DEVICE, MAKE_SOCKET, MAKE_BLOCK_DEVICE = 1 << 6, 1 << 9, 1 << 11
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK_RIGHTS, SCOPES = {4: 3}, {6: 3}

THREADS = 32
"""How many threads a program may have that may not fork."""

libc = ctypes.CDLL(None, use_errno=True)


class Order:
    """What `sandbox.py` asks for, as its command line carries it."""

    def __init__(self, words: list[str]) -> None:
        parent, status, folder, seconds, memory, disk, processes, *rest = words
        self.parent, self.status, self.folder, self.seconds = int(parent), int(status), folder, float(seconds)
        self.memory, self.disk, self.processes = int(memory), int(disk), int(processes)
        *filters, self.python, packages = rest[:5]
        self.full_filter, self.signals_filter, self.least_filter = map(bytes.fromhex, filters)
        self.paths = rest[5:]
        self.packages = packages == "packages"


class Refusal(Exception):
    """The sandbox cannot hold the program here."""


def main() -> None:
    order = Order(sys.argv[1:])
    os.set_inheritable(order.status, False)
    _die_with_parent()
    if os.getppid() != order.parent:
        os._exit(1)
    if not _unshare():
        if order.processes > 1:
            _refuse(order, "programs of several processes need namespaces, which this machine does not grant")
        _become_program(order, rooted=False, namespaces=False, user=None)
    _say(order, "have namespaces")
    user = _free_user()
    launcher_lives, kept_open = os.pipe()
    init = os.fork()
    if init == 0:
        os.close(kept_open)
        _init(order, user, launcher_lives)
    os.waitpid(init, 0)
    os._exit(0)


def _unshare() -> bool:
    """Enter new namespaces, through a new user namespace if we lack the privilege; say whether that worked."""
    if os.geteuid() == 0 and libc.unshare(NEW_OTHERS) == 0:
        return True
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(NEW_USER | NEW_OTHERS) != 0:
        return False
    for file, line in (("setgroups", "deny"), ("uid_map", f"65534 {user} 1"), ("gid_map", f"65534 {group} 1")):
        with open(f"/proc/self/{file}", "w") as written:
            written.write(line)
    return True


def _free_user() -> int | None:
    """Choose a user that owns nothing and runs nothing, if we may choose and our namespace knows one."""
    if os.geteuid() != 0:
        return None
    with open("/proc/self/uid_map") as users:
        ranges = [tuple(map(int, line.split())) for line in users]
    known = (user for user in (2_000_000_000 + os.getpid(), 65534) if any(a <= user < a + n for a, _, n in ranges))
    return next(known, None)


def _init(order: Order, user: int | None, launcher_lives: int) -> NoReturn:
    """Be process 1: see the program end, and report how; whatever else still runs ends with us."""
    _die_with_parent()
    os.set_blocking(launcher_lives, False)
    try:
        os.read(launcher_lives, 1)
        os._exit(1)  # it was dead before we asked to die with it
    except BlockingIOError:
        os.umask(0o022)
    try:
        _build_root(order, user)
        rooted = True
    except OSError as error:
        _say(order, f"lack mounts: {error}")
        rooted, user = False, None  # another user might not see the interpreter where it really stands
    program = os.fork()
    if program == 0:
        _become_program(order, rooted=rooted, namespaces=True, user=user)
    for descriptor in (0, 1, 2):
        os.close(descriptor)
    while True:
        ended, status = os.wait()
        if ended == program:
            _say(order, f"ended {os.waitstatus_to_exitcode(status)}")
            os._exit(0)


def _build_root(order: Order, user: int | None) -> None:
    """Replace the file system by one that shows the given paths, read-only, and an empty /work."""
    root, work = f"{order.folder}/root", f"{order.folder}/root/work"
    with open(f"{order.folder}/program.py", "rb") as file:
        source = file.read()
    _mount("none", "/", "", RECURSIVE | PRIVATE)
    _mount("tmpfs", root, "tmpfs", NOSUID | NODEV, "size=1m,mode=755")
    for path in order.paths:
        _show(path, root)
    os.mkdir(work)
    owner = "" if user is None else f",uid={user},gid={user}"
    _mount("tmpfs", work, "tmpfs", NOSUID | NODEV | NOEXEC, f"size={order.disk},nr_inodes=4096,mode=700{owner}")
    with open(f"{work}/program.py", "wb") as file:
        file.write(source)
    os.chdir(root)
    _checked(libc.syscall(PIVOT_ROOT, b".", b"."), "pivot_root")
    _checked(libc.umount2(b".", DETACH), "umount")
    os.chdir("/")
    _mount("none", "/", "", REMOUNT | BIND | RDONLY | NOSUID | NODEV)
    os.chdir("/work")


def _show(path: str, root: str) -> None:
    """Make a path of the machine visible under the new root; "link>target" makes a symbolic link."""
    link, _, target = path.partition(">")
    place = root + link
    if os.path.lexists(place):
        return
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if target:
        os.symlink(target, place)
        return
    if os.path.isdir(path):
        os.mkdir(place)
    else:
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o644))
    _mount(path, place, "", BIND | RECURSIVE)
    device = stat.S_ISCHR(os.stat(path).st_mode)
    attributes = RDONLY | NOSUID | (NOEXEC if device else NODEV)
    _set_mount(place, attributes)


def _become_program(order: Order, *, rooted: bool, namespaces: bool, user: int | None) -> NoReturn:
    """Give up everything, then execute the program; where something necessary cannot be given up, refuse."""
    try:
        if rooted:
            _say(order, "have mounts")
        else:
            os.chdir(order.folder)
        _limit(order)
        _drop_privileges(user)
        _die_with_parent()
        version = max(0, libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1))
        if version:
            _landlock(order, version, "/work" if rooted else None)
            _say(order, f"have landlock {version}")
        if not (rooted or version):
            raise Refusal("the kernel offers neither Landlock nor mount namespaces, so files cannot be hidden")
        keeps_signals_inside = namespaces or version >= 6
        least = order.signals_filter if keeps_signals_inside else order.least_filter
        _seccomp(order.full_filter if rooted else least)
        _say(order, "have seccomp")
        _execute(order)
    except Exception as error:
        _refuse(order, str(error) or repr(error))


def _limit(order: Order) -> None:
    seconds = int(order.seconds) + 2
    tasks = THREADS if order.processes == 1 else order.processes
    for what, soft, hard in (
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, order.memory, order.memory),
        (resource.RLIMIT_FSIZE, order.disk, order.disk),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_NPROC, tasks + 3, tasks + 3),  # launcher and init may count too
        (resource.RLIMIT_CORE, 1, 1),  # a limit of 0 still feeds a dump to a handler; 1 does not
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_SIGPENDING, 256, 256),
    ):
        bound = resource.getrlimit(what)[1]
        if bound != resource.RLIM_INFINITY:
            soft, hard = min(soft, bound), min(hard, bound)
        resource.setrlimit(what, (soft, hard))


def _drop_privileges(user: int | None) -> None:
    """Become a user of its own where possible, and lose every capability for good."""
    for capability in range(64):
        libc.prctl(CAPABILITY_BOUND_DROP, capability, 0, 0, 0)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    libc.prctl(AMBIENT_CAPABILITIES, CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    _checked(libc.syscall(CAPSET, header, bytes(24)), "capset")
    _checked(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no_new_privs")


def _landlock(order: Order, version: int, work: str | None) -> None:
    """Deny every right that this version knows, except reading the interpreter's paths and using the work folder."""

    def known(table: dict[int, int]) -> int:
        return max((rights for since, rights in table.items() if since <= version), default=0)

    rights = known(FILE_RIGHTS)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("=QQQ", rights, known(NETWORK_RIGHTS), known(SCOPES))
    rules = _checked(libc.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(size), 0), "landlock")
    for path in (path for path in order.paths if ">" not in path):
        access = READ_FILE | WRITE_FILE | TRUNCATE if path == "/dev/null" else READ_FILE | READ_DIRECTORY | EXECUTE
        _permit(rules, path, access & rights)
    if work is None:
        _permit(rules, order.folder, READ_FILE | READ_DIRECTORY)
    else:
        _permit(rules, work, rights & ~(EXECUTE | MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE | MAKE_SOCKET))
    _checked(libc.syscall(LANDLOCK_RESTRICT, rules, 0), "landlock")
    os.close(rules)


def _permit(rules: int, path: str, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        access &= EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE
    rule = struct.pack("=Qi", access, descriptor)
    _checked(libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0), f"landlock, {path}")
    os.close(descriptor)


def _seccomp(instructions: bytes) -> None:
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(buffer))
    _checked(libc.syscall(SECCOMP, SECCOMP_FILTER, MAY_ALL_THREADS, program), "seccomp")


def _execute(order: Order) -> NoReturn:
    """Run program.py with an empty environment, except for what makes two runs alike."""
    options = ["-s", "-P", "-B", "-X", "utf8", *([] if order.packages else ["-S"])]
    environment = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    os.closerange(3, order.status)
    os.closerange(order.status + 1, 64)
    _say(order, "started")
    os.execve(order.python, [order.python, *options, "program.py"], environment)


def _die_with_parent() -> None:
    _checked(libc.prctl(SET_DEATH_SIGNAL, SIGKILL, 0, 0, 0), "prctl")


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    words = (source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), data.encode() or None)
    _checked(libc.mount(*words), f"mount {target}")


def _set_mount(place: str, attributes: int) -> None:
    words = (AT_FDCWD, place.encode(), AT_RECURSIVE, struct.pack("=QQQQ", attributes, 0, 0, 0), ctypes.c_size_t(32))
    _checked(libc.syscall(MOUNT_SETATTR, *words), f"mount_setattr {place}")


def _checked(result: int, step: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{os.strerror(error)} ({step})")
    return result


def _say(order: Order, line: str) -> None:
    os.write(order.status, f"{line}\n".encode())


def _refuse(order: Order, why: str) -> NoReturn:
    _say(order, f"refused {why}")
    os._exit(1)


if __name__ == "__main__":
    main()
