"""Words and symbols of the linear language, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from algorist.core.errors import FormalError
from algorist.formal.linear.tree import Place

OBJECTIVES = {word: word.startswith("max") for word in ("maximize", "minimize", "maximise", "minimise", "max", "min")}
"""The words that begin an objective, and whether they maximise."""

MAX_TOKENS = 100_000
"""How long one statement may be."""

INFINITIES = frozenset({"inf", "infinity"})
RESERVED = INFINITIES.union(OBJECTIVES, ("var", "set", "param", "sum", "in", "integer", "binary", "free", "continuous"))
"""Words that cannot name anything."""

SPELLINGS = {"==": "=", "≤": "<=", "≥": ">=", "−": "-", "×": "*", "·": "*", "÷": "/"}
TOKEN = re.compile(
    r"""(?P<space>[ \t\r\f\v\u00a0\ufeff]+|\#[^\n]*)
      | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<name>[^\W\d]\w*)
      | (?P<symbol><=|>=|==|\.\.|[-+*/%=<>()\[\]{},:≤≥−×·÷])
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
HINTS = {
    "^": "A power is not linear.",
    "$": "Write the bare number, without its currency.",
    "€": "Write the bare number, without its currency.",
    "£": "Write the bare number, without its currency.",
    ";": "A line ends where it ends; no semicolon is needed.",
    "!": "Compare with =, <= or >=.",
    "|": "An absolute value |x| <= c is written -c <= x <= c.",
    "≠": "Compare with =, <= or >=.",
}


class Token(NamedTuple):
    """`kind` is number, name, symbol or end; `line` and `column` count from 1."""

    kind: str
    text: str
    line: int
    column: int

    @property
    def at(self) -> Place:
        return self.line, self.column


def statements(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each statement, an `end` token last; a statement is a line, or more while a brace is open."""
    tokens: list[Token] = []
    braces: list[Token] = []
    for line, content in enumerate(text.split("\n"), 1):
        for token in _line(content, line):
            tokens.append(token)
            if len(tokens) > MAX_TOKENS:
                message = f"a statement of over {MAX_TOKENS:,} words and symbols."
                raise FormalError(*tokens[0].at, message, "Break it up.")
            if token.text == "{":
                braces.append(token)
            elif token.text == "}" and braces:
                braces.pop()
        if tokens and not braces:
            tokens.append(Token("end", "", line, len(content.rstrip()) + 1))
            yield tokens
            tokens = []
    if braces:
        raise FormalError(*braces[-1].at, "this { is never closed.", "Add the missing }.")


def _line(content: str, line: int) -> Iterator[Token]:
    for match in TOKEN.finditer(content):
        kind = match.lastgroup
        if kind == "stray":
            character = match.group()
            shown = character if character.isprintable() else f"U+{ord(character):04X}"
            hint = HINTS.get(character, "Use names, numbers, + - * / ( ) [ ] { } and the comparisons = <= >=.")
            raise FormalError(line, match.start() + 1, f"unexpected character {shown}.", hint)
        if kind == "symbol":
            symbol = match.group()
            yield Token(kind, SPELLINGS.get(symbol, symbol), line, match.start() + 1)
        elif kind is not None and kind != "space":
            yield Token(kind, match.group(), line, match.start() + 1)
