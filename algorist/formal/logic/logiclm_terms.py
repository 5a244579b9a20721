"""What Logic-LM's programs write and our trees do not have: absolute values, pairs, sums, different values.

Until the comparison around it is known, an absolute value is `Apply(ABSOLUTE, ...)` and a pair `Apply(PAIR, ...)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Literal, TypeAlias

from algorist.formal.logic.formulas import conjunction, joined
from algorist.formal.logic.logiclm_names import Names, fail
from algorist.formal.logic.tree import (
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Count,
    Expression,
    Not,
    Numeral,
    Quantified,
    Relation,
    Truth,
    Variable,
    mapped,
    nodes,
)

ABSOLUTE, PAIR, ANYTHING = "|x|", "(x, y)", "_"
MOST_TERMS = 1_000

Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]

_TURNED: dict[str, Comparison] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def related(relation: Comparison, left: Expression, right: Expression, number: int) -> Expression:
    """Return a relation of two terms without the absolute values and the pairs that stand alone on one side."""
    if _is(left, PAIR) or _is(right, PAIR):
        return _pairs(relation, left, right, number)
    if _is(right, ABSOLUTE) and not _is(left, ABSOLUTE):
        return related(_TURNED[relation], right, left, number)
    if not isinstance(left, Apply) or left.name != ABSOLUTE:
        return Relation(relation, left, right)
    (inner,) = left.arguments
    both = [related(relation, side, right, number) for side in (inner, Arithmetic("-", Numeral(0), inner))]
    if relation in ("<", "<=", "!="):
        negative = related("<", right, Numeral(0), number)
        inside = conjunction(both)
        return Connective("or", negative, inside) if relation == "!=" else inside
    outside = joined("or", both, False)
    return Connective("and", related(">=", right, Numeral(0), number), outside) if relation == "=" else outside


def leftover(formulas: Iterable[Expression]) -> str:
    """Return what still stands where it has no meaning, or nothing."""
    names = {node.name for node in nodes(*formulas) if isinstance(node, Apply)}
    if ABSOLUTE in names:
        return "an absolute value stands alone on one side of a comparison"
    if PAIR in names:
        return "a pair is compared with a pair, by `==` or `!=`"
    return "`_` stands for anything only inside a pair" if ANYTHING in names else ""


def summed(bound: list[Bound], guard: Expression, term: Expression, names: Names, number: int) -> Expression:
    """Return the sum of a term over all values of the variables for which the guard holds."""
    sets = [names.values(each.sort, number) for each in bound]
    total: Expression = Numeral(0)
    for place, chosen in enumerate(product(*sets)):
        if place >= MOST_TERMS:
            fail(number, f"a sum has more than {MOST_TERMS} terms")
        values = dict(zip((each.name for each in bound), chosen, strict=True))
        if _holds(substituted(guard, values)):
            total = Arithmetic("+", total, substituted(term, values))
    return total


def distinct(bound: list[Bound], guard: Expression, term: Expression, number: int) -> Expression:
    """Return that a term has different values for different values of its one variable."""
    if len(bound) != 1:
        fail(number, "Distinct binds one variable")
    (one,) = bound
    other = Bound(f"{one.name}_2", one.sort)
    renaming: dict[str, Expression] = {one.name: Variable(other.name)}
    apart: Expression = Relation("!=", Variable(one.name), Variable(other.name))
    if guard != Truth(True):
        apart = conjunction([guard, substituted(guard, renaming), apart])
    values = related("!=", term, substituted(term, renaming), number)
    return Quantified("all", (one, other), Connective("->", apart, values))


def is_number(term: Expression, names: Names, bound: list[Bound]) -> bool:
    """Return whether a term is a number, by what is declared."""
    match term:
        case Numeral() | Arithmetic() | Count():
            return True
        case Apply(name, _):
            symbol = names.symbols.get(name)
            return name == ABSOLUTE or (symbol is not None and _numeric(symbol.result, names))
        case Variable(name):
            return any(each.name == name and _numeric(each.sort, names) for each in bound)
    return False


def substituted(node: Expression, values: Mapping[str, Expression]) -> Expression:
    """Return an expression with values in place of variables; the values hold no variables that are bound in it."""
    match node:
        case Variable(name):
            return values.get(name, node)
        case Quantified(_, variables, _) | Count(variables, _):
            values = _without(values, variables)
    return mapped(node, lambda each: substituted(each, values))


def _without(values: Mapping[str, Expression], variables: tuple[Bound, ...]) -> dict[str, Expression]:
    hidden = {each.name for each in variables}
    return {name: value for name, value in values.items() if name not in hidden}


def _pairs(relation: Comparison, left: Expression, right: Expression, number: int) -> Expression:
    if not isinstance(left, Apply) or not isinstance(right, Apply) or left.name != right.name:
        fail(number, "a pair is compared with a pair, by `==` or `!=`")
    if relation not in ("=", "!=") or len(left.arguments) != len(right.arguments):
        fail(number, "pairs of as many parts are compared, by `==` or `!=`")
    sides = zip(left.arguments, right.arguments, strict=True)
    parts: list[Expression] = [
        Relation("=", one, other) for one, other in sides if not _is(one, ANYTHING) and not _is(other, ANYTHING)
    ]
    return conjunction(parts) if relation == "=" else Not(conjunction(parts))


def _holds(guard: Expression) -> bool:
    """Return whether a guard without variables holds: a disjunction of equations of values."""
    match guard:
        case Relation("=", left, right):
            return left == right
        case Connective("or", left, right):
            return _holds(left) or _holds(right)
        case Connective("and", left, right):
            return _holds(left) and _holds(right)
    return guard == Truth(True)


def _numeric(sort: str, names: Names) -> bool:
    return sort in ("Int", "Real") or (sort in names.sorts and names.sorts[sort].bounds is not None)


def _is(node: Expression, name: str) -> bool:
    return isinstance(node, Apply) and node.name == name
