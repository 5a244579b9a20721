"""Which sort everything has: declared where it is, else inferred by unification, else the sort of nondescript things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NoReturn

from algorist.core.errors import FormalError
from algorist.formal.logic.tokens import nearest, shorten
from algorist.formal.logic.tree import (
    BOOL,
    DEFAULT,
    INT,
    REAL,
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Count,
    Expression,
    LogicModel,
    Not,
    Numeral,
    Quantified,
    Relation,
    Sentence,
    Sort,
    Symbol,
    Truth,
    Variable,
    mapped,
)


def elaborate(
    sorts: Iterable[Sort], symbols: Iterable[Symbol], premises: Iterable[Sentence], conclusion: Sentence | None
) -> LogicModel:
    """Return the model with every sort known; raises FormalError at the line where two sorts clash."""
    inference = _Inference(list(sorts), list(symbols))
    premises = list(premises)
    sentences = [*premises, *([conclusion] if conclusion else [])]
    for sentence in sentences:
        inference.line = sentence.line
        inference.expect(sentence.formula, BOOL, {})
    return inference.model(premises, conclusion)


class _Inference:
    """Sorts by placeholder; a placeholder leads to another one or to a sort."""

    def __init__(self, sorts: list[Sort], symbols: list[Symbol]) -> None:
        self.sorts = {sort.name: sort for sort in sorts}
        self.symbols = {symbol.name: symbol for symbol in symbols}
        self.declared = set(self.symbols)
        self.elements = {element: sort.name for sort in sorts for element in sort.elements}
        self.line = 1
        self._leads: dict[str, str] = {}
        self._count = 0
        for symbol in symbols:
            for name in (*symbol.arguments, symbol.result):
                self._known(name)

    def expect(self, node: Expression, wanted: str, scope: dict[str, str]) -> None:
        """Give an expression the sort that its place asks for."""
        self.unify(self.sort(node, scope), wanted, node)

    def sort(self, node: Expression, scope: dict[str, str]) -> str:
        match node:
            case Variable(name):
                return scope[name]
            case Numeral(value):
                return INT if isinstance(value, int) else REAL
            case Apply(name, inner):
                return self._apply(name, inner, scope, node)
            case Arithmetic(_, left, right):
                sides = [self._numeric(side, scope) for side in (left, right)]
                return REAL if REAL in sides else INT
            case Relation(operator, left, right):
                if operator in ("=", "!="):
                    self.unify(self.sort(left, scope), self.sort(right, scope), node)
                else:
                    for side in (left, right):
                        self._numeric(side, scope)
            case Not(operand):
                self.expect(operand, BOOL, scope)
            case Connective(_, left, right):
                self.expect(left, BOOL, scope)
                self.expect(right, BOOL, scope)
            case Quantified(_, variables, body) | Count(variables, body):
                for variable in variables:
                    self._known(variable.sort)
                inner_scope = {**scope, **{variable.name: variable.sort for variable in variables}}
                self.expect(body, BOOL, inner_scope)
                return INT if isinstance(node, Count) else BOOL
            case Truth():
                pass
        return BOOL

    def _apply(self, name: str, inner: tuple[Expression, ...], scope: dict[str, str], node: Expression) -> str:
        if name in self.elements:
            if inner:
                self._fail(f"`{shorten(name)}` is an element of {shorten(self.elements[name])} and has no arguments.")
            return self.elements[name]
        symbol = self.symbols.get(name)
        if symbol is None:
            symbol = Symbol(name, tuple(self._new() for _ in inner), self._new())
            self.symbols[name] = symbol
        if len(symbol.arguments) != len(inner):
            self._fail(f"`{shorten(name)}` has {len(symbol.arguments)} arguments elsewhere and {len(inner)} here.")
        for argument, wanted in zip(inner, symbol.arguments, strict=True):
            self.expect(argument, wanted, scope)
        return symbol.result

    def _numeric(self, node: Expression, scope: dict[str, str]) -> str:
        found = self.find(self.sort(node, scope))
        if found.startswith("?"):
            self._leads[found] = INT
        elif not self._is_number(found):
            self._fail(f"a number is expected, and this is of sort {found}.")
        return self.find(found)

    def unify(self, left: str, right: str, node: Expression) -> None:
        left, right = self.find(left), self.find(right)
        if left == right or (self._is_number(left) and self._is_number(right)):
            return
        if left.startswith("?"):
            self._leads[left] = right
        elif right.startswith("?"):
            self._leads[right] = left
        else:
            what = f"`{shorten(node.name)}`" if isinstance(node, Apply | Variable) else "this"
            self._fail(f"{what} is of sort {left}, and {right} is expected.")

    def find(self, sort: str) -> str:
        while sort in self._leads:
            sort = self._leads[sort]
        return sort

    def model(self, premises: list[Sentence], conclusion: Sentence | None) -> LogicModel:
        """Return the model with sorts in place of placeholders; only sorts that occur are kept beside the declared ones."""
        symbols = tuple(
            Symbol(symbol.name, tuple(map(self._final, symbol.arguments)), self._final(symbol.result))
            for symbol in self.symbols.values()
        )
        for symbol in symbols:
            if BOOL in symbol.arguments:
                self._fail(f"`{shorten(symbol.name)}` has a formula among its arguments.", "This is first-order logic.")
        written = [Sentence(rewrite(each.formula, self._final), each.line) for each in premises]
        last = None if conclusion is None else Sentence(rewrite(conclusion.formula, self._final), conclusion.line)
        return LogicModel(tuple(self.sorts.values()), symbols, tuple(written), last)

    def _final(self, sort: str) -> str:
        found = self.find(sort)
        if found.startswith("?"):
            found = DEFAULT
        if found not in (BOOL, INT, REAL) and found not in self.sorts:
            self.sorts[found] = Sort(found)
        return found

    def _is_number(self, sort: str) -> bool:
        return sort in (INT, REAL) or (sort in self.sorts and self.sorts[sort].bounds is not None)

    def _known(self, sort: str) -> None:
        if not sort.startswith("?") and sort not in (BOOL, INT, REAL) and sort not in self.sorts:
            self._fail(f"unknown sort `{shorten(sort)}`.", nearest(sort, [*self.sorts, INT, REAL, BOOL]))

    def _new(self) -> str:
        self._count += 1
        return f"?s{self._count}"

    def _fail(self, message: str, hint: str = "") -> NoReturn:
        raise FormalError(self.line, 1, message, hint)


def rewrite(node: Expression, sort: Callable[[str], str]) -> Expression:
    """Return the expression with every bound variable's sort replaced."""
    changed = mapped(node, lambda each: rewrite(each, sort))
    return (
        replace(changed, variables=_bound(changed.variables, sort))
        if isinstance(changed, Quantified | Count)
        else changed
    )


def _bound(variables: tuple[Bound, ...], sort: Callable[[str], str]) -> tuple[Bound, ...]:
    return tuple(Bound(variable.name, sort(variable.sort)) for variable in variables)
