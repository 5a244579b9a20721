"""Two logic models are the same by structure, or by what each entails; they are different only by what each entails."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logic_cases import models

from algorist.core.certificate import Claim
from algorist.formal.equivalence import Equivalence, Sameness, compare, shows
from algorist.formal.logic import LANGUAGE
from algorist.formal.logic.tree import LogicModel

KIDS = (
    "sort Kid = {ann, bob, cem}\nsort Seat = 1..3\nfunc at(Kid): Seat\npred Likes(Kid, Kid)\n"
    "all x in Kid, y in Kid: x != y -> at(x) != at(y)\n"
    "exists x in Kid: Likes(x, ann) and at(x) + 1 = at(ann)\n"
    "not (Likes(ann, bob) or at(bob) > 2)\n"
    "count(x in Kid: Likes(x, bob)) <= 1\n"
    "conclude at(ann) > 1\n"
)
DOGS = (
    "sort Place = 1..3\nsort Dog = {rex, fido, max}\npred Spare(Dog)\npred Chases(Dog, Dog)\nfunc spot(Dog): Place\n"
    "not Chases(fido, rex)\n"
    "2 >= spot(rex)\n"
    "1 >= count(d in Dog: Chases(d, rex))\n"
    "not all a in Dog: (spot(fido) != 1 + spot(a) or not Chases(a, fido))\n"
    "all b in Dog: all a in Dog: spot(b) = spot(a) -> a = b\n"
    "conclude 1 < spot(fido)\n"
)


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
exists y in P: not big(y)
all y in P: 9 < years(y) and big(y) -> 11 < years(y)
conclude 3 < years(p)
"""
KID = "sort Kid = {ann, bob}\npred P(Kid)\npred Q(Kid)\n"


def logic(one: str, two: str, seconds: float = 0.0) -> Equivalence:
    return compare(LANGUAGE.parse(one), LANGUAGE.parse(two), seconds=seconds)


def test_names_order_and_spelling_do_not_matter() -> None:
    found = logic(KIDS, DOGS)
    assert (found.sameness, found.by) == (Sameness.SAME, "structure"), found
    assert {name: found.renaming[name] for name in ("ann", "bob", "at", "Likes", "sort Kid")} == {
        "ann": "fido",
        "bob": "rex",
        "at": "spot",
        "Likes": "Chases",
        "sort Kid": "sort Dog",
    }
    assert shows(found.renaming, LANGUAGE.parse(KIDS), LANGUAGE.parse(DOGS))
    swapped = dict(found.renaming) | {"ann": "rex", "bob": "fido"}
    assert not shows(swapped, LANGUAGE.parse(KIDS), LANGUAGE.parse(DOGS))
    found = logic(THEORY, RENAMED)
    assert (found.sameness, found.by) == (Sameness.SAME, "structure")
    assert dict(found.renaming) == {"sort Kid": "sort P", "ann": "p", "bob": "q", "tall": "big", "age": "years"}
    assert shows(found.renaming, LANGUAGE.parse(THEORY), LANGUAGE.parse(RENAMED))


@given(models(), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_model_is_the_same_with_its_premises_in_any_order(model: LogicModel, seed: int) -> None:
    premises = random.Random(seed).sample(model.premises, len(model.premises))
    found = compare(model, LogicModel(model.sorts, model.symbols, tuple(premises), model.conclusion))
    assert (found.sameness, found.by) == (Sameness.SAME, "structure")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 >= spot", "2 > spot"),
        ("Chases(fido, rex)\n", "Chases(rex, fido)\n"),
        ("1 + spot", "2 + spot"),
        ("conclude 1 < spot(fido)", "conclude 1 < spot(rex)"),
        ("conclude ", ""),
        ("{rex, fido, max}", "{rex, fido, max, bo}"),
        ("Place = 1..3", "Place = 1..4"),
        ("not all a", "not exists a"),
        ("1 >= count", "1 <= count"),
        ("a = b\n", "a != b\n"),
    ],
)
def test_what_matters_is_not_called_the_same_nor_by_looks_different(old: str, new: str) -> None:
    assert DOGS.count(old) == 1
    found = logic(KIDS, DOGS.replace(old, new))
    assert found.sameness == Sameness.UNKNOWN
    assert "written differently" in found.reason


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("P(a) -> Q(a)", "not P(a) or Q(a)"),
        ("P(a) and Q(a)", "not (not P(a) or not Q(a))"),
        ("P(a) xor Q(a)", "not P(a) <-> Q(a)"),
        ("not (P(a) and Q(a))", "not Q(a) or not P(a)"),
        ("(P(a) and Q(a)) and R(a)", "R(a)\nQ(a) and P(a)"),
        ("all x: not exists y: L(x, y)", "all v, u: not L(v, u)"),
        ("P(a) and P(a)", "P(a)"),
        ("(P(a) <-> Q(a)) = R(a)", "R(b) <-> (Q(b) <-> P(b))"),
    ],
)
def test_spellings(one: str, two: str) -> None:
    assert logic(one, two).sameness == Sameness.SAME


