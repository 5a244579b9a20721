"""From text to model: declarations, premises and at most one conclusion. Raises FormalError and nothing else."""

from __future__ import annotations

from algorist.formal.logic.formulas import Reader
from algorist.formal.logic.sorts import elaborate
from algorist.formal.logic.tokens import Cursor, shorten
from algorist.formal.logic.tree import BOOL, INT, REAL, LogicModel, Sentence, Sort, Symbol

LARGEST_RANGE = 10_000


def parse(text: str) -> LogicModel:
    """Return the model that a text denotes."""
    file = _File(Cursor(text))
    while file.cursor.token.kind != "end":
        file.line()
    if not file.premises and file.conclusion is None:
        file.cursor.fail("there is no sentence.", "Write a premise, or `conclude` and a conclusion.")
    return elaborate(file.sorts.values(), file.symbols.values(), file.premises, file.conclusion)


class _File:
    """What has been read so far."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.reader = Reader(cursor)
        self.sorts: dict[str, Sort] = {}
        self.symbols: dict[str, Symbol] = {}
        self.premises: list[Sentence] = []
        self.conclusion: Sentence | None = None

    def line(self) -> None:
        cursor = self.cursor
        number = cursor.line()
        if cursor.token.kind == "newline":
            cursor.advance()
            return
        if cursor.accept("sort"):
            self._sort()
        elif cursor.at("pred", "func", "const"):
            self._symbols()
        elif cursor.accept("conclude"):
            if self.conclusion is not None:
                cursor.fail(f"a model has one conclusion, and line {self.conclusion.line} has it already.")
            self.conclusion = self._sentence(number)
        else:
            cursor.accept("premise")
            self.premises.append(self._sentence(number))
        if cursor.token.kind not in ("newline", "end"):
            cursor.unexpected("the end of the line")

    def _sentence(self, number: int) -> Sentence:
        self.reader.chained = 0
        return Sentence(self.reader.formula(), number)

    def _sort(self) -> None:
        name = self.cursor.name("a sort's name")
        if name in self.sorts or name in (BOOL, INT, REAL):
            self.cursor.fail(f"the sort `{shorten(name)}` is declared already.")
        if name.startswith("?"):
            self.cursor.fail("this name is not allowed.")
        elements: list[str] = []
        bounds = None
        if self.cursor.accept("="):
            if self.cursor.accept("{"):
                elements.append(self._new_name(self.cursor.name("an element")))
                while self.cursor.accept(","):
                    element = self._new_name(self.cursor.name("an element"))
                    if element in elements:
                        self.cursor.fail(f"`{shorten(element)}` is listed twice.")
                    elements.append(element)
                self.cursor.expect("}")
            else:
                bounds = self._bounds()
        self.sorts[name] = Sort(name, tuple(elements), bounds)

    def _bounds(self) -> tuple[int, int]:
        start = self.cursor.token.position
        low = self._integer()
        self.cursor.expect("..")
        high = self._integer()
        if not low <= high < low + LARGEST_RANGE:
            self.cursor.fail(f"a range has 1 to {LARGEST_RANGE} numbers.", position=start)
        return low, high

    def _integer(self) -> int:
        sign = -1 if self.cursor.accept("-") else 1
        token = self.cursor.token
        if token.kind != "number" or not token.text.isdigit() or len(token.text) > 15:
            self.cursor.unexpected("a whole number of at most 15 digits")
        return sign * int(self.cursor.advance().text)

    def _symbols(self) -> None:
        kind = self.cursor.advance().text
        names = [self._new_name(self.cursor.name("a name"))]
        while kind == "const" and self.cursor.accept(","):
            names.append(self._new_name(self.cursor.name("a name")))
        arguments: list[str] = []
        if kind != "const" and self.cursor.accept("("):
            arguments.append(self.cursor.name("a sort"))
            while self.cursor.accept(","):
                arguments.append(self.cursor.name("a sort"))
            self.cursor.expect(")")
        result = BOOL
        if kind != "pred":
            self.cursor.expect(":")
            result = self.cursor.name("a sort")
        for name in names:
            self.symbols[name] = Symbol(name, tuple(arguments), result)

    def _new_name(self, name: str) -> str:
        """Return a name that no symbol and no element has; sorts are named apart from them."""
        if name in self.symbols or any(name in sort.elements for sort in self.sorts.values()):
            self.cursor.fail(f"`{shorten(name)}` is declared already.")
        return name
