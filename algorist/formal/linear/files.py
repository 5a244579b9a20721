"""LP and MPS files: read exactly, by readers of our own; written by HiGHS, and refused where its writer loses something."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from algorist.core.errors import FormalError, InputError
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Rows, ground
from algorist.formal.linear.lp_format import read_lp
from algorist.formal.linear.mps_format import read_mps
from algorist.formal.linear.names import file_names
from algorist.formal.linear.parser import parse
from algorist.formal.linear.program import model_of
from algorist.formal.linear.renderer import render
from algorist.formal.linear.to_highs import essence, ordered, scaled
from algorist.formal.linear.tree import Model

MAX_BYTES = 200_000_000
READERS: dict[str, Callable[[str], Model]] = {
    ".lp": lambda text: model_of(read_lp(text)),
    ".mps": lambda text: model_of(read_mps(text)),
}


def read_file(path: Path) -> Model:
    """Return the model in a .lin, .lp or .mps file (the last two also gzipped).

    Raises InputError, naming the file, when it cannot be read, says nothing, or says what is not linear: quadratic
    terms, semi-continuous variables, special ordered sets, indicators.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file.")
    reader = parse if path.suffix == ".lin" else READERS[_kind(path)]
    return _parsed(reader, _content(path), path)


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


def _parsed(reader: Callable[[str], Model], content: bytes, path: Path) -> Model:
    try:
        return reader(content.decode())
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8.") from error
    except FormalError as error:
        raise FormalError(error.line, error.column, f"{path}: {error.message}", error.hint) from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _written(model: Model, path: Path) -> bytes:
    kind, rows = _kind(path), scaled(ordered(ground(model)))
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


def _carries(plain: Path, rows: Rows, columns: list[str]) -> bool:
    """Whether a file just written reads back as the same program."""
    try:
        again = ground(READERS[plain.suffix](plain.read_text(encoding="utf-8")))
    except InputError:
        return False
    return essence(again, [column.name for column in again.columns]) == essence(rows, columns)
