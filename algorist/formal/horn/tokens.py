"""The text of a logic program as tokens, and a cursor over them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from algorist.core.errors import FormalError

LONGEST_TEXT = 4_000_000

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r\n]|%[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)
      | (?P<end>\.(?=[ \t\r\n%]|\Z))
      | (?P<variable>[A-Z_][A-Za-z0-9_]*)
      | (?P<name>[a-z][A-Za-z0-9_]*)
      | (?P<number>[0-9]+(?:r[1-9][0-9]*|\.[0-9]+)?(?![A-Za-z0-9_']))
      | (?P<quoted>'(?:[^'\\\n]|''|\\[nt\\'"`])*')
      | (?P<punctuation>\[\]|[()\[\]{}|,!])
      | (?P<symbol>;|[-+*/\\^<>=~:.?@\#&$]+)
      | (?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"', "`": "`"}
_QUOTED = re.compile(r"''|\\(.)")
_HINTS = {
    '"': "Write 'text' in single quotes.",
    "`": "Write 'text' in single quotes.",
    "'": "A quoted atom ends on its line with a single quote.",
    "≠": "Write \\=.",
    "≤": "Write =<.",
    "≥": "Write >=.",
}


class Token(NamedTuple):
    """`kind` is variable, name, number, quoted, punctuation, symbol, end or eof; `open` says that `(` follows at once."""

    kind: str
    text: str
    position: int
    open: bool


class Cursor:
    """The tokens of a text, read from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise FormalError(1, 1, f"the text has {len(text)} characters of at most {LONGEST_TEXT}.")
        self.text = text
        self._line_ends = [place for place, character in enumerate(text) if character == "\n"]
        self._tokens = self._read()
        self.token = next(self._tokens)

    def advance(self) -> Token:
        token = self.token
        if token.kind != "eof":
            self.token = next(self._tokens)
        return token

    def at(self, text: str) -> bool:
        return self.token.text == text and self.token.kind != "quoted"

    def expect(self, text: str) -> None:
        if not self.at(text):
            self.unexpected(f"`{text}`")
        self.advance()

    def unexpected(self, expected: str, hint: str = "") -> NoReturn:
        found = "the end of the text" if self.token.kind == "eof" else f"`{shorten(self.token.text)}`"
        self.fail(f"expected {expected}, got {found}.", hint)

    def fail(self, message: str, hint: str = "", position: int | None = None) -> NoReturn:
        line, column = self.place(self.token.position if position is None else position)
        raise FormalError(line, column, message, hint)

    def place(self, position: int) -> tuple[int, int]:
        line = bisect_left(self._line_ends, position)
        return line + 1, position - (self._line_ends[line - 1] if line else -1)

    def _read(self) -> Iterator[Token]:
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or ""
            if kind == "space":
                continue
            if kind == "bad":
                character = match.group()
                hint = _HINTS.get(character, "")
                self.fail(f"{character!r} has no meaning here.", hint, match.start())
            open_follows = self.text[match.end() : match.end() + 1] == "("
            text = unquoted(match.group()) if kind == "quoted" else match.group()
            yield Token(kind, text, match.start(), open_follows)
        yield Token("eof", "", len(self.text), False)


def unquoted(text: str) -> str:
    return _QUOTED.sub(lambda match: _ESCAPED[match[1]] if match[1] else "'", text[1:-1])


def quoted(name: str) -> str:
    """Return the atom's text, in quotes unless it needs none."""
    if re.fullmatch(r"[a-z][A-Za-z0-9_]*|\[\]", name):
        return name
    escaped = name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
    return f"'{escaped}'"


def shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def nearest(name: str, known: list[str]) -> str:
    """Return a hint that names the known spelling nearest to a misspelt one, or an empty string."""
    matches = get_close_matches(name, known[:2000], n=1) if len(name) <= 60 else []
    return f"Did you mean `{matches[0]}`?" if matches else ""
