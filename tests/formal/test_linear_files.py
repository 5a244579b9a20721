"""LP and MPS files: read, written, and refused by name."""

from __future__ import annotations

import gzip
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from linear_cases import KNOWN, programs
from pace import within

from algorist.core.errors import InputError
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.files import READERS, read_file, write_file
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
    "s.lp": (LP.replace("General", "Semi-continuous"), "semi-continuous"),
    "o.lp": (LP.replace("End", "SOS\n s1: S1:: x:1 z:2\nEnd"), "SOS"),
    "g.lp": ("garbage", "begins with Minimize"),
    "e.lp": ("", "begins with Minimize"),
    "n.lp": ("Minimize\nEnd", "no variable"),
    "e.mps": ("", "not in that format"),
    "t.mps": (MPS.replace("ENDATA", ""), "not in that format"),
    "c.lp": (LP.replace(" x - z >= -2", " x = 1 -> x - z >= -2"), "line 5, column 8"),
    "q.mps": (MPS.replace("ENDATA", "QUADOBJ\n    x x 2\nENDATA"), "quadratic"),
    "i.mps": (MPS.replace("ENDATA", "INDICATORS\n IF LIM1 x 1\nENDATA"), "INDICATORS"),
    "r.mps": (MPS.replace("LIM1   1.5", "LIM9   1.5"), "LIM9"),
    "n.mps": (MPS.replace("1.5", "nan"), "line 9, column 35"),
    "d.mps": (MPS.replace("1.5", "1.5D3"), "1.5D3 is not a number"),
    "w.mps": (MPS.replace("BOUNDS", "BONDS"), "Did you mean BOUNDS?"),
    "y.mps": (MPS.replace("MI BND  y[1,2]", "MI BND  y[1,3]"), "Did you mean y[1,2]?"),
    "z.mps": (MPS.replace("1.5", "1e9999"), "over 1000 digits"),
    "p.lp": (LP.replace("+ buy(bread) + z", "+ buy(bread) ^ 2 + z"), "quadratic"),
    "h.lp": (LP.replace("<= 4.5", "<= y"), "expected a number"),
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


BARE = """\\ Gurobi's manner: brackets in names, sides without terms, labels used twice, numbers of 17 digits and more
Minimize
  0.1 x[0,1] + 4.3894320716857004321e+08 Constant
Subject To
 a: <= 3
 a: x[0,1] + 2
   y >= -1e30
 -inf <= x[0,1] - y <= 12345678901234567890.5
 c: 3 >= y
Bounds
 Constant = 1
 -2 <= y <= 1e20
Binaries
 b
Semi
End
"""


def test_lp_files_are_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "bare.lp").write_text(BARE)
    rows = ground(read_file(tmp_path / "bare.lp"))
    assert [(c.lower, c.upper, c.integer) for c in rows.columns] == [
        (0, None, False),
        (1, 1, False),
        (-2, None, False),
        (0, 1, True),
    ]
    assert [c.cost for c in rows.columns] == [Fraction(1, 10), Fraction("438943207.16857004321"), 0, 0]
    last = Fraction("12345678901234567890.5")
    assert [(r.coefficients, r.lower, r.upper) for r in rows.rows] == [
        ((), None, 3),
        (((0, 1), (2, -1)), None, last),
        (((2, 1),), None, 3),
    ]


FIXED = """NAME          BLANKS
ROWS
 N  COST
 E  ROW ONE
 L  R2
 G  R3
 N  OTHER
COLUMNS
    M1        'MARKER'                 'INTORG'
    COL A     COST                .1   ROW ONE             1.0
    COL B     ROW ONE            2.0   R2                  1.0
    M2        'MARKER'                 'INTEND'
    COL C     R3                  1.   OTHER                9.
RHS
    RHS       COST              -2.5   ROW ONE             4.0
    RHS       R2                10.0   R3                  1.0
RANGES
    RNG       ROW ONE           -1.5   R2                  -3.
    RNG       R3                 2.0
BOUNDS
 LO BND       COL B              1.0
 UP BND       COL C             -1.0
ENDATA
"""


def test_fixed_mps_with_blanks_in_names(tmp_path: Path) -> None:
    """Expected values from the format's description: ranges of E rows by sign, an integer column unbounded is binary."""
    (tmp_path / "fixed.mps").write_text(FIXED)
    rows = ground(read_file(tmp_path / "fixed.mps"))
    assert [original(c.name) for c in rows.columns] == ["COL A", "COL B", "COL C"]
    assert [(c.lower, c.upper, c.integer) for c in rows.columns] == [(0, 1, True), (1, None, True), (None, -1, False)]
    assert [(r.lower, r.upper) for r in rows.rows] == [(Fraction(5, 2), 4), (7, 10), (1, 3)]
    assert (rows.offset, rows.columns[0].cost) == (Fraction(5, 2), Fraction(1, 10))


@given(st.text(alphabet="xyz019.eE+-<>=:[]^\\ \n\t'NLGEROWSRHSBOUNDSend", max_size=80))
@settings(max_examples=150, deadline=None)
def test_garbage_only_raises_input_errors(text: str) -> None:
    for whole in (text, f"Minimize\n{text}", MPS[:60] + text + "\nENDATA\n", LP[:40] + text):
        for reader in READERS.values():
            try:
                reader(whole)
            except InputError:
                continue


def test_a_megabyte_of_garbage_is_refused_at_once() -> None:
    for piece in ("x y\n", "9", " N r\n", "-> ", "[ "):
        for start in ("", "Minimize\n", "ROWS\n"):
            garbage = start + piece * (1_000_000 // len(piece))
            for reader in READERS.values():
                with within(0.5), suppress(InputError):
                    reader(garbage)


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
