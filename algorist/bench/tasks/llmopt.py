"""The test sets that the authors of LLMOPT checked and put in one format; right when the optimum is, by default on NLP4LP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.bench.optimum import optimum_item, optimum_right
from algorist.core.task import Item, Task

SPLITS = {
    "nlp4lp": "nlp4lp*.jsonl*",
    "nl4opt": "nl4opt_test*.jsonl*",
    "mamo_easy": "mamo_easy_test*.jsonl*",
    "mamo_complex": "mamo_complex_test*.jsonl*",
    "industryor": "industryor*.jsonl*",
    "optibench": "optibench*.jsonl*",
    "optmath": "optmath_bench*.jsonl*",
    "complexor": "complexor*.jsonl*",
    "task3": "task3_test*.jsonl*",
}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "llmopt"), SPLITS, ("nlp4lp",), split):
        for item in json_lines(file):
            yield optimum_item(
                f"{file.name.split('.')[0]}:{item['index']}", item["question"].replace("\\n", "\n"), item["answer"]
            )


TASK = Task("llmopt", "optimisation problems in words, nine sets in one format", _load, optimum_right, kind="linear")
