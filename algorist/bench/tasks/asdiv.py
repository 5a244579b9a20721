"""ASDiv (Miao et al. 2020): arithmetic word problems of many kinds; right when the number is.

Items whose answer is not one number (a name, a ratio, a time of day, several numbers) are left out, as the field does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.tasks.svamp import number_right
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"problems": "problems*.jsonl*"}


_ONE_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:\s*\([^()]*\))?")


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "asdiv"), SPLITS, ("problems",), split):
        for item in json_lines(file):
            if match := _ONE_NUMBER.fullmatch(item["Answer"].strip()):
                statement = f"{item['Body'].strip()} {item['Question'].strip()}"
                yield Item(str(item["ID"]), Problem(statement), match[1])


TASK = Task("asdiv", "arithmetic word problems of many kinds", _load, number_right, kind="program")
