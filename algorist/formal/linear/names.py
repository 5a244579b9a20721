"""Names on their way to and from LP and MPS files: every one comes back as it was.

What no identifier can hold is spelled by its code point in hexadecimal: `buy(1)` is `buy_x28_1_x29_` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from algorist.core.errors import InputError
from algorist.formal.linear.lexer import RESERVED

IDENTIFIER = re.compile(r"[^\W\d]\w*")
ESCAPE = re.compile(r"_x([0-9a-f]{1,5})_")
LP_NAME = re.compile(r"(?![eE][0-9]|inf|nan)[^\W\d][\w.(),#@~!&'?;{}$%]*", re.IGNORECASE)
LP_WORDS = frozenset(
    {"max", "maximize", "maximum", "min", "minimize", "minimum", "subject", "such", "st", "bound", "bounds", "free"}
    | {"bin", "binary", "binaries", "gen", "general", "generals", "int", "integer", "integers", "semi", "sos", "end"}
)
"""Words of the LP format that no name in it can be."""


def identifier(name: str) -> str:
    """Return a name with what no identifier can hold spelled by its code point.

    >>> identifier("buy(1)"), original("buy_x28_1_x29_"), identifier("free")
    ('buy_x28_1_x29_', 'buy(1)', '_x66_ree')
    """
    if IDENTIFIER.fullmatch(name) and name not in RESERVED:
        return name
    first = name[:1]
    if name in RESERVED or not IDENTIFIER.fullmatch(first):
        first = _escaped(first)
    return first + re.sub(r"\W", lambda match: _escaped(match.group()), name[1:])


def original(name: str) -> str:
    """Return the name that an identifier spells."""
    return ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), name)


def file_names(names: Iterable[str]) -> list[str]:
    """Return names that both formats can carry: `buy[bread]` becomes buy(bread), a word of the format is escaped.

    Raises InputError where two would be the same.
    """
    given = list(names)
    brackets = str.maketrans("[] ", "()_")
    for spelled in ([original(name) for name in given], given):
        legal = [_legal(name.translate(brackets)) for name in spelled]
        if len(set(legal)) == len(legal):
            return legal
    raise InputError("Two names of this model would be the same in a file. Rename one.")


def _legal(name: str) -> str:
    if LP_NAME.fullmatch(name) and name.lower() not in LP_WORDS:
        return name
    safe = identifier(name)
    return safe if LP_NAME.fullmatch(safe) and safe.lower() not in LP_WORDS else _escaped(safe[0]) + safe[1:]


def _escaped(character: str) -> str:
    return f"_x{ord(character):x}_" if character else "_x0_"
