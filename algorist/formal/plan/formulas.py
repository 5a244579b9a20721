"""The parts of PDDL below its sections: typed lists, conditions and effects, with every name looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from algorist.formal.plan.reader import Group, Part, Word, fail, nearest
from algorist.formal.plan.tree import (
    OBJECT,
    And,
    Atom,
    Equal,
    Exists,
    Forall,
    Formula,
    Imply,
    Increase,
    Not,
    Or,
    Signature,
    Typed,
    When,
)

NUMBER = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?")
NAME = re.compile(r"[a-z0-9_@<>.+*/#!&%$^|~-]+")
CONNECTIVES = ("and", "or", "not", "imply", "forall", "exists", "=", "when", "increase")


@dataclass(slots=True)
class Names:
    """What may be said: types, objects, predicates and functions with their number of terms, variables in scope."""

    types: frozenset[str]
    objects: set[str] = field(default_factory=set)
    predicates: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()

    def declare(self, objects: Sequence[Typed], at: Part) -> None:
        for each in objects:
            if each.name in self.objects:
                fail(at, f"the object {each.name} is declared twice.", "Keep one declaration.")
            self.objects.add(each.name)

    def within(self, parameters: Sequence[Typed]) -> Names:
        added = self.variables | {each.name for each in parameters}
        return Names(self.types, self.objects, self.predicates, self.functions, added)


def typed(parts: Sequence[Part], names: Names, *, variables: bool = False, repeated: bool = False) -> tuple[Typed, ...]:
    """Return a list such as `?x ?y - block ?z - (either truck plane)`; variables differ unless they may be `repeated`."""
    made: list[Typed] = []
    waiting: list[Word] = []
    position = 0
    while position < len(parts):
        part = parts[position]
        if isinstance(part, Word) and part.text == "-":
            if position + 1 == len(parts) or not waiting:
                fail(part, "expected names before this - and a type after it.")
            types = _type(parts[position + 1], names)
            made += [Typed(word.text, types) for word in waiting]
            waiting, position = [], position + 2
            continue
        if (
            isinstance(part, Group)
            or part.text.startswith("?") != variables
            or not NAME.fullmatch(part.text.lstrip("?"))
        ):
            fail(part, f"expected {'a variable, such as ?x' if variables else 'a name'}.")
        waiting.append(part)
        position += 1
    made += [Typed(word.text) for word in waiting]
    if variables and not repeated and len({each.name for each in made}) < len(made):
        fail(parts[0], "a variable is declared twice.", "Rename one.")
    return tuple(made)


def _type(part: Part, names: Names) -> tuple[str, ...]:
    if isinstance(part, Group) and (part.head != "either" or len(part.parts) < 2):
        fail(part, "expected a type, or (either TYPE TYPE).")
    words = part.parts[1:] if isinstance(part, Group) else (part,)
    for word in words:
        if isinstance(word, Word) and (word.text == "-" or not NAME.fullmatch(word.text)):
            fail(word, "expected a type's name.")
        if isinstance(word, Group) or word.text not in names.types:
            said = word.text if isinstance(word, Word) else "(...)"
            fail(word, f"the type {said} is not declared.", nearest(said, names.types))
    return tuple(dict.fromkeys(word.text for word in words if isinstance(word, Word)))


def signatures(parts: Sequence[Part], names: Names) -> tuple[Signature, ...]:
    """Return predicates or functions; a function may be followed by `- number`."""
    made = []
    position = 0
    while position < len(parts):
        part = parts[position]
        if isinstance(part, Word) and part.text == "-" and position and position + 1 < len(parts):
            kind = parts[position + 1]
            if isinstance(kind, Group) or kind.text != "number":
                fail(kind, "functions are numbers.", "Write - number.")
            position += 2
            continue
        if isinstance(part, Word) or not part.head or part.head in CONNECTIVES:
            fail(part, "expected (NAME ?x ?y - TYPE).")
        made.append(Signature(part.head, typed(part.parts[1:], names, variables=True, repeated=True)))
        position += 1
    return tuple(made)


# -- conditions


def condition(part: Part, names: Names) -> Formula:
    if isinstance(part, Word):
        fail(part, "expected a condition in parentheses.")
    parts = part.parts[1:]
    match part.head:
        case "" if not part.parts:
            return And()
        case "and":
            return And(tuple(condition(each, names) for each in parts))
        case "or":
            return Or(tuple(condition(each, names) for each in parts))
        case "not":
            return Not(condition(_only(part, 1)[0], names))
        case "imply":
            left, right = _only(part, 2)
            return Imply(condition(left, names), condition(right, names))
        case "forall" | "exists":
            parameters, body = _quantified(part, names)
            inner = condition(body, names.within(parameters))
            return Forall(parameters, inner) if part.head == "forall" else Exists(parameters, inner)
        case "=":
            one, other = _only(part, 2)
            return Equal(_term(one, names), _term(other, names))
        case _:
            return _atom(part, names, names.predicates, "predicate")


# -- effects


def effect(part: Part, names: Names) -> Formula:
    if isinstance(part, Word):
        fail(part, "expected an effect in parentheses.")
    parts = part.parts[1:]
    match part.head:
        case "" if not part.parts:
            return And()
        case "and":
            return And(tuple(effect(each, names) for each in parts))
        case "not":
            return Not(_atom(_only(part, 1)[0], names, names.predicates, "predicate"))
        case "forall":
            parameters, body = _quantified(part, names)
            return Forall(parameters, effect(body, names.within(parameters)))
        case "when":
            before, after = _only(part, 2)
            return When(condition(before, names), effect(after, names))
        case "increase":
            return _increase(part, names)
        case _:
            return _atom(part, names, names.predicates, "predicate")


def _increase(part: Group, names: Names) -> Increase:
    total, amount = _only(part, 2)
    if isinstance(total, Word) or total.head != "total-cost" or "total-cost" not in names.functions:
        fail(total, "only (total-cost), declared in :functions, can increase.")
    if isinstance(amount, Word):
        return Increase(value(amount))
    return Increase(_atom(amount, names, names.functions, "function"))


# -- atoms, terms, numbers


def ground_atom(part: Part, names: Names, known: Mapping[str, int], kind: str) -> Atom:
    return _atom(part, names, known, kind)


def _atom(part: Part, names: Names, known: Mapping[str, int], kind: str) -> Atom:
    if isinstance(part, Word) or not part.head:
        fail(part, f"expected a {kind} in parentheses.")
    if part.head not in known:
        fail(part, f"the {kind} {part.head} is not declared.", nearest(part.head, (*known, *CONNECTIVES)))
    if len(part.parts) - 1 != known[part.head]:
        fail(part, f"{part.head} has {known[part.head]} terms, not {len(part.parts) - 1}.")
    return Atom(part.head, tuple(_term(each, names) for each in part.parts[1:]))


def _term(part: Part, names: Names) -> str:
    if isinstance(part, Group):
        fail(part, "expected an object or a variable.")
    known = names.variables if part.text.startswith("?") else names.objects
    if part.text not in known:
        kind = "variable" if part.text.startswith("?") else "object"
        fail(part, f"the {kind} {part.text} is not declared.", nearest(part.text, known))
    return part.text


def value(part: Part) -> Fraction:
    if isinstance(part, Group) or not NUMBER.fullmatch(part.text):
        fail(part, "expected a number, such as 3 or 2.5, not negative.")
    return Fraction(part.text)


def _quantified(part: Group, names: Names) -> tuple[tuple[Typed, ...], Part]:
    listed, body = _only(part, 2)
    if isinstance(listed, Word):
        fail(listed, "expected variables in parentheses.", f"Write ({part.head} (?x - {OBJECT}) ...).")
    return typed(listed.parts, names, variables=True), body


def _only(part: Group, count: int) -> tuple[Part, ...]:
    if len(part.parts) != count + 1:
        fail(part, f"{part.head} takes {count} part{'s' * (count > 1)}, not {len(part.parts) - 1}.")
    return part.parts[1:]
