"""Reading the MPS format, free or fixed; numbers stay exact.

    NAME          diet          a section begins in the first column, its lines further right; * begins a comment
    OBJSENSE      MAX           on this line or the next; minimised without it
    ROWS                        N cost, L limit, G need, E balance; the first N is the objective, others are left out
    COLUMNS                     x  cost 1.5  limit 2; integer between the lines  M 'MARKER' 'INTORG'  and  'INTEND'
    RHS                         rhs  limit 4  cost -3     (the objective's is what is subtracted from it)
    RANGES                      rng  limit 2.5
    BOUNDS                      UP bnd x 4; also LO, FX, FR, MI, PL, BV, LI, UI
    ENDATA

Names hold no blanks in the free form; a text that does not read so is read once more by the columns of the fixed form.
An integer column without any bound is binary, and a negative upper bound alone leaves no lower one, as HiGHS has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from algorist.core.errors import FormalError
from algorist.formal.linear.program import INFINITIES, FileColumn, FileRow, Program, finite, nearest, number

SECTIONS = ("NAME", "OBJSENSE", "ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS", "ENDATA")
FIELDS = ((1, 3), (4, 12), (14, 22), (24, 36), (39, 47), (49, 61))
"""Where the fields of the fixed form stand, counted from 0."""
TYPES = {"N", "L", "G", "E"}
VALUELESS = ("FR", "MI", "PL", "BV")
BOUNDS = ("UP", "LO", "FX", "LI", "UI", *VALUELESS)
MAXIMUM, MINIMUM = ("MAX", "MAXIMIZE", "MAXIMISE"), ("MIN", "MINIMIZE", "MINIMISE")
ZERO = Fraction(0)


class Field(NamedTuple):
    """A field of a line and where it stands."""

    text: str
    line: int
    column: int


def read_mps(text: str) -> Program:
    """Return the program that a text in MPS says; raises FormalError, with the place, where it says none."""
    try:
        return _Reader(text, fixed=False).program()
    except FormalError as error:
        try:
            return _Reader(text, fixed=True).program()
        except FormalError:
            raise error from None


class _Reader:
    """Section by section, a method for the lines of each."""

    def __init__(self, text: str, *, fixed: bool) -> None:
        self.lines, self.fixed = text.splitlines(), fixed
        self.read = Program()
        self.objective = ""
        self.kinds: dict[str, str] = {}
        self.integer = False
        self.last = ""
        self.sets: dict[str, str] = {}

    def program(self) -> Program:
        section, seen = "", False
        for position, line in enumerate(self.lines, 1):
            if line[:1] == "*" or not line.strip():
                continue
            if line[0] not in " \t":
                section, *rest = line.split()
                section = section.upper()
                self.header(section, rest, position)
                if section == "ENDATA":
                    seen = True
                    break
            else:
                self.entry(section, list(self.fields(line, position, section)), position)
        if not seen:
            raise FormalError(len(self.lines) + 1, 1, "the text is not in that format: it has no ENDATA.", "Add one.")
        self.finish()
        return self.read

    def header(self, section: str, rest: list[str], line: int) -> None:
        if section not in SECTIONS:
            message = f"the section {section[:40]} is not read here; only linear rows are."
            if section in ("QUADOBJ", "QMATRIX", "QSECTION", "QCMATRIX"):
                message = f"the model is quadratic ({section}); only linear ones are solved here."
            raise FormalError(line, 1, message, nearest(section, SECTIONS))
        if section == "OBJSENSE" and rest:
            self.sense(rest[0], line)

    def fields(self, line: str, position: int, section: str) -> Iterator[Field]:
        if self.fixed and section in ("ROWS", "COLUMNS", "RHS", "RANGES", "BOUNDS"):
            for first, last in FIELDS:
                if text := line[first:last].strip():
                    yield Field(text, position, first + 1)
            return
        end = 0
        for word in line.split():
            start = line.index(word, end)
            end = start + len(word)
            yield Field(word, position, start + 1)

    def entry(self, section: str, fields: list[Field], line: int) -> None:
        if not fields:
            raise FormalError(line, 1, "the line holds no field where the fixed form has them.", "")
        readers = {"ROWS": self.row, "COLUMNS": self.column, "RHS": self.side, "RANGES": self.range}
        if section == "OBJSENSE":
            self.sense(fields[0].text, line)
        elif section == "BOUNDS":
            self.bound(fields)
        elif section in readers:
            readers[section](fields)
        else:
            raise FormalError(line, fields[0].column, "a line stands outside every section.", "Begin with ROWS.")

    def sense(self, word: str, line: int) -> None:
        if word.upper() not in MAXIMUM + MINIMUM:
            raise FormalError(line, 1, f"the sense is MAX or MIN, not {word[:40]}.", "")
        self.read.maximize = word.upper() in MAXIMUM

    # -- lines

    def row(self, fields: list[Field]) -> None:
        self.expect(fields, 2, 2)
        kind, name = fields[0].text.upper(), fields[1].text
        if kind not in TYPES:
            raise self.error(fields[0], f"{kind[:40]} is no type of row", "Write N, L, G or E.")
        if name in self.kinds:
            raise self.error(fields[1], f"the row {name[:40]} is there twice", "Rename one.")
        self.kinds[name] = kind
        if kind == "N":
            self.objective = self.objective or name
            return
        row = self.read.rows[name] = FileRow()
        row.lower = None if kind == "L" else ZERO
        row.upper = None if kind == "G" else ZERO

    def column(self, fields: list[Field]) -> None:
        if len(fields) > 2 and fields[1].text == "'MARKER'":
            self.integer = fields[2].text == "'INTORG'"
            return
        self.expect(fields, 3, 5)
        name = fields[0].text
        if name != self.last and name in self.read.columns:
            raise self.error(fields[0], f"the column {name[:40]} is there in two places", "Keep its lines together.")
        self.last = name
        self.read.columns.setdefault(name, FileColumn(integer=self.integer))
        for where, value in self.pairs(fields[1:]):
            row = self.read.rows.get(where.text)
            entries = row.coefficients if row else self.read.costs if where.text == self.objective else {}
            if name in entries:
                raise self.error(where, f"{name[:40]} is in {where.text[:40]} twice", "Add the two up.")
            entries[name] = self.number(value)

    def side(self, fields: list[Field]) -> None:
        for where, value in self.pairs(self.unnamed(fields, "RHS")):
            amount, kind = self.number(value), self.kinds[where.text]
            if where.text == self.objective:
                self.read.offset = -amount
            elif kind != "N":
                row, side = self.read.rows[where.text], finite(amount)
                row.lower = row.lower if kind == "L" else side
                row.upper = row.upper if kind == "G" else side

    def range(self, fields: list[Field]) -> None:
        for where, value in self.pairs(self.unnamed(fields, "RANGES")):
            row, amount, kind = self.read.rows.get(where.text), self.number(value), self.kinds[where.text]
            if row is None or finite(amount) is None:
                continue
            if kind == "L" or (kind == "E" and amount < 0):
                row.lower = None if row.upper is None else row.upper - abs(amount)
            else:
                row.upper = None if row.lower is None else row.lower + abs(amount)

    def bound(self, fields: list[Field]) -> None:
        self.expect(fields, 2, 4)
        kind, rest = fields[0].text.upper(), fields[1:]
        if kind in ("SC", "SI"):
            raise self.error(fields[0], f"a variable is SemiContinuous ({kind}); only linear rows are solved here", "")
        if kind not in BOUNDS:
            raise self.error(fields[0], f"{kind[:40]} is no type of bound", nearest(kind, BOUNDS))
        columns = self.read.columns
        named = len(rest) > (1 if kind in VALUELESS else 2)
        if kind in VALUELESS and len(rest) == 2 and rest[0].text in columns and rest[1].text not in columns:
            named = False
        if named and self.sets.setdefault("BOUNDS", rest[0].text) != rest[0].text:
            raise self.error(rest[0], f"there is a second set of bounds, {rest[0].text[:40]}", "Keep one.")
        rest = rest[1:] if named else rest
        column = self.read.columns.get(rest[0].text)
        if column is None:
            hint = nearest(rest[0].text, self.read.columns)
            raise self.error(rest[0], f"there is no column {rest[0].text[:40]}", hint)
        if kind in VALUELESS:
            self.valueless(column, kind)
        else:
            self.expect(rest, 2, 2)
            self.valued(column, kind, rest[1])
        column.bounded = True

    def valueless(self, column: FileColumn, kind: str) -> None:
        if kind == "BV":
            column.lower, column.upper, column.integer = ZERO, Fraction(1), True
        if kind in ("FR", "MI"):
            column.lower = None
        if kind in ("FR", "PL"):
            column.upper = None

    def valued(self, column: FileColumn, kind: str, field: Field) -> None:
        infinite = field.text.lstrip("+-").lower() in INFINITIES
        value = None if infinite else finite(self.number(field))
        if kind in ("LO", "LI", "FX"):
            column.lower = value
        if kind in ("UP", "UI", "FX"):
            column.upper = value
        if kind in ("UP", "UI") and value is not None and value < 0 and column.lower == 0 and not column.bounded:
            column.lower = None
        column.integer = column.integer or kind in ("LI", "UI")

    def finish(self) -> None:
        for column in self.read.columns.values():
            if column.integer and not column.bounded:
                column.upper = Fraction(1)

    # -- parts

    def unnamed(self, fields: list[Field], section: str) -> list[Field]:
        """Return the fields without the name of their set, of which there can be one."""
        if len(fields) % 2:
            if self.sets.setdefault(section, fields[0].text) != fields[0].text:
                raise self.error(fields[0], f"there is a second set {fields[0].text[:40]} in {section}", "Keep one.")
            return fields[1:]
        return fields

    def pairs(self, fields: list[Field]) -> Iterator[tuple[Field, Field]]:
        """Yield rows with their numbers; raises FormalError for a row that there is not."""
        self.expect(fields, 2, 4)
        for where, value in zip(fields[::2], fields[1::2], strict=False):
            if where.text not in self.kinds:
                raise self.error(where, f"there is no row {where.text[:40]}", nearest(where.text, self.kinds))
            yield where, value

    def number(self, field: Field) -> Fraction:
        return number(field.text, field.line, field.column)

    def expect(self, fields: list[Field], least: int, most: int) -> None:
        if not least <= len(fields) <= most:
            place = fields[-1] if fields else Field("", 1, 1)
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self.error(place, f"the line has {len(fields)} fields where {wanted} belong", "")

    def error(self, field: Field, message: str, hint: str) -> FormalError:
        return FormalError(field.line, field.column, f"{message}.", hint)
