"""Goals made at run time: clauses renamed apart, closures called, answers collected. The checker trusts this file."""

from __future__ import annotations

from algorist.formal.horn.arithmetic import evaluate, order
from algorist.formal.horn.tree import CONS, Atom, Compound, Term, Variable, make_list, number, split_list


class Undecided(Exception):
    """It cannot be told: too many steps, too late, or a goal that cannot be taken apart; the message says which."""


def rename(term: Term, suffix: str) -> Term:
    if isinstance(term, Variable):
        return Variable(term.name + suffix)
    if not isinstance(term, Compound) or term.ground:
        return term
    if term.functor == CONS:
        items, tail = split_list(term)
        return make_list([rename(item, suffix) for item in items], rename(tail, suffix))
    return Compound(term.functor, tuple(rename(each, suffix) for each in term.arguments))


def extend(closure: Term, more: list[Term]) -> Term:
    """Return the goal that `call(closure, ...)` calls."""
    if isinstance(closure, Atom):
        return Compound(closure.name, tuple(more)) if more else closure
    if isinstance(closure, Compound):
        return Compound(closure.functor, (*closure.arguments, *more))
    raise Undecided("a goal is unknown when it is called")


def spread(template: Term) -> Term:
    """Return what to collect: of `count` anything, of `sum(X)` X."""
    if isinstance(template, Compound) and template.functor in ("sum", "max", "min", "bag", "set"):
        return template.arguments[0]
    return template


def collect(kind: str, template: Term, answers: list[Term]) -> Term | None:
    """Return what findall or aggregate_all makes of the answers; the greatest of none is None."""
    if kind == "findall":
        return make_list(answers)
    match template:
        case Atom("count"):
            return number(len(answers))
        case Compound("sum", (_,)):
            return number(sum(evaluate(answer) for answer in answers))
        case Compound("max" | "min" as which, (_,)):
            values = [evaluate(answer) for answer in answers]
            return number(max(values) if which == "max" else min(values)) if values else None
        case Compound("bag", (_,)):
            return make_list(answers)
        case Compound("set", (_,)):
            return make_list(sorted(dict.fromkeys(answers), key=order))
    raise Undecided("this aggregate is unknown")
