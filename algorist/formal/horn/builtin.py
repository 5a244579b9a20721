"""The built-in predicates, each as the unifications under which it succeeds. The checker trusts this file."""

from __future__ import annotations

from collections.abc import Iterator

from algorist.formal.horn.arithmetic import Impossible, Unbound, compare, evaluate, order
from algorist.formal.horn.tree import (
    EMPTY,
    Atom,
    Compound,
    Number,
    Term,
    Variable,
    make_list,
    number,
    split_list,
    variables,
)

Pair = tuple[Term, Term]

_TRUE: Pair = (Atom("true"), Atom("true"))
_NUMERIC = ("=:=", "=\\=", "<", ">", "=<", ">=")
LONGEST_LIST = 100_000


def succeed(goal: Term) -> Iterator[Pair]:
    """Yield, for each way in which a built-in goal can succeed, two terms that must be made equal; raises Unbound."""
    match goal:
        case Atom("true"):
            yield _TRUE
        case Compound("=", (left, right)):
            yield left, right
        case Compound("is", (left, right)):
            yield left, number(evaluate(right))
        case Compound("between", (low, high, value)):
            yield from _between(low, high, value)
        case Compound("length", (items, count)):
            yield from _length(items, count)
        case Compound("msort" | "sort" as name, (items, result)):
            found = sorted(_proper(items), key=order)
            yield result, make_list(dict.fromkeys(found) if name == "sort" else found)
        case _ if _test(goal):
            yield _TRUE


def _test(goal: Term) -> bool:
    match goal:
        case Compound("\\=", (left, right)):
            return not _unifiable(left, right)
        case Compound("==", (left, right)):
            return left == right
        case Compound("\\==", (left, right)):
            return left != right
        case Compound("@<", (left, right)):
            return order(left) < order(right)
        case Compound("@>", (left, right)):
            return order(left) > order(right)
        case Compound("@=<", (left, right)):
            return order(left) <= order(right)
        case Compound("@>=", (left, right)):
            return order(left) >= order(right)
        case Compound(operator, (left, right)) if operator in _NUMERIC:
            return compare(operator, left, right)
        case Compound("integer", (term,)):
            return isinstance(term, Number) and isinstance(term.value, int)
        case Compound("number", (term,)):
            return isinstance(term, Number)
        case Compound("atom", (term,)):
            return isinstance(term, Atom)
        case Compound("atomic", (term,)):
            return isinstance(term, Atom | Number)
        case Compound("compound", (term,)):
            return isinstance(term, Compound)
        case Compound("is_list", (term,)):
            return split_list(term)[1] == EMPTY
        case Compound("ground", (term,)):
            return not variables(term)
    return False


def _between(low: Term, high: Term, value: Term) -> Iterator[Pair]:
    first = evaluate(low)
    last = None if high in (Atom("inf"), Atom("infinite")) else evaluate(high)
    if isinstance(value, Number):
        if isinstance(value.value, int) and first <= value.value and (last is None or value.value <= last):
            yield _TRUE
        return
    if not isinstance(value, Variable):
        raise Impossible("between/3 is about integers")
    if not isinstance(first, int) or (last is not None and not isinstance(last, int)):
        raise Impossible("the bounds of between/3 are integers")
    count = first
    while last is None or count <= last:
        yield value, Number(count)
        count += 1


def _length(items: Term, count: Term) -> Iterator[Pair]:
    found, tail = split_list(items)
    if tail == EMPTY:
        yield count, Number(len(found))
    elif isinstance(tail, Variable) and isinstance(count, Number) and isinstance(count.value, int):
        missing = count.value - len(found)
        if missing > LONGEST_LIST:
            raise Impossible("a list is too long")
        if missing >= 0:
            yield tail, make_list(Variable(f"{tail.name}~_{place}") for place in range(missing))  # renaming adds no `_`
    elif isinstance(tail, Variable):
        raise Unbound("length/2 needs a list or a number")


def _proper(items: Term) -> list[Term]:
    found, tail = split_list(items)
    if tail != EMPTY:
        raise Unbound("a list is not known yet")
    return found


def _unifiable(left: Term, right: Term) -> bool:
    """Return whether some values of their variables make two terms equal."""
    bound: dict[str, Term] = {}

    def walk(term: Term) -> Term:
        while isinstance(term, Variable) and term.name in bound:
            term = bound[term.name]
        return term

    waiting = [(left, right)]
    while waiting:
        one, other = waiting.pop()
        one, other = walk(one), walk(other)
        if one == other:
            continue
        if isinstance(one, Variable):
            bound[one.name] = other
        elif isinstance(other, Variable):
            bound[other.name] = one
        elif isinstance(one, Compound) and isinstance(other, Compound):
            if one.functor != other.functor or len(one.arguments) != len(other.arguments):
                return False
            waiting += zip(one.arguments, other.arguments, strict=True)
        else:
            return False
    return True
