"""Two logic models are the same by structure, whatever is renamed and reordered, or by what each entails."""

import pytest

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
def test_what_matters_does(old: str, new: str) -> None:
    assert DOGS.count(old) == 1
    found = logic(KIDS, DOGS.replace(old, new))
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "structure")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("P(a) -> Q(a)", "not P(a) or Q(a)"),
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
    assert logic("all x: exists y: L(x, y)", "exists y: all x: L(x, y)").sameness == Sameness.DIFFERENT
    assert logic("all x: exists y: L(x, y)", "all y: exists x: L(y, x)").sameness == Sameness.SAME
    both = "exists z: L(z, a)\nall x: exists y: "
    assert logic(both + "L(x, y)", both + "L(y, x)").sameness == Sameness.DIFFERENT


# -- by meaning


KID = "sort Kid = {ann, bob}\npred P(Kid)\npred Q(Kid)\n"


def test_provers_say_that_models_of_other_looks_are_the_same() -> None:
    one = KID + "all x in Kid: P(x) and Q(x)\n"
    two = KID + "P(ann)\nP(bob) and Q(bob)\nQ(ann)\n"
    assert logic(one, two).sameness == Sameness.DIFFERENT
    found = logic(one, two, 30)
    assert (found.sameness, found.by) == (Sameness.SAME, "meaning"), found
    infinite = "all x: P(x) -> Q(x)\nP(a)\n"
    assert logic(infinite, infinite + "Q(a)\n", 30).sameness == Sameness.SAME


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
    """What the structures say stands, for nothing tells which name means which."""
    found = logic("P(a)\nP(b)\n", "P(a)\nR(b)\n", 10)
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "structure")


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
