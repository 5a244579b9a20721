"""When are two models the same model? Whatever the names, the order, the scaling and the slack variables.

`compare` decides by structure first: the models' coloured graphs are refined, matched and, where symmetry asks for it,
canonically labelled. `same` comes with the renaming that shows it, `different` by structure with what has no
counterpart. Two linear models whose bounds contradict each other are the same, for neither has a solution; where those
of one do and a solution of the other is easily found, they are different, and it is the witness. Where normal forms are
not unique (for some linear models, see `_equivalence.normal`, and for every logic model, as formulas have none), a
mismatch is `unknown`. With time to spare, models of different structure go to the solver, which looks for a witness
(two different optima, or a point or structure that only one allows), or for a proof that they mean the same in spite of
their looks.

`canonical` is a quick form by which to group: equal forms mean equal models up to renaming in order of declaration;
different forms decide nothing. Method and verdict of ORGEval (arXiv 2510.27610); normal forms and witnesses are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from algorist.core.language import Model
from algorist.formal._equivalence.verdict import Equivalence, Sameness, Witness, different, same, unknown

if TYPE_CHECKING:
    from algorist.formal._equivalence.graph import Graph
    from algorist.formal._equivalence.match import Match
    from algorist.formal.linear.ground import Rows

__all__ = ["Equivalence", "Sameness", "Witness", "canonical", "compare", "compare_rows", "shows"]

Form: TypeAlias = tuple[Any, ...]

LABELLING_SECONDS = 1.0
"""How long guesses and nauty may take together, past what refinement alone decides; almost always milliseconds."""


def compare(left: Model, right: Model, *, seconds: float = 0.0) -> Equivalence:
    """Return whether two models are the same, asking a solver for at most `seconds` when their structures differ.

    Linear, constraint, polynomial and logic models are compared by structure; of other languages only equal trees are the
    same. Raises FormalError for a model that does not ground, and Unavailable when symmetry needs nauty and there is none.

    >>> from algorist.formal.linear import LANGUAGE
    >>> one, two = "var x, y\\nmaximize x + 2*y\\nx + y <= 3\\n", "var a, b\\nmaximize b + 2*a\\n2*a + 2*b <= 6\\n"
    >>> dict(compare(LANGUAGE.parse(one), LANGUAGE.parse(two)).renaming)
    {'x': 'b', 'y': 'a'}
    """
    if left.language != right.language:
        return different(f"one is {left.language}, the other {right.language}")
    found = _structure(left, right)
    if found.sameness is Sameness.SAME or seconds <= 0 or _graph(left) is None:
        return found
    from algorist.formal._equivalence import meaning

    alike, witness, reason = meaning.compare(left, right, seconds)
    if alike is None:
        return found
    if alike:
        return same({}, reason, "meaning")
    return different(reason, "meaning", witness)


def compare_rows(left: Rows, right: Rows) -> Equivalence:
    """Compare two linear programs that are rows and columns already, by structure."""
    from algorist.formal._equivalence import linear
    from algorist.formal._equivalence.point import point

    one, two = linear.graph(left), linear.graph(right)
    found = _isomorphic(one, two)
    if found.sameness is not Sameness.UNKNOWN or bool(one.conflict) == bool(two.conflict):
        return found
    solvable = 2 if one.conflict else 1
    values = point(right if one.conflict else left)
    if values is None:
        return found
    return different(
        f"one has a solution, the other none: {one.conflict or two.conflict}", witness=Witness(solvable, values)
    )


def shows(renaming: Mapping[str, str], left: Model, right: Model) -> bool:
    """Whether a renaming turns the left model's structure into the right one's: the check of `same` by structure."""
    from algorist.formal._equivalence.match import match

    one, two = _graph(left), _graph(right)
    if one is None or two is None or len(set(renaming.values())) < len(renaming):
        return False
    if set(renaming) != set(one.names.values()) or set(renaming.values()) != set(two.names.values()):
        return False
    pinned = one.pinned({node: renaming[name] for node, name in one.names.items()})
    return match(pinned, two.pinned(two.names), LABELLING_SECONDS).bijection is not None


# -- structure


def _structure(left: Any, right: Any) -> Equivalence:
    if left.language == "linear":
        from algorist.formal.linear.ground import ground

        return compare_rows(ground(left), ground(right))
    one, two = _graph(left), _graph(right)
    if one is None or two is None:
        if left == right:
            return same({}, "the two are written alike")
        return unknown(f"{left.language} models are only the same when written alike", "")
    return _isomorphic(one, two)


def _isomorphic(one: Graph, two: Graph) -> Equivalence:
    from algorist.formal._equivalence.match import match

    found = match(one, two, LABELLING_SECONDS)
    if found.bijection is not None:
        renaming = {name: two.names[found.bijection[node]] for node, name in one.names.items()}
        return same(renaming, "one is the other, renamed")
    if one.conflict and two.conflict:
        return same({}, f"neither has a solution: {one.conflict}; {two.conflict}")
    if not found.decided:
        return unknown("too symmetric to be matched in time", "")
    if doubt := one.doubt or two.doubt:
        return unknown(doubt, "")
    return different(_odd(found, one, two))


def _graph(model: Any) -> Graph | None:
    if model.language == "linear":
        from algorist.formal._equivalence import linear
        from algorist.formal.linear.ground import ground

        return linear.graph(ground(model))
    if model.language == "constraint":
        from algorist.formal._equivalence import constraint
        from algorist.formal.constraint.tree import is_wide

        return None if is_wide(model) else constraint.graph(model)
    if model.language == "polynomial":
        from algorist.formal._equivalence import polynomial

        return polynomial.graph(model)
    if model.language == "logic":
        from algorist.formal._equivalence import logic

        return logic.graph(model)
    return None


def _odd(found: Match, left: Graph, right: Graph) -> str:
    """Say what has no counterpart, in the user's names."""
    if found.node is None:
        return "the constants differ"
    size = len(left.colours)
    side, graph, node = ("first", left, found.node) if found.node < size else ("second", right, found.node - size)
    what = f"the variable {graph.names[node]}" if node in graph.names else graph.notes.get(node, "a part")
    return f"{what} of the {side} model has no counterpart in the other"


