"""Where a number comes from, said before the number: a program first looks up what it needs, then computes.

    # salty cookies, Paco had
    a = 26
    # salty cookies, He ate
    b = 9
    answer = a - b

A small model that writes `26 - 9` at once has to know all that a number means in one token; a comment in the story's own words
makes each choice one of words, as meaningful names of variables do in program-aided models (Gao et al. 2023, section 6).
"""

from __future__ import annotations

import re
from itertools import islice

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
_STATED = re.compile(r"(?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\w/])")
_ENDS = frozenset({"and", "or", "but", "while", "if", "then"})
_LETTERS = "abcdefghijklmnopqrs"

AFTER, BEFORE = 3, 3
"""Words after a number, and before it, that say what it counts."""


def grounded(words: str, program: str) -> str:
    """Return a straight-line program whose numbers are looked up first, each with the words around it where the story states it."""
    places: dict[str, int] = {}
    for match in _STATED.finditer(words):
        places.setdefault(_plain(match[0]), match.start())
    named: dict[str, str] = {}
    for match in _NUMBER.finditer(program):
        if match[0] in places and len(named) < len(_LETTERS):
            named.setdefault(match[0], _LETTERS[len(named)])
    looked_up = [f"# {around(words, places[number])}\n{name} = {number}\n" for number, name in named.items()]
    return "".join(looked_up) + _NUMBER.sub(lambda match: named.get(match[0], match[0]), program)


def around(words: str, place: int) -> str:
    """Return the words that say what the number at a place counts: those after it, a comma, those before it."""
    number = _STATED.match(words, place)
    end = number.end() if number else place
    after = list(islice(_until(re.findall(r"[\w'%-]+|[^\w\s]", words[end:])), AFTER))
    sentence = re.split(r"[.?!,;:](?=\s)", words[:place])[-1]
    before = list(islice(_until(re.findall(r"[\w'%-]+", sentence)[::-1]), BEFORE))[::-1]
    before = before or list(islice(_until(re.findall(r"[\w'%-]+", sentence)), BEFORE))
    return ", ".join(part for part in (" ".join(after), " ".join(before)) if part) or "number"


def _until(tokens: list[str]) -> list[str]:
    """The tokens before a mark, a conjunction or another number."""
    for index, token in enumerate(tokens):
        if not re.match(r"[A-Za-z]", token) or token.lower() in _ENDS:
            return tokens[:index]
    return tokens


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")
