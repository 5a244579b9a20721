"""From text to model: declarations first, then every other line.

Whatever the text, `parse` returns a model or raises FormalError.
"""

from __future__ import annotations

import re

from algorist.core.errors import FormalError
from algorist.formal.constraint.declarations import Names, declare
from algorist.formal.constraint.reader import Reader
from algorist.formal.constraint.soft import MOST_SOFT, with_penalties
from algorist.formal.constraint.tokens import Cursor
from algorist.formal.constraint.tree import Constraint, ConstraintModel, Expression, Objective

LONGEST_TEXT = 4_000_000

_DECLARATION = re.compile(r"[ \t]*(group|var)(?![A-Za-z0-9_.])")


def parse(text: str) -> ConstraintModel:
    """Return the model that a text denotes; a name may be used above the line that declares it."""
    if len(text) > LONGEST_TEXT:
        raise FormalError(1, 1, f"the text has {len(text)} characters of at most {LONGEST_TEXT}.")
    names, rest = Names(), []
    for number, line in enumerate(text.split("\n"), start=1):
        if _DECLARATION.match(line):
            declare(Cursor(line, number), names)
        elif line and not line.isspace():
            rest.append((number, line))
    if not names.domains:
        raise FormalError(1, 1, "no variables are declared.", "Begin with `var x in 1..4`.")
    constraints: list[Constraint] = []
    objectives: list[Objective] = []
    soft: list[tuple[int, Expression]] = []
    for number, line in rest:
        cursor = Cursor(line, number)
        if cursor.token.kind == "end":
            continue
        reader = Reader(cursor, names)
        if reader.at_objective:
            objectives += reader.objectives()
        elif reader.at_soft:
            soft.append((number, reader.soft()))
            if len(soft) > MOST_SOFT:
                cursor.fail(f"there are more than {MOST_SOFT} soft constraints.", column=1)
        else:
            constraints.append(reader.constraint())
    if soft:
        objectives[:1] = [with_penalties(objectives[0] if objectives else None, soft, names.domains)]
    first = objectives[0] if objectives else None
    groups, variables = tuple(names.groups.values()), tuple(names.variables)
    return ConstraintModel(groups, variables, tuple(constraints), first, tuple(objectives[1:]))


def parse_constraint(text: str, model: ConstraintModel) -> Constraint:
    """Return the constraint that one line states about the variables of a model."""
    return Reader(Cursor(text.rstrip("\n"), 1), Names.of(model)).constraint()
