"""The trace: every paid call of a run in one SQLite file, durable before its result is used.

A run that was killed is begun again on its trace: calls that stand there are answered from it and cost nothing more.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first,)
"""Numbered schema changes, appended and never edited; the file's `user_version` counts those applied."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call that stands in the trace."""

    kind: str
    tag: str
    request: Any
    result: Any
    spent: Spent


class Trace:
    """One trace file, or one in memory when no path is given; safe for threads."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._occurrences: Counter[str] = Counter()
        try:
            self._database = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10
            )
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._migrate()
        except (sqlite3.Error, OSError) as error:
            raise InputError(f"The trace {path} cannot be used: {error}. Name another file with --trace.") from error

    def look_up(self, kind: str, request: Mapping[str, Any]) -> tuple[str, int, Recorded | None]:
        """Return the key of a request, which asking of it this is, and the recorded call if there is one."""
        key = _key(kind, request)
        with self._lock:
            occurrence = self._occurrences[key]
            self._occurrences[key] += 1
            row = self._database.execute(
                "SELECT kind, tag, request, result, spent FROM call WHERE key = ? AND occurrence = ?", (key, occurrence)
            ).fetchone()
        return key, occurrence, None if row is None else _recorded(row)

    def record(self, key: str, occurrence: int, call: Recorded) -> None:
        """Write a call; when this returns, it survives the process and the machine's power."""
        row = (
            key, occurrence, call.kind, call.tag,
            json.dumps(call.request), json.dumps(call.result), json.dumps(call.spent.to_json()),
        )  # fmt: skip
        try:
            with self._lock:
                self._database.execute(
                    "INSERT INTO call (key, occurrence, kind, tag, request, result, spent) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
        except sqlite3.Error as error:
            raise InputError(
                f"The trace {self.path} cannot be written: {error}. What stands in it is kept; free space or name"
                " another file with --trace, and run the same command again to go on."
            ) from error

    def calls(self) -> Iterator[Recorded]:
        """Yield all recorded calls in the order in which they ended."""
        with self._lock:
            rows = self._database.execute("SELECT kind, tag, request, result, spent FROM call ORDER BY id").fetchall()
        yield from map(_recorded, rows)

    def note(self, name: str, value: Any) -> None:
        """Keep a fact about the run, such as its problem or its answer."""
        with self._lock:
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def noted(self, name: str) -> Any:
        """Return a fact that was kept, or None."""
        with self._lock:
            row = self._database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _migrate(self) -> None:
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise InputError(
                f"The trace {self.path} was written by a newer Algorist (schema {version}). Upgrade to read it."
            )
        for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
            self._database.execute("BEGIN IMMEDIATE")
            (now,) = self._database.execute("PRAGMA user_version").fetchone()
            if now < number:
                migration(self._database)
                self._database.execute(f"PRAGMA user_version = {number}")
            self._database.execute("COMMIT")


def _key(kind: str, request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps([kind, request], sort_keys=True).encode()).hexdigest()


def _recorded(row: tuple[str, str, str, str, str]) -> Recorded:
    kind, tag, request, result, spent = row
    return Recorded(kind, tag, json.loads(request), json.loads(result), Spent.from_json(json.loads(spent)))
