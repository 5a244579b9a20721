"""What a program of Logic-LM has declared: sorts, functions, and how the elements of sorts are written."""

from __future__ import annotations

from typing import NoReturn

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import joined
from algorist.formal.logic.tokens import nearest
from algorist.formal.logic.tree import BOOL, INT, REAL, Apply, Expression, Numeral, Relation, Sort, Symbol

_BASIC = {"bool": BOOL, "int": INT, "real": REAL, "Bool": BOOL, "Int": INT, "Real": REAL}


class Names:
    """Sorts and symbols by name.

    `positions` of the elements of ordered sorts; `members` of sorts of which not every integer or element is one, and
    `parents`, the sorts that have those elements; `pairs`: the functions that give a pair's parts.
    """

    def __init__(self, ordered: set[str]) -> None:
        self.ordered = ordered
        self.positions: dict[str, int] = {}
        self.members: dict[str, list[Expression]] = {}
        self.parents: dict[str, str] = {}
        self.pairs: dict[str, list[str]] = {}
        self.sorts: dict[str, Sort] = {}
        self.symbols: dict[str, Symbol] = {}

    def sort(self, name: str, number: int) -> str:
        """Return the sort that a name denotes; a part of a sort denotes the whole of it."""
        if name in _BASIC:
            return _BASIC[name]
        if name in self.parents:
            return self.parents[name]
        if name not in self.sorts:
            raise FormalError(number, 1, f"unknown sort `{name[:40]}`.", nearest(name, list(self.sorts)))
        return name

    def element(self, name: str) -> Expression | None:
        """Return what an element's name denotes, a number where its sort is ordered."""
        if name in self.positions:
            return Numeral(self.positions[name])
        return Apply(name) if any(name in sort.elements for sort in self.sorts.values()) else None

    def one_of(self, term: Expression, sort: str) -> Expression:
        return joined("or", [Relation("=", term, value) for value in self.members[sort]], False)

    def values(self, sort: str, number: int) -> list[Expression]:
        """Return all values of a sort."""
        found = self.sorts.get(sort)
        if found is None or not (found.elements or found.bounds):
            fail(number, f"the values of {sort} cannot be listed")
        if found.bounds:
            return [Numeral(value) for value in range(found.bounds[0], found.bounds[1] + 1)]
        return [Apply(element) for element in found.elements]


def fail(number: int, message: str) -> NoReturn:
    raise FormalError(number, 1, f"{message}.")
