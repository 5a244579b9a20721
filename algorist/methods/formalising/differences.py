"""Differences said the wrong way round: in a story what is left is never less than nothing."""

from __future__ import annotations

import ast

from algorist.core.errors import FormalError
from algorist.formal.program import LANGUAGE
from algorist.formal.program.exact import values_of

_TERMS = (ast.Constant, ast.Name)


def turned(formal: str) -> str | None:
    """Return the program with every difference of two terms that is below zero turned round; None where there is none.

    >>> turned("lost = 3 - 5\\nanswer = 9 - lost\\n")
    'lost = 5 - 3\\nanswer = 9 - lost\\n'
    """
    text = formal
    for _ in formal.splitlines():
        changed = _first_turned(text)
        if changed is None:
            break
        text = changed
    return None if text == formal else text


def _first_turned(formal: str) -> str | None:
    try:
        values = values_of(LANGUAGE.parse(formal)) or []
    except FormalError:
        return None
    statements = ast.parse(formal).body
    for statement, value in zip(statements, values, strict=False):
        match statement:
            case ast.Assign(value=ast.BinOp(left=left, op=ast.Sub(), right=right) as difference) if value < 0:
                if isinstance(left, _TERMS) and isinstance(right, _TERMS):
                    difference.left, difference.right = right, left
                    return "".join(f"{ast.unparse(each)}\n" for each in statements)
    return None
