"""The text of a logic model as tokens, and a cursor over them. Unicode operators are read as their ASCII spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple, NoReturn

from algorist.core.errors import FormalError

LONGEST_TEXT = 4_000_000
MOST_TOKENS = 100_000

_TOKEN = re.compile(
    r"""(?P<space>(?:[ \t\r]|\#[^\n]*)+)
      | (?P<newline>\n)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_]))
      | (?P<name>[^\W\d]\w*)
      | (?P<quoted>'(?:[^'\\\n]|\\['\\n])*')
      | (?P<sign><->|->|<=|>=|!=|\.\.|[-+*/=<>(){},:∀∃∧∨¬→↔⊕≠≤≥])
      | (?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_SPELLINGS = {
    "∀": "all",
    "∃": "exists",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "→": "->",
    "↔": "<->",
    "⊕": "xor",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "forall": "all",
}
_HINTS = {
    "&": "Write and.",
    "|": "Write or.",
    "!": "Write not.",
    "~": "Write not.",
    ".": "A line ends a sentence.",
    ";": "Begin a new line.",
}
KEYWORDS = frozenset(
    [
        "all",
        "exists",
        "and",
        "or",
        "not",
        "xor",
        "true",
        "false",
        "in",
        "count",
        "distinct",
        "div",
        "mod",
        "sort",
        "pred",
        "func",
        "const",
        "premise",
        "conclude",
    ]
)


class Token(NamedTuple):
    """`kind` is name, quoted, number, word (a keyword or sign), newline or end."""

    kind: str
    text: str
    position: int


class Cursor:
    """Tokens read from left to right. Line ends count as tokens only outside of parentheses."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise FormalError(1, 1, f"the text has {len(text)} characters of at most {LONGEST_TEXT}.")
        self.text = text
        self._line, self._counted = 1, 0
        self._tokens = self._read()
        self.token = next(self._tokens)

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.token = next(self._tokens)
        return token

    def at(self, *texts: str) -> bool:
        return self.token.kind == "word" and self.token.text in texts

    def accept(self, *texts: str) -> bool:
        if self.at(*texts):
            self.advance()
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.accept(text):
            self.unexpected(f"`{text}`")

    def name(self, what: str) -> str:
        if self.token.kind not in ("name", "quoted"):
            self.unexpected(what)
        if not self.token.text:
            self.fail("this name is not allowed.")
        return self.advance().text

    def unexpected(self, expected: str, hint: str = "") -> NoReturn:
        kind, text, _ = self.token
        found = {"end": "the end of the text", "newline": "the end of the line"}.get(kind, f"`{shorten(text)}`")
        self.fail(f"expected {expected}, got {found}.", hint)

    def fail(self, message: str, hint: str = "", position: int | None = None) -> NoReturn:
        place = self.token.position if position is None else position
        before = self.text[:place]
        raise FormalError(before.count("\n") + 1, place - before.rfind("\n"), message, hint)

    def line(self) -> int:
        """Return the current token's line; only what was passed since the last call is counted."""
        self._line += self.text.count("\n", self._counted, self.token.position)
        self._counted = self.token.position
        return self._line

    def _read(self) -> Iterator[Token]:
        depth = count = 0
        for match in _TOKEN.finditer(self.text):
            kind, text = match.lastgroup or "", match.group()
            if kind == "space" or (kind == "newline" and depth > 0):
                continue
            if kind == "bad":
                self.fail(f"{text!r} has no meaning here.", _HINTS.get(text, ""), match.start())
            count += 1
            if count > MOST_TOKENS:
                self.fail(f"the text has more than {MOST_TOKENS} words.", position=match.start())
            depth = max(0, depth + (text in "({") - (text in ")}")) if kind == "sign" else depth
            if kind == "quoted":
                text = re.sub(r"\\(.)", lambda escape: "\n" if escape[1] == "n" else escape[1], text[1:-1])
            elif kind == "sign" or _SPELLINGS.get(text, text) in KEYWORDS:
                kind, text = "word", _SPELLINGS.get(text, text)
            yield Token(kind, text, match.start())
        yield Token("end", "", len(self.text))


def quoted(name: str) -> str:
    """Return a name as it is written: in quotes unless it is a plain word."""
    if re.fullmatch(r"[^\W\d]\w*", name) and _SPELLINGS.get(name, name) not in KEYWORDS:
        return name
    escaped = name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def nearest(name: str, known: list[str]) -> str:
    """Return a hint that names the known spelling nearest to a misspelt one, or an empty string."""
    matches = get_close_matches(name, known[:2000], n=1) if len(name) <= 60 else []
    return f"Did you mean `{matches[0]}`?" if matches else ""
