"""Derivations, replayed: every step must follow from earlier ones by a clause or by what a built-in goal means.

A step is [how, uses, goal]: the goal as text, the positions of the earlier steps that it uses, and why it holds. `how` is
the position of a clause, or `and`, `left`, `right`, `then`, `else`, `call` for control, `test` for a built-in goal or a
constraint, `fails` for a negation, `all` for a goal that collects answers. A clause is not unified but matched: some
values of its variables must make it say exactly what the step and those that it uses say. The checker trusts this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from algorist.core.errors import FormalError
from algorist.formal.horn.arithmetic import Impossible, Unbound
from algorist.formal.horn.builtin import succeed
from algorist.formal.horn.constraints import holds
from algorist.formal.horn.engine import Engine
from algorist.formal.horn.goals import collect, extend, spread
from algorist.formal.horn.predicates import BUILTIN, FINITE, LINEAR
from algorist.formal.horn.program import parse_term
from algorist.formal.horn.tree import Clause, Compound, Term, Variable, indicator

Fails = Callable[[tuple[Term, ...]], bool]


class Invalid(ValueError):
    """A derivation does not hold; the message says which step and why."""


def replay(clauses: tuple[Clause, ...], steps: Any, fails: Fails, engine: Engine) -> list[Term]:
    """Return the goals of all steps, every one of them shown; raises Invalid, or Undecided where the engine gives up."""
    if not isinstance(steps, list):
        raise Invalid("there are no steps")
    shown: list[Term] = []
    for place, step in enumerate(steps):
        how, uses, goal = _read(step, place)
        try:
            valid = _follows(clauses, how, [shown[use] for use in uses], goal, fails, engine)
        except (Unbound, Impossible) as error:
            raise Invalid(f"step {place + 1} has no meaning: {error}") from None
        if not valid:
            raise Invalid(f"step {place + 1} does not follow")
        shown.append(goal)
    return shown


def _read(step: Any, place: int) -> tuple[int | str, Sequence[int], Term]:
    if not isinstance(step, list | tuple) or len(step) != 3:
        raise Invalid(f"step {place + 1} is not of three parts")
    how, uses, text = step
    good = type(how) in (int, str) and isinstance(uses, list | tuple) and isinstance(text, str)
    if not good or not all(type(use) is int and 0 <= use < place for use in uses):
        raise Invalid(f"step {place + 1} uses what is not before it")
    try:
        return how, uses, parse_term(text)
    except FormalError as error:
        raise Invalid(f"step {place + 1} is no goal: {error.message}") from None


def _follows(
    clauses: tuple[Clause, ...], how: int | str, used: list[Term], goal: Term, fails: Fails, engine: Engine
) -> bool:
    if isinstance(how, int):
        return 0 <= how < len(clauses) and is_instance(clauses[how], goal, used)
    if how == "test":
        return not used and _holds(goal)
    if not isinstance(goal, Compound):
        return False
    match how, goal.functor, goal.arguments:
        case "and", ",", (left, right):
            return used == [left, right]
        case "left", ";", (left, _):
            return used == [left]
        case "right", ";", (left, right):
            return not _conditional(left) and used == [right]
        case "then", ";", (Compound("->", (condition, then)), _):
            return used == [condition, then]
        case "then", "->", (condition, then):
            return used == [condition, then]
        case "else", ";", (Compound("->", (condition, _)), otherwise):
            return used == [otherwise] and fails((condition,))
        case "call", "once", (inner,):
            return used == [inner]
        case "call", "call", (closure, *more):
            return used == [extend(closure, more)]
        case "fails", "\\+" | "not", (inner,):
            return not used and fails((inner,))
        case "fails", "forall", (condition, action):
            return not used and fails((condition, Compound("\\+", (action,))))
        case "all", "findall" | "aggregate_all", (template, inner, result):
            return not used and result == collect(goal.functor, template, engine.answers(spread(template), inner))
    return False


def _conditional(term: Term) -> bool:
    return isinstance(term, Compound) and term.functor == "->" and len(term.arguments) == 2


def _holds(goal: Term) -> bool:
    key = indicator(goal)
    if key in FINITE | LINEAR:
        return holds(goal)
    if key == ("between", 3) and isinstance(goal, Compound) and isinstance(goal.arguments[2], Variable):
        return False  # it has answers without end, and none of them leaves the variable unbound
    return key in BUILTIN and any(one == other for one, other in succeed(goal))


def is_instance(clause: Clause, head: Term, body: list[Term]) -> bool:
    """Return whether some values of the clause's variables make it `head :- body`."""
    if len(clause.body) != len(body):
        return False
    bound: dict[str, Term] = {}
    waiting = [(clause.head, head), *zip(clause.body, body, strict=True)]
    while waiting:
        pattern, term = waiting.pop()
        if isinstance(pattern, Variable):
            if bound.setdefault(pattern.name, term) != term:
                return False
        elif isinstance(pattern, Compound):
            if not isinstance(term, Compound) or term.functor != pattern.functor:
                return False
            if len(term.arguments) != len(pattern.arguments):
                return False
            waiting += zip(pattern.arguments, term.arguments, strict=True)
        elif pattern != term:
            return False
    return True
