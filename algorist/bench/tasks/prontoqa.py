"""PrOntoQA (Saparov and He 2023): five-hop deduction over invented kinds, true or false; right when the option is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, split_files
from algorist.bench.tasks.proofwriter import items, options_right
from algorist.core.task import Item, Task

SPLITS = {"dev": "dev*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    return items(split_files(folder(data, "prontoqa"), SPLITS, tuple(SPLITS), split))


TASK = Task("prontoqa", "deduction over invented kinds: true or false", _load, options_right, kind="horn")
