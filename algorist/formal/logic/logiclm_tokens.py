"""Split one line of a Logic-LM program into tokens, and step through them."""

from __future__ import annotations

import re
from typing import NamedTuple

from algorist.formal.logic.logiclm_names import fail

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?![\w.]))|(?P<name>\w*[^\W\d]\w*)|(?P<quoted>"[^"\n]*")"""
    r"""|(?P<sign>==|!=|<=|>=|=>|->|&&|\|\||[-+*/%<>()\[\],:=&|])|(?P<bad>\S))"""
)


class Token(NamedTuple):
    kind: str
    text: str


class Cursor:
    """The tokens of one line and the place in them."""

    def __init__(self, text: str, number: int) -> None:
        self.number = number
        self.at = 0
        self.tokens: list[Token] = []
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            if kind == "bad":
                fail(number, f"{match['bad']!r} has no meaning here")
            self.tokens.append(Token(kind, match[kind]))

    @property
    def token(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "the end of the line")

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def peek(self, *texts: str) -> bool:
        return self.token.kind == "sign" and self.token.text in texts

    def accept(self, *texts: str) -> bool:
        found = self.peek(*texts)
        self.at += found
        return found

    def word(self, *texts: str) -> bool:
        """Pass over a word such as `and`."""
        found = self.token.kind == "name" and self.token.text in texts
        self.at += found
        return found

    def expect(self, text: str) -> None:
        if not self.accept(text):
            fail(self.number, f"expected `{text}`, got `{self.token.text[:40]}`")

    def close(self) -> None:
        """Pass over `)`. What is still open at the end of a line is closed there."""
        if self.token.kind != "end":
            self.expect(")")

    def end(self) -> None:
        if self.token.kind != "end":
            fail(self.number, f"expected the end of the line, got `{self.token.text[:40]}`")
