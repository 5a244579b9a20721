"""Ask about many selections of one model's constraints, a millisecond each: do these hold together, and only one way?

For searches over candidate constraints. What it says is a solver's word; `solve` says it with evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType

from pysat.solvers import Glucose4

from algorist.core.certificate import Value
from algorist.formal.constraint.encode import Encoder, View
from algorist.formal.constraint.tree import ConstraintModel, Reference


class Selection:
    """A model's constraints inside an incremental SAT solver, each under a literal of its own.

    Domains and groups always hold; the objective is left out. Building it raises `encode.TooLarge` where a proof would.

    >>> from algorist.formal.constraint.parse import parse
    >>> with Selection(parse("var x in 1..3\\nx > 1\\nx < 3\\nx = 3")) as selection:
    ...     selection.values([0, 1]), selection.unique([0, 1]), selection.values([1, 2]), selection.conflict([0, 1, 2])
    ({'x': 2}, True, None, (1, 2))
    """

    def __init__(self, model: ConstraintModel) -> None:
        encoder = Encoder(model)
        self._literals = [encoder.literal(constraint.formula) for constraint in model.constraints]
        self._views = {name: encoder.view(Reference(name)) for name in model.domains()}
        self._fresh = encoder.variables
        self._solver = Glucose4(bootstrap_with=encoder.clauses)

    def __enter__(self) -> Selection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._solver.delete()

    def values(self, positions: Iterable[int]) -> dict[str, Value] | None:
        """Return values that satisfy the constraints at these positions, or None if there are none."""
        return self._find([self._literals[position] for position in positions])

    def another(self, positions: Iterable[int], values: Mapping[str, Value]) -> dict[str, Value] | None:
        """Return values other than these that satisfy the constraints at these positions, or None."""
        self._fresh += 1
        different = [-self._views[name][value] for name, value in values.items()]
        self._solver.add_clause([-self._fresh, *different])
        return self._find([self._fresh, *(self._literals[position] for position in positions)])

    def unique(self, positions: Iterable[int]) -> bool:
        """Return whether exactly one assignment satisfies the constraints at these positions."""
        chosen = list(positions)
        values = self.values(chosen)
        return values is not None and self.another(chosen, values) is None

    def conflict(self, positions: Iterable[int]) -> tuple[int, ...]:
        """Return those of the positions that conflict, all of them needed, or () if there is no conflict."""
        candidates = self._core(list(positions))
        needed: list[int] = []
        while candidates:
            position = candidates.pop()
            smaller = self._core([*needed, *candidates])
            if smaller is None:
                needed.append(position)
            else:
                candidates = [candidate for candidate in candidates if candidate in smaller]
        return tuple(sorted(needed))

    def _find(self, assumed: list[int]) -> dict[str, Value] | None:
        if not self._solver.solve(assumptions=assumed):
            return None
        true = set(self._solver.get_model())
        return {name: _true(view, true) for name, view in self._views.items()}

    def _core(self, positions: list[int]) -> list[int] | None:
        """Return some of the positions that conflict, or None if they do not."""
        if self._solver.solve(assumptions=[self._literals[position] for position in positions]):
            return None
        core = set(self._solver.get_core() or ())
        return [position for position in positions if self._literals[position] in core]


def _true(view: View, true: set[int]) -> Value:
    """Return the view's value; where no clause speaks of its variable, the solver leaves it open and any will do."""
    value: Value = next(value for value, literal in view.items() if -literal not in true)
    return value
