"""Conic programs with known answers, and random models."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from algorist.formal.conic.tree import Cone, Model, entries

Rows = list[tuple[str, int, list[dict[int, float]], list[float]]]


def program(
    variables: list[Cone],
    costs: dict[int, str],
    rows: list[tuple[Cone, list[dict[int, str]], list[str]]],
    maximise: bool = False,
) -> Model:
    """Return a model without matrices: each row is (cone, coefficients by variable, constants)."""
    matrix, right, at = {}, {}, 0
    for cone, lines, constants in rows:
        for k, (line, constant) in enumerate(zip(lines, constants, strict=True)):
            matrix |= {(at + k, place): Fraction(value) for place, value in line.items()}
            right[(at + k,)] = Fraction(constant)
        at += cone.size
    return Model(
        maximise,
        tuple(variables),
        constraints=tuple(cone for cone, _, _ in rows),
        costs=entries({(place,): Fraction(value) for place, value in costs.items()}),
        rows=entries(matrix),
        right=entries(right),
    )


FREE, PLUS, ZERO = "F", "L+", "L="
HALF = (Fraction(1), Fraction(1))
THIRDS = (Fraction(1), Fraction(2))

# name: model, optimum
OPTIMAL: dict[str, tuple[Model, float]] = {
    "linear": (
        program(
            [Cone(PLUS, 2)],
            {0: "3", 1: "2"},
            [(Cone("L-", 2), [{0: "1", 1: "1"}, {0: "1", 1: "3"}], ["-4", "-6"])],
            True,
        ),
        12.0,
    ),
    "linear, a row that cannot bind": (
        program([Cone(PLUS, 3)], {0: "1"}, [(Cone(PLUS, 2), [{0: "1"}, {1: "1", 2: "1"}], ["-1", "5"])]),
        1.0,
    ),
    "linear, free": (
        program(
            [Cone(FREE, 2)],
            {0: "1", 1: "1"},
            [(Cone(PLUS, 3), [{0: "1"}, {1: "1"}, {0: "1", 1: "2"}], ["1", "-0.5", "0"])],
        ),
        -0.5,
    ),
    "norm": (program([Cone("Q", 3)], {0: "1"}, [(Cone(ZERO, 1), [{1: "1", 2: "1"}], ["-1"])]), 0.5**0.5),
    "rotated": (program([Cone("QR", 3)], {0: "1", 1: "1"}, [(Cone(ZERO, 1), [{2: "1"}], ["-3"])]), 18**0.5),
    "exponential": (
        program([Cone("EXP", 3)], {0: "1"}, [(Cone(ZERO, 2), [{1: "1"}, {2: "1"}], ["-1", "-1"])]),
        2.718281828459045,
    ),
    "dual exponential": (
        program([Cone("EXP*", 3)], {0: "1"}, [(Cone(ZERO, 2), [{1: "1"}, {2: "1"}], ["0", "1"])]),
        0.36787944117144233,
    ),
    "power": (
        program([Cone("POW", 3, THIRDS)], {2: "1"}, [(Cone(ZERO, 2), [{0: "1"}, {1: "1"}], ["-8", "-1"])], True),
        2.0,
    ),
    "dual power": (program([Cone("POW*", 3, HALF)], {0: "1", 1: "1"}, [(Cone(ZERO, 1), [{2: "1"}], ["-2"])]), 2.0),
    "entropy": (
        program(
            [Cone(FREE, 4)],
            {2: "1", 3: "1"},
            [
                (Cone("EXP", 3), [{}, {0: "1"}, {2: "1"}], ["1", "0", "0"]),
                (Cone("EXP", 3), [{}, {1: "1"}, {3: "1"}], ["1", "0", "0"]),
                (Cone(ZERO, 1), [{0: "1", 1: "1"}], ["-1"]),
            ],
            True,
        ),
        0.6931471805599453,
    ),
    "matrix": (
        Model(
            False,
            matrices=(2,),
            constraints=(Cone(ZERO, 1),),
            cost_matrices=entries({(0, 0, 0): Fraction(2), (0, 1, 0): Fraction(1), (0, 1, 1): Fraction(2)}),
            row_matrices=entries({(0, 0, 0, 0): Fraction(1), (0, 0, 1, 1): Fraction(1)}),
            right=entries({(0,): Fraction(-1)}),
        ),
        1.0,
    ),
    "matrix constraint": (
        Model(
            True,
            (Cone(FREE, 1),),
            semidefinite=(2,),
            costs=entries({(0,): Fraction(1)}),
            shapes=entries({(0, 0, 0, 0): Fraction(-1), (0, 0, 1, 1): Fraction(-1)}),
            shifts=entries({(0, 0, 0): Fraction(2), (0, 1, 0): Fraction(1), (0, 1, 1): Fraction(2)}),
        ),
        1.0,
    ),
}
INFEASIBLE = {
    "linear": program([Cone(PLUS, 2)], {}, [(Cone(PLUS, 1), [{0: "-1", 1: "-1"}], ["-1"])]),
    "linear, with bystanders": program(
        [Cone(PLUS, 3)], {2: "1"}, [(Cone(PLUS, 3), [{0: "1"}, {0: "-1"}, {2: "1"}], ["-2", "1", "-1"])]
    ),
    "norm": program([Cone("Q", 2)], {}, [(Cone(ZERO, 2), [{0: "1"}, {1: "1"}], ["-1", "-2"])]),
    "matrix": Model(
        False,
        matrices=(2,),
        constraints=(Cone(ZERO, 3),),
        row_matrices=entries({(0, 0, 0, 0): Fraction(1), (1, 0, 1, 1): Fraction(1), (2, 0, 1, 0): Fraction(1)}),
        right=entries({(0,): Fraction(-1), (1,): Fraction(-1), (2,): Fraction(-6)}),
    ),
    "exponential": program([Cone("EXP", 3)], {}, [(Cone(ZERO, 3), [{0: "1"}, {1: "1"}, {2: "1"}], ["-1", "-1", "-1"])]),
    "power": program([Cone("POW", 3, HALF)], {}, [(Cone(ZERO, 3), [{0: "1"}, {1: "1"}, {2: "1"}], ["-1", "-1", "-2"])]),
}


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Small random models with every kind of section."""
    decimals = st.integers(-500, 500).map(lambda value: Fraction(value, 20))
    kinds = [Cone(FREE, 2), Cone(ZERO, 1), Cone(PLUS, 2), Cone("L-", 1), Cone("Q", 3), Cone("QR", 3), Cone("EXP", 3)]
    kinds += [Cone("EXP*", 3), Cone("POW", 3, HALF), Cone("POW*", 4, THIRDS), Cone("POW", 4, (Fraction(1, 2),))]
    cones = st.lists(st.sampled_from(kinds), max_size=3).map(tuple)
    orders = st.lists(st.integers(1, 3), max_size=2).map(tuple)
    model = Model(draw(st.booleans()), draw(cones), draw(orders), draw(cones), draw(orders), offset=draw(decimals))

    def some(*places: tuple[int, ...]) -> st.SearchStrategy[object]:
        return st.dictionaries(st.sampled_from(places), decimals, max_size=4).map(entries) if places else st.just(())

    scalars, rows = range(model.scalars), range(model.height)
    inner = [(k, i, j) for k, order in enumerate(model.matrices) for i in range(order) for j in range(i + 1)]
    outer = [(k, i, j) for k, order in enumerate(model.semidefinite) for i in range(order) for j in range(i + 1)]
    return Model(
        model.maximise,
        model.variables,
        model.matrices,
        model.constraints,
        model.semidefinite,
        model.offset,
        draw(some(*inner)),  # type: ignore[arg-type]
        draw(some(*((x,) for x in scalars))),  # type: ignore[arg-type]
        draw(some(*((row, *place) for row in rows for place in inner))),  # type: ignore[arg-type]
        draw(some(*((row, x) for row in rows for x in scalars))),  # type: ignore[arg-type]
        draw(some(*((row,) for row in rows))),  # type: ignore[arg-type]
        draw(some(*((k, x, i, j) for k, i, j in outer for x in scalars))),  # type: ignore[arg-type]
        draw(some(*outer)),  # type: ignore[arg-type]
    )
