"""MAWPS (Koncel-Kedziorski et al. 2016): arithmetic word problems from many sources; right when the number is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.tasks.svamp import number_right
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"problems": "problems*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "mawps"), SPLITS, ("problems",), split):
        for item in json_lines(file):
            yield Item(str(item["id"]), Problem(item["input"].strip()), str(item["target"]))


TASK = Task("mawps", "arithmetic word problems from many sources", _load, number_right, kind="program")
