"""Runs hostile Python programs: contained by everything that the kernel offers, or not at all.

This side prepares and starts the launcher; `sandbox_init.py` says what the program loses before it runs, `watch.py` how
its end is seen to.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from algorist.core.errors import Unavailable
from algorist.formal.program.execution import Execution, Outcome, SandboxLimits
from algorist.formal.program.seccomp import machine, seccomp_filter
from algorist.formal.program.watch import Watch

__all__ = ["Execution", "Outcome", "Sandbox", "SandboxLimits"]

LAUNCHER = Path(__file__).with_name("sandbox_init.py")

SYSTEM_PATHS = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
)
"""What an interpreter needs besides its own files."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Runs Python programs that may do anything, and lets them do nothing but compute.

    Programs see the standard library; with `packages` also what is installed beside this package. `programs` are the
    absolute paths of others that they may read and, with limits of several processes, start ("link>target" makes a
    symbolic link). Raises Unavailable rather than run a program bare.
    """

    packages: bool = False
    programs: tuple[str, ...] = ()

    def run(self, source: str, stdin: str = "", limits: SandboxLimits | None = None) -> Execution:
        """Run a program to its end or its limits, and return what it printed and how it ended."""
        return self._run(source, stdin, limits or SandboxLimits())[0]

    def protections(self) -> tuple[str, ...]:
        """Return the protections that hold a program on this machine; raises Unavailable when they are too few."""
        return self._run("", "", SandboxLimits())[1]

    def _run(self, source: str, stdin: str, limits: SandboxLimits) -> tuple[Execution, tuple[str, ...]]:
        with _folder(source, stdin) as folder, open(folder / "stdin", "rb") as given:
            status, told = os.pipe()
            try:
                process = subprocess.Popen(
                    [*_bare_interpreter(), str(LAUNCHER), *self._order(told, folder, limits)],
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=(told,),
                    process_group=0,
                    env={},
                    cwd="/",
                    bufsize=0,
                )
            except OSError as error:
                os.close(status)
                raise Unavailable(f"The sandbox cannot start a process: {error}.") from error
            finally:
                os.close(told)
            with Watch(process, status, folder, limits) as watch:
                watch.until_the_end()
            return watch.execution(), watch.protections()

    def _order(self, told: int, folder: Path, limits: SandboxLimits) -> list[str]:
        here, forks = machine(), limits.processes > 1
        python = sys.executable if self.packages else _interpreter()
        numbers = (limits.seconds, limits.memory, limits.disk, limits.processes)
        filters = (
            seccomp_filter(here, forks=forks, signals=signals, truncates=truncates).hex()
            for signals, truncates in ((True, True), (True, False), (False, False))
        )
        packages = "packages" if self.packages else "bare"
        words = [str(os.getpid()), str(told), str(folder), *map(str, numbers), *filters, python, packages]
        return [*words, *_readable_paths(self.packages, self.programs)]


@contextlib.contextmanager
def _folder(source: str, stdin: str) -> Iterator[Path]:
    """Make the folder that the launcher reads from, and remove it afterwards. The program never writes to it."""
    with contextlib.ExitStack() as stack:
        try:
            made = tempfile.TemporaryDirectory(prefix="algorist-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
            folder.chmod(0o755)
            (folder / "root").mkdir()
            (folder / "program.py").write_bytes(source.encode("utf-8", "replace"))
            (folder / "stdin").write_bytes(stdin.encode("utf-8", "replace"))
        except OSError as error:
            raise Unavailable(
                f"The sandbox cannot make its folder: {error}.", "Set TMPDIR to one with room."
            ) from error
        yield folder


@functools.cache
def _readable_paths(packages: bool, programs: tuple[str, ...]) -> tuple[str, ...]:
    """List what the program may read: real paths, and "link>target" for the other names that they go by."""
    base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    wanted = [_interpreter(), os.path.join(sys.base_prefix, "lib"), *SYSTEM_PATHS]
    wanted += [path for path in programs if ">" not in path]
    wanted += [sysconfig.get_path(name, vars=base) for name in ("stdlib", "platstdlib")]
    if packages:
        wanted += [sys.executable, sys.prefix]
    real = {os.path.realpath(path) for path in wanted if os.path.exists(path)}
    paths = sorted(path for path in real if not any(path.startswith(f"{other}/") for other in real))
    for path in wanted:
        while os.path.exists(path) and path != os.path.realpath(path):
            paths.append(f"{path}>{os.path.realpath(path)}")
            path = os.path.join(os.path.dirname(path), os.readlink(path)) if os.path.islink(path) else ""
    return (*paths, *(path for path in programs if ">" in path))


def _interpreter() -> str:
    """Return the real path of the interpreter itself, outside any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _bare_interpreter() -> list[str]:
    return [_interpreter(), "-I", "-S", "-E", "-B"]
