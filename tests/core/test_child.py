"""Workers: what they return, what ends them, and that nothing of them is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from algorist.core.child import Children
from algorist.core.errors import BudgetSpent, FormalError, Unavailable

MB = 1 << 20

FUNCTIONS = """
import ctypes, os, signal, subprocess, sys, time
from algorist.core.errors import BudgetSpent, FormalError, Unavailable

def echo(x): return x
def pid(x): return os.getpid()
def sleep(x): time.sleep(x); return x
def spin(x):
    while True: pass
def hold_the_gil(x):
    open(x, "w").write(str(os.getpid())); ctypes.PyDLL(None).usleep(60_000_000)
def deaf(x):
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
    time.sleep(60)
def chatter(x):
    print("to Python's stdout"); os.write(1, b"to descriptor 1\\n"); os.system("echo from a shell")
    return "said"
def read_stdin(x): return sys.stdin.read()
def formal(x): raise FormalError(3, 7, "no such name 'y'", "Say x.")
def missing(x): raise Unavailable("HiGHS is missing.", "pip install highspy")
def spent(x): raise BudgetSpent("no tokens")
def bug(x): return [][1]
def memory(x): return len(bytearray(x))
def bad_alloc(x): sys.stderr.write("terminate called\\nbad_alloc\\n"); sys.stderr.flush(); os.abort()
def segfault(x): ctypes.string_at(0)
def leave(x): os._exit(3)
def big(x): return "a" * x
def unwritable(x): return {1, 2}
def sleep_in_child(x):
    c = subprocess.Popen(["sleep", "60"]); open(x, "w").write(f"{os.getpid()} {c.pid}"); c.wait()
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "plugin_of_test").mkdir()
    (folder / "plugin_of_test" / "__init__.py").write_text("")
    (folder / "plugin_of_test" / "functions.py").write_text(FUNCTIONS)
    sys.path.append(str(folder))
    yield "plugin_of_test.functions"
    sys.path.remove(str(folder))


@pytest.fixture
def children(package: str) -> Iterator[Children]:
    with Children(2, packages=["plugin_of_test"]) as pool:
        yield pool


def called(children: Children, name: str, argument: Any = None, seconds: float = 5.0, memory: int = 256 * MB) -> Any:
    return children.call(f"plugin_of_test.functions:{name}", argument, seconds, memory)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pid: int, within: float = 3.0) -> bool:
    end = time.monotonic() + within
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not alive(pid)


def read_when_written(file: Path) -> list[int]:
    end = time.monotonic() + 10
    while not (file.exists() and file.read_text()) and time.monotonic() < end:
        time.sleep(0.01)
    return [int(word) for word in file.read_text().split()]


@pytest.mark.parametrize("value", [None, 0, -1.5, "é\ud800\n", [1, [2]], {"a": {"b": []}}, "x" * 3_000_000])
def test_values_come_back_as_they_went(children: Children, value: Any) -> None:
    assert called(children, "echo", value) == value


def test_a_worker_is_used_again(children: Children) -> None:
    assert len({called(children, "pid") for _ in range(20)}) == 1


def test_a_call_costs_milliseconds_at_most(children: Children) -> None:
    called(children, "echo")
    times = []
    for _ in range(100):
        start = time.perf_counter()
        called(children, "echo", [1, 2, 3])
        times.append(time.perf_counter() - start)
    assert sorted(times)[50] < 0.005


@pytest.mark.parametrize("name", ["sleep", "spin", "deaf"])
def test_the_deadline_kills(children: Children, name: str) -> None:
    pid = called(children, "pid")
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"functions:\w+ did not end within 0.2 s"):
        called(children, name, 60, seconds=0.2)
    assert 0.2 <= time.monotonic() - start < 1.5
    assert gone(pid)
    assert called(children, "echo", 1) == 1


def test_the_deadline_kills_what_never_lets_python_run(children: Children, tmp_path: Path) -> None:
    with pytest.raises(TimeoutError):
        called(children, "hold_the_gil", str(tmp_path / "pid"), seconds=0.2)
    assert gone(read_when_written(tmp_path / "pid")[0])


def test_the_deadline_kills_the_workers_children(children: Children, tmp_path: Path) -> None:
    with pytest.raises(TimeoutError):
        called(children, "sleep_in_child", str(tmp_path / "pids"), seconds=0.5)
    assert all(gone(pid) for pid in read_when_written(tmp_path / "pids"))


@pytest.mark.parametrize("name", ["chatter", "read_stdin"])
def test_what_a_solver_prints_or_reads_does_not_touch_the_protocol(children: Children, name: str) -> None:
    assert called(children, name) == {"chatter": "said", "read_stdin": ""}[name]
    assert called(children, "echo", 1) == 1


def test_our_errors_come_back_as_themselves(children: Children) -> None:
    with pytest.raises(FormalError) as formal:
        called(children, "formal")
    assert (formal.value.line, formal.value.column, formal.value.hint) == (3, 7, "Say x.")
    assert str(formal.value) == str(FormalError(3, 7, "no such name 'y'", "Say x."))
    with pytest.raises(Unavailable, match=r"HiGHS is missing\. pip install highspy") as missing:
        called(children, "missing")
    assert missing.value.remedy == "pip install highspy"
    with pytest.raises(BudgetSpent, match="no tokens"):
        called(children, "spent")


