"""Lines of an instance file as exact numbers, refused by line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NoReturn

from algorist.core.errors import FormalError
from algorist.formal.constraint.tokens import LARGEST_NUMBER, shorten

LONGEST_TEXT = 4_000_000

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{0,15})?([eE][-+]?[0-9]{1,2})?")


class Numbers:
    """The words of a text, one after another, each with the place where it stood."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        if len(text) > LONGEST_TEXT:
            raise FormalError(first_line, 1, f"the text has {len(text)} characters of at most {LONGEST_TEXT}.")
        self._words = self._split(text, first_line)
        self.line, self.column = first_line, 1

    @staticmethod
    def _split(text: str, first_line: int) -> Iterator[tuple[int, int, str]]:
        for number, line in enumerate(text.split("\n"), start=first_line):
            for match in re.finditer(r"[^\s,]+", line):
                yield number, match.start() + 1, match.group()

    def whole(self, what: str, least: int = 0, most: int = LARGEST_NUMBER) -> int:
        """Return the next word as a whole number between two bounds."""
        number = self.exact(what)
        if number.denominator != 1 or not least <= number <= most:
            self.fail(f"{what} is a whole number from {least} to {most}, got {number}.")
        return int(number)

    def exact(self, what: str) -> Fraction:
        """Return the next word as an exact number."""
        word = next(self._words, None)
        if word is None:
            self.fail(f"expected {what}, got the end of the file.")
        self.line, self.column, text = word
        if not _NUMBER.fullmatch(text):
            self.fail(f"expected {what}, got `{shorten(text)}`.")
        return Fraction(text)

    def end(self) -> None:
        """Refuse whatever is left."""
        for line, column, text in self._words:
            self.line, self.column = line, column
            self.fail(f"expected the end of the file, got `{shorten(text)}`.")

    def fail(self, message: str, hint: str = "") -> NoReturn:
        raise FormalError(self.line, self.column, message, hint)
