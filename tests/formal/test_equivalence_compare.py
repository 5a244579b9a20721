"""Two models in, one verdict out: same with the renaming, different with a witness; never wrong on small random models."""

import itertools
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Claim, Solution
from algorist.formal.constraint import LANGUAGE as CONSTRAINT
from algorist.formal.equivalence import Equivalence, Sameness, compare, shows
from algorist.formal.linear import LANGUAGE as LINEAR
from algorist.formal.polynomial import LANGUAGE as POLYNOMIAL

BASE = "var x, y integer\nvar z in [0, 7]\nmaximize 3*x + 2*y - z\n4*x + 2*y <= 10\nx - z >= -5\nx + y + z = 6\n"
RENAMED = "var c in [0, 7]\nvar b, a integer\nminimize c - 3*a - 2*b\na + b + c = 6\n2*a - 2*c >= -10\n5 >= 2*a + b\n"
SLACK = BASE.replace("4*x + 2*y <= 10", "var s\nvar t free\n4*x + 2*y + 3*s = 10\nt = 5").replace(
    "x - z", "x - z + t - 5"
)


def linear(one: str, two: str, **options: Any) -> Equivalence:
    return compare(LINEAR.parse(one), LINEAR.parse(two), **options)


def test_names_order_scaling_sense_and_slacks_do_not_matter() -> None:
    for other in (BASE, RENAMED, SLACK):
        found = linear(BASE, other)
        assert (found.sameness, found.by) == (Sameness.SAME, "structure")
        assert shows(found.renaming, LINEAR.parse(BASE), LINEAR.parse(other))
        assert found.renaming["x"] == ("a" if other is RENAMED else "x")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10", "11"),
        ("<=", ">="),
        ("maximize", "minimize"),
        (" integer", ""),
        ("3*x", "4*x"),
        ("x - z", "y - z"),
        ("= 6", "= 6\nx + y <= 2"),
    ],
)
def test_what_matters_does_and_is_named(old: str, new: str) -> None:
    found = linear(BASE, BASE.replace(old, new, 1))
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "structure")
    assert "no counterpart" in found.reason


def cycles(*lengths: int) -> str:
    """Rows between neighbours on cycles whose variables alternate between four costs."""
    lines, rows, start = [], [], 0
    for length in lengths:
        lines += [f"{1 + i % 4}*x{start + i}" for i in range(length)]
        rows += [f"x{start + i} + x{start + (i + 1) % length} <= 1" for i in range(length)]
        start += length
    names = ", ".join(f"x{i}" for i in range(start))
    return f"var {names} binary\nmaximize {' + '.join(lines)}\n" + "\n".join(rows) + "\n"


def plain(*lengths: int) -> str:
    """The same without the costs: every variable looks like every other."""
    text = cycles(*lengths)
    names = [f"x{i}" for i in range(sum(lengths))]
    return "\n".join(f"maximize {' + '.join(names)}" if line[0] == "m" else line for line in text.split("\n") if line)


def test_what_refinement_cannot_see() -> None:
    assert linear(cycles(4, 4), cycles(8)).sameness == Sameness.DIFFERENT
    assert linear(plain(3, 3), plain(6)).sameness == Sameness.DIFFERENT
    assert linear(plain(4, 6), plain(6, 4)).sameness == Sameness.SAME
    assert linear(plain(40, 60), plain(100)).sameness == Sameness.DIFFERENT
    assert linear(plain(40, 60), plain(60, 40)).sameness == Sameness.SAME


def test_sums_of_weights_are_not_multisets() -> None:
    one = "var x, y, u, v integer\nminimize x + y + u + v\nx + 3*y >= 9\n3*u + v >= 9\n"
    assert linear(one, one.replace("x + 3*y >= 9\n3*u + v", "2*x + 2*y >= 9\n2*u + 2*v")).sameness == Sameness.DIFFERENT


def test_a_swapped_pair_shows_nothing() -> None:
    found = linear(BASE, RENAMED)
    for one, two in itertools.combinations(found.renaming, 2):
        swapped = dict(found.renaming) | {one: found.renaming[two], two: found.renaming[one]}
        assert not shows(swapped, LINEAR.parse(BASE), LINEAR.parse(RENAMED))
    assert not shows({"x": "a"}, LINEAR.parse(BASE), LINEAR.parse(RENAMED))


