"""What the command line is given to read: words or a formal file, refused by name when it is neither."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES

LARGEST_STATEMENT = 200_000
"""Characters of words: more is data, not a problem statement."""


LARGEST_DATA = 50_000_000
"""Bytes of data that stand apart from the words."""


@dataclass(frozen=True, slots=True)
class Formal:
    """A formal file, parsed: the language's name and the model."""

    language: str
    model: Any


def read(path: Path | None, text: str | None, language: str | None) -> Problem | Formal:
    """Return what a file, standard input (`-`) or --text holds; raises InputError or FormalError."""
    if text is not None:
        return _problem(text, "--text")
    if path is None:
        raise InputError("Nothing to solve. Name a file, or - for standard input, or pass --text.")
    if str(path) == "-":
        return _problem(sys.stdin.read(LARGEST_STATEMENT + 1), "standard input")
    if not path.is_file():
        raise InputError(f"{path}: there is no such file.")
    name = language_of(path)
    if name == "linear" and path.suffix != ".lin":
        from algorist.formal.linear.files import read_file

        return Formal("linear", read_file(path))
    if name == "constraint" and path.suffix.lower() != ".con":
        from algorist.formal.constraint.files import read_file as read_constraint

        return Formal("constraint", read_constraint(path))
    if name == "plan":
        from algorist.formal.plan.files import read_file as read_plan

        return Formal("plan", read_plan(path))
    content = _decode(path, path.read_bytes() if path.stat().st_size <= 20 * LARGEST_STATEMENT else None)
    if name is not None and name == (language or name):
        return Formal(name, LANGUAGES.get(name).parse(content))
    return _problem(content, str(path))


def read_data(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file of data; raises InputError with the place that is wrong."""
    if not path.is_file():
        raise InputError(f"--data {path}: there is no such file.")
    content = _decode(path, path.read_bytes() if path.stat().st_size <= LARGEST_DATA else None)
    try:
        data = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"--data {path}: not JSON ({error}).") from error
    if not isinstance(data, dict):
        raise InputError(f"--data {path}: one JSON object is expected, names with numbers, lists or tables.")
    return data


def language_of(path: Path) -> str | None:
    """Return the language whose files end as this one does."""
    suffix = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    return next((name for name in LANGUAGES.names() if suffix in LANGUAGES.get(name).suffixes), None)


def _decode(path: Path, content: bytes | None) -> str:
    if content is None:
        raise InputError(
            f"{path} has {path.stat().st_size:,} bytes, more than are read as text ({20 * LARGEST_STATEMENT:,}; data {LARGEST_DATA:,})."
        )
    if b"\0" in content:
        raise InputError(f"{path} is a binary file, not words or a formal text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: byte {error.start + 1} cannot be read.") from error


def _problem(text: str, where: str) -> Problem:
    if not text.strip():
        raise InputError(f"{where} is empty. Write the problem down in words, or in a formal language.")
    if len(text) > LARGEST_STATEMENT:
        raise InputError(f"{where} has more than {LARGEST_STATEMENT:,} characters; a statement in words has fewer.")
    if "\0" in text:
        raise InputError(f"{where} is binary, not words.")
    return Problem(text.strip())