def test_the_binding_of_variables_matters() -> None:
    assert logic("all x: exists y: L(x, y)", "exists y: all x: L(x, y)").sameness == Sameness.UNKNOWN
    assert logic("all x: exists y: L(x, y)", "all y: exists x: L(y, x)").sameness == Sameness.SAME
    both = "exists z: L(z, a)\nall x: exists y: "
    assert logic(both + "L(x, y)", both + "L(y, x)").sameness == Sameness.UNKNOWN


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("P(a) or P(a) and Q(a)", "P(a) and (Q(a) or not Q(a))"),
        ("P(a) and (Q(a) or R(a))", "P(a) and Q(a) or P(a) and R(a)"),
        ("P(a) <-> Q(a)", "(P(a) -> Q(a)) and (Q(a) -> P(a))"),
        ("P(a) -> (Q(a) -> R(a))\nP(a) -> Q(a)", "P(a) -> Q(a) and R(a)"),
        ("all x: P(x) and Q(x)", "all x: P(x)\nall y: Q(y)"),
        ("all x: P(x)\nall y: P(y)\nQ(a)", "all x: P(x)\nQ(a)"),
        ("exists x: P(x) or Q(x)", "(exists x: P(x)) or (exists x: Q(x))"),
    ],
)
def test_what_is_merely_written_differently_is_never_called_different(one: str, two: str) -> None:
    assert logic(one, two).sameness == Sameness.UNKNOWN
    found = logic(one, two, 20)
    assert (found.sameness, found.by) == (Sameness.SAME, "meaning"), found


@pytest.mark.parametrize(
    ("one", "two", "holds"),
    [
        ("P(a) and Q(a)", "P(a) or Q(a)", 2),
        ("P(a) -> Q(a)", "P(a) -> not Q(a)", 1),
        ("P(a) xor Q(a)", "P(a) <-> Q(a)", 1),
        (KID + "P(ann)\n", KID + "P(ann)\nQ(bob)\n", 1),
    ],
)
def test_what_differs_is_called_so_with_a_structure_that_shows_it(one: str, two: str, holds: int) -> None:
    assert logic(one, two).sameness == Sameness.UNKNOWN
    found = logic(one, two, 20)
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "meaning"), found
    assert found.witness is not None
    assert found.witness.of == holds
    assert found.witness.point


# -- by meaning


def test_provers_say_that_models_of_other_looks_are_the_same() -> None:
    one = KID + "all x in Kid: P(x) and Q(x)\n"
    two = KID + "P(ann)\nP(bob) and Q(bob)\nQ(ann)\n"
    assert logic(one, two).sameness == Sameness.UNKNOWN
    found = logic(one, two, 30)
    assert (found.sameness, found.by) == (Sameness.SAME, "meaning"), found
    infinite = "all x: P(x) -> Q(x)\nP(a)\n"
    assert logic(infinite, infinite + "Q(a)\n", 30).sameness == Sameness.SAME


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> 11", "> 12"),
        ("exists x", "all x"),
        ("conclude age(ann)", "conclude age(bob)"),
        ("and age(x) > 9", "or age(x) > 9"),
    ],
)
def test_a_change_is_called_different_by_meaning_only(old: str, new: str) -> None:
    other = THEORY.replace(old, new, 1)
    assert logic(THEORY, other).sameness == Sameness.UNKNOWN
    found = logic(THEORY, other, 20)
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "meaning"), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("exists x in Kid: not tall(x)", "not (all x in Kid: tall(x))"),
        ("ann != bob or tall(ann)", "ann = bob -> tall(ann)"),
    ],
)
def test_a_change_of_wording_is_called_the_same(old: str, new: str) -> None:
    found = logic(THEORY, THEORY.replace(old, new, 1))
    assert (found.sameness, found.by) == (Sameness.SAME, "structure")


def test_provers_that_agree_without_a_proof_decide_nothing() -> None:
    other = THEORY.replace("age(x) > 11", "age(x) >= 12")
    assert logic(THEORY, other, 20).sameness == Sameness.UNKNOWN


def test_a_structure_tells_models_apart() -> None:
    one, two = KID + "P(ann)\nall x in Kid: P(x) -> Q(x)\n", KID + "P(ann)\nQ(ann) or Q(bob)\n"
    found = logic(one, two, 30)
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "meaning"), found
    assert found.witness is not None
    assert found.witness.of == 2
    assert dict(found.witness.point)["P(ann)"] is True


def test_conclusions_are_compared_under_the_premises() -> None:
    premises = KID + "all x in Kid: P(x) <-> Q(x)\n"
    same = logic(premises + "conclude P(ann)\n", premises + "conclude Q(ann)\n", 30)
    assert (same.sameness, same.by) == (Sameness.SAME, "structure" if same.renaming else "meaning")
    premises += "P(ann) or Q(bob)\n"
    same = logic(premises + "conclude P(ann)\n", premises + "conclude Q(ann)\n", 30)
    assert (same.sameness, same.by) == (Sameness.SAME, "meaning")
    apart = logic(premises + "conclude P(ann)\n", premises + "conclude P(ann) and P(bob)\n", 30)
    assert (apart.sameness, apart.by) == (Sameness.DIFFERENT, "meaning")


def test_other_names_are_not_for_the_provers() -> None:
    """Nothing tells which name means which, so that nothing is decided."""
    for one, two in (("P(a)\nP(b)\n", "P(a)\nR(b)\n"), (KID + "P(ann)\n", KID + "Q(ann)\nQ(ann) or Q(bob)\n")):
        assert logic(one, two, 10).sameness == Sameness.UNKNOWN


def test_a_witness_is_a_structure_of_the_one_model_only() -> None:
    one, two = KID + "P(ann) xor P(bob)\n", KID + "P(ann) or P(bob)\n"
    found = logic(one, two, 30)
    assert found.witness is not None
    assert found.witness.of == 2
    models: list[LogicModel] = [
        LANGUAGE.parse(
            text
            + "".join(
                f"{name}\n" if value else f"not {name}\n"
                for name, value in ({"P(ann)": False, "P(bob)": False} | dict(found.witness.point)).items()
            )
        )
        for text in (one, two)
    ]
    from algorist.core.language import Limits

    claims = [LANGUAGE.solve(model, Limits(seconds=10)).claim for model in models]
    assert claims == [Claim.INFEASIBLE, Claim.FEASIBLE]
