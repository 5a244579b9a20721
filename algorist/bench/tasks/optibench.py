"""OptiBench (Yang et al. 2024): optimisation in words and tables; right when the last result, the optimum, is.

By default the linear problems alone; `--split` picks one of the four types.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.optimum import optimum_item, optimum_right
from algorist.core.errors import InputError
from algorist.core.task import Item, Task

TYPES = ("linear-notable", "linear-table", "nonlinear-notable", "nonlinear-table")


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    if split is not None and split not in TYPES:
        raise InputError(f"There is no split {split!r}; there are {', '.join(TYPES)}.")
    wanted = (split,) if split else TYPES[:2]
    for file in split_files(folder(data, "optibench"), {"problems": "problems*.jsonl*"}, ("problems",), None):
        for item in json_lines(file):
            if item["type"] in wanted:
                yield optimum_item(str(item["index"]), item["question"], list(item["results"].values())[-1])


TASK = Task(
    "optibench", "optimisation in words and tables; the answer is the optimum", _load, optimum_right, kind="linear"
)
