"""Places counted from the end: `last`, `last - 1`, as a sentence counts them; how many places there are is the puzzle's to know.

A language model that had to write "second from the right" as a number would have to subtract; here it only says what it read.
"""

from __future__ import annotations

import re

from algorist.core.language import Grammar

_COUNTED = re.compile(r"(?<![\w.])last(?: - (\d+))?(?![\w.])")


def with_last(grammar: Grammar) -> Grammar:
    """Return the grammar of a clue's lines in which a place may also be `last` or `last - k`."""
    source = grammar.source.replace('comparison " " ( integer |', 'comparison " " ( place |', 1)
    return Grammar(f'{source}place ::= integer | "last" ( " - " integer )?\n')


def counted(line: str, size: int) -> str:
    """Return a line with places counted from the end as numbers, from 1 to `size` where the line makes sense."""
    return _COUNTED.sub(lambda match: str(size - int(match[1] or 0)), line)
