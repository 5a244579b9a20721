"""From text to nested lists: PDDL's parentheses, words and comments, every word with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn, TypeAlias

from algorist.core.errors import FormalError

TOKEN = re.compile(r";[^\n]*|[()]|[^\s();]+")
WORD = re.compile(r"[a-z0-9_@?:<>=.+*/#!&%$^|~-]{1,200}")
DEEPEST = 60
MOST_TOKENS = 2_000_000
DEFINITIONS = "expected (define (domain NAME) ...) or (define (problem NAME) ...)."


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two parentheses, and where it opened."""

    parts: tuple[Part, ...]
    line: int
    column: int

    @property
    def head(self) -> str:
        """The first word in lower case; empty where there is none."""
        return self.parts[0].text if self.parts and isinstance(self.parts[0], Word) else ""


Part: TypeAlias = "Word | Group"


def read(text: str) -> tuple[Part, ...]:
    """Return the top-level parts of a text; raises FormalError for parentheses that do not match and odd characters."""
    stack: list[tuple[list[Part], int, int]] = [([], 1, 1)]
    line, start, at, count = 1, 0, 0, 0
    for token in TOKEN.finditer(text):
        between = text.count("\n", at, token.start())
        if between:
            line += between
            start = text.rindex("\n", at, token.start()) + 1
        at = token.start()
        column, word = at - start + 1, token[0]
        if word[0] == ";":
            continue
        count += 1
        if count > MOST_TOKENS:
            raise FormalError(line, column, f"the text has more than {MOST_TOKENS} words.", "Split the problem.")
        if word == "(":
            if len(stack) == 1 and len(stack[0][0]) == 2:
                raise FormalError(line, column, "a third definition.", "Keep one domain and one problem.")
            if len(stack) > DEEPEST:
                raise FormalError(line, column, f"nesting is deeper than {DEEPEST}.", "Flatten the formula.")
            stack.append(([], line, column))
        elif word == ")":
            parts, opened, place = stack.pop()
            if not stack:
                raise FormalError(line, column, "this ) closes nothing.", "Remove it, or open a ( before.")
            group = Group(tuple(parts), opened, place)
            stack[-1][0].append(group)
            if len(stack) == 1 and group.head != "define":
                fail(group, DEFINITIONS, nearest(group.head, ["define"]))
        else:
            lowered = word.lower()
            if not WORD.fullmatch(lowered):
                raise FormalError(line, column, f"{word[:20]!r} is not a PDDL word.", "Use letters, digits, - and _.")
            if len(stack) == 1:
                raise FormalError(line, column, DEFINITIONS)
            stack[-1][0].append(Word(lowered, line, column))
    if len(stack) > 1:
        _, opened, place = stack[-1]
        raise FormalError(opened, place, "this ( is never closed.", "Add the missing ).")
    return tuple(stack[0][0])


def fail(part: Part, message: str, hint: str = "") -> NoReturn:
    raise FormalError(part.line, part.column, message, hint)


def nearest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint with the spelling that was probably meant."""
    near = get_close_matches(word[:100], list(known)[:2000], n=1)
    return f"Did you mean {near[0]}?" if near else otherwise
