"""What words call the sets that data run over: "list of length equal to the number of projects" names projects.

Words about length or shape are believed first; then counts (`num_bins`); what only mentions a noun finds a set by its size, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from algorist.formal.linear.lexer import RESERVED
from algorist.methods.formalising.clauses import slug

_NOUN = (
    r"([a-z][a-z _-]*?)(?=[,.;:()']|\s+(?:and|in|for|with|that|plus|to|is|are|has|can|must|should|from|where|by|x)\b|$)"
)
_COUNTED = re.compile(
    rf"(?:(?:number|numbers|no\.|count) of\s+(?:different |available |possible |types of )*|\b(?:num|n|nr|number)_(?:of_)?){_NOUN}",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"\b(?:each|every|specific|corresponding)\s+(?:type of |kind of |different )?{_NOUN}", re.IGNORECASE
)
_SHAPE = re.compile(r"\b(?:length|shape|size|dimension|dimensions|lengths)\b", re.IGNORECASE)
_COUNT = re.compile(r"(?:num|number|n|count)_(?:of_)?(\w+)")
_OTHERS = frozenset((
    "value", "element", "entry", "string", "integer", "number", "float", "tuple", "row", "column", "representing", "indicating",
    "list", "inner", "one", "of", "other", "unit", "is", "pair",
))  # fmt: skip
"""Words that "each" is said of without naming a set."""

MOST_MEMBERS = 2000
"""How many members a set may have: a larger number counts no set."""

LONGEST = 3
"""Words of a set's name, where nothing but a mention gives it."""


def singular(word: str) -> str:
    """Return the singular of the last word of a name, by its ending."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def sized(description: str, dimensions: int) -> list[str]:
    """What words about length or shape call the axes; nothing where they do not name all."""
    match = _SHAPE.search(description)
    counted = [_label(each) for each in _COUNTED.findall(description[match.end() :])] if match else []
    return counted[:dimensions] if dimensions and len(counted) >= dimensions else []


def mentioned(description: str, dimensions: int) -> list[str]:
    """What words call the axes that only mention them; nothing where they do not name all."""
    counted = [_label(each) for each in _COUNTED.findall(description)]
    each = [_label(words) for words in _EACH.findall(description)]
    for labels in (each, counted):
        sane = [label for label in labels if label.split("_")[0] not in _OTHERS and label.count("_") < LONGEST]
        if dimensions and len(dict.fromkeys(sane)) >= dimensions:
            return list(dict.fromkeys(sane))[:dimensions]
    return []


def counting(name: str, value: object, description: str) -> str | None:
    """The set that a whole number above 1 counts, as `num_bins` does."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 < value <= MOST_MEMBERS:
        return None
    match = _COUNT.fullmatch(slug(name))
    if match:
        return singular(match[1])
    counted = _COUNTED.match(description.strip())
    return _label(counted[1]) if counted and re.search(r"integer|whole", description) and counted[1][:1] else None


def fitting(label: str, size: int, sets: Mapping[str, int], taken: Sequence[str]) -> str:
    """Return the set of this size that a label means, which may be shorter or longer by a word; "" where there is none."""
    if sets.get(label) == size:
        return label
    for name, known in sets.items():
        if known == size and name not in taken and label and _same_last(label, name):
            return name
    return ""


def known(size: int, sets: Mapping[str, int], taken: Sequence[str]) -> str:
    """The one set of this size, if there is one; for a second axis of the same size the same again."""
    found = [name for name, other in sets.items() if other == size and not name.endswith("2")]
    free = [name for name in found if name not in taken]
    return free[0] if len(free) == 1 else found[0] if found and not free else ""


def free_name(name: str) -> str:
    """Return a name as the linear language allows it."""
    return f"{name}_" if name in RESERVED else name if name[:1].isalpha() else f"p_{name}"


def _same_last(label: str, name: str) -> bool:
    first, second = label.split("_"), name.split("_")
    shorter = min(len(first), len(second))
    return first[-shorter:] == second[-shorter:]


def _label(words: str) -> str:
    return singular(slug(words))
