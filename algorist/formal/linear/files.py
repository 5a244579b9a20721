"""LP and MPS files, through HiGHS' own reader and writer.

Numbers arrive as doubles; each becomes the shortest decimal that prints it. What HiGHS would skip with a warning, or
read only in part, is refused.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise
from math import isinf, isnan, lcm
from pathlib import Path
from typing import Any

from algorist.core.errors import FormalError, InputError
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Row, Rows, ground
from algorist.formal.linear.names import file_names, identifier, original
from algorist.formal.linear.parser import parse
from algorist.formal.linear.renderer import render
from algorist.formal.linear.tree import (
    ZERO,
    Constraint,
    Declared,
    Expression,
    Model,
    Name,
    Negate,
    Objective,
    Product,
    Sum,
    Variables,
    rational,
)

MAX_BYTES = 200_000_000
NAMES_A_LINE = 12
COMPLAINT = re.compile(r"(ERROR|WARNING):\s*")
NUMBER = re.compile(r"[+-]?(inf(inity)?|([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?)", re.IGNORECASE)


def read_file(path: Path) -> Model:
    """Return the model in a .lin, .lp or .mps file (the last two also gzipped).

    Raises InputError, naming the file, when it cannot be read, says nothing, or says what is not linear: quadratic
    terms, semi-continuous variables, special ordered sets, indicators.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file.")
    if path.suffix == ".lin":
        return _parsed(_content(path), path)
    kind = _kind(path)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"model{kind}"
        plain.write_bytes(_content(path))
        _check_text(plain, path)
        return _model(_read(plain, path), path)


def write_file(model: Model, path: Path) -> None:
    """Write a model in the format that the suffix names: .lin as it stands; .lp and .mps (also gzipped) flat.

    Raises InputError where a number has more than 15 digits, or no finite decimal and a row that cannot be scaled.
    """
    content = (render(model) + "\n").encode() if path.suffix == ".lin" else _written(model, path)
    try:
        path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error


def _kind(path: Path) -> str:
    """Return .lp or .mps, whichever the suffix names."""
    name = path.name.lower().removesuffix(".gz")
    for kind in (".lp", ".mps"):
        if name.endswith(kind):
            return kind
    raise InputError(f"{path}: the format is told by the suffix: .lin, .lp, .mps, .lp.gz or .mps.gz.")


# -- bytes


