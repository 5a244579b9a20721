"""A logic model as SMT-LIB 2: what Z3 and cvc5 read.

Listed sorts become enumeration datatypes, ranges become integers with bounds, counts become sums over the elements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

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
    Symbol,
    Truth,
    Variable,
    is_numeric,
    sort_of,
)

MOST_CHARACTERS = 20_000_000
_CONNECTIVES = {"and": "and", "or": "or", "->": "=>", "<->": "=", "xor": "xor"}


class Unsupported(ValueError):
    """The model says what SMT-LIB cannot; the message says what."""


def render(model: LogicModel, assertions: Sequence[Sentence]) -> str:
    """Return declarations and assertions; names are positions, `s0`, `f3`, `e5`, so that none can clash."""
    return _Writer(model).text(assertions)


class _Writer:
    def __init__(self, model: LogicModel) -> None:
        self.model = model
        self.sorts = {BOOL: "Bool", INT: "Int", REAL: "Real"}
        for place, sort in enumerate(model.sorts):
            self.sorts[sort.name] = INT if sort.bounds else f"s{place}"
        self.symbols = {symbol.name: f"f{place}" for place, symbol in enumerate(model.symbols)}
        self.elements = {name: f"e{place}" for place, name in enumerate(model.elements())}
        self._results = {symbol.name: symbol for symbol in model.symbols}
        self._fresh = 0

    def text(self, assertions: Sequence[Sentence]) -> str:
        lines = ["(set-logic ALL)"]
        for sort in self.model.sorts:
            if sort.elements:
                inside = " ".join(f"({self.elements[name]})" for name in sort.elements)
                lines.append(f"(declare-datatypes (({self.sorts[sort.name]} 0)) (({inside})))")
            elif not sort.bounds:
                lines.append(f"(declare-sort {self.sorts[sort.name]} 0)")
        for symbol in self.model.symbols:
            inside = " ".join(self.sorts[name] for name in symbol.arguments)
            lines.append(f"(declare-fun {self.symbols[symbol.name]} ({inside}) {self.sorts[symbol.result]})")
            bound = self.model.sort(symbol.result).bounds
            if bound:
                lines.append(self._within(symbol, bound))
        lines += [f"(assert {self.formula(sentence.formula, {}, {})})" for sentence in assertions]
        return "\n".join([*lines, "(check-sat)", ""])

    def _within(self, symbol: Symbol, bound: tuple[int, int]) -> str:
        names = [f"a{place}" for place in range(len(symbol.arguments))]
        call = f"({self.symbols[symbol.name]} {' '.join(names)})" if names else self.symbols[symbol.name]
        inside = f"(<= {_number(bound[0], INT)} {call} {_number(bound[1], INT)})"
        bounds = " ".join(f"({name} {self.sorts[sort]})" for name, sort in zip(names, symbol.arguments, strict=True))
        return f"(assert (forall ({bounds}) {inside}))" if names else f"(assert {inside})"

    def formula(self, node: Expression, names: Mapping[str, str], scope: Mapping[str, str]) -> str:
        """Return a formula or a term; `names` and `scope` are the variables' spellings and sorts."""
        match node:
            case Variable(name):
                return names[name]
            case Numeral(value):
                return _number(value, INT if isinstance(value, int) else REAL)
            case Truth(value):
                return "true" if value else "false"
            case Apply(name, inner):
                return self._apply(name, inner, names, scope)
            case Arithmetic(operator, left, right):
                return f"({operator} {self._numbers(left, right, names, scope)})"
            case Relation(relation, left, right):
                numeric = is_numeric(self.model, sort_of(self.model, left, dict(scope)))
                plain = f"{self.formula(left, names, scope)} {self.formula(right, names, scope)}"
                sides = self._numbers(left, right, names, scope) if numeric else plain
                return f"(not (= {sides}))" if relation == "!=" else f"({relation} {sides})"
            case Not(operand):
                return f"(not {self.formula(operand, names, scope)})"
            case Connective(connective, left, right):
                sides = f"{self.formula(left, names, scope)} {self.formula(right, names, scope)}"
                return f"({_CONNECTIVES[connective]} {sides})"
            case Quantified(quantifier, variables, body):
                return self._quantified(quantifier, variables, body, names, scope)
            case Count(variables, body):
                return self._count(variables, body, names, scope)
        raise TypeError(f"{node!r} is no expression")

    def _apply(
        self, name: str, inner: tuple[Expression, ...], names: Mapping[str, str], scope: Mapping[str, str]
    ) -> str:
        if name not in self._results:
            return self.elements[name]
        if not inner:
            return self.symbols[name]
        wanted = self._results[name].arguments
        terms = [self._as(term, sort, names, scope) for term, sort in zip(inner, wanted, strict=True)]
        return f"({self.symbols[name]} {' '.join(terms)})"

    def _as(self, term: Expression, sort: str, names: Mapping[str, str], scope: Mapping[str, str]) -> str:
        """Return a term, an integer made a real where one is wanted."""
        text = self.formula(term, names, scope)
        found = sort_of(self.model, term, dict(scope))
        return f"(to_real {text})" if sort == REAL and found != REAL else text

    def _numbers(self, left: Expression, right: Expression, names: Mapping[str, str], scope: Mapping[str, str]) -> str:
        real = REAL in (sort_of(self.model, left, dict(scope)), sort_of(self.model, right, dict(scope)))
        return " ".join(self._as(side, REAL if real else INT, names, scope) for side in (left, right))

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
            spelled[variable.name] = f"x{self._fresh}"
        inner_scope = {**scope, **{variable.name: variable.sort for variable in variables}}
        inside = self.formula(body, {**names, **spelled}, inner_scope)
        for variable in variables:
            bound = self.model.sort(variable.sort).bounds
            if bound:
                guard = f"(<= {_number(bound[0], INT)} {spelled[variable.name]} {_number(bound[1], INT)})"
                inside = f"({'=>' if quantifier == 'all' else 'and'} {guard} {inside})"
        bounds = " ".join(f"({spelled[variable.name]} {self.sorts[variable.sort]})" for variable in variables)
        return f"({'forall' if quantifier == 'all' else 'exists'} ({bounds}) {inside})"

    def _count(
        self, variables: tuple[Bound, ...], body: Expression, names: Mapping[str, str], scope: Mapping[str, str]
    ) -> str:
        sets: list[list[str]] = []
        for variable in variables:
            sort = self.model.sort(variable.sort)
            if sort.bounds:
                sets.append([_number(value, INT) for value in range(sort.bounds[0], sort.bounds[1] + 1)])
            elif sort.elements:
                sets.append([self.elements[name] for name in sort.elements])
            else:
                raise Unsupported(f"things of the sort {sort.name} are counted, and it has no listed elements")
        inner_scope = {**scope, **{variable.name: variable.sort for variable in variables}}
        parts = []
        for chosen in product(*sets):
            spelled = dict(zip((variable.name for variable in variables), chosen, strict=True))
            parts.append(f"(ite {self.formula(body, {**names, **spelled}, inner_scope)} 1 0)")
            if len(parts) * len(parts[0]) > MOST_CHARACTERS:
                raise Unsupported("a count has too many parts")
        return f"(+ {' '.join(parts)} 0)"


def _number(value: int | Fraction, sort: str) -> str:
    if isinstance(value, Fraction):
        text = f"(/ {abs(value.numerator)}.0 {value.denominator}.0)"
    else:
        text = f"{abs(value)}.0" if sort == REAL else str(abs(value))
    return f"(- {text})" if value < 0 else text
