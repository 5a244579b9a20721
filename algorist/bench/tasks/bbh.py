"""BIG-Bench Hard: one of its tasks, named `bbh:TASK`; right when the answer, or the option's letter, is the target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines
from algorist.core.answer import Answer
from algorist.core.errors import InputError
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

KINDS = {"navigate": "walk", "web_of_lies": "honesty", "logical_deduction": "constraint"}
"""What our tasks are, by how their name begins; the others are the method's to find out."""


def task(name: str) -> Task:
    """Return one task of the collection; raises InputError where no name is given."""
    if not name:
        raise InputError("bbh is many tasks: name one, such as bbh:navigate.")

    def load(data: Path | None, split: str | None) -> Iterator[Item]:
        if split is not None:
            raise InputError(f"bbh has no --split: there is one part, got {split!r}.")
        file = folder(data, "bbh") / f"{name}.jsonl"
        if not file.is_file():
            raise InputError(f"{file.parent} holds no {file.name}.")
        for item in json_lines(file):
            yield Item(str(item["id"]), Problem(item["input"]), item["target"])

    kind = next((kind for start, kind in KINDS.items() if name.startswith(start)), None)
    return Task(f"bbh:{name}", f"BIG-Bench Hard's {name}", load, _right, kind)


def _right(answer: Answer, item: Item) -> bool:
    value = answer.value.get("option") if isinstance(answer.value, dict) else answer.value
    return value is not None and _plain(str(value)) == _plain(str(item.gold))


def _plain(said: str) -> str:
    return re.sub(r"[().]", "", said).strip().lower()


TASK = task
