"""The same problem about other things: numbers, limits and the programme's shape stay."""

from __future__ import annotations

import re
from random import Random

import pytest

from algorist.formal.equivalence import canonical
from algorist.formal.linear import LANGUAGE
from algorist.train.declarations import Declared
from algorist.train.invented import invented
from algorist.train.renamed import renamed

TOLD = Declared(
    "A baker makes rye loaves and tuna sandwiches. A rye loaf takes 2 cups of flour, a tuna sandwich 3 cups of flour and 40 grams of "
    "fish. Sandwiches sell for $7, loaves for $5. There are 90 cups of flour. At least 4 times as many rye loaves as tuna "
    "sandwiches are made.",
    "var rye_loave, tuna_sandwiche integer\nmaximize rye_loave*5 + tuna_sandwiche*7\n90 >= rye_loave*2 + tuna_sandwiche*3\n"
    "rye_loave >= tuna_sandwiche*4\n",
)


@pytest.mark.parametrize("seed", range(12))
def test_only_what_things_are_called_changes(seed: int) -> None:
    other = renamed(Random(seed), TOLD)
    assert re.findall(r"[\d.]+", other.words) == re.findall(r"[\d.]+", TOLD.words)
    assert re.sub(r"[a-z]+(?:_[a-z]+)+", "x", other.formal) == re.sub(r"[a-z]+(?:_[a-z]+)+", "x", TOLD.formal)
    LANGUAGE.parse(other.formal)


def test_a_word_is_exchanged_wherever_it_stands() -> None:
    seen = [renamed(Random(seed), TOLD) for seed in range(30)]
    assert any("flour" not in each.words for each in seen)
    assert any("fish" in each.words for each in seen)  # counted once: nothing else says what it is
    for each in seen:
        names = set(re.findall(r"[a-z]+", each.formal.partition("\n")[0])) - {"var", "integer"}
        said = each.words.lower()
        assert all(name in said or name.removesuffix("e") in said for name in names)
        assert ("sandwich" in said) == ("sandwiche" in each.formal)
    assert len({each.formal for each in seen}) > 15


def test_names_that_fall_together_are_not_made() -> None:
    for seed in range(30):
        model = LANGUAGE.parse(renamed(Random(seed), TOLD).formal)
        assert canonical(model) == canonical(LANGUAGE.parse(TOLD.formal))


def test_invented_words_are_single() -> None:
    words = {invented(Random(seed)) for seed in range(200)}
    assert len(words) > 150
    assert all(word.isalpha() and word.islower() and not word.endswith("s") for word in words)
