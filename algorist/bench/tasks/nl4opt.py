"""NL4Opt: linear programmes in words; right when the optimum is, by default on `nl4opt_245` and `nl4opt_e`.

An item without an optimum ("No Best Solution") is right when the answer says so: infeasible or unbounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.certificate import Claim
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SPLITS = {"nl4opt_245": "nl4opt_245*.jsonl*", "nl4opt_e": "nl4opt_e*.jsonl*"}
TOLERANCE = Fraction(1, 10_000)
"""Relative, as the field reports it: |found - gold| <= 1e-4 max(1, |gold|)."""


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "nl4opt"), SPLITS, tuple(SPLITS), split):
        for number, item in enumerate(json_lines(file)):
            name = file.name.split(".")[0]
            if "en_question" in item:
                yield Item(f"{name}:{item.get('id', number)}", Problem(item["en_question"]), item["en_answer"])
            else:
                optimum = list(item["results"].values())[-1]
                yield Item(f"{name}:{item['index']}", Problem(item["question"]), optimum)


def _right(answer: Answer, item: Item) -> bool:
    try:
        gold = Fraction(str(item.gold))
    except ValueError:
        return answer.solution is not None and answer.solution.claim in (Claim.INFEASIBLE, Claim.UNBOUNDED)
    if answer.solution is None or answer.solution.objective is None:
        return False
    return abs(answer.solution.objective - gold) <= TOLERANCE * max(Fraction(1), abs(gold))


TASK = Task("nl4opt", "linear programmes in words; the answer is the optimum", _load, _right, kind="linear")
