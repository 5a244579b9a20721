"""The linear language: what a text may say, as a grammar for whoever decodes, and the rooms that read and write it.

    var apple, carrot >= 0 integer        # also: in [2, 40], free, binary, >= 5, <= 7; without bounds: >= 0
    maximize 2*apple + 4*carrot           # or minimize; 2 apple is 2*apple
    limit: 5*apple + 3*carrot <= 100      # the label is optional; = <= >= and 2 <= x + y <= 8
    apple <= 35%*(apple + carrot)         # 35% is 35 hundredths; expressions stand on both sides

    set FOOD = {bread, milk, eggs}        # sets of words or integers, ranges 1..5
    param cost[FOOD] = {bread: 2, milk: 1.5, eggs: 3}
    var buy[FOOD] >= 0 integer
    minimize sum(f in FOOD) cost[f]*buy[f]
    stock[t in 2..5]: held[t] = held[t - 1] + made[t] - sold[t]

A statement is a line, or more while a brace is open. Numbers are exact: 0.1 is 1/10.
"""

from __future__ import annotations

from algorist.formal.linear.ground import Column, Row, Rows, ground
from algorist.formal.linear.lexer import RESERVED
from algorist.formal.linear.parser import parse
from algorist.formal.linear.renderer import render
from algorist.formal.linear.tree import Model

__all__ = ["GRAMMAR", "Column", "Model", "Row", "Rows", "ground", "parse", "render"]

FLAT = r"""
root ::= variables{1,12} objective constraint{0,40}
variables ::= "var " name (", " name){0,19} domain? "\n"
domain ::= " free" | " binary" | bounds " integer"? | " integer"
bounds ::= " >= " bound | " <= " bound | " in [" bound ", " bound "]"
bound ::= "-"? number
objective ::= ("maximize " | "minimize ") expression "\n"
constraint ::= expression (" <= " | " >= " | " = ") expression "\n"
expression ::= "-"? term (sign term){0,39}
sign ::= " + " | " - "
term ::= number ("/" [1-9] [0-9]{0,5})? ("*" factor)? | name | number "%*" factor
factor ::= name | "(" group ")"
group ::= "-"? simple (sign simple){0,19}
simple ::= (number "*")? name | number
number ::= whole ("." [0-9]{1,6})?
whole ::= "0" | [1-9] [0-9]{0,11}
"""


def _excluding(words: frozenset[str]) -> str:
    """Return the rules of `name`: lower-case identifiers that are none of the words, as a trie of what may follow."""
    prefixes = sorted({word[:length] for word in words for length in range(len(word))})
    rules = ["rest ::= [a-z0-9_]{0,24}"]
    for prefix in prefixes:
        onward = sorted({word[len(prefix)] for word in words if word.startswith(prefix) and word != prefix})
        letters = "abcdefghijklmnopqrstuvwxyz" + ("0123456789_" if prefix else "")
        others = "".join(letter for letter in letters if letter not in onward)
        branches = [f"[{others}] rest"]
        for letter in onward:
            longer = prefix + letter
            if longer in prefixes:
                branches.append(f'"{letter}" {_rule(longer)}')
            else:
                branches.append(f'"{letter}" [a-z0-9_] rest')
        ends = prefix and prefix not in words
        rules.append(f"{_rule(prefix)} ::= ({' | '.join(branches)}){'?' if ends else ''}")
    return "\n".join(rules)


def _rule(prefix: str) -> str:
    return f"name-{prefix}" if prefix else "name"


GRAMMAR = FLAT.strip() + "\n" + _excluding(RESERVED) + "\n"
"""The flat form (no sets), which a small model writes; whatever it generates parses. In GBNF, from `root`."""
