"""Reading Conic Benchmark Format files, versions 1 to 4, continuous: keyword, header, body, line by line, exactly.

A coordinate given twice, a cone of the wrong size, an index out of range: each is refused with its line and column.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction

from algorist.core.errors import FormalError
from algorist.formal.conic.render import decimal
from algorist.formal.conic.tree import KINDS, Cone, Model, entries

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
WHOLE = re.compile(r"[0-9]{1,9}")
MAX_DIGITS = 1_000
MAX_SIZE = 1_000_000
MAX_ORDER = 2_000
SENSES = {"MIN": False, "MAX": True}
SIZES = {"QR": 2, "Q": 1, "EXP": 3, "EXP*": 3}
FIELDS = {
    "OBJFCOORD": ("cost_matrices", ("matrix", "order", "order")),
    "OBJACOORD": ("costs", ("scalar",)),
    "FCOORD": ("row_matrices", ("row", "matrix", "order", "order")),
    "ACOORD": ("rows", ("row", "scalar")),
    "BCOORD": ("right", ("row",)),
    "HCOORD": ("shapes", ("constraint", "scalar", "order", "order")),
    "DCOORD": ("shifts", ("constraint", "order", "order")),
}
SECTIONS = ("VER", "OBJSENSE", "VAR", "PSDVAR", "CON", "PSDCON", "OBJBCOORD", "POWCONES", "POW*CONES", *FIELDS)
Word = tuple[str, int, int]
"""A word with its line and column."""


def parse(text: str) -> Model:
    """Return the model of a CBF text; raises FormalError, and nothing else, when it denotes none."""
    return _Reader(text).model()


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.at = -1
        self.words: list[Word] = []
        self.fields: dict[str, object] = {}
        self.seen: set[str] = set()
        self.powers: dict[str, list[tuple[Fraction, ...]]] = {"POW": [], "POW*": []}
        self.cones: dict[str, tuple[Cone, ...]] = {"VAR": (), "CON": ()}
        self.orders: dict[str, tuple[int, ...]] = {"PSDVAR": (), "PSDCON": ()}

    def model(self) -> Model:
        while self.line():
            keyword = self.words[0]
            name = keyword[0]
            if name not in SECTIONS:
                self.refuse_keyword(keyword)
            if name in self.seen:
                raise FormalError(*keyword[1:], f"the section {name} stands here a second time.")
            if not self.seen and name != "VER":
                raise FormalError(*keyword[1:], f"a file begins with its version, not with {name}.", "Begin: VER, 3.")
            self.seen.add(name)
            self.exactly(1)
            self.section(name)
        if "VER" not in self.seen or "OBJSENSE" not in self.seen:
            missing = "OBJSENSE" if "VER" in self.seen else "VER"
            raise FormalError(len(self.lines), 1, f"the section {missing} is missing.")
        return Model(
            variables=self.cones["VAR"],
            constraints=self.cones["CON"],
            matrices=self.orders["PSDVAR"],
            semidefinite=self.orders["PSDCON"],
            **self.fields,  # type: ignore[arg-type]
        )

    # -- sections

    def section(self, name: str) -> None:
        if name == "VER":
            self.body(1)
            if not 1 <= self.whole(0, 1_000, "the version") <= 4:
                raise FormalError(*self.words[0][1:], f"there is no version {self.words[0][0]}.", "Versions: 1 to 4.")
        elif name == "OBJSENSE":
            self.body(1)
            word, line, column = self.words[0]
            if word not in SENSES:
                raise FormalError(line, column, f"there is no sense {word[:40]}.", "MIN or MAX.")
            self.fields["maximise"] = SENSES[word]
        elif name == "OBJBCOORD":
            self.body(1)
            self.fields["offset"] = self.number(0)
        elif name in self.cones:
            self.cones[name] = self.vector_cones()
        elif name in self.orders:
            self.body(1)
            count = self.whole(0, MAX_SIZE, "a count")
            self.orders[name] = tuple(self.order() for _ in range(count))
        elif name in FIELDS:
            self.fields[FIELDS[name][0]] = self.coordinates(*FIELDS[name])
        else:
            self.power_parameters(name.removesuffix("CONES"))

    def vector_cones(self) -> tuple[Cone, ...]:
        self.body(2)
        head = self.words[0]
        total, count = self.whole(0, MAX_SIZE, "a size"), self.whole(1, MAX_SIZE, "a count")
        cones = []
        for _ in range(count):
            self.body(2)
            word, line, column = self.words[0]
            size = self.whole(1, MAX_SIZE, "a size")
            cones.append(Cone(*self.kind(word, line, column, size)))
        if sum(cone.size for cone in cones) != total:
            found = sum(cone.size for cone in cones)
            raise FormalError(*head[1:], f"the cones have {found:,} coordinates in all, not {total:,}.")
        return tuple(cones)

    def kind(self, word: str, line: int, column: int, size: int) -> tuple[str, int, tuple[Fraction, ...]]:
        reference = re.fullmatch(r"@([0-9]{1,6}):(POW\*?)", word)
        if reference:
            known = self.powers[reference[2]]
            if int(reference[1]) >= len(known):
                message = f"there are {len(known)} power cones before this line, none of number {reference[1]}."
                raise FormalError(line, column, message, f"Define them under {reference[2]}CONES.")
            powers = known[int(reference[1])]
            if size <= len(powers):
                raise FormalError(
                    line, column, f"a power cone of {len(powers)} exponents has more than {size} coordinates."
                )
            return reference[2], size, powers
        if word not in KINDS or word.startswith("POW"):
            near = get_close_matches(word.upper(), KINDS, n=1, cutoff=0.4)
            hint = (
                f"Did you mean {near[0]}?"
                if near and not near[0].startswith("POW")
                else f"Cones: {', '.join(KINDS[:-2])}, @0:POW."
            )
            raise FormalError(line, column, f"there is no cone {word[:40]}.", hint)
        least = SIZES.get(word, 0)
        if size < least or (word.startswith("EXP") and size != 3):
            raise FormalError(
                line, column, f"a cone {word} of {size} coordinates.", f"It has {'at least ' * (least < 3)}{least}."
            )
        return word, size, ()

    def order(self) -> int:
        self.body(1)
        return self.whole(0, MAX_ORDER, "the order of a matrix")

    def power_parameters(self, kind: str) -> None:
        self.body(2)
        count, total = self.whole(0, MAX_SIZE, "a count"), self.whole(1, MAX_SIZE, "a count")
        for _ in range(count):
            self.body(1)
            head = self.words[0]
            length = self.whole(0, MAX_SIZE, "a count")
            total -= length
            if length < 1 or total < 0:
                raise FormalError(*head[1:], f"{length} exponents, which is not what the header leaves.")
            values = []
            for _ in range(length):
                self.body(1)
                values.append(self.number(0))
                if values[-1] <= 0:
                    raise FormalError(*self.words[0][1:], "an exponent that is not positive.")
            self.powers[kind].append(tuple(values))
        if total:
            raise FormalError(self.at + 1, 1, f"{total} exponents fewer than the header says.")

    def coordinates(self, field: str, axes: tuple[str, ...]) -> object:
        self.body(1)
        found: dict[tuple[int, ...], Fraction] = {}
        for _ in range(self.whole(0, MAX_SIZE, "a count")):
            self.body(len(axes) + 1)
            place = self.place(axes)
            if place in found:
                raise FormalError(*self.words[0][1:], f"the coordinate {' '.join(map(str, place))} a second time.")
            found[place] = self.number(len(axes))
        return entries(found)

    def place(self, axes: tuple[str, ...]) -> tuple[int, ...]:
        sizes = {
            "scalar": sum(cone.size for cone in self.cones["VAR"]),
            "row": sum(cone.size for cone in self.cones["CON"]),
            "matrix": len(self.orders["PSDVAR"]),
            "constraint": len(self.orders["PSDCON"]),
        }
        place: list[int] = []
        for position, axis in enumerate(axes):
            if axis != "order":
                place.append(self.whole(position, sizes[axis] - 1, f"the {axis}"))
                continue
            matrices = "matrix" in axes
            order = self.orders["PSDVAR" if matrices else "PSDCON"][
                place[axes.index("matrix" if matrices else "constraint")]
            ]
            place.append(self.whole(position, order - 1, "an index of the matrix"))
        if axes[-1] == "order" and place[-1] > place[-2]:
            place[-2:] = place[-1], place[-2]
        return tuple(place)

    # -- words

    def line(self) -> bool:
        """Step to the next line that says something; False at the end."""
        while self.at + 1 < len(self.lines):
            self.at += 1
            content = self.lines[self.at].partition("#")[0]
            if not content.isspace() and content:
                if len(content) > 5_000:
                    raise FormalError(self.at + 1, 5_000, "a line of over 5,000 characters.")
                self.words = [(m.group(), self.at + 1, m.start() + 1) for m in re.finditer(r"\S+", content)]
                return True
        return False

    def body(self, words: int) -> None:
        if not self.line():
            raise FormalError(len(self.lines), 1, "the text ends inside a section.")
        self.exactly(words)

    def exactly(self, words: int) -> None:
        if len(self.words) != words:
            at = self.words[min(words, len(self.words) - 1)]
            raise FormalError(at[1], at[2], f"a line of {len(self.words)} words; {words} are expected.")

    def whole(self, place: int, largest: int, what: str) -> int:
        word, line, column = self.words[place]
        if not WHOLE.fullmatch(word) or not word.isascii():
            raise FormalError(line, column, f"{what} is a whole number, not {word[:40]}.")
        if int(word) > largest:
            limit = f"at most {largest:,}" if largest >= 0 else "of nothing: there is none"
            raise FormalError(line, column, f"{what} is {word}; it can be {limit}.", "Coordinates count from 0.")
        return int(word)

    def number(self, place: int) -> Fraction:
        word, line, column = self.words[place]
        if len(word) > MAX_DIGITS:
            raise FormalError(line, column, f"a number of over {MAX_DIGITS:,} digits.")
        if not NUMBER.fullmatch(word) or not word.isascii():
            raise FormalError(line, column, f"{word[:40]} is no number.", "Numbers: -3, 0.25, 1e-3.")
        digits, _, power = word.lower().partition("e")
        if abs(int(power or "0")) > MAX_DIGITS:
            raise FormalError(line, column, f"a number of over {MAX_DIGITS:,} digits.")
        value = Fraction(digits + "0" if digits.endswith(".") else digits) * Fraction(10) ** int(power or "0")
        if len(decimal(value)) > MAX_DIGITS:
            raise FormalError(line, column, f"a number of over {MAX_DIGITS:,} digits, written without exponent.")
        return value

    def refuse_keyword(self, keyword: Word) -> None:
        name, line, column = keyword
        if name in ("INT", "CHANGE"):
            raise FormalError(line, column, f"{name} sections are not read.", "State a continuous program.")
        near = get_close_matches(name[:40].upper(), SECTIONS, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else "A file is made of VER, OBJSENSE, VAR, CON, ACOORD, ..."
        raise FormalError(line, column, f"there is no section {name[:40]}.", hint)
