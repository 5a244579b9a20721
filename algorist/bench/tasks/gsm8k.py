"""GSM8K (Cobbe et al. 2021): grade-school word problems; right when the final number is. Scored on the test part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.tasks.svamp import number_right
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"test": "test*.jsonl*", "train": "train*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "gsm8k"), SPLITS, ("test",), split):
        for number, item in enumerate(json_lines(file)):
            gold = item["answer"].rsplit("####", 1)[-1].strip().replace(",", "")
            yield Item(str(item.get("id", number)), Problem(item["question"]), gold)


TASK = Task("gsm8k", "grade-school arithmetic word problems", _load, number_right, kind="program")
