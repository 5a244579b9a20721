"""LogicalDeduction (BIG-bench, as sampled by Logic-LM): three, five or seven things in an order; right when the option's letter is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"train": "train*.jsonl*", "dev": "dev*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "logicaldeduction"), SPLITS, tuple(SPLITS), split):
        for item in json_lines(file):
            options = "\n".join(item["options"])
            yield Item(str(item["id"]), Problem(f"{item['context']}\n\n{item['question']}\n{options}"), item["answer"])


def right(answer: Answer, item: Item) -> bool:
    if isinstance(answer.value, dict):
        return bool(answer.value.get("option") == item.gold)
    return re.match(rf"\W*{item.gold}\b", str(answer.value or "")) is not None


TASK = Task(
    "logicaldeduction", "three, five or seven things in an order; the answer is an option", _load, right,
    kind="constraint",
)  # fmt: skip
