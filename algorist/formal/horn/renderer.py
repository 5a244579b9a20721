"""From terms to text: `parse(render(model)) == model`."""

from __future__ import annotations

from fractions import Fraction

from algorist.formal.horn.operators import ARGUMENT, INFIX, PREFIX
from algorist.formal.horn.tokens import quoted
from algorist.formal.horn.tree import CONS, EMPTY, Atom, Clause, Compound, HornModel, Number, Term, Variable, split_list


def render(model: HornModel) -> str:
    """Return the text of a model: directives, a line for each clause, and the query."""
    lines = [":- open_world."] if model.world == "open" else []
    if model.declared:
        lines.append(f":- dynamic {', '.join(f'{quoted(name)}/{arity}' for name, arity in model.declared)}.")
    lines += [render_clause(clause) for clause in model.clauses]
    lines.append(f"?- {goals(model.query)}.")
    return "".join(line + "\n" for line in lines)


def render_clause(clause: Clause) -> str:
    return render_term(clause.head) + (f" :- {goals(clause.body)}." if clause.body else ".")


def goals(body: tuple[Term, ...]) -> str:
    return ", ".join(render_term(goal, ARGUMENT) for goal in body)


def render_term(term: Term, greatest: int = ARGUMENT) -> str:
    """Return the term's text, in parentheses where its operator binds less tightly than `greatest`."""
    match term:
        case Variable(name):
            return name
        case Atom(name):
            return quoted(name)
        case Number(value):
            return _number(value)
        case Compound("{}", (inner,)):
            return "{" + render_term(inner, 1100) + "}"
        case Compound(name, (_, _)) if name == CONS:
            return _list(term)
        case Compound(name, (left, right)) if name in INFIX:
            priority, left_greatest, right_greatest = INFIX[name]
            one, other = render_term(left, left_greatest), render_term(right, right_greatest)
            tight = name == ".." and one[-1].isalnum() and other[0].isalnum()
            text = f"{one}, {other}" if name == "," else f"{one}..{other}" if tight else f"{one} {name} {other}"
            return text if priority <= greatest else f"({text})"
        case Compound(name, (operand,)) if name in PREFIX:
            priority, inner_greatest = PREFIX[name]
            spelled = render_term(operand, inner_greatest)
            if isinstance(operand, Number):
                text = f"{name} ({spelled})"
            else:
                literal = name == "-" and isinstance(operand, Compound) and spelled[0].islower()
                text = f"-{spelled}" if literal else f"{name} {spelled}"
            return text if priority <= greatest else f"({text})"
        case Compound(name, terms):
            return f"{quoted(name)}({', '.join(render_term(each) for each in terms)})"


def _number(value: int | Fraction) -> str:
    return str(value) if isinstance(value, int) else f"{value.numerator}r{value.denominator}"


def _list(term: Term) -> str:
    items, tail = split_list(term)
    ending = "" if tail == EMPTY else f"|{render_term(tail)}"
    return f"[{', '.join(render_term(item) for item in items)}{ending}]"
