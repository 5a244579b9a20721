"""From tree to text: `parse(render(model)) == model`."""

from __future__ import annotations

from fractions import Fraction

from algorist.formal.logic.tokens import quoted
from algorist.formal.logic.tree import (
    BOOL,
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
    Sort,
    Symbol,
    Truth,
    Variable,
)

_LEVEL = {"<->": 0, "->": 1, "xor": 2, "or": 3, "and": 4}
LOOSEST = -1
UNARY, COMPARE, SUM, PRODUCT, ATOM = 5, 6, 7, 8, 9


def render(model: LogicModel) -> str:
    """Return the text of a model with all declarations, a line for each premise, and the conclusion."""
    lines = [_sort(sort) for sort in model.sorts]
    lines += [_symbol(symbol) for symbol in model.symbols]
    lines += [f"premise {render_formula(sentence.formula)}" for sentence in model.premises]
    if model.conclusion is not None:
        lines.append(f"conclude {render_formula(model.conclusion.formula)}")
    return "".join(line + "\n" for line in lines)


def _sort(sort: Sort) -> str:
    if sort.elements:
        return f"sort {quoted(sort.name)} = {{{', '.join(map(quoted, sort.elements))}}}"
    if sort.bounds:
        return f"sort {quoted(sort.name)} = {sort.bounds[0]}..{sort.bounds[1]}"
    return f"sort {quoted(sort.name)}"


def _symbol(symbol: Symbol) -> str:
    inner = f"({', '.join(map(quoted, symbol.arguments))})" if symbol.arguments else ""
    if symbol.result == BOOL:
        return f"pred {quoted(symbol.name)}{inner}"
    if not symbol.arguments:
        return f"const {quoted(symbol.name)}: {quoted(symbol.result)}"
    return f"func {quoted(symbol.name)}{inner}: {quoted(symbol.result)}"


def render_formula(node: Expression, power: int = LOOSEST) -> str:
    """Return the text of an expression, in parentheses unless it binds at least as tightly as `power`."""
    binding, text = _bound_text(node)
    return text if binding >= power else f"({text})"


def _bound_text(node: Expression) -> tuple[int, str]:
    match node:
        case Variable(name):
            return ATOM, name
        case Numeral(value):
            return ATOM if value >= 0 else PRODUCT, _number(value)
        case Truth(value):
            return ATOM, "true" if value else "false"
        case Apply(name, inner):
            return ATOM, quoted(name) + (f"({', '.join(map(render_formula, inner))})" if inner else "")
        case Arithmetic("+" | "-" as operator, left, right):
            return SUM, f"{render_formula(left, SUM)} {operator} {render_formula(right, PRODUCT + 1)}"
        case Arithmetic(operator, left, right):
            return PRODUCT, f"{render_formula(left, ATOM)} {operator} {render_formula(right, ATOM)}"
        case Relation(operator, left, right):
            return COMPARE, f"{render_formula(left, SUM)} {operator} {render_formula(right, SUM)}"
        case Not(operand):
            return UNARY, f"not {render_formula(operand, UNARY)}"
        case Connective("->", left, right):
            return 1, f"{render_formula(left, 2)} -> {render_formula(right, 1)}"
        case Connective(operator, left, right):
            level = _LEVEL[operator]
            return level, f"{render_formula(left, level)} {operator} {render_formula(right, level + 1)}"
        case Quantified(quantifier, variables, body):
            return LOOSEST, f"{quantifier} {_variables(variables)}: {render_formula(body)}"
        case Count(variables, body):
            return ATOM, f"count({_variables(variables)}: {render_formula(body)})"
    raise TypeError(f"{node!r} is no expression")


def _variables(variables: tuple[Bound, ...]) -> str:
    return ", ".join(f"{variable.name} in {quoted(variable.sort)}" for variable in variables)


def _number(value: int | Fraction) -> str:
    return str(value) if isinstance(value, int) else f"{value.numerator}/{value.denominator}"
