"""Words and symbols of the polynomial language, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from algorist.core.errors import FormalError

MAX_TOKENS = 100_000
SPELLINGS = {"**": "^", "==": "=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "−": "-", "×": "*", "·": "*", "÷": "/"}
TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v\u00a0\ufeff]+|\#[^\n]*)
      | (?P<newline>\n)
      | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<symbol>\*\*|<=|>=|==|=<|=>|[-+*/^=<>(),;≤≥−×·÷])
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
HINTS = {
    "²": "Write x^2.",
    "³": "Write x^3.",
    "[": "Write x1, or x(1).",
    "{": "Write x^12, without braces.",
    "\\": "Write plain text, not LaTeX: 2*x^2 - 3*x*y.",
    "$": "Write plain text, not LaTeX: 2*x^2 - 3*x*y.",
    "|": "An absolute value is no polynomial.",
    "!": "Compare with >=, <= or =.",
    "≠": "Compare with >=, <= or =.",
    "√": "A root is no polynomial.",
}


class Token(NamedTuple):
    """`kind` is number, name, symbol, newline or end; `line` and `column` count from 1."""

    kind: str
    text: str
    line: int
    column: int
    end: int

    @property
    def at(self) -> tuple[int, int]:
        return self.line, self.column


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text as they are asked for, an `end` last; raises FormalError at a stray character."""
    line, start, count = 1, 0, 0
    for match in TOKEN.finditer(text):
        kind, column = match.lastgroup or "stray", match.start() - start + 1
        if kind == "space":
            continue
        count += 1
        if count > MAX_TOKENS:
            message = f"a text of over {MAX_TOKENS:,} words and symbols."
            raise FormalError(line, column, message, "State a smaller polynomial.")
        word = match.group()
        if kind == "stray":
            shown = word if word.isprintable() else f"U+{ord(word):04X}"
            hint = HINTS.get(word, "Use names, numbers, + - * / ^ ( ) and the comparisons >= <= =.")
            raise FormalError(line, column, f"unexpected character {shown}.", hint)
        yield Token(kind, SPELLINGS.get(word, word) if kind == "symbol" else word, line, column, match.end())
        if kind == "newline":
            line, start = line + 1, match.end()
    yield Token("end", "", line, len(text) - start + 1, len(text))
