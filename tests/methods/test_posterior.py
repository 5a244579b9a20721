"""How far the other readings of a clause take from the trust in the chosen one."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence

import pytest

from algorist.core.errors import InputError
from algorist.core.language import Model
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalising.nbest import Line
from algorist.methods.formalising.posterior import UNLISTED, posterior

GROUPS = "group name over 1..3: ann, bob, cid\n"


def shares(lists: Sequence[Sequence[tuple[str, float]]], run: Run | None = None) -> list[float]:
    language = LANGUAGES.get("constraint")
    run = run or Run({"scripted": Scripted(lambda request, random: "")})
    lines = [[Line(text, math.log(p)) for text, p in each] for each in lists]

    def parse(texts: Sequence[str]) -> object:
        return language.parse(GROUPS + "".join(f"{text}\n" for text in texts))

    try:
        return asyncio.run(posterior(lines, (0,) * len(lists), run, parse, bool))  # type: ignore[arg-type]
    finally:
        run.close()


def test_readings_that_leave_the_grid_open_or_contradict_it_do_not_count() -> None:
    first, second = shares(
        [
            [("name.ann < name.bob", 0.6), ("name.ann != name.bob", 0.4)],  # would leave two grids
            [("name.bob < name.cid", 0.7), ("name.bob < name.ann", 0.3)],  # would contradict the first clause
        ]
    )
    assert first == pytest.approx(1.0)
    assert second == pytest.approx(1.0)


def test_a_rival_grid_counts_with_its_probability_and_the_same_grid_for_the_choice() -> None:
    first, second = shares(
        [
            [("name.ann < name.bob", 0.5), ("name.ann + 1 = name.bob", 0.5)],  # the same grid either way
            [("name.bob < name.cid", 0.75), ("name.cid < name.ann", 0.25)],  # another grid, also the only one
        ]
    )
    assert first == pytest.approx(1.0)
    assert second == pytest.approx(0.75)


def test_what_is_not_listed_counts_in_part() -> None:
    first, _ = shares([[("name.ann < name.bob", 0.5)], [("name.bob < name.cid", 1.0)]])
    assert first == pytest.approx(0.5 / (0.5 + UNLISTED * 0.5))


def test_without_the_solver_s_word_a_line_has_its_own_probability() -> None:
    class Silent(Run):
        async def select(self, model: Model, selections: Sequence[Sequence[int]], **_: object) -> list[None]:  # type: ignore[override]
            return [None] * len(selections)

    run = Silent({"scripted": Scripted(lambda request, random: "")})
    assert shares([[("name.ann < name.bob", 0.5)], [("name.bob < name.cid", 0.9)]], run) == pytest.approx([0.5, 0.9])


def test_a_language_that_cannot_select_says_so() -> None:
    run = Run({"scripted": Scripted(lambda request, random: "")})
    model = LANGUAGES.get("linear").parse("var x\nmaximize x\nx <= 1\n")
    try:
        with pytest.raises(InputError, match="linear cannot be asked"):
            asyncio.run(run.select(model, [[0]]))
    finally:
        run.close()
