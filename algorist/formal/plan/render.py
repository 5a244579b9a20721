"""A tree to PDDL, the domain first."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from algorist.formal.plan.grid import draw
from algorist.formal.plan.tree import (
    OBJECT,
    Action,
    And,
    Atom,
    Domain,
    Equal,
    Exists,
    Forall,
    Formula,
    Imply,
    Increase,
    Model,
    Not,
    Or,
    Problem,
    Signature,
    Typed,
    When,
)


def render(model: Model) -> str:
    """Return the text that `parse` reads back to an equal model."""
    if model.grid is not None:
        return draw(model.grid)
    return render_domain(model.domain) + "\n" + render_problem(model.problem)


def render_domain(domain: Domain) -> str:
    lines = [f"(define (domain {domain.name})"]
    if domain.requirements:
        lines.append(f"  (:requirements {' '.join(domain.requirements)})")
    if domain.types:
        parents = [f"{each.name} - {parent}" for each in domain.types for parent in each.types]
        lines.append(f"  (:types {' '.join(parents)})")
    if domain.constants:
        lines.append(f"  (:constants {_typed(domain.constants)})")
    if domain.predicates:
        lines.append(f"  (:predicates {' '.join(map(_signature, domain.predicates))})")
    if domain.functions:
        lines.append(f"  (:functions {' '.join(_signature(each) + ' - number' for each in domain.functions)})")
    return "\n".join([*lines, *map(_action, domain.actions)]) + ")\n"


def render_problem(problem: Problem) -> str:
    lines = [f"(define (problem {problem.name})", f"  (:domain {problem.domain})"]
    if problem.objects:
        lines.append(f"  (:objects {_typed(problem.objects)})")
    facts = [formula(atom) for atom in problem.initial]
    facts += [f"(= {formula(function)} {number(worth)})" for function, worth in problem.values]
    lines.append("  (:init" + "".join(f"\n    {fact}" for fact in facts) + ")")
    lines.append(f"  (:goal {formula(problem.goal)})")
    if problem.metric:
        lines.append("  (:metric minimize (total-cost))")
    return "\n".join(lines) + ")\n"


def formula(part: Formula) -> str:
    """Return a condition or an effect on one line."""
    match part:
        case Atom(name, terms):
            return f"({' '.join((name, *terms))})"
        case Equal(left, right):
            return f"(= {left} {right})"
        case Not(inner):
            return f"(not {formula(inner)})"
        case And(parts):
            return f"({' '.join(('and', *map(formula, parts)))})"
        case Or(parts):
            return f"({' '.join(('or', *map(formula, parts)))})"
        case Imply(left, right):
            return f"(imply {formula(left)} {formula(right)})"
        case Forall(parameters, inner):
            return f"(forall ({_typed(parameters)}) {formula(inner)})"
        case Exists(parameters, inner):
            return f"(exists ({_typed(parameters)}) {formula(inner)})"
        case When(condition, effect):
            return f"(when {formula(condition)} {formula(effect)})"
        case Increase(amount):
            return f"(increase (total-cost) {formula(amount) if isinstance(amount, Atom) else number(amount)})"


def number(value: Fraction) -> str:
    """Return a number of finitely many decimals as PDDL writes it."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 1
    while (value * 10**places).denominator != 1:
        places += 1
    whole, rest = divmod((value * 10**places).numerator, 10**places)
    return f"{whole}.{rest:0{places}d}"


def _typed(listed: Iterable[Typed]) -> str:
    """A name without a type must not stand before one with: the type would be taken for its own."""
    return " ".join(f"{each.name} - {_type(each.types)}" for each in listed)


def _type(types: tuple[str, ...]) -> str:
    return types[0] if len(types) == 1 else f"(either {' '.join(types)})" if types else OBJECT


def _signature(signature: Signature) -> str:
    return f"({' '.join(filter(None, (signature.name, _typed(signature.parameters))))})"


def _action(action: Action) -> str:
    return (
        f"  (:action {action.name}\n    :parameters ({_typed(action.parameters)})\n"
        f"    :precondition {formula(action.precondition)}\n    :effect {formula(action.effect)})"
    )
