"""SVAMP (Patel et al. 2021): one- and two-step word problems with misleading variations; right when the number is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.problem import Problem
from algorist.core.task import Item, Task
from algorist.methods.formalising.final import number_in

SPLITS = {"problems": "problems*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "svamp"), SPLITS, ("problems",), split):
        for item in json_lines(file):
            yield Item(
                str(item["ID"]), Problem(f"{item['Body'].strip()} {item['Question'].strip()}"), str(item["Answer"])
            )


def number_right(answer: Answer, item: Item) -> bool:
    """The number in the answer's value equals the gold number exactly."""
    found = None if answer.value is None else number_in(str(answer.value))
    return found is not None and found == Fraction(item.gold)


TASK = Task("svamp", "one- and two-step arithmetic word problems", _load, number_right, kind="program")
