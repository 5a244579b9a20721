"""What a program of Logic-LM has declared: sorts, functions, and how the elements of sorts are written."""

from __future__ import annotations

from typing import NoReturn

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import joined
from algorist.formal.logic.tokens import nearest
from algorist.formal.logic.tree import BOOL, INT, REAL, Expression, Numeral, Relation, Sort, Symbol

_BASIC = {"bool": BOOL, "int": INT, "real": REAL, "Bool": BOOL, "Int": INT, "Real": REAL}


class Names:
    """Sorts and symbols by name; `positions` of the elements of ordered sorts, `members` of sorts of some integers."""

    def __init__(self, ordered: set[str]) -> None:
        self.ordered = ordered
        self.positions: dict[str, int] = {}
        self.members: dict[str, list[int]] = {}
        self.sorts: dict[str, Sort] = {}
        self.symbols: dict[str, Symbol] = {}

    def sort(self, name: str, number: int) -> str:
        if name in _BASIC:
            return _BASIC[name]
        if name not in self.sorts:
            raise FormalError(number, 1, f"unknown sort `{name[:40]}`.", nearest(name, list(self.sorts)))
        return name

    def one_of(self, term: Expression, sort: str) -> Expression:
        return joined("or", [Relation("=", term, Numeral(value)) for value in self.members[sort]], False)


def fail(number: int, message: str) -> NoReturn:
    raise FormalError(number, 1, f"{message}.")
