"""What the names of a model stand for, and the linear form that an expression takes under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeAlias

from algorist.core.errors import FormalError
from algorist.formal.linear.tree import (
    NOWHERE,
    Binding,
    Element,
    Enumeration,
    Expression,
    Inverse,
    Name,
    NamedSet,
    Negate,
    Number,
    Place,
    Product,
    SetExpression,
    Sum,
    Total,
)

Key: TypeAlias = tuple[Element, ...]
Environment: TypeAlias = Mapping[str, Element]
Form: TypeAlias = dict[int, Fraction]
"""Coefficient by column; the constant stands at CONSTANT."""

CONSTANT = -1
MAX_MEMBERS = 1_000_000
MAX_TERMS = 1_000_000
"""How many terms and combinations of members a model may come to when it is written out."""


def indexed(name: str, key: Key) -> str:
    """Return the name of one entry: `x`, `buy[bread]`, `ship[1,2]`."""
    return f"{name}[{','.join(map(str, key))}]" if key else name


@dataclass(slots=True)
class Scope:
    """The names declared so far: sets, parameters by key, and variables as the column of each key."""

    sets: dict[str, tuple[Element, ...]] = field(default_factory=dict)
    parameters: dict[str, dict[Key, Fraction]] = field(default_factory=dict)
    variables: dict[str, dict[Key, int]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    at: Place = NOWHERE
    """Where the statement under work stands, for messages about what has no place of its own."""
    terms: int = 0

    def declare(self, name: str, at: Place) -> None:
        """Refuse a name that is taken."""
        if name in self.sets or name in self.parameters or name in self.variables:
            raise FormalError(*at, f"{name} is declared twice.", "Give one of them another name.")

    # -- sets and indices

    def members(self, tree: SetExpression, environment: Environment) -> tuple[Element, ...]:
        if isinstance(tree, NamedSet):
            if tree.name not in self.sets:
                raise self.unknown(tree.name, tree.at, "set", self.sets)
            return self.sets[tree.name]
        if isinstance(tree, Enumeration):
            if len(set(tree.elements)) < len(tree.elements):
                raise self.error("a member is named twice.", "A set holds each member once.")
            self.words.update(element for element in tree.elements if isinstance(element, str))
            return tree.elements
        first, last = self.integer(tree.first, environment), self.integer(tree.last, environment)
        if last - first >= MAX_MEMBERS:
            raise self.error(f"the range {first}..{last} is too large.", f"A set holds up to {MAX_MEMBERS:,} members.")
        return tuple(range(first, last + 1))

    def assignments(
        self, bindings: tuple[Binding, ...], outer: Environment, *, anonymous: bool = False
    ) -> Iterator[tuple[Key, Environment]]:
        """Yield every combination of members that the bindings run through, and what their names are bound to."""
        self.spend()
        if not bindings:
            yield (), outer
            return
        first, rest = bindings[0], bindings[1:]
        if not first.name and not anonymous:
            raise FormalError(*first.at, "the index has no name.", "Name it, as in sum(f in FOOD).")
        if first.name in self.parameters or first.name in self.variables or first.name in outer:
            raise FormalError(*first.at, f"the index {first.name} hides another {first.name}.", "Rename the index.")
        for member in self.members(first.domain, outer):
            inner = {**outer, first.name: member} if first.name else outer
            for key, environment in self.assignments(rest, inner, anonymous=anonymous):
                yield (member, *key), environment

    def element(self, tree: Expression, environment: Environment) -> Element:
        """Return the member that an index denotes."""
        if isinstance(tree, Name) and not tree.indices:
            if tree.name in environment:
                return environment[tree.name]
            if tree.name in self.words:
                return tree.name
        return self.integer(tree, environment)

    def integer(self, tree: Expression, environment: Environment) -> int:
        value = self.constant(tree, environment)
        if value.denominator != 1:
            raise self.error(f"an index or range needs an integer, not {value}.")
        return value.numerator

    # -- values

    def constant(self, tree: Expression, environment: Environment) -> Fraction:
        form = self.form(tree, environment)
        if form.keys() - {CONSTANT}:
            raise self.error(
                "a number is needed here, not a variable.", "Only objectives and constraints hold variables."
            )
        return form.get(CONSTANT, Fraction(0))

    def form(self, tree: Expression, environment: Environment) -> Form:
        into: Form = {}
        self.add(tree, Fraction(1), environment, into)
        return into

    def add(self, tree: Expression, scale: Fraction, environment: Environment, into: Form) -> None:
        """Add `scale` times the expression into a linear form."""
        if isinstance(tree, Number):
            into[CONSTANT] = into.get(CONSTANT, 0) + scale * tree.value
        elif isinstance(tree, Name):
            column, value = self.lookup(tree, environment)
            into[column] = into.get(column, 0) + scale * value
        elif isinstance(tree, Negate):
            self.add(tree.term, -scale, environment, into)
        elif isinstance(tree, Sum):
            for term in tree.terms:
                self.add(term, scale, environment, into)
        elif isinstance(tree, Total):
            for _, inner in self.assignments(tree.bindings, environment):
                self.add(tree.body, scale, inner, into)
        elif isinstance(tree, Product):
            self.multiply(tree, scale, environment, into)
        else:
            raise TypeError(f"{tree!r} is no expression of its own")

    def multiply(self, tree: Product, scale: Fraction, environment: Environment, into: Form) -> None:
        linear: Form | None = None
        for factor in tree.factors:
            form = self.form(factor.factor if isinstance(factor, Inverse) else factor, environment)
            if not form.keys() - {CONSTANT}:
                value = form.get(CONSTANT, Fraction(0))
                if isinstance(factor, Inverse) and not value:
                    raise FormalError(*tree.at, "division by zero.")
                scale = scale / value if isinstance(factor, Inverse) else scale * value
            elif isinstance(factor, Inverse):
                raise FormalError(*tree.at, "division by a variable is not linear.", "Multiply both sides by it.")
            elif linear is None:
                linear = form
            else:
                raise FormalError(*tree.at, "a product of variables is not linear.", "Multiply by constants only.")
        for column, value in (linear or {CONSTANT: Fraction(1)}).items():
            into[column] = into.get(column, 0) + scale * value

    # -- names

    def lookup(self, tree: Name, environment: Environment) -> tuple[int, Fraction]:
        """Return a name's column and 1, or CONSTANT and the number that it stands for."""
        self.spend()
        name = tree.name
        if name in environment and not tree.indices:
            member = environment[name]
            if isinstance(member, str):
                raise FormalError(*tree.at, f"{name} is the word {member} here, not a number.", "Use it as an index.")
            return CONSTANT, Fraction(member)
        key = tuple(self.element(index, environment) for index in tree.indices)
        if name in self.variables:
            columns = self.variables[name]
            if key not in columns:
                raise self.out_of_range(tree, key, columns)
            return columns[key], Fraction(1)
        if name in self.parameters:
            values = self.parameters[name]
            if key not in values:
                raise self.out_of_range(tree, key, values)
            return CONSTANT, values[key]
        if name in self.sets or name in self.words:
            what = "a set" if name in self.sets else "a member of a set"
            raise FormalError(*tree.at, f"{name} is {what}, not a number.", "Use a variable or a parameter.")
        raise self.unknown(name, tree.at, "name", (*environment, *self.variables, *self.parameters))

    def out_of_range(self, tree: Name, key: Key, known: Mapping[Key, object]) -> FormalError:
        arity = len(next(iter(known), ()))
        if known and arity != len(key):
            message = f"{tree.name} takes {arity} {'index' if arity == 1 else 'indices'}, {len(key)} given."
            return FormalError(*tree.at, message, f"It has, for one, {indexed(tree.name, next(iter(known)))}.")
        near = get_close_matches(indexed(tree.name, key), [indexed(tree.name, other) for other in known], 1, 0)
        hint = f"Nearest: {near[0]}." if near else ""
        return FormalError(*tree.at, f"{indexed(tree.name, key)} does not exist.", hint)

    def unknown(self, name: str, at: Place, what: str, known: Iterable[str]) -> FormalError:
        near = get_close_matches(name, list(known), 1, 0.5)
        hint = f"Did you mean {near[0]}?" if near else "Declare it first, with var, param or set."
        return FormalError(*(at if at != NOWHERE else self.at), f"the {what} {name} is not declared.", hint)

    def spend(self) -> None:
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise self.error(f"the model comes to over {MAX_TERMS:,} terms.", "Use smaller sets.")

    def error(self, message: str, hint: str = "") -> FormalError:
        return FormalError(*self.at, message, hint)
