"""Logic models: the same under other names, in another order, read from the other side; and by what they entail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logic_cases import models

from algorist.formal.equivalence import Sameness, compare, shows
from algorist.formal.logic import LANGUAGE
from algorist.formal.logic.tree import LogicModel

THEORY = """sort Kid = {ann, bob}
pred tall(Kid)
func age(Kid): Int
all x in Kid: tall(x) and age(x) > 9 -> age(x) > 11
exists x in Kid: not tall(x)
ann != bob or tall(ann)
conclude age(ann) > 3
"""
RENAMED = """func years(P): Int
pred big(P)
sort P = {q, p}
big(p) or q != p
not (not (exists y in P: not big(y)))
all y in P: 9 < years(y) and big(y) -> 11 < years(y)
conclude 3 < years(p)
""".replace("not (not (exists y in P: not big(y)))", "exists y in P: not big(y)")


def logic(one: str, two: str, seconds: float = 0.0) -> Sameness:
    return compare(LANGUAGE.parse(one), LANGUAGE.parse(two), seconds=seconds).sameness


def test_names_order_and_sides_do_not_matter() -> None:
    found = compare(LANGUAGE.parse(THEORY), LANGUAGE.parse(RENAMED))
    assert (found.sameness, found.by) == (Sameness.SAME, "structure")
    assert dict(found.renaming) == {"sort Kid": "sort P", "ann": "p", "bob": "q", "tall": "big", "age": "years"}
    assert shows(found.renaming, LANGUAGE.parse(THEORY), LANGUAGE.parse(RENAMED))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> 11", "> 12"),
        ("exists x", "all x"),
        ("conclude age(ann)", "conclude age(bob)"),
        ("and age(x) > 9", "or age(x) > 9"),
    ],
)
def test_a_change_is_not_called_the_same(old: str, new: str) -> None:
    assert logic(THEORY, THEORY.replace(old, new, 1)) is Sameness.UNKNOWN
    assert logic(THEORY, THEORY.replace(old, new, 1), seconds=20) is Sameness.DIFFERENT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("exists x in Kid: not tall(x)", "not (all x in Kid: tall(x))"),
        ("ann != bob or tall(ann)", "ann = bob -> tall(ann)"),
        ("age(x) > 11", "age(x) >= 12"),
    ],
)
def test_what_looks_different_and_means_the_same_is_found_by_entailment(old: str, new: str) -> None:
    other = THEORY.replace(old, new, 1)
    assert logic(THEORY, other) is Sameness.UNKNOWN
    assert logic(THEORY, other, seconds=20) is Sameness.SAME


@given(models(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_model_is_the_same_with_its_premises_in_any_order(model: LogicModel, rng: object) -> None:
    premises = list(model.premises)
    rng.shuffle(premises)  # type: ignore[attr-defined]
    other = LogicModel(model.sorts, model.symbols, tuple(premises), model.conclusion)
    found = compare(model, other)
    assert found.sameness is Sameness.SAME
    assert found.by == "structure"
