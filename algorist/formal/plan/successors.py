"""Every state that one action leads to: for a checker that believes nobody about which actions there are.

The parameters of an action are bound by joining the positive atoms of its precondition with the facts of the state,
the one with the fewest facts first; what is left unbound runs over its type.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from algorist.formal.plan.facts import Fact, Facts
from algorist.formal.plan.states import State, Task
from algorist.formal.plan.tree import Action, And, Atom, Formula, Typed


def successors(task: Task, state: State) -> Iterator[tuple[str, State, Fraction]]:
    """Yield the step, the state after it and its cost for every action that is applicable."""
    # What no action changes is indexed once for all states.
    facts = (task.lasting, Facts(state - task.fixed)) if task.fixed <= state else (Facts(state),)
    for action in task.actions.values():
        types = {each.name: each for each in action.parameters}
        for binding in _joined(task, list(_atoms(action.precondition)), types, facts, {}):
            if task.holds(action.precondition, state, binding):
                after, cost = task.after(action, binding, state)
                yield step(action, binding), after, cost


def step(action: Action, binding: dict[str, str]) -> str:
    """Return a step as plans write it: (move a b)."""
    return f"({' '.join((action.name, *(binding[each.name] for each in action.parameters)))})"


def _atoms(condition: Formula) -> Iterator[Atom]:
    if isinstance(condition, Atom):
        yield condition
    elif isinstance(condition, And):
        for part in condition.parts:
            yield from _atoms(part)


def _joined(
    task: Task, atoms: list[Atom], types: dict[str, Typed], facts: tuple[Facts, ...], binding: dict[str, str]
) -> Iterator[dict[str, str]]:
    """Extend a binding so that every atom is a fact and every parameter has a value of its type."""
    if not atoms:
        free = [each for name, each in types.items() if name not in binding]
        for more in task.bindings(free):
            yield {**binding, **more}
        return
    found = [[fact for part in facts for fact in part.of(atom, binding)] for atom in atoms]
    place = min(range(len(atoms)), key=lambda each: len(found[each]))
    rest = [*atoms[:place], *atoms[place + 1 :]]
    for fact in found[place]:
        extended = _unified(task, atoms[place], fact, types, binding)
        if extended is not None:
            yield from _joined(task, rest, types, facts, extended)


def _unified(
    task: Task, atom: Atom, fact: Fact, types: dict[str, Typed], binding: dict[str, str]
) -> dict[str, str] | None:
    extended = dict(binding)
    for term, name in zip(atom.terms, fact[1:], strict=True):
        if not term.startswith("?"):
            if term != name:
                return None
        elif term in extended:
            if extended[term] != name:
                return None
        elif task.fits(name, types[term]):
            extended[term] = name
        else:
            return None
    return extended