# -- canonical


def canonical(model: Model) -> Form:
    """Return a hashable form; models with equal forms are equivalent."""
    if model.language == "linear":
        return _linear(model)
    if model.language == "program":
        return _program(model)
    return (model.language, model)


def _program(model: Any) -> Form:
    """A straight line of arithmetic has no input: it means the number that it computes."""
    from algorist.formal.program.exact import values_of

    values = values_of(model)
    return ("program", values[-1] if values else model)


def _linear(model: Any) -> Form:
    """Columns in order of declaration without their names; rows scaled to a leading one, one-sided, sorted."""
    from algorist.formal.linear.ground import ground

    flat = ground(model)
    sign = -1 if flat.maximize else 1
    rows: set[tuple[Any, ...]] = set()
    for row in flat.rows:
        if not row.coefficients:
            continue
        for bound, side in ((row.lower, 1), (row.upper, -1)):
            if bound is not None:
                rows.add(_scaled(tuple((column, side * c) for column, c in sorted(row.coefficients)), side * bound))
    for position, column in enumerate(flat.columns):
        if column.lower is not None and column.lower != 0:
            rows.add(_scaled(((position, Fraction(1)),), column.lower))
        if column.upper is not None:
            rows.add(_scaled(((position, Fraction(-1)),), -column.upper))
    kinds = tuple((column.integer, column.lower is None, sign * column.cost) for column in flat.columns)
    return ("linear", kinds, sign * flat.offset, tuple(sorted(rows)))


def _scaled(coefficients: tuple[tuple[int, Fraction], ...], bound: Fraction) -> tuple[Any, ...]:
    """Scale `sum of c x >= bound` so that the first coefficient is one in absolute value."""
    scale = abs(coefficients[0][1])
    return tuple((column, c / scale) for column, c in coefficients), bound / scale
