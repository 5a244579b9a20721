"""ZebraLogic (Lin et al. 2025): logic-grid puzzles in words; right when every cell of the grid is.

Columns stand in the puzzle's order; cells are compared without case, as the benchmark does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"puzzles": "puzzles*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "zebralogic"), SPLITS, ("puzzles",), split):
        for item in json_lines(file):
            yield Item(str(item["id"]), Problem(item["puzzle"]), item["solution"])


def _right(answer: Answer, item: Item) -> bool:
    grid = answer.value.get("grid") if isinstance(answer.value, dict) else None
    if grid is None:
        return False
    # The first column numbers the houses in both.
    found = [[str(cell).strip().lower() for cell in row] for row in grid["rows"]]
    gold = [[str(cell).strip().lower() for cell in row] for row in item.gold["rows"]]
    return found == gold


TASK = Task("zebralogic", "logic-grid puzzles; the answer is the whole grid", _load, _right, kind="constraint")
