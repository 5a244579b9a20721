"""The trace: what it holds is there after anything, and a file that cannot serve is refused in clear words."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.budget import Spent
from algorist.core.errors import InputError
from algorist.core.trace import MIGRATIONS, Recorded, Trace

CALL = Recorded("ask", "tag", {"prompt": "p"}, [{"text": "t"}], Spent(1, 2, 3, 0.5, 0.0, 1.23456789e-7), at=4.5)


def filled(path: Path) -> Path:
    trace = Trace(path)
    key, occurrence, recorded = trace.look_up("ask", {"prompt": "p"})
    assert recorded is None
    trace.record(key, occurrence, CALL)
    trace.close()
    return path


def test_a_call_comes_back_equal_once_and_the_next_asking_is_another(tmp_path: Path) -> None:
    trace = Trace(filled(tmp_path / "t.db"))
    assert trace.look_up("ask", {"prompt": "p"})[1:] == (0, CALL)
    assert trace.look_up("ask", {"prompt": "p"})[1:] == (1, None)
    assert trace.look_up("ask", {"prompt": "q"})[1:] == (0, None)
    assert trace.look_up("solve", {"prompt": "p"})[1:] == (0, None)
    assert trace.look_up("ask", {"prompt": "p"}, "/0.1")[1:] == (0, None)
    assert list(trace.calls()) == [CALL]


def test_a_look_up_that_came_to_nothing_is_released() -> None:
    trace = Trace()
    key, occurrence, _ = trace.look_up("ask", {})
    trace.release(key, occurrence)
    assert trace.look_up("ask", {})[1] == 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), json_values), json_values, st.floats(0, 1e9))
def test_whatever_json_is_recorded_comes_back(request: dict[str, object], result: object, seconds: float) -> None:
    trace = Trace()
    key, occurrence, _ = trace.look_up("ask", request)
    call = Recorded("ask", "", request, result, Spent(seconds=seconds, usd=seconds), seconds)
    trace.record(key, occurrence, call)
    assert list(trace.calls()) == [call]
    trace.close()


def test_a_trace_of_every_older_schema_is_migrated_with_what_it_holds(tmp_path: Path) -> None:
    for version in range(1, len(MIGRATIONS)):
        path = tmp_path / f"{version}.db"
        database = sqlite3.connect(path)
        for migration in MIGRATIONS[:version]:
            migration(database)
        database.execute(
            "INSERT INTO call (key, occurrence, kind, tag, request, result, spent)"
            """ VALUES ('k', 0, 'ask', 'old', '{"a": 1}', '[2]', '{"calls": 1}')"""
        )
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
        database.close()
        trace = Trace(path)
        assert list(trace.calls()) == [Recorded("ask", "old", {"a": 1}, [2], Spent(calls=1))]
        trace.close()
        with sqlite3.connect(path) as reopened:
            assert reopened.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = filled(tmp_path / "t.db")
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(InputError, match=r"newer Algorist \(schema \d+\)\. Upgrade"):
        Trace(path)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM call").fetchone() == (1,)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    for version in (0, 1, len(MIGRATIONS)):
        path = tmp_path / f"{version}.db"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE recipes (name TEXT)")
            database.execute(f"PRAGMA user_version = {version}")
        with pytest.raises(InputError, match="--trace"):
            Trace(path)
        with sqlite3.connect(path) as database:
            assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("a shopping list, longer than a header of SQLite would be, in plain words\n" * 20)
    before = text.read_bytes()
    for path in (text, tmp_path, tmp_path / "no" / "such" / "folder" / "t.db"):
        with pytest.raises(InputError, match=r"cannot be used: .*--trace"):
            Trace(path)
    assert text.read_bytes() == before


def test_two_runs_on_one_trace_are_told_apart(tmp_path: Path) -> None:
    first, second = Trace(tmp_path / "t.db"), Trace(tmp_path / "t.db")
    for trace in (first, second):
        trace.look_up("ask", {})
    first.record("key", 0, CALL)
    with pytest.raises(InputError, match="another run"):
        second.record("key", 0, CALL)


def test_facts_about_the_run_are_kept(tmp_path: Path) -> None:
    trace = Trace(tmp_path / "t.db")
    trace.note("problem", {"statement": "x"})
    trace.note("problem", {"statement": "y"})
    trace.close()
    assert Trace(tmp_path / "t.db").noted("problem") == {"statement": "y"}
    assert Trace().noted("problem") is None


FILL = """
    import sys
    from pathlib import Path
    from algorist.core.budget import Spent
    from algorist.core.errors import InputError
    from algorist.core.trace import Recorded, Trace

    {limit}
    kept = 0
    try:
        trace = Trace(Path(sys.argv[1]))
        while kept < 1000:
            key, occurrence, _ = trace.look_up("ask", {{"number": kept}})
            trace.record(key, occurrence, Recorded("ask", "", {{}}, "x" * 3000, Spent(calls=1)))
            kept += 1
    except InputError as error:
        print(kept, error)
"""


def run_fill(path: Path, limit: str = "") -> tuple[int, str]:
    source = textwrap.dedent(FILL).format(limit=limit)
    done = subprocess.run([sys.executable, "-c", source, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    kept, _, message = done.stdout.partition(" ")
    return int(kept), message


def check_kept(path: Path, kept: int) -> None:
    trace = Trace(path)
    calls = list(trace.calls())
    trace.close()
    assert len(calls) == kept
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_may_not_grow_ends_with_a_clear_message_and_keeps_what_stood(tmp_path: Path) -> None:
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, {resource.RLIM_INFINITY}))"
    kept, message = run_fill(tmp_path / "t.db", limit)
    assert kept > 5
    assert "cannot be written" in message
    assert "free space" in message
    check_kept(tmp_path / "t.db", kept)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs more rights than these")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_ends_with_a_clear_message_and_keeps_what_stood(small_disk: Path, tmp_path: Path) -> None:
    kept, message = run_fill(small_disk / "t.db")
    assert kept > 10
    assert "cannot be written: database or disk is full" in message
    for file in small_disk.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    check_kept(tmp_path / "t.db", kept)
    _, message = run_fill(small_disk / "another.db")
    assert "full" in message


READ = """
    import os, sys
    from pathlib import Path
    from algorist.core.budget import Spent
    from algorist.core.errors import InputError
    from algorist.core.trace import Recorded, Trace
    if os.getuid() == 0:
        os.setgid(65534); os.setuid(65534)
    trace = Trace(Path(sys.argv[1]))
    print(len(list(trace.calls())), flush=True)
    try:
        trace.record("new", 0, Recorded("ask", "", {}, "", Spent()))
    except InputError as error:
        print(error)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that others may read, unlike pytest's: the test gives up its rights where it is root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_read_only_trace_is_read_and_refuses_to_be_written(public_folder: Path) -> None:
    path = filled(public_folder / "read #only?.db")
    path.chmod(0o444)
    source = textwrap.dedent(READ)
    done = subprocess.run([sys.executable, "-c", source, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    kept, message = done.stdout.split("\n", 1)
    assert kept == "1"
    assert "cannot be written" in message
    assert "readonly" in message