def _content(path: Path) -> bytes:
    """Return the bytes of a file, unpacked, up to a size that can still be solved."""
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            content: bytes = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {error}.") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"{path}: over {MAX_BYTES // 1_000_000} MB, too large to read.")
    return content


def _parsed(content: bytes, path: Path) -> Model:
    try:
        return parse(content.decode())
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8.") from error
    except FormalError as error:
        raise FormalError(error.line, error.column, f"{path}: {error.message}", error.hint) from error


def _check_text(plain: Path, path: Path) -> None:
    """Refuse what HiGHS' readers would take in part: numbers such as 1.5abc, nan or 1D3 in MPS, indicators in LP."""
    section = ""
    for number, line in enumerate(plain.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        words = line.split()
        if plain.suffix == ".lp":
            if "->" in line.partition("\\")[0]:
                raise FormalError(number, line.find("->") + 1, f"{path}: indicator constraints are not linear.")
        elif line[:1] not in (" ", "\t") and words:
            section = words[0]
        elif section in ("COLUMNS", "RHS", "RANGES") and "'MARKER'" not in words:
            fields = words[2::2] if len(words) % 2 else words[1::2]
            bad = next((field for field in fields if not NUMBER.fullmatch(field)), None)
            if bad is not None:
                raise FormalError(number, line.find(bad) + 1, f"{path}: {bad} is not a number.")


def _read(plain: Path, path: Path) -> Any:
    highs = solver.package().Highs()
    highs.setOptionValue("log_to_console", False)
    complaints: list[str] = []
    highs.cbLogging.subscribe(lambda event: complaints.append(str(event.message)))
    with solver.keeping_small_values(highs):
        status = highs.readModel(str(plain)).name
    serious = [COMPLAINT.sub("", line).strip() for line in complaints if COMPLAINT.match(line)]
    if status == "kError" or serious:
        said = serious[0] if serious and str(plain) not in serious[0] else "it is not in that format"
        raise InputError(f"{path}: HiGHS cannot read it as {plain.suffix}: {said}.")
    return highs


def _written(model: Model, path: Path) -> bytes:
    kind, rows = _kind(path), _scaled(_ordered(ground(model)))
    if not rows.columns:
        raise InputError(f"{path}: a model without variables cannot be written as {kind}.")
    columns = file_names(column.name for column in rows.columns)
    highs = solver.load(rows, minimise=False)
    for position, name in enumerate(columns):
        highs.passColName(position, name)
    for position, name in enumerate(file_names(row.name for row in rows.rows)):
        highs.passRowName(position, name)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / f"model{kind}"
        if highs.writeModel(str(plain)).name == "kError":
            raise InputError(f"{path}: HiGHS cannot write it.")
        if not _carries(plain, rows, columns):
            raise InputError(f"{path}: HiGHS' {kind} writer loses part of this model. Write .lin, or another format.")
        return plain.read_bytes()


def _ordered(rows: Rows) -> Rows:
    """Return the program with its columns in an order that HiGHS' MPS writer carries.

    It switches between continuous and integer only at a column with entries, so those without go to the two ends.
    """
    used = {column for row in rows.rows for column, _ in row.coefficients}
    order = sorted(
        range(len(rows.columns)),
        key=lambda place: (rows.columns[place].integer, (place in used) != rows.columns[place].integer),
    )
    places = {old: new for new, old in enumerate(order)}
    moved = (
        replace(row, coefficients=tuple(sorted((places[column], factor) for column, factor in row.coefficients)))
        for row in rows.rows
    )
    return replace(rows, columns=tuple(rows.columns[place] for place in order), rows=tuple(moved))


def _carries(plain: Path, rows: Rows, columns: list[str]) -> bool:
    """Whether a file just written reads back as the same program."""
    try:
        return _essence(ground(_model(_read(plain, plain), plain)), None) == _essence(rows, columns)
    except InputError:
        return False


def _essence(rows: Rows, names: list[str] | None) -> object:
    """Return all that a file must carry, whatever the order: columns by name, one-sided rows, sense and offset."""
    spelled = names or [original(column.name) for column in rows.columns]
    columns = {
        original(name): (column.lower, column.upper, column.integer, column.cost)
        for name, column in zip(spelled, rows.columns, strict=True)
    }
    sides = Counter(
        (frozenset((original(spelled[column]), factor) for column, factor in row.coefficients), side, bound)
        for row in rows.rows
        for side, bound in (("lower", row.lower), ("upper", row.upper))
        if bound is not None
    )
    return columns, sides, rows.maximize, rows.offset


# -- from HiGHS


def _model(highs: Any, path: Path) -> Model:
    program = highs.getLp()
    if highs.getModel().hessian_.dim_:
        raise InputError(f"{path}: the objective is quadratic; only linear ones are solved here.")
    kinds = [kind.name for kind in program.integrality_] or ["kContinuous"] * program.num_col_
    if odd := next((kind for kind in kinds if kind not in ("kContinuous", "kInteger")), None):
        raise InputError(f"{path}: a variable is {odd[1:]}; only continuous and integer ones are solved here.")
    if not program.num_col_:
        raise InputError(f"{path}: there is no variable in it.")
    names = _identifiers(program.col_names_, path)
    lower, upper, costs = (_numbers(v, path) for v in (program.col_lower_, program.col_upper_, program.col_cost_))
    domains = list(zip(names, lower, upper, kinds, strict=True))
    terms: list[list[tuple[int, Fraction]]] = [[] for _ in range(program.num_row_)]
    for column, row, value in _entries(program):
        terms[row].append((column, _number(value, path)))
    labels = _identifiers(program.row_names_, path)
    sides = zip(_numbers(program.row_lower_, path), _numbers(program.row_upper_, path), strict=True)
    constraints = [
        _constraint(label, _linear(coefficients, names), low, high)
        for label, coefficients, (low, high) in zip(labels, terms, sides, strict=True)
        if low is not None or high is not None
    ]
    priced = [(position, cost) for position, cost in enumerate(costs) if cost]
    objective = _linear(priced, names, _number(program.offset_, path))
    return Model(
        tuple(_variables(domains)), Objective(program.sense_.name == "kMaximize", objective), tuple(constraints)
    )


def _entries(program: Any) -> Iterable[tuple[int, int, float]]:
    """Yield column, row and coefficient of every entry, column by column or row by row as HiGHS has them."""
    matrix = program.a_matrix_
    by_row = matrix.format_.name == "kRowwise"
    starts, indices, values = list(matrix.start_), list(matrix.index_), list(matrix.value_)
    for major, (first, last) in enumerate(pairwise(starts)):
        for minor, value in zip(indices[first:last], values[first:last], strict=True):
            yield (minor, major, value) if by_row else (major, minor, value)


def _number(value: float, path: Path) -> Fraction:
    number = float(value)
    if isnan(number) or isinf(number):
        raise InputError(f"{path}: it holds the number {number}.")
    return Fraction(repr(number))


def _numbers(values: Iterable[float], path: Path) -> list[Fraction | None]:
    return [None if isinf(value) else _number(value, path) for value in values]


def _variables(domains: list[tuple[str, Fraction | None, Fraction | None, str]]) -> Iterable[Variables]:
    """Yield `var` lines, neighbours of one domain together."""
    for (lower, upper, kind), group in groupby(domains, key=lambda domain: domain[1:]):
        names = [Declared(name) for name, *_ in group]
        low, high = (None if bound is None else rational(bound) for bound in (lower, upper))
        for start in range(0, len(names), NAMES_A_LINE):
            yield Variables(tuple(names[start : start + NAMES_A_LINE]), low, high, kind == "kInteger")


def _linear(terms: Iterable[tuple[int, Fraction]], names: list[str], offset: Fraction = Fraction(0)) -> Expression:
    parts: list[Expression] = []
    for column, factor in terms:
        name = Name(names[column])
        part: Expression = name if abs(factor) == 1 else Product((rational(abs(factor)), name))
        parts.append(Negate(part) if factor < 0 else part)
    if offset:
        parts.append(rational(offset))
    return ZERO if not parts else parts[0] if len(parts) == 1 else Sum(tuple(parts))


def _constraint(label: str, form: Expression, lower: Fraction | None, upper: Fraction | None) -> Constraint:
    if lower is None or upper is None or lower == upper:
        bound = lower if lower is not None else upper if upper is not None else Fraction(0)
        relation = "=" if lower == upper else "<=" if lower is None else ">="
        return Constraint((form, rational(bound)), relation, label)
    return Constraint((rational(lower), form, rational(upper)), "<=", label)


def _identifiers(given: Iterable[str], path: Path) -> list[str]:
    """Return names as identifiers; raises InputError where two would be the same."""
    spelled = [identifier(original(name)) for name in given]
    if len(set(spelled)) < len(spelled):
        twin = next(name for name in spelled if spelled.count(name) > 1)
        raise InputError(f"{path}: two names are spelled {twin}.")
    return spelled


# -- to HiGHS


def _scaled(rows: Rows) -> Rows:
    """Return the same program with numbers that 15 digits carry exactly, multiplying rows where that is needed."""
    for column in rows.columns:
        for value in (column.cost, column.lower, column.upper):
            _check_exact(value, column.name)
    _check_exact(rows.offset, "the objective")
    return Rows(rows.columns, tuple(map(_scaled_row, rows.rows)), rows.maximize, rows.offset)


def _scaled_row(row: Row) -> Row:
    values = [
        value for value in (row.lower, row.upper, *(factor for _, factor in row.coefficients)) if value is not None
    ]
    if all(map(_exact, values)):
        return row
    scale = lcm(*(value.denominator for value in values))
    for value in values:
        _check_exact(value * scale, row.name)
    lower, upper = (None if side is None else side * scale for side in (row.lower, row.upper))
    coefficients = tuple((column, factor * scale) for column, factor in row.coefficients)
    return Row(row.name, coefficients, lower, upper, row.constraint)


def _exact(value: Fraction) -> bool:
    return abs(value) < solver.INFINITE and Fraction(f"{float(value):.15g}") == value


def _check_exact(value: Fraction | None, name: str) -> None:
    if value is not None and not _exact(value):
        raise InputError(f"{name}: {value} has no exact decimal of 15 digits, which is all that these files carry.")
