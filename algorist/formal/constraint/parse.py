"""From text to model: declarations first, then every other line.

Whatever the text, `parse` returns a model or raises FormalError.
"""

from __future__ import annotations

import re

from algorist.core.errors import FormalError
from algorist.formal.constraint.declarations import Names, declare
from algorist.formal.constraint.reader import Reader
from algorist.formal.constraint.tokens import Cursor
from algorist.formal.constraint.tree import Constraint, ConstraintModel, Objective

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
    objective: Objective | None = None
    for number, line in rest:
        cursor = Cursor(line, number)
        if cursor.token.kind == "end":
            continue
        reader = Reader(cursor, names)
        if not reader.at_objective:
            constraints.append(reader.constraint())
        elif objective is None:
            objective = reader.objective()
        else:
            cursor.fail(f"a model has one objective, and line {objective.line} has it already.")
    return ConstraintModel(tuple(names.groups.values()), tuple(names.variables), tuple(constraints), objective)


def parse_constraint(text: str, model: ConstraintModel) -> Constraint:
    """Return the constraint that one line states about the variables of a model."""
    return Reader(Cursor(text.rstrip("\n"), 1), Names.of(model)).constraint()
