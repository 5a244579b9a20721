"""Constraint models from files: our own text, and the formats in which instances are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from algorist.core.errors import FormalError, InputError
from algorist.formal.constraint.instances.binpacking import read_binpacking
from algorist.formal.constraint.instances.jobshop import read_jobshop
from algorist.formal.constraint.instances.tsplib import read_tsp, read_vrp
from algorist.formal.constraint.parse import LONGEST_TEXT, parse
from algorist.formal.constraint.render import render
from algorist.formal.constraint.tokens import LONGEST_LINE
from algorist.formal.constraint.tree import ConstraintModel

READERS: Mapping[str, Callable[[str], ConstraintModel]] = {
    ".con": parse,
    ".tsp": read_tsp,
    ".vrp": read_vrp,
    ".jsp": read_jobshop,
    ".bpp": read_binpacking,
}


def read_file(path: Path) -> ConstraintModel:
    """Return the model in a file, whose format its suffix tells; raises InputError or FormalError."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: the format is told by the suffix: {', '.join(READERS)}.")
    if path.stat().st_size > LONGEST_TEXT:
        raise InputError(f"{path} has {path.stat().st_size:,} bytes of at most {LONGEST_TEXT:,}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: byte {error.start + 1} cannot be read.") from error
    model = reader(text)
    if reader is not parse:
        _refuse_too_long(model)
    return model


def _refuse_too_long(model: ConstraintModel) -> None:
    """Refuse an instance that our own text cannot hold: that text is what solver and checker are given."""
    written = render(model)
    if len(written) > LONGEST_TEXT or max(map(len, written.split("\n"))) > LONGEST_LINE:
        raise FormalError(1, 1, "this instance is too large: its model would have too long a text.")
