"""Reading Metamath's expressions: what stands at a place as a term of a kind, with the steps that build it, and patterns matched to it.

A database's syntax axioms are its grammar: `wff ( ph -> ps )` says that two formulas so joined are one. They are read top-down, each
place and kind once; a rule that begins with its own kind is not followed, which misses readings but invents none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from algorist.formal.theorem.metamath import Assertion, Expression, Refused

PROVABLE = "|-"
"""The kind of statements that are shown, not built."""


class Reading(NamedTuple):
    """Where a term ends, and the labels that build it, in the order of a proof."""

    end: int
    steps: tuple[str, ...]


class Grammar:
    """The syntax axioms and variables of a database, by kind and first symbol."""

    def __init__(self, assertions: Mapping[str, Assertion], floating: tuple[tuple[str, str, str], ...]) -> None:
        self.kinds = {variable: kind for _, kind, variable in floating}
        self._variables = {(kind, variable): label for label, kind, variable in floating}
        self._rules: dict[tuple[str, str], list[Assertion]] = defaultdict(list)
        for each in assertions.values():
            kind, *body = each.statement
            if each.axiom and kind != PROVABLE and body and not each.essential:
                first = "" if body[0] in self.kinds else body[0]
                self._rules[kind, first].append(each)

    def steps(self, kind: str, expression: Expression) -> tuple[str, ...]:
        """Return the steps that build an expression; raises Refused where it is no term of the kind."""
        for reading in _Reader(self, expression).terms(kind, 0):
            if reading.end == len(expression):
                return reading.steps
        raise Refused(f"{' '.join(expression)} is not of type {kind}")

    def match(self, pattern: Expression, target: Expression) -> dict[str, Expression] | None:
        """Return what a pattern's variables must stand for to make it the target; None where they cannot."""
        for found, end in _Reader(self, target).matches(pattern, 0, {}):
            if end == len(target):
                return found
        return None

    def rules(self, kind: str, symbol: str) -> Iterator[Assertion]:
        """Yield the rules that may begin with a symbol."""
        yield from self._rules.get((kind, symbol), ())
        yield from self._rules.get((kind, ""), ())

    def variable(self, kind: str, symbol: str) -> str | None:
        """Return the label that says that a symbol is a variable of a kind."""
        return self._variables.get((kind, symbol))


class _Reader:
    """One expression while it is read."""

    def __init__(self, grammar: Grammar, expression: Expression) -> None:
        self._grammar, self._expression = grammar, expression
        self._known: dict[tuple[str, int], tuple[Reading, ...]] = {}

    def terms(self, kind: str, start: int) -> tuple[Reading, ...]:
        """Return every term of a kind that begins at a place, the longest first."""
        if (kind, start) in self._known or start >= len(self._expression):
            return self._known.get((kind, start), ())
        self._known[kind, start] = ()
        symbol = self._expression[start]
        label = self._grammar.variable(kind, symbol)
        found: dict[int, tuple[str, ...]] = {} if label is None else {start + 1: (label,)}
        for rule in self._grammar.rules(kind, symbol):
            for built, end in self._built(rule.statement[1:], start, {}):
                parts = [step for _, _, variable in rule.floating for step in built[variable]]
                found.setdefault(end, (*parts, rule.label))
        readings = tuple(Reading(end, found[end]) for end in sorted(found, reverse=True))
        self._known[kind, start] = readings
        return readings

    def matches(
        self, pattern: Expression, start: int, found: dict[str, Expression]
    ) -> Iterator[tuple[dict[str, Expression], int]]:
        """Yield the meanings under which a pattern stands at a place, with the end of each."""
        for ends, end in self._ends(pattern, start, ()):
            meaning: dict[str, Expression] = dict(found)
            for variable, first, last in ends:
                if meaning.setdefault(variable, self._expression[first:last]) != self._expression[first:last]:
                    break
            else:
                yield meaning, end

    def _built(
        self, pattern: Expression, start: int, found: dict[str, tuple[str, ...]]
    ) -> Iterator[tuple[dict[str, tuple[str, ...]], int]]:
        for ends, end in self._ends(pattern, start, ()):
            built = dict(found)
            for variable, first, last in ends:
                readings = self.terms(self._grammar.kinds[variable], first)
                built[variable] = next(each.steps for each in readings if each.end == last)
            yield built, end

    def _ends(
        self, pattern: Expression, start: int, found: tuple[tuple[str, int, int], ...]
    ) -> Iterator[tuple[tuple[tuple[str, int, int], ...], int]]:
        """Yield where each variable of a pattern begins and ends, and the pattern's own end."""
        if not pattern:
            yield found, start
            return
        symbol, rest = pattern[0], pattern[1:]
        kind = self._grammar.kinds.get(symbol)
        if kind is None:
            if start < len(self._expression) and self._expression[start] == symbol:
                yield from self._ends(rest, start + 1, found)
            return
        for reading in self.terms(kind, start):
            yield from self._ends(rest, reading.end, (*found, (symbol, start, reading.end)))
