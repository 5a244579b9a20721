"""A makespan's bound: tasks of one resource cannot all be done faster than their work at full capacity.

Each task i of a set has a head (it starts no earlier) and a tail (the objective is at least its start plus the tail); then
the objective is at least  min head + ceil(sum of duration * demand / capacity) + min (tail - duration). For one machine it is
the bound of Carlier (1982), "The one-machine sequencing problem"; with unit durations, the volume bound of bin packing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from algorist.formal.constraint.global_constraints import Cumulative, NoOverlap
from algorist.formal.constraint.interval import interval
from algorist.formal.constraint.linear_form import LinearForm, differences
from algorist.formal.constraint.tree import ConstraintModel, Expression, Maximum, Reference

ROUNDS = 1_000
"""How often heads and tails are passed on at most; each passing is an inference of its own, so stopping early is sound."""


@dataclass(frozen=True, slots=True)
class Task:
    """`tail` is None where nothing says that the objective waits for the task."""

    head: int
    tail: int | None
    duration: int
    demand: int


@dataclass(frozen=True, slots=True)
class Resource:
    """What a resource's tasks and the objective have to do with each other: `coefficient * latest + rest` is the objective."""

    tasks: tuple[Task, ...]
    capacity: int
    coefficient: int
    rest: int

    def bound(self, chosen: Sequence[int]) -> int | None:
        """Return what the objective is never below because these tasks have to be done, or None."""
        tasks = [self.tasks[position] for position in chosen]
        tails = [task.tail - task.duration for task in tasks if task.tail is not None]
        if not tasks or len(tails) < len(tasks) or any(not task.duration for task in tasks) or not self.capacity:
            return None
        work = sum(task.duration * task.demand for task in tasks)
        latest = min(task.head for task in tasks) + -(-work // self.capacity) + min(tails)
        return self.coefficient * latest + self.rest


def energy_bound(
    model: ConstraintModel, form: LinearForm, formula: NoOverlap | Cumulative, chosen: Sequence[int]
) -> int | None:
    """Return the bound from these tasks of the resource, or None where there is none."""
    if len(set(chosen)) < len(chosen) or not all(0 <= position < len(formula.operands) for position in chosen):
        return None
    resource = resources(model, form, [formula])[0]
    return None if resource is None else resource.bound(chosen)


def resources(
    model: ConstraintModel, form: LinearForm, formulas: Sequence[NoOverlap | Cumulative]
) -> list[Resource | None]:
    """Return the tasks of each formula with their heads and tails; None where the objective has no single latest time."""
    latest = [(atom, n) for atom, n in form.coefficients.items() if n > 0 and isinstance(atom, (Reference, Maximum))]
    if len(latest) != 1:
        return [None] * len(formulas)
    (target, coefficient) = latest[0]
    others = {atom: number for atom, number in form.coefficients.items() if atom != target}
    rest = LinearForm(form.constant, others).least(model.domains())
    heads, tails = _heads_and_tails(model, target)
    domains = model.domains()
    found: list[Resource | None] = []
    for formula in formulas:
        demands = formula.demands if isinstance(formula, Cumulative) else (1,) * len(formula.operands)
        tasks = tuple(
            Task(heads.get(start, interval(start, domains)[0]), tails.get(start), duration, demand)
            for start, duration, demand in zip(formula.operands, formula.durations, demands, strict=True)
        )
        capacity = formula.capacity if isinstance(formula, Cumulative) else 1
        found.append(Resource(tasks, capacity, coefficient, rest))
    return found


def _heads_and_tails(
    model: ConstraintModel, target: Expression
) -> tuple[Mapping[Expression, int], Mapping[Expression, int]]:
    """Return the longest ways along the model's differences: from the domains to each variable, from it to the target."""
    domains, found = model.domains(), differences(model)
    heads = [interval(atom, domains)[0] for atom in found.atoms]
    tails: list[int | None] = [None] * len(heads)
    tails[found.positions[target]] = 0
    for _ in range(ROUNDS):
        changed = False
        for before, lag, after in found.stated:
            if heads[before] + lag > heads[after]:
                heads[after], changed = heads[before] + lag, True
        for before, lag, after in reversed(found.stated):
            through, known = tails[after], tails[before]
            if through is not None and (known is None or through + lag > known):
                tails[before], changed = through + lag, True
        if not changed:
            break
    named = found.positions.items()
    known_tails = {atom: tail for atom, place in named if (tail := tails[place]) is not None}
    return {atom: heads[place] for atom, place in named}, known_tails
