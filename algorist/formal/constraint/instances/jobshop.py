"""Job-shop instances in the standard format: `jobs machines`, then a line of `machine duration` pairs for each job.

Machines count from 0; every job's operations are done in the order given. The format is that of Taillard's and of the
OR-Library's files, whose comment lines begin with #.
"""

from __future__ import annotations

from algorist.formal.constraint.global_constraints import NoOverlap
from algorist.formal.constraint.instances.numbers import Numbers
from algorist.formal.constraint.tokens import LARGEST_NUMBER
from algorist.formal.constraint.tree import (
    Compare,
    Constraint,
    ConstraintModel,
    Expression,
    Number,
    Objective,
    Range,
    Reference,
    Sum,
    Variable,
)

MOST_OPERATIONS = 10_000
LONGEST_DURATION = 10**6


def read_jobshop(text: str) -> ConstraintModel:
    """Return the model: `start_j_k` for operation k of job j, both from 1, and the least `makespan`."""
    plain = "\n".join("" if line.lstrip().startswith("#") else line for line in text.split("\n"))
    numbers = Numbers(plain)
    jobs, machines = numbers.whole("the number of jobs", 1), numbers.whole("the number of machines", 1)
    if jobs * machines > MOST_OPERATIONS:
        numbers.fail(f"there are {jobs * machines} operations of at most {MOST_OPERATIONS}.")
    shop = [
        [
            (numbers.whole("a machine", 0, machines - 1), numbers.whole("a duration", 0, LONGEST_DURATION))
            for _ in range(machines)
        ]
        for _ in range(jobs)
    ]
    numbers.end()
    if sum(duration for job in shop for _, duration in job) > LARGEST_NUMBER:
        numbers.fail(f"all durations together are more than {LARGEST_NUMBER}.")
    return jobshop(shop)


def jobshop(shop: list[list[tuple[int, int]]]) -> ConstraintModel:
    """Return the model of jobs that are (machine, duration) pairs in their order."""
    latest = sum(duration for job in shop for _, duration in job)
    makespan = Reference("makespan")
    names: list[str] = []
    formulas: list[Expression] = []
    by_machine: dict[int, list[tuple[Expression, int]]] = {}
    for number, job in enumerate(shop, start=1):
        starts = [Reference(f"start_{number}_{place}") for place in range(1, len(job) + 1)]
        names += [start.name for start in starts]
        for start, (machine, duration), after in zip(starts, job, [*starts[1:], makespan], strict=True):
            by_machine.setdefault(machine, []).append((start, duration))
            formulas.append(Compare("<=", Sum((start, Number(duration))), after))
    for _, tasks in sorted(by_machine.items()):
        formulas.append(NoOverlap(tuple(start for start, _ in tasks), tuple(duration for _, duration in tasks)))
    return ConstraintModel(
        variables=tuple(Variable(name, Range(0, latest)) for name in [*names, makespan.name]),
        constraints=tuple(map(Constraint, formulas)),
        objective=Objective("minimize", makespan),
    )
