"""A run keeps its best adapter by the held-out loss, goes on where it stopped, and always leaves one to export."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from algorist.lm import _weights
from algorist.train.finetune import Recipe, Trainer
from algorist.train.formaliser import export, plot
from algorist.train.lesson import Branch, Lesson

RECIPE = Recipe(
    "tiny",
    (("none", 1.0),),
    steps=2,
    tokens=40,
    row=64,
    rank=2,
    alpha=4,
    first_layer=28,
    evaluate_every=1,
    evaluation_lessons=2,
)


def lessons(seed: int, held_out: bool) -> Iterator[Lesson]:
    number = seed % 97
    while True:
        number += 1
        yield Lesson("count> ", (Branch(f"{number}\n", f"{number + 1}\n"),), "count")


@pytest.mark.model
def test_a_run_goes_on_where_it_stopped_and_keeps_the_best(tmp_path: Path) -> None:
    weights = _weights.locate(None)
    assert weights is not None
    (first,) = list(Trainer(replace(RECIPE, steps=1), lessons, weights, tmp_path).run())
    assert first.held_out is not None
    assert math.isfinite(first.held_out.loss)
    (second,) = list(Trainer(RECIPE, lessons, weights, tmp_path).run())
    assert second.step == 2
    assert second.tokens > first.tokens
    assert list(Trainer(RECIPE, lessons, weights, tmp_path).run()) == []
    assert [json.loads(line)["step"] for line in (tmp_path / "log.jsonl").read_text().splitlines()] == [1, 2]
    (tmp_path / "best.pt").unlink()  # as after a kill before the first evaluation
    assert list(Trainer(RECIPE, lessons, weights, tmp_path).run()) == []
    assert export(RECIPE, tmp_path).stat().st_size > 0
    assert plot(tmp_path).exists()
