"""Where a number comes from, said before the number: a program first looks up what it needs, then computes.

    # salty cookies, Paco had 26
    a = 26
    # salty cookies, sweet cookies and 9
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

AFTER, BEFORE = 4, 3
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
    """Return the words that say what the number at a place counts: those after it, a comma, those before it, and itself.

    The words before a number and the number stand as in the story, so that it is copied from there.
    """
    number = _STATED.match(words, place)
    end = number.end() if number else place
    after = list(islice(_until(re.findall(r"[\w'%-]+|[^\w\s]", words[end:])), AFTER))
    sentence = re.split(r"[.?!,;:](?=\s)", words[:place])[-1]
    before = re.findall(r"[\w'%$-]+", sentence)[-BEFORE:]
    number_shown = words[place:end].rstrip(",")
    glued = [f"{before.pop()}{number_shown}"] if words[:place].endswith("$") and before else [number_shown]
    return ", ".join(part for part in (" ".join(after), " ".join([*before, *glued])) if part)


def _until(tokens: list[str]) -> list[str]:
    """The tokens before a mark, a conjunction or another number."""
    for index, token in enumerate(tokens):
        if not re.match(r"[A-Za-z]", token) or token.lower() in _ENDS:
            return tokens[:index]
    return tokens


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")


# -- rows of a linear programme -----------------------------------------------------------------------------------------

_ROW = re.compile(r"(\d[\d.]*)%?(?:\*| [<>=])")
_AIM = re.compile(r"\b(?:maximi[sz]\w*|minimi[sz]\w*|maximum|minimum|maximal|minimal)\b", re.IGNORECASE)
GOAL = 5
"""Words after `maximize` or `minimize` that say what the objective is."""


def grounded_rows(words: str, formal: str) -> str:
    """Return a programme with a comment before its objective, and before each row that begins with a limit of the words.

    The limit's words name the measure by which the row's coefficients are then looked up.
    """
    places: dict[str, list[int]] = {}
    for match in _STATED.finditer(words):
        places.setdefault(_plain(match[0]), []).append(match.start())
    lines, last = [], -1
    for line in formal.splitlines():
        limit = _ROW.match(line)
        said = ""
        if line.startswith(("maximize ", "minimize ")):
            said = _aim(words)
        elif limit and limit[1] in places:
            last = next((place for place in places[limit[1]] if place > last), places[limit[1]][0])
            said = around(words, last)
        lines += [f"# {said}", line] if said else [line]
    return "\n".join(lines) + "\n"


def _aim(words: str) -> str:
    """What the words after the last `maximize` or `minimize` name; empty where there is none."""
    found = [match.end() for match in _AIM.finditer(words)]
    tokens = re.findall(r"[\w'%-]+|[^\w\s]", words[found[-1] :]) if found else []
    return " ".join(islice(_until(tokens), GOAL))
