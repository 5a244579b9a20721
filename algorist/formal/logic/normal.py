"""Negation normal form and Skolem functions: sentences as quantifier-free matrices. The checker trusts this file.

Source: A. Robinson and A. Voronkov, Handbook of Automated Reasoning (2001), chapter 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from algorist.formal.logic.tree import (
    Apply,
    Connective,
    Expression,
    LogicModel,
    Not,
    Quantified,
    Relation,
    Sentence,
    Symbol,
    Truth,
    Variable,
)

MOST_NODES = 200_000


class Beyond(ValueError):
    """The sentences cannot be ground over terms: arithmetic, counting, or too many; the message says which."""


class Skolem:
    """The matrices of some sentences, their universal variables with their sorts, and the symbols with new functions."""

    def __init__(self, model: LogicModel, sentences: Sequence[Sentence]) -> None:
        self.symbols = {symbol.name: symbol for symbol in model.symbols}
        self.sorts: dict[str, str] = {}
        self._model = model
        self._fresh = self._left = 0
        self.matrices = [self._matrix(sentence.formula, True, {}, ()) for sentence in sentences]

    def _matrix(
        self, node: Expression, positive: bool, names: Mapping[str, Expression], universal: tuple[str, ...]
    ) -> Expression:
        """Return the node, or its negation, without quantifiers, and with `not` only before atoms."""
        self._left += 1
        if self._left > MOST_NODES:
            raise Beyond(f"the normal form has more than {MOST_NODES} parts")
        match node:
            case Truth(value):
                return Truth(value is positive)
            case Apply():
                return _literal(self._term(node, names), positive)
            case Relation("=" | "!=" as relation, left, right):
                if self._is_formula(left):
                    same = Connective("<->", left, right)
                    return self._matrix(same, positive is (relation == "="), names, universal)
                equation = Relation("=", self._term(left, names), self._term(right, names))
                return _literal(equation, positive is (relation == "="))
            case Not(operand):
                return self._matrix(operand, not positive, names, universal)
            case Connective(connective, left, right):
                return self._connective(connective, left, right, positive, names, universal)
            case Quantified(quantifier, variables, body):
                inner = dict(names)
                for variable in variables:
                    self._fresh += 1
                    if (quantifier == "all") is positive:
                        name = f"x{self._fresh}"
                        self.sorts[name] = variable.sort
                        inner[variable.name], universal = Variable(name), (*universal, name)
                    else:
                        inner[variable.name] = self._skolem(variable.sort, universal)
                return self._matrix(body, positive, inner, universal)
        raise Beyond("there is arithmetic or counting")

    def _connective(
        self,
        connective: str,
        left: Expression,
        right: Expression,
        positive: bool,
        names: Mapping[str, Expression],
        universal: tuple[str, ...],
    ) -> Expression:
        def matrix(node: Expression, sign: bool) -> Expression:
            return self._matrix(node, sign, names, universal)

        if connective in ("and", "or"):
            same = (connective == "and") is positive
            return Connective("and" if same else "or", matrix(left, positive), matrix(right, positive))
        if connective == "->":
            return Connective("or" if positive else "and", matrix(left, not positive), matrix(right, positive))
        if (connective == "<->") is positive:
            one = Connective("or", matrix(left, False), matrix(right, True))
            return Connective("and", one, Connective("or", matrix(left, True), matrix(right, False)))
        one = Connective("or", matrix(left, True), matrix(right, True))
        return Connective("and", one, Connective("or", matrix(left, False), matrix(right, False)))

    def _skolem(self, sort: str, universal: tuple[str, ...]) -> Expression:
        """Return a new function of the universal variables around it."""
        name = self.add("?", tuple(self.sorts[each] for each in universal), sort)
        return Apply(name, tuple(map(Variable, universal)))

    def add(self, prefix: str, arguments: tuple[str, ...], sort: str) -> str:
        """Add a symbol of a name that neither the model nor another new symbol has; return the name."""
        taken = self._model.elements().keys() | self.symbols.keys()
        name = next(each for each in (f"{prefix}{place}" for place in count(len(self.symbols))) if each not in taken)
        self.symbols[name] = Symbol(name, arguments, sort)
        return name

    def _term(self, node: Expression, names: Mapping[str, Expression]) -> Expression:
        match node:
            case Variable(name):
                return names[name]
            case Apply(name, inner):
                return Apply(name, tuple(self._term(each, names) for each in inner))
        raise Beyond("there is arithmetic or counting")

    def _is_formula(self, node: Expression) -> bool:
        if isinstance(node, Apply) and node.name in self.symbols:
            return self.symbols[node.name].result == "Bool"
        return isinstance(node, Truth | Relation | Not | Connective | Quantified)


def _literal(atom: Expression, positive: bool) -> Expression:
    return atom if positive else Not(atom)
