"""GridRoute: shortest ways on grids with obstacles, told in our words; right when the way is valid and none is shorter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from algorist.bench.data import folder, json_lines
from algorist.core.answer import Answer
from algorist.core.errors import InputError
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

WORDS = """You are on a {size}x{size} grid. Cells are given as (x, y), with x and y from 0. The cells {walls} are obstacles.
From a cell you may move one cell up, down, left or right. Find a shortest path from {start} to {end}."""


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    file = folder(data, "gridroute") / "routes.jsonl"
    if split is not None:
        raise InputError(f"gridroute has no --split: there is one part, got {split!r}.")
    if not file.is_file():
        raise InputError(f"{file.parent} holds no {file.name}.")
    for item in json_lines(file):
        walls = [tuple(cell) for cell in ast.literal_eval(item["all_obstacle_coords"])]
        start, end = (tuple(int(item[f"{which}_{axis}"]) for axis in "xy") for which in ("start", "end"))
        shown = ", ".join(map(str, dict.fromkeys(walls)))
        text = WORDS.format(size=item["matrix_size"], walls=shown, start=start, end=end)
        shortest = len(ast.literal_eval(item["reference_path"]))
        gold = {"size": int(item["matrix_size"]), "walls": walls, "start": start, "end": end, "cells": shortest}
        yield Item(str(item["id"]), Problem(text), gold)


def _right(answer: Answer, item: Item) -> bool:
    way = answer.value if isinstance(answer.value, list) else []
    return _valid([tuple(cell) for cell in way if isinstance(cell, list | tuple)], item.gold)


def _valid(way: list[tuple[Any, ...]], gold: dict[str, Any]) -> bool:
    """Whether a way leads from start to end, a step a time, past the obstacles and inside, and is a shortest."""
    if len(way) != gold["cells"] or way[0] != gold["start"] or way[-1] != gold["end"]:
        return False
    steps = all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in pairwise(way))
    inside = all(0 <= each < gold["size"] for cell in way for each in cell)
    return steps and inside and not set(way) & set(gold["walls"])


TASK = Task("gridroute", "shortest ways on grids with obstacles", _load, _right, kind="route")
