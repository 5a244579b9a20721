"""What constraints of CLP(FD) and CLP(R) mean once their variables have values. The checker trusts this file."""

from __future__ import annotations

from algorist.formal.horn.arithmetic import Impossible, Unbound, compare, evaluate
from algorist.formal.horn.predicates import COMPARISONS
from algorist.formal.horn.tree import EMPTY, Atom, Compound, Number, Term, number, split_list

_LINEAR = ("=", "=:=", "=\\=", "<", ">", "=<", ">=")


def holds(goal: Term) -> bool:
    """Return whether a constraint holds; raises Unbound where a variable has no value yet."""
    match goal:
        case Compound("{}", (inner,)):
            return _linear(inner)
        case Compound("in", (term, domain)):
            return _within(evaluate(term), domain)
        case Compound("ins", (terms, domain)):
            return all(_within(evaluate(term), domain) for term in _elements(terms))
        case Compound("all_different" | "all_distinct", (terms,)):
            values = [evaluate(term) for term in _elements(terms)]
            return len(set(values)) == len(values)
        case Compound("sum", (terms, Atom(operator), total)) if operator in COMPARISONS:
            return compare(operator, number(sum(evaluate(term) for term in _elements(terms))), total)
        case Compound("label" | "indomain", (terms,)) | Compound("labeling", (_, terms)):
            items = _elements(terms) if goal.functor != "indomain" else [terms]
            return all(isinstance(evaluate(term), int) for term in items)
    return truth(goal)


def truth(goal: Term) -> bool:
    """Return whether a reifiable constraint holds: a comparison, 0 or 1, or a combination of these."""
    match goal:
        case Number(0 | 1):
            return goal.value == 1
        case Compound("#\\", (inner,)):
            return not truth(inner)
        case Compound("#/\\", (left, right)):
            return truth(left) & truth(right)
        case Compound("#\\/", (left, right)):
            return truth(left) | truth(right)
        case Compound("#==>", (left, right)):
            return truth(left) <= truth(right)
        case Compound("#<==>", (left, right)):
            return truth(left) == truth(right)
        case Compound(operator, (left, right)) if operator in COMPARISONS:
            for side in (left, right):
                if not isinstance(evaluate(side), int):
                    raise Impossible("a finite-domain constraint is about integers")
            return compare(operator, left, right)
    if isinstance(goal, Compound | Number):
        raise Impossible("this is no constraint")
    raise Unbound("a constraint is not known yet")


def interval(domain: Term) -> range | None:
    """Return the smallest range that holds a domain `1..9` or `1..3 \\/ 7..9`, or None if it is unbounded."""
    match domain:
        case Number(int(value)):
            return range(value, value + 1)
        case Compound("..", (Number(int(low)), Number(int(high)))):
            return range(low, high + 1)
        case Compound("\\/", (left, right)):
            first, second = interval(left), interval(right)
            if first is None or second is None:
                return None
            return range(min(first.start, second.start), max(first.stop, second.stop))
    return None


def _within(value: object, domain: Term) -> bool:
    if not isinstance(value, int):
        return False
    match domain:
        case Number(int(only)):
            return value == only
        case Compound("\\/", (left, right)):
            return _within(value, left) or _within(value, right)
        case Compound("..", (low, high)):
            above = low == Atom("inf") or evaluate(low) <= value
            return above and (high == Atom("sup") or value <= evaluate(high))
    raise Impossible("this is no domain")


def _linear(goal: Term) -> bool:
    match goal:
        case Compound("," | ";" as operator, (left, right)):
            first, second = _linear(left), _linear(right)
            return first and second if operator == "," else first or second
        case Compound(operator, (left, right)) if operator in _LINEAR:
            return compare(operator, left, right)
    raise Impossible("this is no linear constraint")


def _elements(terms: Term) -> list[Term]:
    items, tail = split_list(terms)
    if tail != EMPTY:
        raise Unbound("a list is not known yet")
    return items
