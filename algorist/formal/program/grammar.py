"""A grammar for what a small model can write line by line: straight-line programs of exact arithmetic."""

from __future__ import annotations

import keyword
import string

from algorist.core.language import Grammar

ARITHMETIC = r"""
root ::= line* "answer = " sum "\n"
line ::= name " = " sum "\n"
sum ::= product ((" + " | " - ") product)*
product ::= signed ((" * " | " / " | " // " | " % ") signed)*
signed ::= "-"? power
power ::= atom (" ** " atom)?
atom ::= number | name | "(" sum ")" | call
call ::= "abs(" sum ")" | "round(" sum (", " [0-9])? ")" | ("min(" | "max(") sum (", " sum)+ ")" | list
list ::= "sum([" sum (", " sum)* "])"
number ::= ("0" | [1-9] [0-9]*) ("." [0-9]+)?
"""

FUNCTIONS = frozenset({"abs", "max", "min", "round", "sum"})
"""What a straight-line program may call, and so may not assign to."""

WORDS = frozenset(word for word in keyword.kwlist if word.islower()) | FUNCTIONS
"""What looks like a name and is none."""


def _names() -> str:
    """Return rules for `name`: every lower-case identifier except WORDS.

    There is one rule for each beginning of a word, `name` for the empty one. It says what may follow: a letter that
    leads on towards a word, anything else, or the end, unless the beginning is itself a word.
    """
    beginnings = sorted({word[:length] for word in WORDS for length in range(len(word) + 1)})
    rules = ["rest ::= [a-z0-9_]*"]
    for beginning in beginnings:
        letters = {word[len(beginning)] for word in WORDS if word.startswith(beginning) and word != beginning}
        others = "".join(letter for letter in string.ascii_lowercase if letter not in letters)
        onward = [f'"{letter}" name{beginning}{letter}' for letter in sorted(letters)]
        free = f"[{others}{'0-9_' if beginning else ''}] rest"
        may_end = beginning and beginning not in WORDS
        rules.append(f"name{beginning} ::= ({' | '.join([*onward, free])}){'?' if may_end else ''}")
    return "\n".join(rules)


GRAMMAR = Grammar(f"{ARITHMETIC.strip()}\n{_names()}\n")
