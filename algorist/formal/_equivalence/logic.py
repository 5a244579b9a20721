"""The graph of a logic model: sorts, elements, symbols, and every formula once, whatever order it was written in.

Before that, what has several spellings gets one: `not` stands only before atoms, implications are disjunctions, `xor` is
a denied equivalence, `a > b` is `b < a`, nested quantifiers of one kind are one, and bound variables have no names.
Declared symbols and sorts that nothing speaks of are left out. What else means the same, such as `all x: P(x) and Q(x)`
and two sentences, is for the provers (see `_equivalence.meaning`): formulas have no normal form, so that every graph is
in doubt, and a mismatch is no verdict.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from algorist.formal._equivalence.graph import Graph, Shared
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
    Truth,
    Variable,
    sort_of,
)

DOUBT = "formulas written differently can mean the same"
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class _Variable(NamedTuple):
    """A bound variable in scope: its node and its sort."""

    node: int
    sort: str


Scope = Mapping[str, _Variable]


def graph(model: LogicModel) -> Graph:
    """Return the graph of a model; equal expressions share a node, and the root points to premises and conclusion."""
    return _Maker(model).made


class _Maker:
    def __init__(self, model: LogicModel) -> None:
        self.made = Graph(("logic",), doubt=DOUBT)
        self.model = model
        self.node = Shared(self.made)
        self.sorts: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.symbols = {symbol.name: symbol for symbol in model.symbols}
        self.elements = model.elements()
        root = self.made.node("model")
        parts = [part for sentence in model.premises for part in _parts(sentence.formula, False, "and")]
        for node in dict.fromkeys(self._formula(formula, negated, {}) for formula, negated in dict.fromkeys(parts)):
            self.made.edge(root, node, "holds")
        if model.conclusion is not None:
            self.made.edge(root, self._formula(model.conclusion.formula, False, {}), "follows")

    # -- what has a name

    def _sort(self, name: str) -> int:
        if name not in self.sorts:
            sort = self.model.sort(name)
            if name in (BOOL, INT, REAL):
                self.sorts[name] = self.made.node(("sort", name))
                return self.sorts[name]
            self.sorts[name] = self.made.node(("sort", sort.bounds, len(sort.elements)), f"sort {name}")
            for element in sort.elements:
                self.names[element] = self.made.node("element", element)
                self.made.edge(self.names[element], self.sorts[name], "of")
        return self.sorts[name]

    def _symbol(self, name: str) -> int:
        if name in self.elements:
            self._sort(self.elements[name])
        elif name not in self.names:
            symbol = self.symbols[name]
            self.names[name] = self.made.node("symbol", name)
            for place, sort in enumerate(symbol.arguments):
                self.made.edge(self.names[name], self._sort(sort), ("takes", place))
            self.made.edge(self.names[name], self._sort(symbol.result), "gives")
        return self.names[name]

    # -- formulas

    def _formula(self, node: Expression, negated: bool, scope: Scope) -> int:
        match node:
            case Truth(value):
                return self.node(("truth", value != negated))
            case Not(operand):
                return self._formula(operand, not negated, scope)
            case Connective("and" | "or" | "->" as operator):
                joins = "and" if (operator == "and") != negated else "or"
                parts = _parts(node, negated, joins)
                operands = {self._formula(part, denied, scope) for part, denied in parts}
                return operands.pop() if len(operands) == 1 else self.node(joins, (("part", each) for each in operands))
            case Connective("<->" | "xor" as operator, left, right):
                return self._equivalence(left, right, negated != (operator == "xor"), scope)
            case Relation(operator, left, right):
                return self._relation(operator, left, right, negated, scope)
            case Quantified():
                return self._quantified(node, negated, scope)
            case _:
                atom = self._term(node, scope)
                return self.node("not", (("of", atom),)) if negated else atom

    def _equivalence(self, left: Expression, right: Expression, negated: bool, scope: Scope) -> int:
        """A denied side is an equivalence denied."""
        sides = []
        for side in (left, right):
            while isinstance(side, Not):
                side, negated = side.operand, not negated
            sides.append(self._formula(side, False, scope))
        return self.node(("same truth", negated), (("side", side) for side in sides))

    def _relation(self, operator: str, left: Expression, right: Expression, negated: bool, scope: Scope) -> int:
        if operator in ("=", "!="):
            negated = negated != (operator == "!=")
            sorts = {name: variable.sort for name, variable in scope.items()}
            if sort_of(self.model, left, sorts) == BOOL:
                return self._equivalence(left, right, negated, scope)
            sides = [self._term(left, scope), self._term(right, scope)]
            return self.node(("equal", negated), (("side", side) for side in sides))
        operator = OPPOSITE[operator] if negated else operator
        if operator in (">", ">="):
            left, right, operator = right, left, operator.replace(">", "<")
        return self.node(operator, (("left", self._term(left, scope)), ("right", self._term(right, scope))))

    def _quantified(self, node: Quantified, negated: bool, scope: Scope) -> int:
        universal = (node.quantifier == "all") != negated
        bound: list[int] = []
        body: Expression = node
        while isinstance(body, Quantified | Not):
            if isinstance(body, Not):
                body, negated = body.operand, not negated
                continue
            if ((body.quantifier == "all") != negated) != universal:
                break
            scope, nodes = self._bound(body.variables, scope)
            bound, body = bound + nodes, body.body
        arrows = [("binds", each) for each in bound]
        return self.node("all" if universal else "exists", [*arrows, ("body", self._formula(body, negated, scope))])

    def _bound(self, variables: Iterable[Bound], scope: Scope) -> tuple[Scope, list[int]]:
        inner, nodes = dict(scope), []
        for variable in variables:
            nodes.append(self.made.node("variable"))
            self.made.edge(nodes[-1], self._sort(variable.sort), "of")
            inner[variable.name] = _Variable(nodes[-1], variable.sort)
        return inner, nodes

    # -- terms

    def _term(self, node: Expression, scope: Scope) -> int:
        match node:
            case Variable(name):
                return scope[name].node
            case Numeral(value):
                return self.node(("number", value))
            case Apply(name, ()):
                return self._symbol(name)
            case Apply(name, inner):
                places = [(f"argument {place}", self._term(each, scope)) for place, each in enumerate(inner)]
                return self.node("apply", [("function", self._symbol(name)), *places])
            case Arithmetic("+"):
                return self.node("sum", self._addends(node, scope))
            case Arithmetic(operator, left, right):
                return self.node(operator, (("left", self._term(left, scope)), ("right", self._term(right, scope))))
            case Count(variables, body):
                within, nodes = self._bound(variables, scope)
                arrows = [("binds", each) for each in nodes]
                return self.node("count", [*arrows, ("body", self._formula(body, False, within))])
            case _:
                return self._formula(node, False, scope)

    def _addends(self, node: Expression, scope: Scope) -> list[tuple[Hashable, int]]:
        if isinstance(node, Arithmetic) and node.operator == "+":
            return self._addends(node.left, scope) + self._addends(node.right, scope)
        return [("part", self._term(node, scope))]


def _parts(node: Expression, negated: bool, joins: str) -> list[tuple[Expression, bool]]:
    """Return what `and` or `or` joins, however it is bracketed and spelled: formulas, and whether they are denied."""
    match node:
        case Not(operand):
            return _parts(operand, not negated, joins)
        case Connective("->", left, right):
            return _parts(Connective("or", Not(left), right), negated, joins)
        case Connective("and" | "or" as operator, left, right) if (operator == joins) != negated:
            return _parts(left, negated, joins) + _parts(right, negated, joins)
    return [(node, negated)]
