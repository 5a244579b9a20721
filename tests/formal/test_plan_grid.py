"""Maps: what they compile to, and A* and IDA* against breadth-first search over the compiled task."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cases import best

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.plan import LANGUAGE
from algorist.formal.plan.grid import draw, read_map
from algorist.search.best_first import OutOfReach, a_star, ida_star

MAZE = "#######\n#@-#-.#\n#-----#\n#######\n"
LOCKED = "#######\n#@-#-.#\n#a-A--#\n#######\n"
BOXES = "#######\n#@$-.-#\n#-$--.#\n#-----#\n#######\n"
SHUT = "#####\n#@#.#\n#####\n"


@pytest.mark.parametrize(("text", "steps"), [(MAZE, 6), (LOCKED, 6), (BOXES, 8), (SHUT, None), ("+", 0)])
def test_known_maps(text: str, steps: int | None) -> None:
    model = LANGUAGE.parse(text if "#" in text else f"#{text}#")
    solution = LANGUAGE.solve(model, Limits(20))
    assert solution.objective == steps == best(model)
    assert solution.claim is (Claim.INFEASIBLE if steps is None else Claim.OPTIMAL)
    assert LANGUAGE.check(model, solution).proved


def test_the_way_is_told_in_directions() -> None:
    model = LANGUAGE.parse("#@-#\n##-#\n##.#\n")
    assert "That is: right 1, down 2." in LANGUAGE.explain(model, LANGUAGE.solve(model, Limits(20)))


@st.composite
def maps(draw_: st.DrawFn) -> str:
    """Small maps with walls, up to two boxes, keys and doors."""
    random = draw_(st.randoms(use_true_random=False))
    cells = [["#" if random.random() < 0.25 else "-" for _ in range(4)] for _ in range(4)]
    marks = ["@", ".", *random.choice([[], ["a", "A"], ["a", "b", "A", "B"], ["$"], ["$", "$", "."], ["$", "a", "A"]])]
    places = random.sample([(row, column) for row in range(4) for column in range(4)], len(marks))
    for mark, (row, column) in zip(marks, places, strict=True):
        cells[row][column] = mark
    return "######\n" + "".join(f"#{''.join(row)}#\n" for row in cells) + "######\n"


@settings(max_examples=60, deadline=None)
@given(maps())
def test_the_cheapest_plan_is_found_and_proved(text: str) -> None:
    model = LANGUAGE.parse(text)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    solution = LANGUAGE.solve(model, Limits(20))
    assert solution.objective == best(model)
    assert LANGUAGE.check(model, solution).proved


@given(maps())
def test_a_map_is_drawn_as_it_is_read(text: str) -> None:
    assert read_map(draw(read_map(text))) == read_map(text)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("#@x.#", 1, 3), ("##\n#@?.#", 2, 3), ("#@@.#", 1, 1), ("#-.#", 1, 1), ("#@-#", 1, 1), ("#@$..#", 1, 1)],
)
def test_what_is_no_map_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(FormalError) as caught:
        LANGUAGE.parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)


# -- the searches themselves --------------------------------------------------------------------------------------------


@st.composite
def graphs(draw_: st.DrawFn) -> dict[int, dict[int, int]]:
    """Directed graphs over 0..7 with positive costs."""
    edges = draw_(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.integers(1, 5), max_size=24))
    graph: dict[int, dict[int, int]] = {node: {} for node in range(8)}
    for (one, other), cost in edges.items():
        graph[one][other] = cost
    return graph


@given(graphs(), st.booleans())
def test_both_searches_find_the_cheapest_path(graph: dict[int, dict[int, int]], informed: bool) -> None:
    left = {7: 0}
    for _ in graph:
        for node, edges in graph.items():
            through = [cost + left[other] for other, cost in edges.items() if other in left]
            left[node] = min([*through, left[node]] if node in left else through, default=99)
            if left[node] == 99:
                del left[node]

    def successors(node: int) -> list[tuple[str, int, int]]:
        return [(f"{node}>{other}", cost, other) for other, cost in graph[node].items()]

    def heuristic(node: int) -> float:
        return left.get(node, float("inf")) if informed else 0

    for search in (a_star, ida_star):
        path = search(0, successors, lambda node: node == 7, heuristic)
        assert (path.cost if path else None) == left.get(0)
        if path:
            assert sum(graph[int(step[0])][int(step[2])] for step in path.steps) == path.cost


def test_searches_end_at_their_limits() -> None:
    for search in (a_star, ida_star):
        with pytest.raises(OutOfReach):
            search(0, lambda n: [("+", 1, n + 1)], lambda n: False, lambda n: 0, most=5000)
        with pytest.raises(OutOfReach):
            search(Random(1).random(), lambda n: [("+", 1, n + 1)], lambda n: False, lambda n: 0, deadline=0)
