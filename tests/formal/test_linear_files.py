"""LP and MPS files: read, written, and refused by name."""

from __future__ import annotations

import gzip
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from linear_cases import KNOWN, programs

from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.files import read_file, write_file
from algorist.formal.linear.language import Model, ground, parse
from algorist.formal.linear.names import file_names, identifier, original

SUFFIXES = (".lp", ".mps", ".lp.gz", ".mps.gz", ".lin")
MPS = """NAME          T
OBJSENSE
    MAX
ROWS
 N  COST
 L  LIM1
 G  R2
COLUMNS
    x         COST   1.0   LIM1   1.5
    y[1,2]    COST   2.0   R2   1.1
RHS
    RHS   LIM1   4   R2   1
    RHS   COST   -3
RANGES
    RNG   LIM1  2.5
BOUNDS
 UP BND  x  4
 MI BND  y[1,2]
ENDATA
"""
LP = """Maximize
 obj: 2 x + 3 buy(bread) - 0.1 z + 4
Subject To
 c.1: x + buy(bread) + z <= 4.5
 x - z >= -2
Bounds
 x <= 3
 z free
General
 x
End
"""


def test_reading_lp(tmp_path: Path) -> None:
    path = tmp_path / "model.lp"
    path.write_text(LP)
    text = LANGUAGE.render(read_file(path))
    assert text.splitlines() == [
        "var x in [0, 3] integer",
        "var buy_x28_bread_x29_ >= 0",
        "var z free",
        "maximize 2*x + 3*buy_x28_bread_x29_ - 0.1*z + 4",
        "c_x2e_1: x + buy_x28_bread_x29_ + z <= 4.5",
        text.splitlines()[-1],
    ]
    assert text.splitlines()[-1].endswith("x - z >= -2")


def test_reading_mps(tmp_path: Path) -> None:
    path = tmp_path / "model.mps"
    path.write_text(MPS)
    rows = ground(read_file(path))
    assert [(c.lower, c.upper, c.cost) for c in rows.columns] == [(0, 4, 1), (None, None, 2)]
    assert [(r.lower, r.upper) for r in rows.rows] == [(Fraction(3, 2), 4), (1, None)]
    assert (rows.maximize, rows.offset) == (True, 3)
    packed = tmp_path / "model.mps.gz"
    packed.write_bytes(gzip.compress(MPS.encode()))
    assert read_file(packed) == read_file(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["diet", "knapsack", "assignment", "stock", "two-sided", "degenerate"])
def test_what_is_written_has_the_same_answer(name: str, suffix: str, tmp_path: Path) -> None:
    model = parse(KNOWN[name][0])
    write_file(model, tmp_path / f"model{suffix}")
    again = read_file(tmp_path / f"model{suffix}")
    answers = [LANGUAGE.solve(each, Limits(seconds=20)) for each in (model, again)]
    assert answers[0].objective == answers[1].objective
    assert LANGUAGE.check(again, answers[1]).proved
    write_file(again, tmp_path / f"again{suffix}")
    assert len(ground(read_file(tmp_path / f"again{suffix}")).columns) == len(ground(model).columns)


@given(programs(integer=True))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_programs_survive_mps(tmp_path: Path, model: Model) -> None:
    rows = ground(model)
    assume(all(column.cost.denominator in (1, 2) for column in rows.columns))
    try:
        write_file(model, tmp_path / "model.mps")
    except InputError:
        # HiGHS' writer drops a row without entries, and leaves out the type of a column without any.
        used = {place for row in rows.rows for place, _ in row.coefficients}
        assert not used or not all(row.coefficients for row in rows.rows)
        return
    columns = {column.name: column for column in rows.columns}
    assert columns == {column.name: column for column in ground(read_file(tmp_path / "model.mps")).columns}


REFUSED = {
    "q.lp": (LP.replace("+ 4", "+ [ x^2 ]/2"), "quadratic"),
    "s.lp": (LP.replace("General", "Semi-continuous"), "SemiContinuous"),
    "o.lp": (LP.replace("End", "SOS\n s1: S1:: x:1 z:2\nEnd"), "SOS"),
    "g.lp": ("garbage", "no variable"),
    "e.lp": ("", "no variable"),
    "e.mps": ("", "not in that format"),
    "t.mps": (MPS.replace("ENDATA", ""), "not in that format"),
    "c.lp": (LP.replace(" x - z >= -2", " x = 1 -> x - z >= -2"), "line 5, column 8"),
    "q.mps": (MPS.replace("ENDATA", "QUADOBJ\n    x x 2\nENDATA"), "quadratic"),
    "i.mps": (MPS.replace("ENDATA", "INDICATORS\n IF LIM1 x 1\nENDATA"), "INDICATORS"),
    "r.mps": (MPS.replace("LIM1   1.5", "LIM9   1.5"), "LIM9"),
    "n.mps": (MPS.replace("1.5", "nan"), "line 9, column 35"),
    "d.mps": (MPS.replace("1.5", "1.5D3"), "1.5D3 is not a number"),
    "b.lp.gz": ("not gzipped", "cannot be read"),
    "x.txt": ("var x", "the format is told by the suffix"),
    "v.lin": ("var x\nx < 3", "line 2, column 3"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_files_are_refused_by_name(name: str, tmp_path: Path) -> None:
    content, words = REFUSED[name]
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError) as caught:
        read_file(tmp_path / name)
    assert words in str(caught.value)
    assert name in str(caught.value)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_file(tmp_path / "none.lp")
    for name in ("b.lp", "b.mps", "b.lin", "b.mps.gz"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 40)
        with pytest.raises(InputError, match=name):
            read_file(tmp_path / name)


def test_numbers_that_no_file_can_carry_are_refused(tmp_path: Path) -> None:
    write_file(parse("var x\nmaximize x\nx/3 + x/7 <= 1"), tmp_path / "scaled.lp")
    assert ground(read_file(tmp_path / "scaled.lp")).rows[0].coefficients == ((0, 10),)
    with pytest.raises(InputError, match="1/3 has no exact decimal"):
        write_file(parse("var x\nmaximize x/3"), tmp_path / "third.mps")


def test_what_a_writer_would_lose_is_refused(tmp_path: Path) -> None:
    """HiGHS' LP writer leaves out a variable that nothing mentions."""
    model = parse(KNOWN["constant"][0])
    write_file(model, tmp_path / "constant.mps")
    with pytest.raises(InputError, match="loses part"):
        write_file(model, tmp_path / "constant.lp")


def test_names_come_back() -> None:
    for name in ("x", "buy(1)", "free", "1st", "a b", "é", "x#!", "__x", "in"):
        assert original(identifier(name)) == name
        assert parse(f"var {identifier(name)}")
    assert file_names(["buy[a,b]", "free", "inf1", "e12", "x"]) == ["buy(a,b)", "_x66_ree", "_x69_nf1", "_x65_12", "x"]
