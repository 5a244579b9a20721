"""MAMO (Huang et al. 2024): optimisation models in words, easy and complex; right when the optimum is, by default on the easy ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.optimum import optimum_item, optimum_right
from algorist.core.task import Item, Task

SPLITS = {"easy": "easy_lp*.jsonl*", "complex": "complex_lp*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "mamo"), SPLITS, ("easy",), split):
        for item in json_lines(file):
            yield optimum_item(f"{item['Type']}:{item['id']}", item["Question"].replace("\\n", "\n"), item["Answer"])


TASK = Task("mamo", "optimisation models in words; the answer is the optimum", _load, optimum_right, kind="linear")
