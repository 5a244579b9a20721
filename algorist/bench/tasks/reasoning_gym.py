"""Reasoning Gym: stored items of a generator, or fresh ones from the package by seed; scored by its own scorers.

Named `reasoning_gym:GENERATOR`. With --data, items come from GENERATOR.jsonl in that folder; without, from the package
with its default configuration, --split naming the seed (default 20261).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from algorist.bench.data import folder, json_lines
from algorist.core.answer import Answer
from algorist.core.errors import InputError, Unavailable
from algorist.core.problem import Problem
from algorist.core.task import Item, Task

SEED = 20261
FRESH = 200


def task(generator: str) -> Task:
    """Return the task of one generator; raises Unavailable when the package is missing, InputError for a wrong name."""
    if not generator:
        raise InputError("reasoning_gym is many tasks: name one, such as reasoning_gym:zebra_puzzles.")
    try:
        import reasoning_gym
    except ImportError as error:
        raise Unavailable(
            "reasoning_gym is not installed.", "Install it with: pip install 'algorist[bench]'"
        ) from error

    def load(data: Path | None, split: str | None) -> Iterator[Item]:
        for position, entry in enumerate(_stored(data, generator) if data else _fresh(split)):
            yield Item(str(entry.get("id", position)), Problem(entry["question"]), entry)

    def _fresh(split: str | None) -> Iterator[dict[str, Any]]:
        if split is not None and not split.isdigit():
            raise InputError(f"reasoning_gym: --split is the generator's seed, got {split!r}.")
        yield from reasoning_gym.create_dataset(generator, seed=int(split or SEED), size=FRESH)

    score = reasoning_gym.get_score_answer_fn(generator)

    def right(answer: Answer, item: Item) -> bool:
        said = _said(answer)
        return said is not None and score(said, item.gold) >= 1.0

    kind = "constraint" if generator == "zebra_puzzles" else None
    return Task(f"reasoning_gym:{generator}", f"Reasoning Gym's {generator}", load, right, kind)


def _stored(data: Path | None, generator: str) -> Iterator[dict[str, Any]]:
    file = folder(data, "reasoning_gym") / f"{generator}.jsonl"
    if not file.is_file():
        raise InputError(f"{file.parent} holds no {file.name}.")
    return json_lines(file)


def _said(answer: Answer) -> str | None:
    """The answer in the form that the question asked for: the first reply of a puzzle, else the value as text."""
    if isinstance(answer.value, dict):
        answers = answer.value.get("answers")
        return str(answers[0]) if answers else None
    return None if answer.value is None else str(answer.value)


TASK = task
