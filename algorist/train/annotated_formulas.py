"""Propositional formulas over phrases: written as lines, read from annotations, and compared whatever their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from algorist.train.theory_words import quoted

Formula = tuple[str, Any]
"""("phrase", words), or an operator (not, and, or, xor, ->, <->) and its parts."""

TRUE: Formula = ("and", ())


def negated(formula: Formula) -> Formula:
    return ("not", (formula,))


def joined(operator: str, parts: Sequence[Formula]) -> Formula:
    """Join two or more parts, those of the same operator flattened."""
    flat = [inner for part in parts for inner in (part[1] if part[0] == operator and operator != "xor" else (part,))]
    return (operator, tuple(flat))


def both(first: Formula, second: Formula) -> Formula:
    """Join two parts of which either may say nothing."""
    return second if first == TRUE else first if second == TRUE else joined("and", [first, second])


def rule(condition: Formula, told: Formula) -> Formula:
    return told if condition == TRUE else ("->", (condition, told))


def written(formula: Formula, *, top: bool = True) -> str:
    """Return a formula as lines have it."""
    operator, parts = formula
    if operator == "phrase":
        return quoted(parts)
    if operator == "not":
        inner = written(parts[0], top=parts[0][0] == "phrase")
        return f"not {inner}"
    sides = [written(part, top=part[0] in ("phrase", "not") or operator == "->") for part in parts]
    text = f" {operator} ".join(sides)
    return text if top else f"({text})"


def phrases(formula: Formula) -> Iterator[str]:
    """Yield the phrases, or the predicates, of a formula in order."""
    operator, parts = formula
    if operator == "phrase":
        yield parts
    else:
        for part in parts:
            yield from phrases(part)


def renamed(formula: Formula, of: Callable[[str], Formula]) -> Formula:
    """Put a formula in the place of every phrase."""
    operator, parts = formula
    return of(parts) if operator == "phrase" else (operator, tuple(renamed(part, of) for part in parts))


def holds(formula: Formula, values: Mapping[str, bool], *, inclusive: bool) -> bool:
    """Whether a formula is true; `inclusive` takes xor for or."""
    operator, parts = formula
    if operator == "phrase":
        return values[parts]
    of = [holds(part, values, inclusive=inclusive) for part in parts]
    if operator == "not":
        return not of[0]
    if operator == "xor" and not inclusive:
        return sum(of) % 2 == 1
    if operator == "->":
        return of[1] or not of[0]
    if operator == "<->":
        return of[0] == of[1]
    return all(of) if operator == "and" else any(of)


def same(first: Formula, second: Formula) -> bool:
    """Whether two formulas say the same, if or is taken for xor or the other way round where need be."""
    names = sorted({*phrases(first), *phrases(second)})
    worlds = [dict(zip(names, values, strict=True)) for values in product((True, False), repeat=len(names))]
    tables = [
        [[holds(formula, world, inclusive=inclusive) for world in worlds] for inclusive in (False, True)]
        for formula in (first, second)
    ]
    return any(table in tables[1] for table in tables[0])


_TOKEN = re.compile(r"\s*([∀∃]\s*[a-z](?=[\s(¬A-Z∃∀])|[()∧∨¬→↔⊕,]|[^\s(),∀∃∧∨¬→↔⊕]+)")
_LEVELS = ({"→": "->", "↔": "<->"}, {"⊕": "xor"}, {"∨": "or"}, {"∧": "and"})


class Annotation:
    """An annotated formula of one quantifier at most: what it is about (all, some, a constant's name) and its formula.

    A predicate is written with all it is said of, besides the variable or the constant: `LiveIn germany`. Raises ValueError where
    there are more variables, or where it cannot be read.
    """

    def __init__(self, text: str) -> None:
        self._tokens = [match[1].replace(" ", "") for match in _TOKEN.finditer(text.strip().rstrip(".")) if match[1]]
        self._at = 0
        self._firsts: list[str] = []
        self.quantifier = ""
        self._variable = ""
        denied = (
            self._tokens[:2]
            and self._tokens[0] == "¬"
            and (self._tokens[1][0] in "∃∀" or self._tokens[2][:1] in ("∃", "∀"))
        )
        if sum(token[0] in "∀∃" for token in self._tokens) > 1:
            raise ValueError("more than one quantifier")
        formula = self._side(0)
        if self._at != len(self._tokens):
            raise ValueError("something is left over")
        if denied and self.quantifier:
            self.quantifier = {"∀": "∃", "∃": "∀"}[self.quantifier]
        self.formula = formula
        self.about: tuple[str, ...] = {"∀": ("all",), "∃": ("some",)}.get(self.quantifier) or tuple(
            dict.fromkeys(self._firsts)
        )
        if self.quantifier and any(first != self._variable for first in self._firsts):
            raise ValueError("something is said of a constant")

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ValueError("too short")
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _side(self, level: int) -> Formula:
        if level == len(_LEVELS):
            return self._unary()
        parts, operator = [self._side(level + 1)], ""
        while self._peek() in _LEVELS[level]:
            operator = _LEVELS[level][self._next()]
            parts.append(self._side(level + (operator not in ("->", "<->"))))
        return joined(operator, parts) if operator else parts[0]

    def _unary(self) -> Formula:
        token = self._next()
        if token == "¬":
            return negated(self._unary())
        if token[0] in "∀∃":
            self.quantifier, self._variable = token[0], token[1:]
            return self._side(0)
        if token == "(":
            inner = self._side(0)
            if self._next() != ")":
                raise ValueError("a parenthesis is open")
            return inner
        arguments = self._arguments() if self._peek() == "(" else []
        if not arguments or not token[0].isalnum():
            raise ValueError("a predicate says nothing of anybody")
        if self._variable and arguments[0] != self._variable and self._variable in arguments:
            arguments = [self._variable, *(each for each in arguments if each != self._variable)]
        self._firsts.append(arguments[0])
        if self._variable in arguments[1:]:
            raise ValueError("said of a variable twice")
        return ("phrase", " ".join((token, *arguments[1:])))

    def _arguments(self) -> list[str]:
        self._next()
        found = []
        while True:
            found.append(self._next())
            end = self._next()
            if end == ")":
                return found
            if end != ",":
                raise ValueError("no comma between arguments")
