"""Sentences as TPTP first-order formulas (FOF) for E: sorts become predicates, listed elements distinct constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from algorist.formal.logic.tree import (
    BOOL,
    INT,
    REAL,
    Apply,
    Bound,
    Connective,
    Expression,
    LogicModel,
    Not,
    Quantified,
    Relation,
    Sentence,
    Truth,
    Variable,
    sort_of,
)

_CONNECTIVES = {"and": "&", "or": "|", "->": "=>", "<->": "<=>", "xor": "<~>"}


class Unsupported(ValueError):
    """The model says what FOF cannot: arithmetic, counting, numbers."""


def render(model: LogicModel, sentences: Sequence[Sentence]) -> str:
    """Return the sentences as axioms; names are positions, `p3`, `c5`, so that none can clash."""
    numeric = {INT, REAL} | {sort.name for sort in model.sorts if sort.bounds}
    if any(numeric & {*symbol.arguments, symbol.result} for symbol in model.symbols):
        raise Unsupported("there are numbers")
    writer = _Writer(model)
    parts = [*writer.typing(), *(writer.formula(sentence.formula, {}, {}) for sentence in sentences)]
    return "".join(f"fof(a{place}, axiom, {part}).\n" for place, part in enumerate(parts))


class _Writer:
    def __init__(self, model: LogicModel) -> None:
        self._model = model
        self._names = {symbol.name: f"f{place}" for place, symbol in enumerate(model.symbols)}
        self._names |= {name: f"e{place}" for place, name in enumerate(model.elements()) if name not in self._names}
        self._sorts = {sort.name: f"s{place}" for place, sort in enumerate(model.sorts)}
        self._single = len(model.sorts) <= 1 and not model.elements()
        self._fresh = 0

    def typing(self) -> list[str]:
        """Return what makes unsorted logic sorted: non-empty sorts, results of functions, listed elements."""
        if self._single:
            return []
        found = []
        for sort in self._model.sorts:
            test = self._sorts[sort.name]
            found.append(f"? [X] : {test}(X)")
            if sort.elements:
                listed = [self._names[name] for name in sort.elements]
                found.append(f"! [X] : ({test}(X) <=> ({' | '.join(f'X = {name}' for name in listed)}))")
                found += [f"{one} != {two}" for one, two in combinations(listed, 2)]
        for symbol in self._model.symbols:
            if symbol.result == BOOL:
                continue
            names = [f"X{place}" for place in range(len(symbol.arguments))]
            call = f"{self._names[symbol.name]}({', '.join(names)})" if names else self._names[symbol.name]
            inside = f"{self._sorts[symbol.result]}({call})"
            found.append(f"! [{', '.join(names)}] : {inside}" if names else inside)
        return found

    def formula(self, node: Expression, names: Mapping[str, str], scope: Mapping[str, str]) -> str:
        match node:
            case Variable(name):
                return names[name]
            case Truth(value):
                return "$true" if value else "$false"
            case Apply(name, inner):
                inside = ", ".join(self.formula(each, names, scope) for each in inner)
                return f"{self._names[name]}({inside})" if inner else self._names[name]
            case Relation("=" | "!=" as relation, left, right):
                formulas = sort_of(self._model, left, dict(scope)) == BOOL
                equal = ("<=>" if relation == "=" else "<~>") if formulas else relation
                return f"({self.formula(left, names, scope)} {equal} {self.formula(right, names, scope)})"
            case Not(operand):
                return f"~ ({self.formula(operand, names, scope)})"
            case Connective(connective, left, right):
                sign = _CONNECTIVES[connective]
                return f"({self.formula(left, names, scope)} {sign} {self.formula(right, names, scope)})"
            case Quantified(quantifier, variables, body):
                return self._quantified(quantifier, variables, body, names, scope)
        raise Unsupported("there is arithmetic or counting")

    def _quantified(
        self,
        quantifier: str,
        variables: tuple[Bound, ...],
        body: Expression,
        names: Mapping[str, str],
        scope: Mapping[str, str],
    ) -> str:
        spelled = {}
        for variable in variables:
            self._fresh += 1
            spelled[variable.name] = f"V{self._fresh}"
        inner_scope = {**scope, **{variable.name: variable.sort for variable in variables}}
        inside = self.formula(body, {**names, **spelled}, inner_scope)
        if not self._single:
            for variable in variables:
                guard = f"{self._sorts[variable.sort]}({spelled[variable.name]})"
                inside = f"({guard} {'=>' if quantifier == 'all' else '&'} {inside})"
        return f"({'!' if quantifier == 'all' else '?'} [{', '.join(spelled.values())}] : {inside})"
