"""Reading benchmark files: JSON lines, plain or gzipped, each named when it is missing or broken."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError


def folder(data: Path | None, task: str) -> Path:
    """Return the task's data folder; raises InputError that names the option."""
    if data is None:
        raise InputError(f"{task} reads its items from a folder. Name it with --data DIR.")
    if not data.is_dir():
        raise InputError(f"{task}: --data {data} is not a folder.")
    return data


def split_files(data: Path, known: dict[str, str], default: tuple[str, ...], split: str | None) -> list[Path]:
    """Return the files of a split, or those of the default splits that stand in the folder; raises InputError when none does."""
    names = (split,) if split else default
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(f"There is no split {unknown[0]!r}; there are {', '.join(known)}.")
    files = [file for name in names for file in sorted(data.glob(known[name]))]
    if not files:
        raise InputError(f"{data} holds none of {', '.join(known[name] for name in names)}.")
    return files


def json_lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a .jsonl or .jsonl.gz file; raises InputError with the line that is not JSON."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise InputError(f"{file.name}, line {number}: not JSON ({error.msg}).") from error
