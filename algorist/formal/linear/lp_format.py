r"""Reading the LP format, as CPLEX, Gurobi and HiGHS write it; numbers stay exact.

    \ a comment                        a section begins on a line of its own; the objective may follow its word
    Maximize
     obj: 2 x + 3 buy[bread] + 4       the label is optional, and so is the constant
    Subject To
     c1: x + buy[bread] <= 4.5         the right side is a number; also -2 <= x - y <= 8
    Bounds
     x <= 3                            also x >= 1, 0 <= x <= 3, x = 2, x free; inf is infinite
    General                            or Binary
     x
    End

What is not linear is refused by name: quadratic terms, semi-continuous variables, special ordered sets, indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from algorist.core.errors import FormalError
from algorist.formal.linear.program import INFINITIES, FileColumn, FileRow, Program, finite, nearest, number

SECTIONS = {
    "minimize": ("minimize", "minimum", "minimise", "min"),
    "maximize": ("maximize", "maximum", "maximise", "max"),
    "rows": ("subject to", "such that", "st", "s.t.", "st."),
    "bounds": ("bounds", "bound"),
    "integers": ("generals", "general", "gen", "integers", "integer", "int"),
    "binaries": ("binaries", "binary", "bin"),
    "semi-continuous variables": ("semi-continuous", "semis", "semi"),
    "special ordered sets (SOS)": ("sos", "sos1", "sos2"),
    "general constraints": ("general constraints", "gen constraints", "pwlobj", "lazy constraints", "user cuts"),
    "end": ("end",),
}
SECTION_OF = {word: section for section, words in SECTIONS.items() for word in words}
READ = ("minimize", "maximize", "rows", "bounds", "integers", "binaries", "end")
OBJECTIVES = ("minimize", "maximize")
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d][^\s+\-*/^<>=:\\]*)"
    r"|(?P<indicator>->)|(?P<relation>[<>]=?|=[<>]?)|(?P<sign>[+-])|(?P<colon>:)|(?P<other>\S)"
)
RELATIONS = {"<": "<=", "=<": "<=", ">": ">=", "=>": ">="}
TURNED = {"<=": ">=", ">=": "<=", "=": "="}


class Token(NamedTuple):
    """A word of the text and where it stands; the kinds are the groups of TOKEN, and `section`."""

    kind: str
    text: str
    line: int
    column: int


def read_lp(text: str) -> Program:
    """Return the program that a text in LP format says; raises FormalError, with the place, where it says none."""
    return _Reader(_tokens(text)).program()


def _tokens(text: str) -> Iterator[Token]:
    line = 0
    for line, full in enumerate(text.splitlines(), 1):
        content, start = full.partition("\\")[0], 0
        words = content.split(None, 2)
        for count in (2, 1):
            section = SECTION_OF.get(" ".join(words[:count]).lower())
            alone = len(words) <= count
            if (
                section
                and len(words) >= count
                and (alone or section == "rows" or (section in OBJECTIVES and words[count][:1] != ":"))
            ):
                yield Token("section", section, line, content.index(words[0]) + 1)
                start = content.index(words[count - 1], content.index(words[0])) + len(words[count - 1])
                break
        for match in TOKEN.finditer(content, start):
            yield Token(match.lastgroup or "", match.group(), line, match.start() + 1)
    yield Token("section", "end", line + 1, 1)


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: Iterator[Token]) -> None:
        self.tokens, self.ahead = tokens, [next(tokens)]
        self.read = Program()

    @property
    def token(self) -> Token:
        return self.ahead[0]

    @property
    def following(self) -> Token:
        """The token after this one; after the last, the last again."""
        if len(self.ahead) == 1:
            self.ahead.append(next(self.tokens, self.ahead[0]))
        return self.ahead[1]

    def next(self) -> Token:
        token, following = self.token, self.following
        self.ahead = [following]
        return token

    def program(self) -> Program:
        first = self.next()
        if first.text not in OBJECTIVES or first.kind != "section":
            raise self.error("an LP file begins with Minimize or Maximize", first)
        self.read.maximize = first.text == "maximize"
        self.label()
        self.read.costs, self.read.offset = self.expression()
        readers = {"rows": self.row, "bounds": self.bound, "integers": self.integer, "binaries": self.binary}
        while (section := self.next()).text != "end" or section.kind != "section":
            if section.kind != "section":
                raise self.error("expected the next section (Subject To, Bounds, General, Binary, End)", section)
            if section.text not in readers and self.token.kind != "section":
                raise self.error(f"{section.text} are not read here; only linear rows are", section)
            while self.token.kind != "section":
                readers[section.text]()
        return self.read

    # -- sections

    def row(self) -> None:
        """Read a row. Writers leave the left side out where nothing is on it, and may use a label twice."""
        label, row = self.label(), FileRow()
        bare = self.token.kind == "relation"
        form, constant = ({}, self.side()) if self.infinite() else self.expression()
        relation = self.relation()
        if form or bare:
            self.limit(row, relation, self.side(), constant or Fraction(0))
        else:
            form, shift = self.expression()
            self.limit(row, TURNED[relation], constant, shift)
            if self.token.kind == "relation":
                self.limit(row, self.relation(), self.side(), shift)
        row.coefficients = form
        fresh = label and label not in self.read.rows
        self.read.rows[label if fresh else len(self.read.rows)] = row

    def bound(self) -> None:
        before = None
        if self.token.kind != "name" or self.token.text.lower() in INFINITIES:
            before = self.side(), TURNED[self.relation()]
        column = self.column(self.name())
        if before:
            self.limit(column, before[1], before[0], Fraction(0))
        if self.token.kind == "relation":
            self.limit(column, self.relation(), self.side(), Fraction(0))
        elif not before:
            word = self.next()
            if word.text.lower() != "free":
                raise self.error("expected <=, >=, = or free", word)
            column.lower = column.upper = None
        column.bounded = True

    def integer(self) -> None:
        self.column(self.name()).integer = True

    def binary(self) -> None:
        column = self.column(self.name())
        column.integer = True
        column.lower = max(column.lower or Fraction(0), Fraction(0))
        column.upper = Fraction(1) if column.upper is None else min(column.upper, Fraction(1))

    # -- parts

    def label(self) -> str:
        if self.token.kind != "name" or not self.labels():
            return ""
        name = self.next().text
        self.next()
        return name

    def expression(self) -> tuple[dict[str, Fraction], Fraction]:
        """Read signed terms; a term without a sign can only be the first."""
        form: dict[str, Fraction] = {}
        constant, first = Fraction(0), True
        while self.token.kind == "sign" or (first and self.token.kind in ("number", "name")):
            factor, first = self.sign(), False
            counted = self.token.kind == "number"
            if counted:
                factor *= self.number()
            if self.token.kind == "name" and (not counted or not self.labels()):
                name = self.name()
                self.column(name)
                form[name.text] = form.get(name.text, Fraction(0)) + factor
            elif counted:
                constant += factor
            else:
                self.refuse_nonlinear()
                raise self.error("expected a variable or a number", self.token)
        self.refuse_nonlinear()
        return form, constant

    def refuse_nonlinear(self) -> None:
        if self.token.text in ("[", "^", "*"):
            raise self.error("the model is quadratic; only linear terms are solved here", self.token)
        if self.token.kind == "indicator":
            raise self.error("indicator constraints are not linear", self.token)
        if self.token.kind == "other":
            raise self.error("unexpected sign", self.token)

    def labels(self) -> bool:
        """Whether the name here is the label of the next row, and no variable."""
        return self.following.kind == "colon"

    def infinite(self) -> bool:
        """Whether an infinite number stands here, signed or not."""
        token = self.following if self.token.kind == "sign" else self.token
        return token.text.lower() in INFINITIES

    def sign(self) -> Fraction:
        sign = Fraction(1)
        while self.token.kind == "sign":
            sign = -sign if self.next().text == "-" else sign
        return sign

    def side(self) -> Fraction | None:
        """Read a number that may be infinite (then None)."""
        sign = self.sign()
        if self.token.text.lower() in INFINITIES:
            self.next()
            return None
        value = sign * self.number()
        return finite(value)

    def number(self) -> Fraction:
        token = self.next()
        if token.kind != "number":
            raise self.error("expected a number", token)
        return number(token.text, token.line, token.column)

    def name(self) -> Token:
        token = self.next()
        if token.kind != "name":
            raise self.error("expected the name of a variable", token)
        return token

    def column(self, name: Token) -> FileColumn:
        return self.read.columns.setdefault(name.text, FileColumn())

    def relation(self) -> str:
        token = self.next()
        if token.kind == "indicator":
            raise self.error("indicator constraints are not linear", token)
        if token.kind != "relation":
            raise self.error("expected <=, >= or =", token)
        return RELATIONS.get(token.text, token.text)

    def limit(self, line: FileRow | FileColumn, relation: str, side: Fraction | None, shift: Fraction) -> None:
        """Set the side of a row or column that a relation gives; None is infinite, and says nothing of an equation."""
        value = None if side is None else side - shift
        if relation in (">=", "="):
            line.lower = value
        if relation in ("<=", "="):
            line.upper = value

    def error(self, message: str, token: Token) -> FormalError:
        shown = "the end" if token.kind == "section" and token.text == "end" else token.text[:40]
        hint = nearest(token.text.lower(), SECTION_OF) if token.kind == "name" else ""
        return FormalError(token.line, token.column, f"{message}; found {shown}.", hint)
