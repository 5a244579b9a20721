"""Counterfactual problems: a limit that binds the other way, two things exchanged in a comparison, in words and lines alike.

What people wrote stays as it is but for one phrase, so that this phrase, not its surroundings, tells how the line must read
(S058, structure change). A change is made only where the words and the lines leave no doubt about what it touches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import TypeVar

from algorist.methods.formalising.numerals import SPELLED
from algorist.train.declarations import Declared

T = TypeVar("T")

_OPPOSITES = (
    ("at least", "at most"),
    ("a minimum of", "a maximum of"),
    ("no less than", "no more than"),
    ("not less than", "not more than"),
    ("no fewer than", "no more than"),
)
_OPPOSITE = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_LIMITED = re.compile(rf"\b({'|'.join(_OPPOSITE)}) (\$ ?)?(\d[\d,]*(?:\.\d+)?|[a-z]+)(?=[ %])", re.IGNORECASE)
_COMPARED = re.compile(r"^(\w+) (>=|<=) (\w+)((?:\*[\d./]+)?)$")
_TURNED = {"<=": ">=", ">=": "<="}


def turned(random: Random, declared: Declared) -> Declared:
    """Turn one limit round: "at least 5" becomes "at most 5", and its line with it; unchanged where none can be told apart."""
    lines = declared.formal.splitlines()
    for match in _shuffled(random, list(_LIMITED.finditer(declared.words))):
        number = match[3].replace(",", "").lower()
        number = SPELLED.get(number, number)
        rows = [index for index, line in enumerate(lines) if _limits(line, number)]
        if (
            len(rows) != 1
            or _shared(declared.words[match.end() :], lines)
            or len(re.findall(rf"(?<![\w.,]){re.escape(match[3])}(?![\w.,]*\d)", declared.words)) != 1
        ):
            continue
        (row,) = rows
        lines[row] = re.sub("<=|>=", lambda sign: _TURNED[sign[0]], lines[row])
        phrase = _OPPOSITE[match[1].lower()]
        phrase = phrase.capitalize() if match[1][0].isupper() else phrase
        words = f"{declared.words[: match.start(1)]}{phrase}{declared.words[match.end(1) :]}"
        return Declared(words, "\n".join(lines) + "\n")
    return declared


def _shared(rest: str, lines: Sequence[str]) -> bool:
    """Whether what follows a limit, up to the next phrase or sentence, states another under the same phrase."""
    clause = re.split(r"\. |\? |; ", _LIMITED.split(rest, maxsplit=1)[0])[0]
    numbers = [number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", clause)]
    return any(_limits(line, number) for line in lines for number in numbers)


def _limits(line: str, number: str) -> bool:
    """Whether a line is the limit, the share or the comparison with this number."""
    if re.match(rf"{re.escape(number)}(%\*\([^)]*\))? (<=|>=) ", line):
        return True
    compared = _COMPARED.match(line)
    return compared is not None and compared[4] == f"*{number}"


def exchanged(random: Random, declared: Declared) -> Declared:
    """Exchange the two things of one comparison, where its sentence names each of them once."""
    lines = declared.formal.splitlines()
    sentences = declared.words.split(". ")
    for row in _shuffled(random, range(len(lines))):
        compared = _COMPARED.match(lines[row])
        if compared is None or compared[3].isdigit():
            continue
        one, other = compared[1], compared[3]
        telling = [
            (place, found)
            for place, sentence in enumerate(sentences)
            if re.search(
                r"\b(more|less|fewer|larger|exceed|than|times|twice|thrice|half|third|as many|as much)\b", sentence
            )
            and (found := _mentions(sentence, one, other)) is not None
        ]
        if len(telling) != 1:
            continue
        place, (first, second) = telling[0]
        sentence = sentences[place]
        sentences[place] = "".join(
            (sentence[: first.start()], _said_like(second, first), sentence[first.end() : second.start()],
             _said_like(first, second), sentence[second.end() :])
        )  # fmt: skip
        lines[row] = f"{other} {compared[2]} {one}{compared[4]}"
        return Declared(". ".join(sentences), "\n".join(lines) + "\n")
    return declared


def _mentions(sentence: str, one: str, other: str) -> tuple[re.Match[str], re.Match[str]] | None:
    """The only mention of each, in their order; None where one is missing or named again, or where they overlap."""
    found = []
    for name in (one, other):
        words = "s?[ -]".join(map(re.escape, name.split("_")))
        matches = list(re.finditer(rf"\b({words})(e?s)?\b", sentence, re.IGNORECASE))
        if len(matches) != 1:
            return None
        found.append(matches[0])
    first, second = sorted(found, key=lambda match: match.start())
    return None if first.end() > second.start() else (first, second)


def _said_like(name: re.Match[str], place: re.Match[str]) -> str:
    """A name as it is said, singular or plural as what stands in its new place."""
    return name[1] + ("s" if place[2] else "")


def _shuffled(random: Random, items: Sequence[T]) -> list[T]:
    return random.sample(items, len(items))
