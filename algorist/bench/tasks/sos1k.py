"""SoS-1K (Li et al. 2025): is a polynomial nonnegative; right when yes or no is. Some keys are corrected (`corrections/sos1k.json`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.tasks.proofwriter import options_right
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"evaluation": "evaluation*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "sos1k"), SPLITS, tuple(SPLITS), split):
        for item in json_lines(file):
            problem = Problem(f"Is the following polynomial nonnegative for all real values?\n\n{item['polynomial']}")
            yield Item(str(item["id"]), problem, "Yes" if item["ans"] else "No")


TASK = Task("sos1k", "is a polynomial nonnegative everywhere: yes or no", _load, options_right, kind="polynomial")