def test_other_errors_are_unavailable_and_keep_their_traceback(children: Children) -> None:
    with pytest.raises(Unavailable, match=r"functions:bug failed: IndexError: list index out of range") as bug:
        called(children, "bug")
    assert "return [][1]" in bug.value.__notes__[0]
    with pytest.raises(Unavailable, match="functions:absent failed: AttributeError"):
        called(children, "absent")
    with pytest.raises(Unavailable, match="functions:unwritable failed: TypeError"):
        called(children, "unwritable")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bad_alloc", "killed by SIGABRT, saying: bad_alloc"),
        ("segfault", "killed by SIGSEGV"),
        ("leave", "exit code 3"),
    ],
)
def test_a_crash_is_reported_by_its_signal_or_code(children: Children, name: str, words: str) -> None:
    with pytest.raises(Unavailable, match=words):
        called(children, name)
    assert called(children, "echo", 1) == 1


def test_memory_is_limited_for_each_call(children: Children) -> None:
    pid = called(children, "pid")
    assert called(children, "memory", 100 * MB, memory=200 * MB) == 100 * MB
    with pytest.raises(Unavailable, match="more than the 50 MB"):
        called(children, "memory", 100 * MB, memory=50 * MB)
    assert called(children, "memory", 300 * MB, memory=400 * MB) == 300 * MB
    assert called(children, "pid") == pid


def test_a_result_is_limited_in_size(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algorist.core.child.LARGEST_RESULT", 4 * MB)
    assert len(called(children, "big", 3 * MB)) == 3 * MB
    with pytest.raises(Unavailable, match="larger than 4 MB"):
        called(children, "big", 9 * MB)
    assert called(children, "echo", 1) == 1


def test_only_functions_of_known_packages_are_called(children: Children) -> None:
    for name in ["os:system", "algoristic.x:y", "plugin_of_test_too.x:y"]:
        with pytest.raises(ValueError, match="may not be called"):
            children.call(name, "true", 1.0, MB)


def test_a_worker_killed_while_idle_is_replaced(children: Children) -> None:
    pid = called(children, "pid")
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert called(children, "pid") != pid


def test_many_threads_share_the_pool(children: Children) -> None:
    results: list[tuple[int, int]] = []
    pids = set()

    def work(number: int) -> None:
        for step in range(20):
            results.append((called(children, "echo", number * 100 + step), number * 100 + step))
            pids.add(called(children, "pid"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 120
    assert all(got == sent for got, sent in results)
    assert len(pids) <= 2


def test_cancelling_the_task_kills_the_worker(children: Children, tmp_path: Path) -> None:
    async def scene() -> None:
        function = "plugin_of_test.functions:hold_the_gil"
        task = asyncio.create_task(children.acall(function, str(tmp_path / "pid"), 60.0, 256 * MB))
        pid = (await asyncio.to_thread(read_when_written, tmp_path / "pid"))[0]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert gone(pid)
        assert await children.acall("plugin_of_test.functions:echo", 5, 5.0, 256 * MB) == 5

    asyncio.run(scene())


def test_calls_on_one_loop_run_at_the_same_time(children: Children) -> None:
    async def scene() -> list[Any]:
        sleep = "plugin_of_test.functions:sleep"
        return await asyncio.gather(*(children.acall(sleep, 0.5, 5.0, 256 * MB) for _ in range(2)))

    called(children, "echo")
    start = time.monotonic()
    assert asyncio.run(scene()) == [0.5, 0.5]
    assert time.monotonic() - start < 0.95


def test_calls_that_wait_for_a_place_when_the_pool_closes_are_unavailable(package: str) -> None:
    async def scene() -> None:
        pool = Children(1, packages=["plugin_of_test"])
        sleep = "plugin_of_test.functions:sleep"
        calls = [asyncio.create_task(pool.acall(sleep, 30, 60.0, 256 * MB)) for _ in range(3)]
        await asyncio.sleep(0.3)
        await asyncio.to_thread(pool.close)
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(end) for end in ends] == [Unavailable] * 3
        with pytest.raises(Unavailable, match="closed"):
            await pool.acall(sleep, 0, 1.0, MB)

    asyncio.run(scene())


def test_close_ends_idle_and_busy_workers(package: str, tmp_path: Path) -> None:
    pool = Children(2, packages=["plugin_of_test"])
    failures: list[BaseException] = []

    def busy() -> None:
        try:
            called(pool, "hold_the_gil", str(tmp_path / "pid"), seconds=60)
        except Unavailable as error:
            failures.append(error)

    thread = threading.Thread(target=busy)
    thread.start()
    pids = [*read_when_written(tmp_path / "pid"), called(pool, "pid")]
    pool.close()
    thread.join(3)
    assert len(failures) == 1
    assert not any(alive(pid) for pid in pids)
    with pytest.raises(Unavailable, match="closed"):
        called(pool, "echo")


@pytest.mark.parametrize("how", ["hold_the_gil", "sleep_in_child", "idle"])
def test_nothing_outlives_a_parent_that_is_killed(package: str, tmp_path: Path, how: str) -> None:
    program = f"""
import sys, time; sys.path[:] = {json.dumps(sys.path)}
from algorist.core.child import Children
pool = Children(packages=["plugin_of_test"])
if {how!r} == "idle":
    open({str(tmp_path / "pids")!r}, "w").write(str(pool.call("plugin_of_test.functions:pid", 0, 5.0, 1 << 28)))
    time.sleep(60)
pool.call("plugin_of_test.functions:{how}", {str(tmp_path / "pids")!r}, 60.0, 1 << 28)
"""
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        pids = read_when_written(tmp_path / "pids")
        assert all(alive(pid) for pid in pids)
        parent.kill()
    assert all(gone(pid) for pid in pids)
