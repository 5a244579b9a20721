"""The tree of a planning task: a PDDL domain and a problem in it. Immutable, hashable, names in lower case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from algorist.formal.plan.grid import Grid

OBJECT = "object"
"""The type of everything."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A parameter (`?x`) or an object, and the types of which it has at least one."""

    name: str
    types: tuple[str, ...] = (OBJECT,)


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate or a function applied to terms; a term that starts with `?` is a variable."""

    name: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Equal:
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Formula


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Imply:
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Forall:
    """In a condition: for all values; in an effect: at once for all values."""

    parameters: tuple[Typed, ...]
    part: Formula


@dataclass(frozen=True, slots=True)
class Exists:
    parameters: tuple[Typed, ...]
    part: Formula


@dataclass(frozen=True, slots=True)
class When:
    """An effect that takes place where a condition held before the action."""

    condition: Formula
    effect: Formula


@dataclass(frozen=True, slots=True)
class Increase:
    """An effect that adds to `total-cost`: a number, or the value of a function in the initial state."""

    amount: Fraction | Atom


Formula: TypeAlias = "Atom | Equal | Not | And | Or | Imply | Forall | Exists | When | Increase"
"""Conditions have no When and Increase; effects have only Atom, Not of an Atom, And, Forall, When and Increase."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A predicate or function with its parameters."""

    name: str
    parameters: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    parameters: tuple[Typed, ...]
    precondition: Formula
    effect: Formula


@dataclass(frozen=True, slots=True)
class Domain:
    name: str
    requirements: tuple[str, ...] = ()
    types: tuple[Typed, ...] = ()
    constants: tuple[Typed, ...] = ()
    predicates: tuple[Signature, ...] = ()
    functions: tuple[Signature, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """`values` are what functions are worth in the initial state; `metric` says whether cost, not length, counts."""

    name: str
    domain: str
    objects: tuple[Typed, ...] = ()
    initial: tuple[Atom, ...] = ()
    values: tuple[tuple[Atom, Fraction], ...] = ()
    goal: Formula = And()
    metric: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A planning task: find actions that lead from the initial state to a goal, the cheaper the better.

    `grid` is the map that it was compiled from, where it was.
    """

    domain: Domain
    problem: Problem
    grid: Grid | None = None

    @property
    def language(self) -> str:
        return "plan"


def effects(effect: Formula) -> Iterator[Atom]:
    """Yield every atom that an effect may add or delete, with its variables."""
    match effect:
        case Atom():
            yield effect
        case Not(part) | Forall(_, part) | When(_, part):
            yield from effects(part)
        case And(parts):
            for part in parts:
                yield from effects(part)
        case _:
            return
