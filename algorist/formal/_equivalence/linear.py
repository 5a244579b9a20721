"""The coloured graph of a linear program in normal form: a node a column, a node a row, an edge a coefficient."""

from __future__ import annotations

from algorist.formal._equivalence.graph import Graph
from algorist.formal._equivalence.normal import Normal, normal
from algorist.formal.linear.ground import Rows


def graph(rows: Rows) -> Graph:
    """Return the graph of a flat linear program's normal form, with what shows that there is no solution."""
    form = normal(rows)
    made = Graph(("linear", form.offset, bool(form.conflict)), doubt=_doubt(form), conflict=form.conflict)
    nodes = {
        position: made.node((each.integer, each.lower, each.upper, each.cost), each.name)
        for position, each in form.columns.items()
    }
    for row in form.rows:
        colour = ("row", row.shift, row.slacks, row.mirrored)
        node = made.node(colour, note=row.name)
        made.edges += [(node, nodes[column], value) for column, value in row.coefficients]
        if row.mirrored:
            image = made.node(colour)
            made.edges += [(node, image, "image"), (image, node, "image")]
            made.edges += [(image, nodes[column], -value) for column, value in row.coefficients]
    return made


def _doubt(form: Normal) -> str:
    """Say why two equivalent programs could have different normal forms.

    Where bounds or rows contradict each other, what else is found depends on where one starts. Of a row of slacks alone,
    any of them may be the variable and another its slack.
    """
    if form.conflict:
        return f"{form.conflict}, and models without a solution are not compared by their looks"
    if any(not row.coefficients for row in form.rows):
        return "a variable that costs nothing is in one constraint only, so it cannot be told from a slack variable"
    return ""
