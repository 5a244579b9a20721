"""The graph of a logic model: what is left of its sentences without names, without order, and without the side a relation is read from.

Nodes are sorts, their elements, symbols, sentences and the parts of formulas. Operands of `and`, `or`, `xor`, `<->`, `=` and
`!=` have no order; nested conjunctions and disjunctions are one; `a > b` is `b < a`; a bound variable is a node that its
quantifier and its uses share. Models of other shapes may still mean the same, so that a mismatch is no verdict by itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from algorist.formal._equivalence.graph import Graph
from algorist.formal.logic.tree import (
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
)

DOUBT = "sentences of another shape can mean the same"
UNORDERED = frozenset({"and", "or", "xor", "<->", "=", "!=", "+"})
TURNED = {">": "<", ">=": "<="}

Scope = Mapping[str, int]


def graph(model: LogicModel) -> Graph:
    """Return the coloured graph of a model; a renaming speaks of its symbols and elements, and of its sorts as `sort NAME`."""
    made = _Maker(model)
    for sentence in model.premises:
        made.sentence("premise", sentence.formula)
    if model.conclusion is not None:
        made.sentence("conclusion", model.conclusion.formula)
    return made.graph


class _Maker:
    def __init__(self, model: LogicModel) -> None:
        self.graph = Graph(("logic", model.conclusion is None), doubt=DOUBT)
        self.sorts: dict[str, int] = {}
        self.names: dict[str, int] = {}
        for sort in model.sorts:
            self.sorts[sort.name] = self.graph.node(("sort", sort.bounds, len(sort.elements)), f"sort {sort.name}")
            for element in sort.elements:
                self.names[element] = self.graph.node("element", element)
                self.graph.edge(self.sorts[sort.name], self.names[element], "element")
        for symbol in model.symbols:
            self.names[symbol.name] = self.graph.node(("symbol", len(symbol.arguments)), symbol.name)
            for place, argument in enumerate((*symbol.arguments, symbol.result)):
                self.graph.edge(self.names[symbol.name], self.sort(argument), ("sort", place))

    def sort(self, name: str) -> int:
        """Return the node of a sort; those that every model has are told by their names."""
        if name not in self.sorts:
            self.sorts[name] = self.graph.node(("sort", name))
        return self.sorts[name]

    def sentence(self, kind: str, formula: Expression) -> None:
        self.graph.edge(self.graph.node(kind), self.part(formula, {}), "says")

    def part(self, node: Expression, scope: Scope) -> int:
        """Return the node of a part of a formula, made with all that is below it."""
        match node:
            case Variable(name):
                return scope[name]
            case Numeral(value):
                return self.graph.node(("number", value))
            case Truth(value):
                return self.graph.node(("truth", value))
            case Apply(name, arguments):
                made = self.above("apply", arguments, scope, ordered=True)
                self.graph.edge(made, self.names[name], "of")
                return made
            case Not(operand):
                return self.above("not", (operand,), scope)
            case Connective(operator, left, right) if operator in ("and", "or"):
                return self.above(operator, (*_flat(operator, left), *_flat(operator, right)), scope)
            case Relation(operator, left, right) if operator in TURNED:
                return self.above(TURNED[operator], (right, left), scope, ordered=True)
            case (
                Connective(operator, left, right) | Relation(operator, left, right) | Arithmetic(operator, left, right)
            ):
                return self.above(operator, (left, right), scope, ordered=operator not in UNORDERED)
            case Quantified(quantifier, variables, body):
                return self.binder(quantifier, variables, body, scope)
            case Count(variables, body):
                return self.binder("count", variables, body, scope)
        raise TypeError(f"{node!r} is no expression")

    def above(self, kind: Hashable, parts: tuple[Expression, ...], scope: Scope, *, ordered: bool = False) -> int:
        made = self.graph.node((kind, len(parts)))
        for place, each in enumerate(parts):
            self.graph.edge(made, self.part(each, scope), ("part", place if ordered else 0))
        return made

    def binder(self, kind: str, variables: tuple[Bound, ...], body: Expression, scope: Scope) -> int:
        made = self.graph.node((kind, len(variables)))
        inner = dict(scope)
        for variable in variables:
            inner[variable.name] = self.graph.node("variable")
            self.graph.edge(made, inner[variable.name], "binds")
            self.graph.edge(inner[variable.name], self.sort(variable.sort), "of")
        self.graph.edge(made, self.part(body, inner), "body")
        return made


def _flat(operator: str, node: Expression) -> tuple[Expression, ...]:
    """Return the operands of nested conjunctions, or disjunctions, as of one."""
    if isinstance(node, Connective) and node.operator == operator:
        return (*_flat(operator, node.left), *_flat(operator, node.right))
    return (node,)
