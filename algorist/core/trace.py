"""The trace: every paid call of a run in one SQLite file, durable before its result is used.

A run that was killed is begun again on its trace: calls that stand there are answered from it and cost nothing more.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from algorist.core.budget import Spent
from algorist.core.errors import InputError


def _first(database: sqlite3.Connection) -> None:
    database.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    database.execute(
        "CREATE TABLE call (id INTEGER PRIMARY KEY, key TEXT NOT NULL, occurrence INTEGER NOT NULL, kind TEXT NOT NULL,"
        " tag TEXT NOT NULL, request TEXT NOT NULL, result TEXT NOT NULL, spent TEXT NOT NULL, UNIQUE (key, occurrence))"
    )


def _second(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE call ADD COLUMN at REAL NOT NULL DEFAULT 0")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)
"""Numbered schema changes, appended and never edited; the file's `user_version` counts those applied."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call that stands in the trace. `at` is the wall time of its run, in seconds, when it ended."""

    kind: str
    tag: str
    request: Any
    result: Any
    spent: Spent
    at: float = 0.0


FAILED = "failed"
"""The kind of a recorded call that gave nothing; it was paid all the same, and it is asked again."""

_COLUMNS = "kind, tag, request, result, spent, at"


class Trace:
    """One trace file, or one in memory when no path is given; safe for threads."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._occurrences: Counter[str] = Counter()
        try:
            self._database = _connect(path)
            if path is None or _writable(path):
                self._database.execute("PRAGMA journal_mode=WAL")
                self._database.execute("PRAGMA synchronous=FULL")
            self._migrate()
            self._database.execute(f"SELECT key, occurrence, {_COLUMNS} FROM call LIMIT 1").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise InputError(f"The trace {path} cannot be used: {error}. Name another file with --trace.") from error

    def look_up(self, kind: str, request: Mapping[str, Any], place: str = "") -> tuple[str, int, Recorded | None]:
        """Return the key of a request, which asking of it this is, and the recorded call if there is one.

        `place` is where in the run it was asked: what runs side by side ends in any order, and a count over all of it
        would not be the same when the run is begun again.
        """
        key = _key(kind, request, place)
        with self._lock:
            occurrence = self._occurrences[key]
            self._occurrences[key] += 1
            row = self._database.execute(
                f"SELECT {_COLUMNS} FROM call WHERE key = ? AND occurrence = ?", (key, occurrence)
            ).fetchone()
        return key, occurrence, None if row is None else _recorded(row)

    def release(self, key: str, occurrence: int) -> None:
        """Take back a look-up whose call gave nothing: the next asking of the same is this one again."""
        with self._lock:
            if self._occurrences[key] == occurrence + 1:
                self._occurrences[key] = occurrence

    def record(self, key: str, occurrence: int, call: Recorded) -> None:
        """Write a call; when this returns, it survives the process and the machine's power."""
        self._write(
            f"INSERT INTO call (key, occurrence, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, occurrence, call.kind, call.tag, json.dumps(call.request), json.dumps(call.result),
                json.dumps(asdict(call.spent)), call.at,
            ),
        )  # fmt: skip

    def record_failure(self, tag: str, request: Mapping[str, Any], message: str, spent: Spent, at: float) -> None:
        """Write what a call cost that gave nothing, so that a run begun again counts it too."""
        self.record(f"{FAILED} {os.urandom(16).hex()}", 0, Recorded(FAILED, tag, request, message, spent, at))

    def calls(self) -> Iterator[Recorded]:
        """Yield all recorded calls in the order in which they ended."""
        with self._lock:
            rows = self._database.execute(f"SELECT {_COLUMNS} FROM call ORDER BY id").fetchall()
        yield from map(_recorded, rows)

    def note(self, name: str, value: Any) -> None:
        """Keep a fact about the run, such as its problem or its answer."""
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def noted(self, name: str) -> Any:
        """Return a fact that was kept, or None."""
        with self._lock:
            row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _write(self, statement: str, row: tuple[Any, ...]) -> None:
        try:
            with self._lock:
                self._database.execute(statement, row)
        except sqlite3.IntegrityError as error:
            raise InputError(
                f"The trace {self.path} is being written by another run as well. Give each run its own --trace."
            ) from error
        except sqlite3.Error as error:
            raise InputError(
                f"The trace {self.path} cannot be written: {error}. What stands in it is kept; free space or name"
                " another file with --trace, and run the same command again to go on."
            ) from error

    def _migrate(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise InputError(
                f"The trace {self.path} was written by a newer Algorist (schema {version}). Upgrade to read it."
            )
        for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
            self._database.execute("BEGIN IMMEDIATE")
            (now,) = self._database.execute("PRAGMA user_version").fetchone()
            if now == 0 and self._database.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise InputError(f"{self.path} is a database, but no trace. Name another file with --trace.")
            if now < number:
                migration(self._database)
                self._database.execute(f"PRAGMA user_version = {number}")
            self._database.execute("COMMIT")


def _connect(path: Path | None) -> sqlite3.Connection:
    """Open the file; one that may not be written can still be replayed."""
    name = ":memory:" if path is None else str(path)
    if path is not None and not _writable(path):
        waiting = path.with_name(f"{path.name}-wal")
        unfinished = waiting.exists() and waiting.stat().st_size > 0
        name = f"{path.resolve().as_uri()}?{'mode=ro' if unfinished else 'immutable=1'}"
    return sqlite3.connect(
        name, check_same_thread=False, isolation_level=None, timeout=10, uri=name.startswith("file:")
    )


def _writable(path: Path) -> bool:
    return not path.exists() or (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK))


def _key(kind: str, request: Mapping[str, Any], place: str) -> str:
    return hashlib.sha256(json.dumps([kind, request, place], sort_keys=True).encode()).hexdigest()


def _recorded(row: tuple[str, str, str, str, str, float]) -> Recorded:
    kind, tag, request, result, spent, at = row
    return Recorded(kind, tag, json.loads(request), json.loads(result), Spent.from_json(json.loads(spent)), at)
