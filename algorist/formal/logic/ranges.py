"""Functions into the integers whose values a premise bounds: `all x: 1 <= f(x) and f(x) <= 7` makes their sort `1..7`.

The premise stays, so nothing else is entailed; but what ranges over finitely many values can be ground and proved.
"""

from __future__ import annotations

from dataclasses import replace

from algorist.formal.logic.tree import (
    INT,
    Apply,
    Connective,
    Expression,
    LogicModel,
    Numeral,
    Quantified,
    Relation,
    Sort,
    Symbol,
    Variable,
)

LARGEST = 10_000
_AT_LEAST = {(">=", False): 0, (">", False): 1, ("<=", True): 0, ("<", True): 1}
"""What is added to the number of a lower bound, by relation and by whether the number stands on its left."""


def bounded(model: LogicModel) -> LogicModel:
    """Return an equivalent model in which every integer function that a premise bounds has a range as its sort."""
    sorts, symbols = list(model.sorts), []
    names = {sort.name for sort in sorts}
    for symbol in model.symbols:
        listed = all(model.sort(sort).elements for sort in symbol.arguments)  # no argument can leave such a sort
        found = _bounds(model, symbol) if listed and symbol.result == INT else None
        if found is not None:
            name = f"{symbol.name} {found[0]}..{found[1]}"
            if name not in names:
                sorts.append(Sort(name, (), found))
                names.add(name)
                symbol = replace(symbol, result=name)
        symbols.append(symbol)
    return replace(model, sorts=tuple(sorts), symbols=tuple(symbols))


def _bounds(model: LogicModel, symbol: Symbol) -> tuple[int, int] | None:
    lowest: list[int] = []
    highest: list[int] = []
    for sentence in model.premises:
        parts, sorts = [sentence.formula], {}
        if isinstance(sentence.formula, Quantified) and sentence.formula.quantifier == "all":
            parts = [sentence.formula.body]
            sorts = {variable.name: variable.sort for variable in sentence.formula.variables}
        while parts:
            part = parts.pop()
            if isinstance(part, Connective) and part.operator == "and":
                parts += (part.left, part.right)
            elif isinstance(part, Relation):
                _bound(part, symbol, sorts, lowest, highest)
    if not lowest or not highest or not 0 <= min(highest) - max(lowest) <= LARGEST:
        return None
    return max(lowest), min(highest)


def _bound(part: Relation, symbol: Symbol, sorts: dict[str, str], lowest: list[int], highest: list[int]) -> None:
    """Add what a relation says of every value of the symbol."""
    turned = isinstance(part.left, Numeral)
    value, term = (part.left, part.right) if turned else (part.right, part.left)
    if not isinstance(value, Numeral) or not isinstance(value.value, int) or not _everywhere(term, symbol, sorts):
        return
    if (part.operator, turned) in _AT_LEAST:
        lowest.append(value.value + _AT_LEAST[part.operator, turned])
    elif (part.operator, not turned) in _AT_LEAST:
        highest.append(value.value - _AT_LEAST[part.operator, not turned])


def _everywhere(term: Expression, symbol: Symbol, sorts: dict[str, str]) -> bool:
    """Return whether a term is the symbol of different variables that range over all of its arguments."""
    if not isinstance(term, Apply) or term.name != symbol.name:
        return False
    names = [each.name for each in term.arguments if isinstance(each, Variable)]
    every = len(names) == len(set(names)) == len(symbol.arguments)
    return every and [sorts.get(name) for name in names] == list(symbol.arguments)
