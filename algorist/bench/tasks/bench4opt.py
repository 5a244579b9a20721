"""Bench4Opt (the data of ORGEval, arXiv 2510.27610): programmes in words with their data apart; right when the models are the same.

An answer's model is compared with the reference model by structure (`algorist.formal.equivalence`), whatever its names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.errors import FormalError
from algorist.core.problem import Problem
from algorist.core.task import Item, Task
from algorist.formal.equivalence import Sameness, compare
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.files import READERS

SPLITS = {"words": "models*.jsonl*", "concise": "models*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "bench4opt"), SPLITS, ("words",), split):
        for item in json_lines(file):
            yield Item(str(item["id"]), Problem(item[split or "words"], data=item["data"]), item["model_lp"])


def _right(answer: Answer, item: Item) -> bool:
    if answer.formal is None or answer.language != "linear":
        return False
    try:
        reference = READERS[".lp"](item.gold)
        return compare(LANGUAGE.parse(answer.formal), reference).sameness is Sameness.SAME
    except FormalError:
        return False


TASK = Task("bench4opt", "programmes in words, their data apart; the answer is the model", _load, _right, kind="linear")
