"""AR-LSAT (Zhong et al. 2021): games of things and places from a law-school test, five options; right when the option's letter is.

To measure only: nothing is trained on its questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.tasks.logicaldeduction import right
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"dev": "dev*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "arlsat"), SPLITS, tuple(SPLITS), split):
        for item in json_lines(file):
            options = "\n".join(" ".join(each.split()) for each in item["options"])
            context, question = (" ".join(item[part].split()) for part in ("context", "question"))
            yield Item(str(item["id"]), Problem(f"{context}\n\n{question}\n{options}"), item["answer"])


TASK = Task("arlsat", "games of things and places, five options; the answer is an option", _load, right, kind="games")