def test_the_solver_has_the_last_word() -> None:
    other = linear(BASE, BASE.replace("10", "8"), seconds=20)
    assert (other.sameness, other.by) == (Sameness.DIFFERENT, "meaning")
    assert other.witness is not None
    assert other.witness.optima == ("-9", "-6")
    redundant = linear(BASE, BASE + "x + y <= 40\n", seconds=20)
    assert (redundant.sameness, redundant.by) == (Sameness.SAME, "meaning")
    cut = "var x, y in [0, 4]\nmaximize x + y\nx + y <= 6\n"
    apart = linear(cut, cut + "x - y <= 3\n", seconds=20)
    assert apart.sameness == Sameness.DIFFERENT
    assert apart.witness is not None
    assert apart.witness.point
    for of, values in ((apart.witness.of, apart.witness.point),):
        texts = (cut, cut + "x - y <= 3\n")
        held = [
            LINEAR.check(replace(LINEAR.parse(each), objective=None), Solution(Claim.FEASIBLE, values)).satisfied
            for each in texts
        ]
        assert held == [of == 1, of == 2]


# -- random models against brute force


def text(rows: list[tuple[list[int], str, int]], costs: list[int], integer: list[bool]) -> str:
    lines = [f"var v{i} in [0, 3]{' integer' if whole else ''}" for i, whole in enumerate(integer)]
    lines.append("minimize " + " + ".join(f"{cost}*v{i}" for i, cost in enumerate(costs)))
    for coefficients, relation, bound in rows:
        lines.append(" + ".join(f"{c}*v{i}" for i, c in enumerate(coefficients)) + f" {relation} {bound}")
    return "\n".join(lines) + "\n"


def rows(width: int) -> st.SearchStrategy[list[tuple[list[int], str, int]]]:
    coefficients = st.lists(st.integers(-1, 2), min_size=width, max_size=width).filter(
        lambda cs: sum(c != 0 for c in cs) > 1
    )
    return st.lists(st.tuples(coefficients, st.sampled_from(["<=", ">=", "="]), st.integers(0, 2)), max_size=4)


def shape(made: list[tuple[list[int], str, int]], order: tuple[int, ...]) -> dict[tuple[Fraction, ...], list[Any]]:
    """By scaled coefficients in an order of the columns, between what the row must lie."""
    found: dict[tuple[Fraction, ...], list[Any]] = {}
    for coefficients, relation, bound in made:
        moved = [coefficients[i] for i in order]
        lead = next(c for c in moved if c)
        low = Fraction(bound, lead) if relation in ("=", ">=") else None
        high = Fraction(bound, lead) if relation in ("=", "<=") else None
        low, high = (high, low) if lead < 0 else (low, high)
        pair = found.setdefault(tuple(Fraction(c, lead) for c in moved), [None, None])
        pair[0] = low if pair[0] is None else pair[0] if low is None else max(low, pair[0])
        pair[1] = high if pair[1] is None else pair[1] if high is None else min(high, pair[1])
    return found


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_same_exactly_when_some_permutation_shows_it(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 4))
    one, two = data.draw(rows(width)), data.draw(rows(width))
    costs = data.draw(st.lists(st.integers(1, 2), min_size=width, max_size=width))
    if data.draw(st.booleans()):
        two = [list(row) for row in one]  # type: ignore[misc]
        if two:
            place = data.draw(st.integers(0, len(two) - 1))
            changed, index = list(two[place][0]), data.draw(st.integers(0, width - 1))
            changed[index] = data.draw(st.integers(-1, 2).filter(lambda c: c != 0))
            two[place] = (changed, two[place][1], two[place][2])
    order = data.draw(st.permutations(range(width)))
    moved = [([coefficients[i] for i in order], relation, bound) for coefficients, relation, bound in two]
    left = text(one, costs, [True] * width)
    right = text(moved, [costs[i] for i in order], [True] * width)
    found = linear(left, right)
    truth = any(
        [costs[order[i]] for i in p] == costs and shape(moved, p) == shape(one, tuple(range(width)))
        for p in itertools.permutations(range(width))
    )
    assert found.sameness == (Sameness.SAME if truth else Sameness.DIFFERENT), (left, right)
    if truth:
        assert shows(found.renaming, LINEAR.parse(left), LINEAR.parse(right))


