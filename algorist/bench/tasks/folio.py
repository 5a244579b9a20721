"""FOLIO (Han et al. 2022): first-order entailment between sentences that experts wrote; right when the option is.

Read in the option format of Logic-LM (Pan et al. 2023), whose third option is "Uncertain".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from algorist.bench.data import folder, split_files
from algorist.bench.tasks.proofwriter import items, options_right
from algorist.core.task import Item, Task

SPLITS = {"train": "logiclm_train*.jsonl*", "dev": "logiclm_dev*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    return items(split_files(folder(data, "folio"), SPLITS, tuple(SPLITS), split))


TASK = Task("folio", "does a conclusion follow: true, false or uncertain", _load, options_right, kind="logic")
