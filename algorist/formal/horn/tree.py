"""Logic programs as data: terms, clauses, and a model of clauses with one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

CONS = "[|]"
"""The functor of a list cell, spelled as SWI-Prolog spells it."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Atom:
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; a Fraction is never a whole number."""

    value: int | Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Compound:
    """A functor and its arguments. Equality does not recurse, so that long lists can be compared."""

    functor: str
    arguments: tuple[Term, ...]
    ground: bool = field(init=False, repr=False)
    _hash: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        ground = all(
            each.ground if isinstance(each, Compound) else not isinstance(each, Variable) for each in self.arguments
        )
        object.__setattr__(self, "ground", ground)
        object.__setattr__(self, "_hash", hash((self.functor, self.arguments)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Compound):
            return NotImplemented
        waiting: list[tuple[Term, Term]] = [(self, other)]
        while waiting:
            left, right = waiting.pop()
            if left is right:
                continue
            if isinstance(left, Compound) and isinstance(right, Compound):
                shapes_differ = left.functor != right.functor or len(left.arguments) != len(right.arguments)
                if shapes_differ or hash(left) != hash(right):
                    return False
                waiting += zip(left.arguments, right.arguments, strict=True)
            elif left != right:
                return False
        return True


Term: TypeAlias = Variable | Atom | Number | Compound
Indicator: TypeAlias = tuple[str, int]
"""A predicate's name and arity; the strong negation of `p` is named `-p`."""

EMPTY = Atom("[]")
TRUE = Atom("true")


@dataclass(frozen=True, slots=True)
class Clause:
    """`head :- body`: the head holds wherever all goals of the body do. A fact has no body."""

    head: Term
    body: tuple[Term, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class HornModel:
    """A program and a question to it.

    `declared` are predicates that may have no clauses. In a closed world what cannot be derived is false. In an open
    world it is unknown, unless its strong negation `-p(X)` can be derived.
    """

    clauses: tuple[Clause, ...]
    query: tuple[Term, ...]
    declared: tuple[Indicator, ...] = ()
    world: Literal["closed", "open"] = "closed"
    line: int = field(default=0, compare=False)

    @property
    def language(self) -> str:
        return "horn"


def arguments(term: Term) -> tuple[Term, ...]:
    return term.arguments if isinstance(term, Compound) else ()


def predicate(term: Term) -> tuple[str, tuple[Term, ...]]:
    """Return the name and the arguments of a goal or a head; those of `-p(X)` are `-p` and X."""
    if isinstance(term, Compound) and term.functor == "-" and len(term.arguments) == 1:
        name, inner = predicate(term.arguments[0])
        return f"-{name}", inner
    if isinstance(term, Compound):
        return term.functor, term.arguments
    return (term.name if isinstance(term, Atom) else ""), ()


def indicator(term: Term) -> Indicator:
    name, inner = predicate(term)
    return name, len(inner)


def opposite(goal: Term) -> Term:
    """Return the strong negation of a literal; that of `-p` is `p`."""
    if isinstance(goal, Compound) and goal.functor == "-" and len(goal.arguments) == 1:
        return goal.arguments[0]
    return Compound("-", (goal,))


def make_list(items: Iterable[Term], tail: Term = EMPTY) -> Term:
    for item in reversed(list(items)):
        tail = Compound(CONS, (item, tail))
    return tail


def split_list(term: Term) -> tuple[list[Term], Term]:
    """Return the elements of a list and what ends it: `[]` when it is a proper list."""
    items: list[Term] = []
    while isinstance(term, Compound) and term.functor == CONS and len(term.arguments) == 2:
        items.append(term.arguments[0])
        term = term.arguments[1]
    return items, term


def subterms(*terms: Term) -> Iterator[Term]:
    """Yield every subterm, each before those to its right."""
    waiting = list(reversed(terms))
    while waiting:
        term = waiting.pop()
        yield term
        waiting += reversed(arguments(term))


def variables(*terms: Term) -> list[str]:
    """Return the names of the variables of the terms, in the order of their first occurrence."""
    return list(dict.fromkeys(term.name for term in subterms(*terms) if isinstance(term, Variable)))


def number(value: int | Fraction) -> Number:
    return Number(int(value) if value == int(value) else value)
