"""Ask clingo for the least model of a Datalog program: its only stable model, because negation is stratified."""

from __future__ import annotations

from typing import Any

from algorist.core.errors import Unavailable
from algorist.formal.horn.datalog import COMPARISONS, is_comparison, negated
from algorist.formal.horn.tree import Atom, Clause, Compound, Indicator, Number, Term, Variable, predicate

REMEDY = "Install it with: pip install clingo"
_OPERATORS = {"=": "=", "==": "=", "=:=": "=", "\\=": "!=", "\\==": "!=", "=\\=": "!=", "=<": "<="}


def least_model(clauses: tuple[Clause, ...]) -> set[tuple[Indicator, tuple[Term, ...]]]:
    """Return every predicate with its arguments that holds; raises Unavailable where clingo is missing."""
    try:
        import clingo
    except ImportError as error:
        raise Unavailable(f"clingo does not load: {error}.", REMEDY) from error
    names = _Names()
    text = "\n".join(names.clause(clause) for clause in clauses)
    control = clingo.Control(["--warn=none"])
    control.add("base", [], text)
    control.ground([("base", [])])
    found: list[Any] = []
    control.solve(on_model=lambda model: found.extend(model.symbols(atoms=True)))
    return {names.fact(symbol) for symbol in found}


class _Names:
    """Short names for predicates and constants, and the way back."""

    def __init__(self) -> None:
        self._predicates: dict[Indicator, int] = {}
        self._constants: dict[str, int] = {}

    def clause(self, clause: Clause) -> str:
        body = ", ".join(self._goal(goal) for goal in clause.body)
        return f"{self._literal(clause.head)} :- {body}."

    def fact(self, symbol: Any) -> tuple[Indicator, tuple[Term, ...]]:
        predicates, constants = list(self._predicates), list(self._constants)

        def term(value: Any) -> Term:
            is_number = str(value.type) == "SymbolType.Number"
            return Number(value.number) if is_number else Atom(constants[int(value.name[1:])])

        return predicates[int(symbol.name[1:])], tuple(term(value) for value in symbol.arguments)

    def _goal(self, goal: Term) -> str:
        inner = negated(goal)
        if inner is not None:
            return f"not {self._literal(inner)}"
        if is_comparison(goal) and isinstance(goal, Compound):
            operator = _OPERATORS.get(goal.functor, goal.functor)
            left, right = (self._term(side) for side in goal.arguments)
            if goal.functor in COMPARISONS:  # a sum has no value for a constant, and then the comparison does not hold
                left, right = f"{left} + 0", f"{right} + 0"
            return f"{left} {operator} {right}"
        return self._literal(goal)

    def _literal(self, literal: Term) -> str:
        name, inner = predicate(literal)
        number = self._predicates.setdefault((name, len(inner)), len(self._predicates))
        return f"p{number}({', '.join(map(self._term, inner))})" if inner else f"p{number}"

    def _term(self, term: Term) -> str:
        match term:
            case Variable(name):
                return f"V{name}"
            case Number(value):
                return str(value)
            case Atom(name):
                return f"c{self._constants.setdefault(name, len(self._constants))}"
        raise TypeError("a Datalog program has no compound terms")
