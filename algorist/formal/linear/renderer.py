"""From tree to text: `parse(render(model)) == model`."""

from __future__ import annotations

from fractions import Fraction

from algorist.formal.linear.tree import (
    ONE,
    ZERO,
    Binding,
    Constraint,
    Declaration,
    Element,
    Expression,
    Inverse,
    Model,
    Name,
    NamedSet,
    Negate,
    Number,
    Product,
    Range,
    SetDeclaration,
    SetExpression,
    Sum,
    Total,
    Variables,
)

ZEROS = 6
"""How many zeros may follow the point before a number is written with an exponent."""


def render(model: Model) -> str:
    """Return the text of a model: declarations, objective, constraints, a line each.

    >>> from algorist.formal.linear.parser import parse
    >>> print(render(parse("var x<=7\\nmaximize 2x\\n3x<=10")))
    var x in [0, 7]
    maximize 2*x
    3*x <= 10
    """
    lines = [_declaration(declaration) for declaration in model.declarations]
    if model.objective is not None:
        label = f"{model.objective.label}: " if model.objective.label else ""
        sense = "maximize" if model.objective.maximize else "minimize"
        lines.append(f"{sense} {label}{expression(model.objective.expression)}")
    lines += [constraint(item) for item in model.constraints]
    return "\n".join(lines)


def constraint(item: Constraint) -> str:
    """Return the line of a constraint, with its label."""
    label = f"{item.label}{_bindings(item.bindings)}: " if item.label else ""
    return label + f" {item.relation} ".join(expression(side) for side in item.sides)


def expression(tree: Expression) -> str:
    """Return the text of an expression, with no parentheses but the needed ones."""
    if isinstance(tree, Sum):
        first, *rest = tree.terms
        return _signed(first) + "".join(
            f" - {_product(term.term)}" if isinstance(term, Negate) else f" + {_product(term)}" for term in rest
        )
    return _signed(tree)


def decimal(value: Fraction) -> str:
    """Return the digits of a number of finitely many decimals: 40, 0.125, 1e30.

    >>> decimal(Fraction(1, 8)), decimal(Fraction(10**30))
    ('0.125', '1e30')
    """
    shift = 0
    while value.denominator % 2 ** (shift + 1) == 0 or value.denominator % 5 ** (shift + 1) == 0:
        shift += 1
    digits = str(value.numerator * 10**shift // value.denominator)
    significant = digits.rstrip("0") or "0"
    power = len(digits) - len(significant) - shift
    if 0 <= power <= 15:
        return significant + "0" * power
    if power < 0 and -power - len(significant) <= ZEROS:
        padded = significant.rjust(1 - power, "0")
        return f"{padded[:power]}.{padded[power:]}"
    return f"{significant}e{power}"


def _signed(tree: Expression) -> str:
    return f"-{_product(tree.term)}" if isinstance(tree, Negate) else _product(tree)


def _product(tree: Expression) -> str:
    if not isinstance(tree, Product):
        return _factor(tree, last=True)
    text = ""
    for position, factor in enumerate(tree.factors):
        last = position == len(tree.factors) - 1
        if isinstance(factor, Inverse):
            text += "/" + _factor(factor.factor, last)
        else:
            text += ("*" if text else "") + _factor(factor, last)
    return text


def _factor(tree: Expression, last: bool) -> str:
    """A sum over a set takes all that follows, so only the last factor may be one without parentheses."""
    if isinstance(tree, Number):
        return f"{decimal(tree.value * 100)}%" if tree.percent else decimal(tree.value)
    if isinstance(tree, Name):
        return tree.name + (f"[{', '.join(map(expression, tree.indices))}]" if tree.indices else "")
    if isinstance(tree, Total) and last:
        return f"sum({_listed(tree.bindings)}) {_product(tree.body)}"
    return f"({expression(tree)})"


def _listed(bindings: tuple[Binding, ...]) -> str:
    return ", ".join((f"{item.name} in " if item.name else "") + _set(item.domain) for item in bindings)


def _bindings(bindings: tuple[Binding, ...]) -> str:
    return f"[{_listed(bindings)}]" if bindings else ""


def _set(tree: SetExpression) -> str:
    if isinstance(tree, NamedSet):
        return tree.name
    if isinstance(tree, Range):
        return f"{expression(tree.first)}..{expression(tree.last)}"
    return f"{{{', '.join(map(str, tree.elements))}}}"


def _declaration(tree: Declaration) -> str:
    if isinstance(tree, SetDeclaration):
        return f"set {tree.name} = {_set(tree.members)}"
    if isinstance(tree, Variables):
        names = ", ".join(item.name + _bindings(item.bindings) for item in tree.names)
        return f"var {names} {_domain(tree)}"
    if not tree.bindings:
        return f"param {tree.name} = {expression(tree.entries[0][1])}"
    entries = ", ".join(f"{_key(key)}: {expression(value)}" for key, value in tree.entries)
    return f"param {tree.name}{_bindings(tree.bindings)} = {{{entries}}}"


def _key(key: tuple[Element, ...]) -> str:
    return str(key[0]) if len(key) == 1 else f"({', '.join(map(str, key))})"


def _domain(tree: Variables) -> str:
    if tree.integer and tree.lower == ZERO and tree.upper == ONE:
        return "binary"
    if tree.upper is None:
        bounds = "free" if tree.lower is None else f">= {expression(tree.lower)}"
    else:
        bounds = f"in [{'-inf' if tree.lower is None else expression(tree.lower)}, {expression(tree.upper)}]"
    return bounds + (" integer" if tree.integer else "")
