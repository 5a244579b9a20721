"""A line of the constraint language as tokens, and a cursor over them that says what it expected."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from algorist.core.errors import FormalError

LONGEST_LINE = 100_000
LARGEST_NUMBER = 10**9

_TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)?)
      | (?P<decimal>[0-9]+\.[0-9][A-Za-z0-9_.]*)
      | (?P<number>[0-9]+(?![A-Za-z0-9_]))
      | (?P<word>[0-9][A-Za-z0-9_]*)
      | (?P<sign><->|->|\.\.|<=|>=|!=|==|[-+*/=<>(){}\[\],:])
      | (?P<space>[ \t\r]+|\#.*)
      | (?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPELLINGS = {"≠": "!=", "≤": "<=", "≥": ">=", "×": "*", "−": "-", "&": "and", "|": "or", "!": "not", ";": "a new line"}


class Token(NamedTuple):
    """`kind` is name, number, word (begins with a digit), sign or end; columns count from 1."""

    kind: str
    text: str
    column: int


class Cursor:
    """The tokens of one line, read from left to right."""

    __slots__ = ("_position", "_tokens", "line", "token")

    def __init__(self, text: str, line: int) -> None:
        self.line = line
        self._tokens = list(_tokenise(text, line))
        self._position = 0
        self.token = self._tokens[0]

    @property
    def next(self) -> Token:
        """The token after the current one."""
        return self._tokens[min(self._position + 1, len(self._tokens) - 1)]

    def advance(self) -> Token:
        """Return the current token and step past it; the end is never passed."""
        token = self.token
        if token.kind != "end":
            self._position += 1
            self.token = self._tokens[self._position]
        return token

    def accept(self, *texts: str) -> bool:
        """Step past the current token if it is one of these."""
        if self.token.text in texts:
            self.advance()
            return True
        return False

    def expect(self, *texts: str) -> Token:
        if self.token.text not in texts:
            self.unexpected(" or ".join(f"`{text}`" for text in texts))
        return self.advance()

    def end(self) -> None:
        """Refuse whatever is left on the line."""
        if self.token.kind != "end":
            self.unexpected("the end of the line")

    def unexpected(self, expected: str, hint: str = "") -> NoReturn:
        found = "the end of the line" if self.token.kind == "end" else f"`{shorten(self.token.text)}`"
        self.fail(f"expected {expected}, got {found}.", hint)

    def fail(self, message: str, hint: str = "", column: int | None = None) -> NoReturn:
        raise FormalError(self.line, self.token.column if column is None else column, message, hint)

    def integer(self) -> int:
        """Read an integer, with its sign."""
        sign = -1 if self.accept("-") else 1
        if self.token.kind != "number":
            self.unexpected("a whole number")
        if len(self.token.text) > 10 or int(self.token.text) > LARGEST_NUMBER:
            self.fail(f"the number {shorten(self.token.text)} is too large; the largest is {LARGEST_NUMBER}.")
        return sign * int(self.advance().text)


def _tokenise(text: str, line: int) -> list[Token]:
    if len(text) > LONGEST_LINE:
        raise FormalError(line, LONGEST_LINE + 1, f"this line has {len(text)} characters of at most {LONGEST_LINE}.")
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "decimal":
            raise FormalError(line, match.start() + 1, f"numbers are whole, got {shorten(match.group())}.")
        if kind == "bad":
            character = match.group()
            hint = f"Write {_SPELLINGS[character]}." if character in _SPELLINGS else ""
            raise FormalError(line, match.start() + 1, f"{character!r} has no meaning here.", hint)
        if kind != "space":
            tokens.append(Token(kind, match.group(), match.start() + 1))
    tokens.append(Token("end", "", len(text) + 1))
    return tokens


def shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def nearest(name: str, known: list[str]) -> str:
    """Return a hint that names the known spelling nearest to a misspelt one, or an empty string."""
    if len(name) > 60:
        return ""
    same_member = [other for other in known if "." in other and other.split(".")[1] == name.split(".")[-1]]
    matches = same_member[:3] or get_close_matches(name, known[:2000], n=1)
    return f"Did you mean {' or '.join(f'`{match}`' for match in matches)}?" if matches else ""
