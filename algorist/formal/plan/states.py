"""What planning tasks mean: states, conditions, effects and costs. The checker rests on this file.

A state is the set of atoms that hold. An action's conditions are judged in the state before it; what it deletes goes
before what it adds. Without a metric every action costs 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TypeAlias

from algorist.formal.plan.facts import Fact, Facts
from algorist.formal.plan.tree import (
    OBJECT,
    Action,
    And,
    Atom,
    Equal,
    Exists,
    Forall,
    Formula,
    Imply,
    Increase,
    Model,
    Not,
    Or,
    Typed,
    When,
    effects,
)

State: TypeAlias = frozenset[Fact]
Binding: TypeAlias = Mapping[str, str]

NONE: Binding = {}


@dataclass(frozen=True)
class Task:
    """A model with what follows from it: its objects by type, the values of its functions, its first state."""

    model: Model

    @cached_property
    def actions(self) -> dict[str, Action]:
        return {action.name: action for action in self.model.domain.actions}

    @cached_property
    def start(self) -> State:
        return frozenset((atom.name, *atom.terms) for atom in self.model.problem.initial)

    @cached_property
    def changing(self) -> frozenset[str]:
        """The predicates that some action can add or delete."""
        return frozenset(atom.name for action in self.actions.values() for atom in effects(action.effect))

    @cached_property
    def fixed(self) -> State:
        """The facts of the start that no action changes, which are in every state."""
        return frozenset(fact for fact in self.start if fact[0] not in self.changing)

    @cached_property
    def lasting(self) -> Facts:
        """The fixed facts, to be looked up."""
        return Facts(self.fixed)

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """By object: every type that it has."""
        parents = {each.name: each.types for each in self.model.domain.types}
        kinds: dict[str, frozenset[str]] = {}
        for each in (*self.model.domain.constants, *self.model.problem.objects):
            found, frontier = {OBJECT}, list(each.types)
            while frontier:
                kind = frontier.pop()
                if kind not in found:
                    found.add(kind)
                    frontier += parents.get(kind, ())
            kinds[each.name] = frozenset(found)
        return kinds

    @cached_property
    def values(self) -> dict[Fact, Fraction]:
        return {(function.name, *function.terms): worth for function, worth in self.model.problem.values}

    def fits(self, name: str, parameter: Typed) -> bool:
        """Whether an object has one of a parameter's types."""
        return not self.kinds[name].isdisjoint(parameter.types)

    def members(self, parameter: Typed) -> list[str]:
        return [name for name in self.kinds if self.fits(name, parameter)]

    def bindings(self, parameters: Sequence[Typed]) -> Iterator[Binding]:
        """Yield every way to give parameters objects of their types."""
        names = [each.name for each in parameters]
        for objects in product(*map(self.members, parameters)):
            yield dict(zip(names, objects, strict=True))

    # -- conditions

    def holds(self, condition: Formula, state: State, binding: Binding = NONE) -> bool:
        match condition:
            case Atom():
                return ground(condition, binding) in state
            case Equal(left, right):
                return binding.get(left, left) == binding.get(right, right)
            case Not(part):
                return not self.holds(part, state, binding)
            case And(parts):
                return all(self.holds(part, state, binding) for part in parts)
            case Or(parts):
                return any(self.holds(part, state, binding) for part in parts)
            case Imply(left, right):
                return not self.holds(left, state, binding) or self.holds(right, state, binding)
            case Forall(parameters, part):
                return all(self.holds(part, state, {**binding, **more}) for more in self.bindings(parameters))
            case Exists(parameters, part):
                return any(self.holds(part, state, {**binding, **more}) for more in self.bindings(parameters))
            case _:
                raise ValueError("an effect is not a condition")

    def reached(self, state: State) -> bool:
        """Whether a state is a goal."""
        return self.holds(self.model.problem.goal, state)

    # -- effects

    def after(self, action: Action, binding: Binding, state: State) -> tuple[State, Fraction]:
        """Return the state after an action that is applicable, and what it cost."""
        added: set[Fact] = set()
        deleted: set[Fact] = set()
        cost = self._change(action.effect, binding, state, added, deleted)
        return (state - deleted) | added, cost if self.model.problem.metric else Fraction(1)

    def _change(
        self, effect: Formula, binding: Binding, state: State, added: set[Fact], deleted: set[Fact]
    ) -> Fraction:
        cost = Fraction(0)
        match effect:
            case Atom():
                added.add(ground(effect, binding))
            case Not(Atom() as atom):
                deleted.add(ground(atom, binding))
            case And(parts):
                for part in parts:
                    cost += self._change(part, binding, state, added, deleted)
            case Forall(parameters, part):
                for more in self.bindings(parameters):
                    cost += self._change(part, {**binding, **more}, state, added, deleted)
            case When(condition, part):
                if self.holds(condition, state, binding):
                    cost += self._change(part, binding, state, added, deleted)
            case Increase(amount):
                cost += self.values.get(ground(amount, binding), Fraction(0)) if isinstance(amount, Atom) else amount
            case _:
                raise ValueError("a condition is not an effect")
        return cost


def ground(atom: Atom, binding: Binding) -> Fact:
    return (atom.name, *(binding.get(term, term) for term in atom.terms))
