"""How near the scored items of a benchmark come to the texts that adapters are trained on, numbers aside.

    python bench/overlap.py --data DIR [--write]          # docs/results/overlap.md

DIR is the folder of all benchmark data. Texts are compared by their runs of five words, every number alike: two texts are near where they
share half of the runs of either, the same where they share all. What an adapter learns from people's texts are the NL4Opt competition's
development set and tagged training texts, and GSM8K's training set; what it learns from our own banks has none of their texts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from algorist.core.registry import TASKS
from algorist.train.tags import texts

ROOT = Path(__file__).parents[1]
TASKS_OF = {"nl4opt": ("nl4opt", "llmopt", "mamo"), "gsm8k": ("gsm8k", "svamp", "asdiv", "mawps")}
"""The tasks that are held against each set of training texts."""
RUN, NEAR = 5, 0.5


def learnt(data: Path, name: str) -> Iterator[str]:
    """Yield the texts of people that adapters are trained on."""
    if name == "nl4opt":
        for tagged in texts((data / "nl4opt" / "ner_train.txt").read_text(encoding="utf-8")):
            yield tagged.words
        with gzip.open(data / "nl4opt" / "competition_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield from (problem["document"] for problem in json.loads(line).values())
    else:
        with gzip.open(data / "gsm8k" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["question"]


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of five words of a text, its numbers all alike."""
    words = re.findall(r"[a-z]+|0", re.sub(r"\d[\d.,]*", " 0 ", text.lower()))
    return frozenset(tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1)))


def index(known: Iterable[str]) -> Mapping[tuple[str, ...], set[int]]:
    """Return in which texts every run of words stands."""
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, text in enumerate(known):
        for run in runs(text):
            where[run].add(number)
    return where


def nearest(text: str, where: Mapping[tuple[str, ...], set[int]]) -> float:
    """Return the largest share of a text's runs that any one text of the index has, too."""
    shared: dict[int, int] = defaultdict(int)
    own = runs(text)
    for run in own:
        for number in where.get(run, ()):
            shared[number] += 1
    return max(shared.values(), default=0) / len(own)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--write", action="store_true", help="write docs/results/overlap.md")
    given = options.parse_args()
    lines = ["# Scored items and training texts", "", "`python bench/overlap.py --data DIR --write`", ""]
    lines += ["Shares of an item's runs of five words, numbers aside, that one training text has too.", ""]
    lines += [
        "| task | trained on | items | the same | half or more | median share |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for name, tasks in TASKS_OF.items():
        where = index(learnt(given.data, name))
        for task in tasks:
            shares = sorted(nearest(item.problem.text, where) for item in TASKS.get(task).load(given.data / task, None))
            same, near = (sum(share >= least for share in shares) for least in (1.0, NEAR))
            middle = shares[len(shares) // 2]
            lines.append(
                f"| {task} | {name} | {len(shares)} | {same} | {near} ({near / len(shares):.1%}) | {middle:.0%} |"
            )
    sys.stdout.write("\n".join(lines) + "\n")
    if given.write:
        (ROOT / "docs" / "results" / "overlap.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
