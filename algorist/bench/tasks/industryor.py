"""IndustryOR (Tang et al. 2024): operations research in words; right when the optimum is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.optimum import optimum_item, optimum_right
from algorist.core.task import Item, Task

SPLITS = {"problems": "problems*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "industryor"), SPLITS, ("problems",), split):
        for number, item in enumerate(json_lines(file)):
            yield optimum_item(str(number), item["en_question"], item["en_answer"])


TASK = Task(
    "industryor", "operations research in words; the answer is the optimum", _load, optimum_right, kind="linear"
)
