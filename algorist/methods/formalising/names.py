"""Names that a programme uses and does not declare: data that were copied with a slip, put right where there is one reading.

"minibuses" stands for the variable minibus, "manual" for manual_one, "ten" for 10, "fire fighter" for fire_fighter. A name that is
like no declared one, or like two, is left as it is, and the text does not parse.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from algorist.formal.linear.lexer import RESERVED
from algorist.methods.formalising.numerals import SPELLED

ALIKE = 0.75
DECLARES = ("var ", "set ", "param ")
_NAME = re.compile(r"(?<![\w.])[a-z_]\w*")
_WORDS = RESERVED | {"subject", "to", "for", "and"}


def mended(formal: str) -> tuple[str, int]:
    """Return the text with every undeclared name replaced by the one that it must mean, and how many names that was."""
    lines = _joined(formal.lower()).splitlines()
    declared = {name for line in lines if line.startswith(DECLARES) for name in _NAME.findall(line)} - _WORDS
    changed: set[str] = set()

    def mend(match: re.Match[str]) -> str:
        name = match[0]
        if name in declared or name in _WORDS:
            return name
        meant = [SPELLED[name]] if name in SPELLED else [each for each in declared if _alike(name, each)]
        if len(meant) != 1:
            return name
        changed.add(name)
        return meant[0]

    body = [line if line.startswith(DECLARES) else _NAME.sub(mend, line) for line in lines]
    return "\n".join(body) + "\n", len(changed)


def _joined(formal: str) -> str:
    """Join the words of variables that were declared with blanks between them, wherever they stand."""
    for line in formal.splitlines():
        for name in line.removeprefix("var ").split(",") if line.startswith("var ") else ():
            words = [word for word in name.split() if word not in _WORDS]
            if len(words) > 1 and all(map(_NAME.fullmatch, words)):
                formal = re.sub(rf"\b{' '.join(words)}\b", "_".join(words), formal)
    return formal


def _alike(name: str, declared: str) -> bool:
    """Whether one is the other with another ending, some of its words, or nearly all of its letters."""
    parts, others = set(name.split("_")), set(declared.split("_"))
    stems = name.startswith(declared) or declared.startswith(name)
    return parts <= others or others <= parts or stems or SequenceMatcher(None, name, declared).ratio() >= ALIKE
