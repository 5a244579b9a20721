"""What an expression is worth, a number, a truth value or a name, and which of them may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.tokens import Cursor, nearest, shorten
from algorist.formal.constraint.tree import (
    AllDifferent,
    And,
    Booleans,
    Cardinality,
    Compare,
    Domain,
    Expression,
    Iff,
    Implies,
    Member,
    Not,
    Or,
    Reference,
    Symbol,
    Symbols,
    Truth,
)

Kind: TypeAlias = Literal["number", "condition", "symbol"]
"""An integer, a truth value, or a name out of a symbolic domain. A condition serves as a number, never the reverse."""

_GLOBAL = (NoOverlap, Cumulative, Circuit, Routes, Automaton)
_CONDITIONS = (Truth, Compare, AllDifferent, Member, Not, And, Or, Implies, Iff, Cardinality, *_GLOBAL)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of expressions over some variables; what is out of place is refused where the cursor reads."""

    cursor: Cursor
    domains: Mapping[str, Domain]

    def kind(self, node: Expression) -> Kind:
        domain = self.domains[node.name] if isinstance(node, Reference) else None
        if isinstance(node, Symbol) or isinstance(domain, Symbols):
            return "symbol"
        return "condition" if isinstance(node, _CONDITIONS) or isinstance(domain, Booleans) else "number"

    def symbolic(self, *nodes: Expression) -> bool:
        """Return whether any of these is a name."""
        return any(self.kind(node) == "symbol" for node in nodes)

    def number(self, node: Expression, column: int) -> Expression:
        """Return the expression if it serves as a number."""
        if self.symbolic(node):
            self.cursor.fail("expected a number, this is a name.", "Names are only compared, by = and !=.", column)
        return node

    def condition(self, node: Expression, column: int) -> Expression:
        """Return the expression if it is true or false."""
        kind = self.kind(node)
        if kind != "condition":
            what = "a name" if kind == "symbol" else "a number"
            self.cursor.fail(f"expected what is true or false, this is {what}.", "Compare it: `x = 1`.", column)
        return node

    def comparable(self, left: Expression, right: Expression, operator: str, column: int) -> None:
        """Refuse a comparison that involves names unless it says whether two names are equal."""
        if self.kind(left) != self.kind(right):
            self.cursor.fail("a name cannot be compared with a number.", column=column)
        if operator not in ("=", "!="):
            self.cursor.fail(f"names can be compared by = and !=, not by {operator}.", column=column)
        if isinstance(left, Symbol) and isinstance(right, Symbol):
            self.cursor.fail("one side must be a variable.", column=column)
        self.fits(left, right, column)
        self.fits(right, left, column)

    def fits(self, variable: Expression, value: Expression, column: int) -> None:
        """Refuse a name that is no value of the variable that it is compared with."""
        if not isinstance(variable, Reference) or not isinstance(value, Symbol):
            return
        domain = self.domains[variable.name]
        if isinstance(domain, Symbols) and value.name not in domain.values:
            hint = nearest(value.name, list(domain.values))
            listed = shorten(", ".join(domain.values))
            self.cursor.fail(f"`{shorten(value.name)}` is no value of {variable.name} ({listed}).", hint, column)
