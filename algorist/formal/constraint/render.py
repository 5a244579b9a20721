"""From tree to text: `parse(render(model)) == model` for every model that `parse` can return."""

from __future__ import annotations

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.reader import AND, COMPARE, IFF, IMPLIES, NEGATE, NOT, OR, PRODUCT, SUM
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Booleans,
    Cardinality,
    Compare,
    Constant,
    Constraint,
    ConstraintModel,
    Count,
    Domain,
    Element,
    Expression,
    Iff,
    Implies,
    Maximum,
    Member,
    Minimum,
    Negate,
    Not,
    Number,
    Objective,
    Or,
    Product,
    Quotient,
    Range,
    Reference,
    Remainder,
    Sum,
    Symbol,
    Truth,
)

ATOM = NEGATE + 1


def render(model: ConstraintModel) -> str:
    """Return the text of a model, a line for each declaration, constraint and objective."""
    lines = [f"group {group.name} over {_domain(group.domain)}: {', '.join(group.members)}" for group in model.groups]
    lines += [f"var {variable.name} in {_domain(variable.domain)}" for variable in model.variables]
    lines += [render_line(constraint) for constraint in model.constraints]
    lines += [render_line(objective) for objective in model.aims]
    return "".join(line + "\n" for line in lines)


def render_line(line: Constraint | Objective) -> str:
    """Return the text of one constraint or objective; an implication is spelled `if ... then ...`."""
    if isinstance(line, Objective):
        return f"{line.sense} {_text(line.expression, 0)}"
    if isinstance(line.formula, Implies):
        return f"if {_text(line.formula.left, 0)} then {_text(line.formula.right, 0)}"
    return _text(line.formula, 0)


def _domain(domain: Domain) -> str:
    match domain:
        case Range(low, high):
            return f"{low}..{high}"
        case Booleans():
            return "bool"
        case _:
            return "{" + ", ".join(str(value) for value in domain.values) + "}"


def _text(node: Expression, power: int) -> str:
    """Return the node's text, in parentheses unless it binds more tightly than `power`."""
    binding, text = _bound(node)
    return text if binding > power else f"({text})"


def _bound(node: Expression) -> tuple[int, str]:
    match node:
        case Number() | Symbol() | Truth() | Reference():
            return ATOM, _leaf(node)
        case Negate(operand):
            return NEGATE, "-" + (f"({operand.value})" if isinstance(operand, Number) else _text(operand, NEGATE))
        case Sum(operands):
            return SUM, _sum(operands)
        case Product(operands):
            return PRODUCT, " * ".join(_text(operand, PRODUCT) for operand in operands)
        case Quotient(operand, divisor):
            return PRODUCT, f"{_text(operand, PRODUCT)} / {divisor}"
        case Remainder(operand, divisor):
            return PRODUCT, f"{_text(operand, PRODUCT)} mod {divisor}"
        case Compare(operator, left, right):
            return COMPARE, f"{_text(left, COMPARE)} {operator} {_text(right, COMPARE)}"
        case Member(operands, rows):
            return COMPARE, f"{_member(operands)} in {{{', '.join(_row(row) for row in rows)}}}"
        case Not(operand):
            return NOT, f"not {_text(operand, NOT)}"
        case And(operands):
            return AND, " and ".join(_text(operand, AND) for operand in operands)
        case Or(operands):
            return OR, " or ".join(_text(operand, OR) for operand in operands)
        case Implies(left, right):
            return IMPLIES, f"{_text(left, IMPLIES)} -> {_text(right, IMPLIES)}"
        case Iff(left, right):
            return IFF, f"{_text(left, IFF)} <-> {_text(right, IFF)}"
        case _:
            return ATOM, _call(node)


def _call(node: Expression) -> str:
    match node:
        case Absolute(operand):
            return f"abs({_text(operand, 0)})"
        case Minimum(operands):
            return f"min({_list(operands)})"
        case Maximum(operands):
            return f"max({_list(operands)})"
        case Count(operands, value):
            return f"count([{_list(operands)}], {_text(value, 0)})"
        case Element(operands, index):
            return f"element([{_list(operands)}], {_text(index, 0)})"
        case AllDifferent(operands):
            return f"alldifferent({_list(operands)})"
        case Cardinality(relation, bound, operands):
            return f"{relation}({bound}, {_list(operands)})"
        case NoOverlap(operands, durations):
            return f"no_overlap([{_list(operands)}], {_numbers(durations)})"
        case Cumulative(operands, durations, demands, capacity):
            return f"cumulative([{_list(operands)}], {_numbers(durations)}, {_numbers(demands)}, {capacity})"
        case Circuit(operands):
            return f"circuit({_list(operands)})"
        case Routes(operands, firsts, demands, capacity):
            return f"routes([{_list(operands)}], [{_list(firsts)}], {_numbers(demands)}, {capacity})"
        case Automaton():
            return _automaton(node)
        case _:
            raise TypeError(f"{node!r} is no call")


def _automaton(node: Automaton) -> str:
    accepting = ", ".join(map(str, node.accepting))
    transitions = ", ".join(f"({state}, {_leaf(value)}, {after})" for state, value, after in node.transitions)
    return f"automaton([{_list(node.operands)}], {node.start}, {{{accepting}}}, {{{transitions}}})"


def _numbers(numbers: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _leaf(node: Constant | Reference) -> str:
    match node:
        case Truth(value):
            return "true" if value else "false"
        case Number(value):
            return str(value)
        case Symbol(name) | Reference(name):
            return name


def _sum(operands: tuple[Expression, ...]) -> str:
    """Return `a + b - c`; a sum of one term has no operator to show it, and is spelled as a call."""
    if len(operands) == 1:
        return f"sum({_text(operands[0], 0)})"
    text = _text(operands[0], SUM)
    for operand in operands[1:]:
        text += f" - {_text(operand.operand, SUM)}" if isinstance(operand, Negate) else f" + {_text(operand, SUM)}"
    return text


def _list(operands: tuple[Expression, ...]) -> str:
    return ", ".join(_text(operand, 0) for operand in operands)


def _member(operands: tuple[Expression, ...]) -> str:
    return _text(operands[0], COMPARE) if len(operands) == 1 else f"({_list(operands)})"


def _row(row: tuple[Constant, ...]) -> str:
    values = ", ".join(_leaf(constant) for constant in row)
    return values if len(row) == 1 else f"({values})"
