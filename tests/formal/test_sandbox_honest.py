"""Honest programs: what they may count on in the sandbox, and how their ends are told."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from algorist.core.errors import InputError, Unavailable
from algorist.formal.program.sandbox import Execution, Outcome, Sandbox, SandboxLimits

ENDED, FAILED, KILLED = Outcome.ENDED, Outcome.FAILED, Outcome.KILLED
TIMEOUT, MEMORY, OUTPUT = Outcome.TIMEOUT, Outcome.MEMORY, Outcome.OUTPUT


def run(program: str, stdin: str = "", **limits: Any) -> Execution:
    return Sandbox().run(program, stdin, SandboxLimits(**limits))


def test_an_honest_program_reads_computes_and_prints() -> None:
    execution = run("import sys\nprint(sum(map(int, sys.stdin.read().split())))", "1 2 3\n4\n")
    assert (execution.stdout, execution.stderr, execution.exit_code, execution.outcome) == ("10\n", "", 0, ENDED)


def test_text_is_unicode_both_ways_and_what_is_not_is_replaced() -> None:
    assert run("print(input()[::-1])", "ñ→𝔸\n").stdout == "𝔸→ñ\n"
    assert run("import sys; sys.stdout.buffer.write(b'a\\xff')").stdout == "a\ufffd"


@pytest.mark.parametrize(
    ("program", "code", "outcome", "last"),
    [
        ("import sys; sys.exit(3)", 3, FAILED, ""),
        ("def f(:", 1, FAILED, "SyntaxError: invalid syntax"),
        ("x = 1\n1 / 0", 1, FAILED, "ZeroDivisionError: division by zero"),
        ("import os; os.abort()", -signal.SIGABRT, KILLED, ""),
        ("bytearray(1 << 31)", 1, MEMORY, "MemoryError"),
    ],
)
def test_failures_say_how(program: str, code: int, outcome: Outcome, last: str) -> None:
    execution = run(program)
    assert (execution.exit_code, execution.outcome) == (code, outcome)
    assert (execution.stderr.splitlines() or [""])[-1] == last


def test_the_standard_library_works() -> None:
    program = """
import asyncio, bisect, collections, concurrent.futures, csv, datetime, decimal, fractions, functools, heapq, itertools
import hashlib, json, math, pathlib, random, re, sqlite3, statistics, string, tempfile, threading, time, zoneinfo, zlib

async def nap(n): await asyncio.sleep(0.001); return n
async def naps(): return sum(await asyncio.gather(*map(nap, range(10))))
assert asyncio.run(naps()) == 45
with concurrent.futures.ThreadPoolExecutor(4) as pool: assert sum(pool.map(abs, range(-5, 5))) == 25
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "x"; file.write_text("1"); assert file.read_text() == "1"; file.rename(folder + "/y")
base = sqlite3.connect("base.db"); base.execute("create table t (x)"); base.commit(); base.close()
assert random.SystemRandom().random() < 1 and time.time() > 0 and datetime.datetime.now(zoneinfo.ZoneInfo("UTC"))
print("works")
"""
    execution = run(program)
    assert (execution.stdout, execution.stderr) == ("works\n", "")


def test_two_runs_are_alike() -> None:
    program = "print({str(n) for n in range(50)}, hash('x'))"
    assert run(program).stdout == run(program).stdout


def test_several_processes_run_where_they_are_allowed() -> None:
    program = "import subprocess, sys\nsubprocess.run([sys.executable, '-S', '-c', 'print(6 * 7)'], check=True)"
    assert run(program, processes=8).stdout == "42\n"
    assert run(program).outcome is FAILED


def test_installed_packages_are_seen_only_when_asked_for() -> None:
    program = "import hypothesis; print(hypothesis.__name__)"
    assert "ModuleNotFoundError" in run(program).stderr
    assert Sandbox(packages=True).run(program).stdout == "hypothesis\n"


def test_output_is_kept_up_to_its_limit() -> None:
    assert run("print('x' * 99)", output=100).outcome is ENDED
    execution = run("import sys\nsys.stdout.write('x' * 101)", output=100)
    assert (execution.outcome, execution.stdout) == (OUTPUT, "x" * 100)


def test_the_smallest_limit_of_output_counts_only_output() -> None:
    assert (run("", output=1).outcome, run("print(end='x')", output=1).stdout) == (ENDED, "x")
    assert run("print('x')", output=1).outcome is OUTPUT


def test_what_was_printed_before_the_deadline_is_kept() -> None:
    execution = run("import time\nprint('so far', flush=True)\ntime.sleep(60)", seconds=0.4)
    assert (execution.outcome, execution.stdout, execution.exit_code) == (TIMEOUT, "so far\n", -signal.SIGKILL)
    assert 0.4 <= execution.seconds < 2


def test_input_larger_than_a_pipe_arrives() -> None:
    assert run("import sys\nprint(len(sys.stdin.read()))", "x" * 1_000_000).stdout == "1000000\n"


def test_runs_at_the_same_time_do_not_meet() -> None:
    results: dict[int, Execution] = {}

    def one(number: int) -> None:
        results[number] = run(f"open('x', 'w').write('{number}')\nprint(open('x').read())", seconds=30)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: execution.stdout for number, execution in results.items()} == {n: f"{n}\n" for n in range(6)}


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run("open('x', 'w').write('x')")
    run("while True: pass", seconds=0.2)
    assert list(tmp_path.iterdir()) == []


def test_no_descriptor_is_leaked() -> None:
    run("")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        run("")
    assert len(os.listdir("/proc/self/fd")) == before


def test_protections_are_named() -> None:
    protections = Sandbox().protections()
    assert "seccomp" in protections
    assert any(name == "mounts" or name.startswith("landlock") for name in protections)


@pytest.mark.parametrize(
    ("limits", "words"),
    [({"seconds": 0}, "seconds must be above 0"), ({"memory": 1}, "memory must be at least 67,108,864, got 1"),
     ({"processes": 0}, "processes must be at least 1"), ({"seconds": float("nan")}, "got nan")],
)  # fmt: skip
def test_limits_are_checked(limits: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        SandboxLimits(**limits)


def test_a_temporary_folder_without_room_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(Unavailable, match="cannot make its folder"):
        run("")
