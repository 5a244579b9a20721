"""Finite structures and what a formula is worth in one. The checker trusts this file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from algorist.formal.logic.tree import (
    BOOL,
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
    Truth,
    Variable,
)

Element: TypeAlias = "str | int | Fraction | bool"
MOST_VALUES = 3_000_000
"""Formulas evaluated for one structure."""


class Malformed(ValueError):
    """What is given is no structure for the model; the message says why."""


@dataclass
class Structure:
    """A set for each sort, and a table for each symbol from arguments to value."""

    domains: Mapping[str, tuple[Element, ...]]
    tables: Mapping[str, Mapping[tuple[Element, ...], Element]]
    left: int = MOST_VALUES

    def holds(self, sentence: Sentence) -> bool:
        return self.value(sentence.formula, {}) is True

    def value(self, node: Expression, scope: Mapping[str, Element]) -> Element:
        self.left -= 1
        if self.left < 0:
            raise Malformed("the structure is too large to be checked")
        match node:
            case Variable(name):
                return scope[name]
            case Numeral(value) | Truth(value):
                return value
            case Apply(name, inner):
                return self.tables[name][tuple(self.value(each, scope) for each in inner)]
            case Arithmetic(operator, left, right):
                return _calculate(operator, self.value(left, scope), self.value(right, scope))
            case Relation(relation, left, right):
                return _compare(relation, self.value(left, scope), self.value(right, scope))
            case Not(operand):
                return not self.value(operand, scope)
            case Connective(connective, left, right):
                return self._connect(connective, left, right, scope)
            case Quantified("all", variables, body):
                return all(self.value(body, inner) for inner in self._values(variables, scope))
            case Quantified(_, variables, body):
                return any(self.value(body, inner) for inner in self._values(variables, scope))
            case Count(variables, body):
                return sum(self.value(body, inner) is True for inner in self._values(variables, scope))
        raise TypeError(f"{node!r} is no expression")

    def _connect(self, connective: str, left: Expression, right: Expression, scope: Mapping[str, Element]) -> bool:
        first = bool(self.value(left, scope))
        if connective in ("and", "or", "->") and first is (connective == "or"):
            return connective != "and"
        if connective == "->" and not first:
            return True
        second = bool(self.value(right, scope))
        if connective in ("<->", "xor"):
            return (first == second) is (connective == "<->")
        return second

    def _values(self, variables: tuple[Bound, ...], scope: Mapping[str, Element]) -> Any:
        for variable in variables:
            if variable.sort not in self.domains:
                raise Malformed(f"a variable ranges over {variable.sort}, which is infinite")
        sets = [self.domains[variable.sort] for variable in variables]
        for values in product(*sets):
            yield {**scope, **dict(zip((variable.name for variable in variables), values, strict=True))}


def from_json(model: LogicModel, data: Any) -> Structure:
    """Return the structure that a certificate describes; raises Malformed unless it fits the model in every respect."""
    if not isinstance(data, Mapping) or data.keys() != {"domains", "tables"}:
        raise Malformed("a structure has domains and tables")
    given, rows = data["domains"], data["tables"]
    if not isinstance(given, Mapping) or not isinstance(rows, Mapping):
        raise Malformed("domains and tables are objects")
    domains: dict[str, tuple[Element, ...]] = {BOOL: (False, True)}
    for sort in model.sorts:
        if sort.elements or sort.bounds:
            domains[sort.name] = sort.elements or tuple(range(sort.bounds[0], sort.bounds[1] + 1))  # type: ignore[index]
            continue
        size = given.get(sort.name)
        if type(size) is not int or not 1 <= size <= 1000:
            raise Malformed(f"the sort {sort.name} has no size")
        domains[sort.name] = tuple(f"{sort.name}!{place}" for place in range(size))
    if given.keys() - {sort.name for sort in model.sorts if not sort.elements and not sort.bounds}:
        raise Malformed("there is a size for a sort that has none to choose")
    tables: dict[str, dict[tuple[Element, ...], Element]] = {name: {(): name} for name in model.elements()}
    if rows.keys() != {symbol.name for symbol in model.symbols}:
        raise Malformed("the tables are not those of the model's symbols")
    for symbol in model.symbols:
        tables[symbol.name] = _table(model, symbol.arguments, symbol.result, rows[symbol.name], domains)
    return Structure(domains, tables)


def _table(
    model: LogicModel, arguments: tuple[str, ...], result: str, rows: Any, domains: Mapping[str, tuple[Element, ...]]
) -> dict[tuple[Element, ...], Element]:
    """Read a table's values, listed in the order of the arguments' product."""
    if any(sort not in domains for sort in arguments):
        raise Malformed("a function of numbers has no finite table")
    keys = list(product(*(domains[sort] for sort in arguments)))
    if not isinstance(rows, list) or len(rows) != len(keys):
        raise Malformed("a table has not one value for each combination of arguments")
    return {key: _element(result, value, domains) for key, value in zip(keys, rows, strict=True)}


def _element(sort: str, value: Any, domains: Mapping[str, tuple[Element, ...]]) -> Element:
    if sort == BOOL and type(value) is bool:
        return value
    if sort == INT and type(value) is int:
        return value
    if (
        sort == REAL
        and re.fullmatch(r"-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?", str(value))
        and type(value) in (int, str)
    ):
        return Fraction(value)
    if sort not in (BOOL, INT, REAL):
        domain = domains[sort]
        if isinstance(domain[0], int) and type(value) is int and value in domain:
            return value
        if isinstance(domain[0], str) and type(value) is int and 0 <= value < len(domain):
            return domain[value]
    raise Malformed(f"{value!r} is no value of sort {sort}")


def to_json(model: LogicModel, structure: Structure) -> dict[str, Any]:
    """Return the JSON that `from_json` reads back."""
    free = [sort.name for sort in model.sorts if not sort.elements and not sort.bounds]
    tables: dict[str, list[Any]] = {}
    for symbol in model.symbols:
        keys = product(*(structure.domains[sort] for sort in symbol.arguments))
        values = [structure.tables[symbol.name][key] for key in keys]
        domain = structure.domains.get(symbol.result, ())
        named = bool(domain) and isinstance(domain[0], str)
        tables[symbol.name] = [
            domain.index(value) if named else str(value) if isinstance(value, Fraction) else value for value in values
        ]
    return {"domains": {name: len(structure.domains[name]) for name in free}, "tables": tables}


def _calculate(operator: str, left: Any, right: Any) -> Element:
    match operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case "div":
            result = left // right
        case _:
            result = left % right
    found: Element = result
    return found


def _compare(relation: str, left: Any, right: Any) -> bool:
    match relation:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)
