"""Linear models without a solution, and linear models in which many variables look alike."""

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest
from pace import within

from algorist.core.certificate import Claim, Solution
from algorist.formal.equivalence import Equivalence, Sameness, compare, shows
from algorist.formal.linear import LANGUAGE as LINEAR


def linear(one: str, two: str, **options: Any) -> Equivalence:
    return compare(LINEAR.parse(one), LINEAR.parse(two), **options)


# -- models without a solution


CROSSED = "var x, y in [0, 4]\nmaximize x + y\nx >= 5\nx + y <= 6\n"
HOPELESS = "var x in [0, 3]\nvar y\nminimize x + y\nx >= 5\nx + y <= 9\n"


def test_two_models_whose_bounds_contradict_each_other_are_the_same() -> None:
    found = linear(CROSSED, "var a, b, c in [0, 1] integer\nminimize a\na + b <= -1\n2*b >= 3\na + c <= 1\n")
    assert (found.sameness, found.by) == (Sameness.SAME, "structure")
    assert "neither has a solution" in found.reason
    assert not found.renaming
    assert linear(CROSSED, CROSSED).renaming == {"x": "x", "y": "y"}
    other = HOPELESS.replace("x + y <= 9", "2*x + y <= 7").replace("minimize x", "minimize 4*x")
    found = linear(HOPELESS, other)
    assert (found.sameness, found.by, dict(found.renaming)) == (Sameness.SAME, "structure", {})


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("model", [(CROSSED, "2*x + 3*y >= 13"), (HOPELESS, "x >= 2")])
def test_one_without_a_solution_differs_from_one_with_a_witness(model: tuple[str, str], turned: bool) -> None:
    texts = (model[0], model[0].replace("x >= 5", model[1]))
    found = linear(*(reversed(texts) if turned else texts))
    assert (found.sameness, found.by) == (Sameness.DIFFERENT, "structure")
    assert found.witness is not None
    assert found.witness.of == (1 if turned else 2)
    solved = [
        LINEAR.check(
            replace(LINEAR.parse(each), objective=None), Solution(Claim.FEASIBLE, found.witness.point)
        ).satisfied
        for each in texts
    ]
    assert solved == [False, True]


def test_one_without_a_solution_and_one_not_known_to_have_any_stay_undecided() -> None:
    hidden = "var x, y binary\nmaximize x\nx + y <= 1\n2*x + y >= 2\nx - 3*y <= 0\n"
    assert linear(CROSSED, hidden).sameness == Sameness.UNKNOWN


# -- symmetric models


def cubic(size: int, chance: random.Random) -> list[tuple[int, int]]:
    """The edges of a random graph in which every node has three ends."""
    ends = [node for node in range(size) for _ in range(3)]
    while True:
        chance.shuffle(ends)
        edges = {(min(u, v), max(u, v)) for u, v in zip(ends[::2], ends[1::2], strict=True) if u != v}
        if len(edges) == len(ends) // 2:
            return sorted(edges)


def stable_sets(edges: list[tuple[int, int]], names: list[int]) -> str:
    every = [f"x{i}" for i in range(len(names))]
    lines = [f"var {', '.join(every)} binary", f"maximize {' + '.join(every)}"]
    return "\n".join(lines + [f"x{names[u]} + x{names[v]} <= 1" for u, v in edges]) + "\n"


@pytest.mark.parametrize("seed", range(4))
def test_random_graphs_of_one_degree_are_matched_soon_by_distances(seed: int) -> None:
    chance = random.Random(seed)
    edges, order = cubic(300, chance), list(range(300))
    left = stable_sets(edges, order)
    chance.shuffle(order)
    right = stable_sets(chance.sample(edges, len(edges)), order)
    with within(3):
        found = linear(left, right)
        assert found.sameness == Sameness.SAME
        assert shows(found.renaming, LINEAR.parse(left), LINEAR.parse(right))
        assert linear(left, stable_sets(cubic(300, chance), order)).sameness == Sameness.DIFFERENT


def test_what_even_distances_cannot_see_is_labelled() -> None:
    """The rook's graph of four by four and the graph of Shrikhande: strongly regular, with the same parameters."""
    cells = list(itertools.product(range(4), repeat=2))
    steps = {(1, 0), (3, 0), (0, 1), (0, 3), (1, 1), (3, 3)}
    place = {cell: number for number, cell in enumerate(cells)}
    rook = [(place[u], place[v]) for u, v in itertools.combinations(cells, 2) if (u[0] == v[0]) != (u[1] == v[1])]
    shrikhande = [
        (place[u], place[v])
        for u, v in itertools.combinations(cells, 2)
        if ((u[0] - v[0]) % 4, (u[1] - v[1]) % 4) in steps
    ]
    order = random.Random(1).sample(range(16), 16)
    left = stable_sets(rook, list(range(16)))
    assert linear(left, stable_sets(shrikhande, order)).sameness == Sameness.DIFFERENT
    assert linear(left, stable_sets(rook, order)).sameness == Sameness.SAME
