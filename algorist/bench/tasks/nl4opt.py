"""NL4Opt: linear programmes in words; right when the optimum is, by default on `nl4opt_245` and `nl4opt_e`.

An item without an optimum ("No Best Solution") is right when the answer says so: infeasible or unbounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.optimum import optimum_item, optimum_right
from algorist.core.task import Item, Task

SPLITS = {"nl4opt_245": "nl4opt_245*.jsonl*", "nl4opt_e": "nl4opt_e*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "nl4opt"), SPLITS, tuple(SPLITS), split):
        for number, item in enumerate(json_lines(file)):
            name = file.name.split(".")[0]
            if "en_question" in item:
                yield optimum_item(f"{name}:{item.get('id', number)}", item["en_question"], item["en_answer"])
            else:
                optimum = list(item["results"].values())[-1]
                yield optimum_item(f"{name}:{item['index']}", item["question"], optimum)


TASK = Task("nl4opt", "linear programmes in words; the answer is the optimum", _load, optimum_right, kind="linear")
