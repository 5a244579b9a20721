"""Examples for a model without adapters, chosen by the similarity of their logic (S059): what the problem is about does not count.

The first draft of a problem, written with none, tells its logic; the next ones are written with the examples whose formal texts are
built most like it. They stand in `prompts/examples`, a file a language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

SHOWN = 2
"""How many examples a prompt shows, the likest last, next to the problem."""

_TOKEN = re.compile(r"[A-Za-z_][\w.]*|\d[\d./]*|[^\w\s]+")
_WORDS = frozenset(
    re.findall(
        r"\w+",
        "var set param integer binary maximize minimize group over in if then and or not xor all exists conclude abs min max sum"
        " count alldifferent answer",
    )
)


@dataclass(frozen=True, slots=True)
class Example:
    """A problem in words, and in a formal language."""

    statement: str
    formal: str


@cache
def examples(language: str) -> tuple[Example, ...]:
    """Return the examples of a language, none where it has no file of them."""
    file = resources.files("algorist.methods.formalising").joinpath(f"prompts/examples/{language}.toml")
    if not file.is_file():
        return ()
    found = tomllib.loads(file.read_text(encoding="utf-8"))["example"]
    return tuple(Example(each["statement"], each["formal"].strip() + "\n") for each in found)


def skeleton(formal: str) -> tuple[str, ...]:
    """The tokens of a formal text with every number as `1` and every name as `a`.

    >>> skeleton("answer = 12 * boxes - 3.5")
    ('answer', '=', '1', '*', 'a', '-', '1')
    """
    found = _TOKEN.findall(re.sub(r"#[^\n]*", "", formal))
    return tuple(
        "1" if each[0].isdigit() else each if each in _WORDS or not each[0].isalpha() else "a" for each in found
    )


def similarity(one: str, other: str) -> float:
    """How alike the logic of two formal texts is, from 0 to 1: the share of their skeletons' tokens that are in line.

    The same whichever of them comes first, and 1 only where the skeletons are the same.
    """
    pair = (skeleton(one), skeleton(other))
    return sum(SequenceMatcher(None, *each, autojunk=False).ratio() for each in (pair, pair[::-1])) / 2


def nearest(language: str, formal: str, count: int = SHOWN) -> list[Example]:
    """Return the examples of a language whose logic is most like that of a formal text, the likest last."""
    ranked = sorted(examples(language), key=lambda each: similarity(each.formal, formal))
    return ranked[-count:] if count else []


def shown(chosen: Sequence[Example]) -> str:
    """Examples as a prompt has them before the problem."""
    return "".join(f"Problem:\n{each.statement}\n\n```\n{each.formal}```\n\n" for each in chosen)