@settings(max_examples=120, deadline=None)
@given(rows(4), st.integers(0, 10**6))
def test_scaled_slackened_and_shuffled_models_are_the_same(made: list[tuple[list[int], str, int]], seed: int) -> None:
    chance = random.Random(seed)
    order = chance.sample(range(4), 4)
    lines = [
        "var " + ", ".join(f"w{i}" for i in order) + " in [0, 3] integer",
        "maximize " + " - ".join(["0*w0", *(f"{i + 1}*w{i}" for i in order)]),
    ]
    for number, (coefficients, relation, bound) in enumerate(chance.sample(made, len(made))):
        factor = chance.choice([1, 2, -3])
        terms = " + ".join(f"{factor * coefficients[i]}*w{i}" for i in order)
        turned = {"<=": ">=", ">=": "<=", "=": "="}[relation] if factor < 0 else relation
        if relation != "=" and chance.random() < 0.5:
            lines.append(f"var s{number}")
            lines.append(f"{terms} {'+' if turned == '<=' else '-'} 7*s{number} = {factor * bound}")
        else:
            lines.append(f"{terms} {turned} {factor * bound}")
    found = linear(text(made, [1, 2, 3, 4], [True] * 4), "\n".join(lines) + "\n")
    assert found.sameness == Sameness.SAME


# -- other languages


def test_constraint_models() -> None:
    one = "group n over 1..3: a, b, c\nvar k in {red, blue}\nn.a + 1 <= n.b\nif k = red then n.a != n.c\nmaximize n.c - n.a\n"
    two = (
        "var u, v, w in 1..3\nvar hue in {blue, green}\nhue != green or w != u\nalldifferent(v, w, u)\n"
        "2*v > 2*u\nminimize u - w\n"
    )
    left = CONSTRAINT.parse(one)
    found = compare(left, CONSTRAINT.parse(two))
    assert found.sameness == Sameness.SAME, found
    assert found.renaming["n.a"] == "u"
    assert found.renaming["red"] == "green"
    assert shows(found.renaming, left, CONSTRAINT.parse(two))
    for old, new in (
        ("2*v > 2*u", "2*v >= 2*u"),
        ("!= green or", "= green or"),
        ("minimize", "maximize"),
        ("1..3", "1..4"),
    ):
        assert compare(left, CONSTRAINT.parse(two.replace(old, new))).sameness == Sameness.DIFFERENT, old


def test_constraint_tables_and_lists() -> None:
    one = "var x, y in 1..3\n(x, y) in {(1, 2), (3, 1)}\nelement([x, y, 2], y) = 2\ncount([x, y], 1) >= 1\n"
    two = "var b, a in 1..3\n(b, a) in {(1, 3), (2, 1)}\n1 <= count([b, a], 1)\nelement([a, b, 2], b) = 2\n"
    assert compare(CONSTRAINT.parse(one), CONSTRAINT.parse(two)).sameness == Sameness.SAME
    assert (
        compare(CONSTRAINT.parse(one), CONSTRAINT.parse(two.replace("[a, b, 2]", "[b, a, 2]"))).sameness
        == Sameness.DIFFERENT
    )


def test_polynomial_models() -> None:
    one = POLYNOMIAL.parse("x^4 + 2*x^2*y - 3*y + 1")
    assert compare(one, POLYNOMIAL.parse("2*b^4 + 4*b^2*a - 6*a + 2")).renaming == {"x": "b", "y": "a"}
    for other in ("x^4 + 2*x^2*y + 3*y + 1", "x^4 + 2*x*y - 3*y + 1", "-x^4 - 2*x^2*y + 3*y - 1"):
        assert compare(one, POLYNOMIAL.parse(other)).sameness == Sameness.DIFFERENT


def test_different_languages_differ() -> None:
    assert compare(LINEAR.parse(BASE), POLYNOMIAL.parse("x^2")).sameness == Sameness.DIFFERENT


def test_what_may_be_a_slack_is_not_called_different() -> None:
    one = "var x, y\nmaximize x\nx <= 3\ny <= 5\n"
    found = linear(one, one.replace("y <= 5", "var s\n2*y + s = 10"))
    assert found.sameness == Sameness.UNKNOWN
    assert "slack" in found.reason
