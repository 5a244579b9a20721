"""Benchmark tasks: where the items come from, and when an answer to one is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorist.core.answer import Answer
from algorist.core.problem import Problem


@dataclass(frozen=True, slots=True)
class Item:
    """One problem with what its scorer needs; `id` is unique within the task."""

    id: str
    problem: Problem
    gold: Any


@dataclass(frozen=True, slots=True)
class Task:
    """A benchmark. `load(data, split)` yields its items; `right(answer, item)` scores one, exactly as the benchmark defines it.

    `language` is the formal language that fits, which a run may be told or may have to find.
    """

    name: str
    summary: str
    load: Callable[[Path | None, str | None], Iterator[Item]]
    right: Callable[[Answer, Item], bool]
    kind: str | None = None
    details: Mapping[str, str] | None = None
