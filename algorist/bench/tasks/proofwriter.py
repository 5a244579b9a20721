"""ProofWriter (Tafjord et al. 2021), open world, depth 5: deduction from facts and rules; right when the option is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"dev": "dev*.jsonl*", "train": "train*.jsonl*"}


def options_right(answer: Answer, item: Item) -> bool:
    """The answer's value is the gold option's text, whatever its case."""
    return str(answer.value).lower() == str(item.gold).lower()


def items(files: list[Path]) -> Iterator[Item]:
    """Yield items of the shape {id, context, question, options, answer}; the gold answer becomes its option's text."""
    for file in files:
        for item in json_lines(file):
            options = dict(re.split(r"\)\s*", option, maxsplit=1) for option in item["options"])
            yield Item(str(item["id"]), Problem(f"{item['context']}\n\n{item['question']}"), options[item["answer"]])


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    return items(split_files(folder(data, "proofwriter"), SPLITS, ("dev",), split))


TASK = Task("proofwriter", "deduction from facts and rules: true, false or unknown", _load, options_right, kind="horn")
