"""Evidence for what a prover says: a structure for `sat`, a checked refutation for `unsat`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from algorist.core.errors import Unavailable
from algorist.formal.constraint.denial import Clauses
from algorist.formal.constraint.drup import ProofError
from algorist.formal.constraint.drup import check as check_proof
from algorist.formal.constraint.encode import TooLarge
from algorist.formal.constraint.tree import Reference
from algorist.formal.logic.check import Rejected, refutation_clauses
from algorist.formal.logic.finite import Grounder, Infinite, encode
from algorist.formal.logic.normal import Beyond
from algorist.formal.logic.structure import Element, Structure
from algorist.formal.logic.tree import BOOL, LogicModel, Sentence

CONFLICTS_BETWEEN_LOOKS = 2_000
LARGEST_SIZE = 8
DEPTHS = 3


def structure(model: LogicModel, sentences: Sequence[Sentence], deadline: float) -> Structure | None:
    """Return a structure in which the sentences hold, the smallest sizes first, or None when none was found in time."""
    free = [sort.name for sort in model.sorts if not sort.elements and not sort.bounds]
    for size in range(1, LARGEST_SIZE + 1) if free else [1]:
        if time.monotonic() > deadline:
            return None
        grounder = Grounder(model, dict.fromkeys(free, size), deadline)
        try:
            ground = grounder.ground(sentences)
            encoder = encode(ground, deadline)
            names = [variable.name for variable in ground.variables]
            views = {name: encoder.view(Reference(name)) for name in names}
        except (Infinite, TooLarge, TimeoutError):
            return None
        chosen = _satisfied(Clauses(encoder.variables, tuple(encoder.clauses)), deadline)
        if chosen is not None:
            values = {name: _chosen(views[name], chosen) for name in names}
            return _read(model, grounder, dict.fromkeys(free, size), values)
    return None


def refutation(model: LogicModel, sentences: Sequence[Sentence], deadline: float) -> dict[str, Any] | None:
    """Return the data of a refutation, over finite sets or else over ground terms less deep first, or None."""
    for by, depth in [("finite", 0), *(("herbrand", depth) for depth in range(DEPTHS))]:
        try:
            clauses = refutation_clauses(model, sentences, by, depth, deadline)
        except (Rejected, Infinite, Beyond, TooLarge):
            continue
        except TimeoutError:
            return None
        steps = _refuted(clauses, deadline)
        if steps is not None:
            return {
                "by": by,
                "depth": depth,
                "variables": clauses.variables,
                "clauses": len(clauses.clauses),
                "steps": steps,
            }
    return None


def _read(model: LogicModel, grounder: Grounder, sizes: Mapping[str, int], values: Mapping[str, Any]) -> Structure:
    domains: dict[str, tuple[Element, ...]] = {BOOL: (False, True)}
    for sort in model.sorts:
        if sort.bounds:
            domains[sort.name] = tuple(range(sort.bounds[0], sort.bounds[1] + 1))
        else:
            domains[sort.name] = sort.elements or tuple(f"{sort.name}!{place}" for place in range(sizes[sort.name]))
    tables: dict[str, dict[tuple[Element, ...], Element]] = {name: {(): name} for name in model.elements()}
    for symbol in model.symbols:
        keys = product(*(domains[sort] for sort in symbol.arguments))
        domain = domains[symbol.result]
        named = isinstance(domain[0], str)
        listed = grounder.table(symbol, values)
        tables[symbol.name] = {key: domain[value] if named else value for key, value in zip(keys, listed, strict=True)}
    return Structure(domains, tables)


def _chosen(view: Mapping[Any, int], chosen: set[int]) -> Any:
    """Return the value whose literal is true; any value where no clause is about the variable."""
    return next((value for value, literal in view.items() if literal in chosen), next(iter(view)))


def _satisfied(clauses: Clauses, deadline: float) -> set[int] | None:
    """Return the true literals of an assignment, or None when there is none or the time ran out."""
    with _solver(clauses, False) as solver:
        return set(solver.get_model() or ()) if _decided(solver, deadline) else None


def _refuted(clauses: Clauses, deadline: float) -> list[str] | None:
    """Return a DRUP proof, or None when the clauses do not conflict or the time ran out."""
    with _solver(clauses, True) as solver:
        if _decided(solver, deadline) is not False:
            return None
        steps = [line.strip() for line in solver.get_proof() or [] if not line.startswith("d")]
    steps = [*steps[: steps.index("0")], "0"] if "0" in steps else [*steps, "0"]
    from algorist.formal.constraint.prove import trimmed

    try:
        return trimmed(steps, check_proof(clauses.variables, clauses.clauses, steps, deadline))
    except (TimeoutError, ProofError):
        return None


def _solver(clauses: Clauses, proof: bool) -> Any:
    try:
        from pysat.solvers import Glucose4
    except ImportError as error:
        raise Unavailable(
            f"The SAT solver does not load: {error}.", "Install it with: pip install python-sat"
        ) from error
    return Glucose4(bootstrap_with=clauses.clauses, with_proof=proof)


def _decided(solver: Any, deadline: float) -> bool | None:
    while time.monotonic() < deadline:
        solver.conf_budget(CONFLICTS_BETWEEN_LOOKS)
        found: bool | None = solver.solve_limited()
        if found is not None:
            return found
    return None
