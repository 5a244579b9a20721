"""Random texts with a constraint over many variables, small enough to try every assignment."""

from __future__ import annotations

from hypothesis import strategies as st


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return a model: one constraint over many variables, up to two simple ones, perhaps soft ones and objectives."""
    kind = draw(st.sampled_from(("no_overlap", "cumulative", "circuit", "routes", "automaton")))
    count = draw(st.integers(1, 3 if kind == "routes" else 4))
    names = [f"x{place}" for place in range(count)]
    numbers = st.lists(st.integers(0, 3), min_size=count, max_size=count)
    listed = ", ".join(names)
    domain = "0..3"
    more = ""
    negation = draw(st.sampled_from(("", "not ", "x0 = 1 or ")))
    match kind:
        case "no_overlap":
            line = f"{negation}no_overlap([{listed}], {draw(numbers)})"
        case "cumulative":
            line = f"{negation}cumulative([{listed}], {draw(numbers)}, {draw(numbers)}, {draw(st.integers(0, 5))})"
        case "circuit":
            domain, line = f"1..{count}", f"circuit({listed})"
        case "routes":
            domain, firsts = f"0..{count}", ", ".join(f"f{place}" for place in range(count))
            more = f"var {firsts} in bool\n"
            line = f"routes([{listed}], [{firsts}], {draw(numbers)}, {draw(st.integers(0, 6))})"
        case _:
            states = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
            moves = ", ".join(map(str, draw(st.lists(states, min_size=1, max_size=6))))
            domain, line = "0..2", f"automaton([{listed}], 0, {{{draw(st.integers(0, 2))}, 2}}, {{{moves}}})"
    text = f"var {listed} in {domain}\n{more}{line}\n"
    for _ in range(draw(st.integers(0, 2))):
        left, right, number = draw(st.sampled_from(names)), draw(st.sampled_from(names)), draw(st.integers(0, 3))
        text += draw(st.sampled_from((f"{left} != {number}", f"{left} + 1 <= {right}", f"{left} = {number}"))) + "\n"
    if draw(st.booleans()):
        text += f"soft {draw(st.integers(0, 3))}: x0 < {names[-1]}\n"
    if draw(st.booleans()):
        sense = draw(st.sampled_from(("minimize", "maximize")))
        text += f"{sense} x0 + 2*{names[-1]} then maximize x0 then minimize max({listed})\n"
    return text


SHOP = """\
3 3
0 3 1 2 2 2
0 2 2 1 1 4
1 4 2 3 0 1
"""
"""A job shop of three jobs whose best makespan is 11."""

SQUARE = """\
NAME : square
TYPE : TSP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 0 10
3 10.0 1e1
4 10 0
5 5 0
EOF
"""
"""A square of side 10 and a place on one side: the tour is 40."""

DELIVERY = """\
NAME : delivery
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 2
NODE_COORD_SECTION
1 0 0
2 0 10
3 0 11
4 0 -10
5 0 -11
DEMAND_SECTION
1 0
2 1
3 1
4 1
5 1
DEPOT_SECTION
 1
 -1
EOF
"""
"""Two customers above the depot, two below, two to a route: 44."""
