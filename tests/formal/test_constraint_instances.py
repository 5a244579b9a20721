"""Files of other people's formats become models, and what is no such file is refused by line and column."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from constraint_global_cases import DELIVERY, SHOP, SQUARE
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError, InputError
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.files import READERS, read_file
from algorist.formal.constraint.instances.distances import FUNCTIONS, Point
from algorist.formal.constraint.language import parse, render

BINS = "5\n10\n6 4\n5\n5 2\n"
OR_LIBRARY = "1\n u_example\n10 5 3\n6\n4\n5\n5\n2\n"
FIXED = """\
NAME: half
TYPE: TSP
DIMENSION: 4
EDGE_WEIGHT_TYPE: EXPLICIT
EDGE_WEIGHT_FORMAT: {shape}
EDGE_WEIGHT_SECTION
{rows}
FIXED_EDGES_SECTION
1 3
-1
EOF
"""


@pytest.mark.parametrize(
    ("suffix", "text", "best"),
    [(".jsp", SHOP, 11), (".tsp", SQUARE, 40), (".vrp", DELIVERY, 44), (".bpp", BINS, 3), (".bpp", OR_LIBRARY, 3)],
)
def test_a_file_is_solved_to_its_known_optimum(suffix: str, text: str, best: int, tmp_path: Path) -> None:
    assert suffix in LANGUAGE.suffixes
    path = tmp_path / f"instance{suffix}"
    path.write_text(text, encoding="utf-8")
    model = read_file(path)
    assert parse(render(model)) == model
    solution = LANGUAGE.solve(model, Limits(seconds=10))
    assert (solution.claim, solution.objective) == (Claim.OPTIMAL, best)
    assert LANGUAGE.check(model, solution).satisfied


@pytest.mark.parametrize(
    ("shape", "rows"),
    [
        ("FULL_MATRIX", "0 1 9 1\n1 0 1 9\n9 1 0 1\n1 9 1 0"),
        ("UPPER_ROW", "1 9 1 1\n9 1"),
        ("UPPER_DIAG_ROW", "0 1 9 1 0 1 9 0 1 0"),
        ("LOWER_ROW", "1 9 1\n1 9 1"),
        ("LOWER_DIAG_ROW", "0\n1 0\n9 1 0\n1 9 1 0"),
    ],
)
def test_matrices_of_every_shape_and_fixed_edges(shape: str, rows: str) -> None:
    model = READERS[".tsp"](FIXED.format(shape=shape, rows=rows))
    # Without the fixed edge of length 9 the tour would be 4; with it, it is 9 + 1 + 9 + 1.
    assert LANGUAGE.solve(model, Limits(seconds=10)).objective == 20


def test_distances_are_exact_at_the_halves() -> None:
    origin: Point = (Fraction(0), Fraction(0))

    def at(function: str, x: str, y: str = "0") -> int:
        return FUNCTIONS[function](origin, (Fraction(x), Fraction(y)))

    assert [at("EUC_2D", x) for x in ("2.4999999", "2.5", "3.5", "0")] == [2, 3, 4, 0]
    assert [at("CEIL_2D", x) for x in ("2", "2.0000001", "0")] == [2, 3, 0]
    assert at("ATT", "10") == 4
    assert at("MAN_2D", "1.2", "1.2") == 2
    assert at("MAX_2D", "1.2", "2.7") == 3
    # A quarter of the equator on the standard's idealised earth.
    assert at("GEO", "0", "90.00") == int(6378.388 * 3.141592 / 2 + 1)


@pytest.mark.parametrize(
    ("suffix", "text", "said"),
    [
        (".jsp", "2 2\n0 1 1 x\n", "line 2, column 7: expected a duration, got `x`"),
        (".jsp", "2 2\n0 1 2 3", "a machine is a whole number from 0 to 1, got 2"),
        (".jsp", "1 1\n0 1 7", "expected the end of the file, got `7`"),
        (".jsp", "99999 99999", "operations of at most"),
        (".bpp", "2\n5\n3", "got the end of the file"),
        (".bpp", "1\n5\n6", "from 0 to 5, got 6"),
        (".tsp", SQUARE.replace("DIMENSION", "DIMENSON"), "Did you mean `DIMENSION`?"),
        (".tsp", SQUARE.replace("EUC_2D", "EUC_3D"), "EUC_2D"),
        (".tsp", SQUARE.replace("TYPE : TSP", "TYPE : HCP"), "not TSP or ATSP"),
        (".tsp", SQUARE.replace("2 0 10", "1 0 10"), "place 1 stands twice"),
        (".tsp", "", "no TYPE"),
        (".tsp", "TYPE :\n", "no TYPE"),
        (".tsp", SQUARE.replace("1e1", "1e20"), "further apart"),
        (".jsp", "2 1\n0 1000000000\n0 1", "from 0 to 1000000, got 1000000000"),
        (".vrp", DELIVERY.replace("CAPACITY : 2", ""), "no CAPACITY"),
        (".vrp", DELIVERY.replace("DEMAND_SECTION", "DEMANDS"), "line 12"),
    ],
)
def test_what_is_wrong_is_said(suffix: str, text: str, said: str) -> None:
    with pytest.raises(FormalError) as caught:
        READERS[suffix](text)
    assert said in str(caught.value)


@given(st.sampled_from([".jsp", ".bpp", ".tsp", ".vrp"]), st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_files_raise_formal_errors_only(suffix: str, data: st.DataObject) -> None:
    whole = {".jsp": SHOP, ".bpp": BINS, ".tsp": SQUARE, ".vrp": DELIVERY}[suffix]
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 5))
    text = whole[:at] + data.draw(st.text(max_size=6)) + whole[at + cut :]
    with suppress(FormalError):
        READERS[suffix](text)


def test_a_suffix_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "instance.xyz"
    path.write_text("1", encoding="utf-8")
    with pytest.raises(InputError):
        read_file(path)
