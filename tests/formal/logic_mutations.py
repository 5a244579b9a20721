"""Forgeries of a certified answer to a logic model, and a slow judge that uses other means than the checker."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from pysat.solvers import Glucose4

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.logic.check import Rejected, denied, refutation_clauses, supported
from algorist.formal.logic.finite import Infinite
from algorist.formal.logic.normal import Beyond
from algorist.formal.logic.provers import z3
from algorist.formal.logic.tree import Apply, Expression, LogicModel, Not, Numeral, Relation, Sentence, Sort

Forgery = tuple[str, LogicModel, Solution]


def forgeries(model: LogicModel, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change."""
    assert solution.certificate is not None
    kinds: list[Callable[[LogicModel, Solution, random.Random], Forgery | None]] = [
        _claim,
        _extra,
        _certificate,
        _model,
    ]
    if solution.values:
        kinds += [_value]
    if solution.certificate.kind == "structures":
        kinds += [_table, _table, _table, _size]
    if solution.certificate.kind == "refutation":
        kinds += [_step, _step, _step, _step, _header]
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged is not None and (forged[1], forged[2]) != (model, solution):
            yield forged


def holds(model: LogicModel, solution: Solution) -> bool:
    """Return whether the claim is true and its certificate shows it, judged by Z3 and by a SAT solver's propagation."""
    certificate = solution.certificate
    if certificate is None or solution.objective is not None:
        return False
    try:
        if certificate.kind == "refutation":
            return not solution.values and _refutes(model, solution, certificate.data)
        if certificate.kind == "structures":
            return not solution.conflict and _supports(model, solution, certificate.data)
    except (Rejected, Infinite, Beyond, KeyError, TypeError, ValueError):
        return False
    return False


def _supports(model: LogicModel, solution: Solution, data: Mapping[str, Any]) -> bool:
    wanted = supported(model, solution.claim)
    if data.keys() != wanted.keys() or (solution.claim is Claim.NEITHER and solution.values):
        return False
    return all(_models(model, sentences, data[name], solution) for name, sentences in wanted.items())


def _models(model: LogicModel, sentences: list[Sentence], data: Any, solution: Solution) -> bool:
    """Return whether Z3 finds the sentences consistent with every entry of the tables, over listed elements."""
    if not isinstance(data, dict) or data.keys() != {"domains", "tables"}:
        return False
    free = [sort.name for sort in model.sorts if not sort.elements and not sort.bounds]
    sizes = data["domains"]
    if sizes.keys() != set(free) or any(type(size) is not int or not 1 <= size < 50 for size in sizes.values()):
        return False
    sorts = [
        Sort(sort.name, tuple(f"{sort.name}!{place}" for place in range(sizes[sort.name])))
        if sort.name in free
        else sort
        for sort in model.sorts
    ]
    listed = LogicModel(tuple(sorts), model.symbols, ())
    elements: dict[str, list[Expression]] = {}
    for sort in sorts:
        numbers = range(sort.bounds[0], sort.bounds[1] + 1) if sort.bounds else ()
        elements[sort.name] = [Numeral(number) for number in numbers] or [Apply(name) for name in sort.elements]
    tables = data["tables"]
    if not isinstance(tables, dict) or tables.keys() != {symbol.name for symbol in model.symbols}:
        return False
    entries: list[Sentence] = []
    values: dict[str, Any] = {}
    for symbol in model.symbols:
        keys = list(product(*(elements[sort] for sort in symbol.arguments)))
        if not isinstance(tables[symbol.name], list) or len(keys) != len(tables[symbol.name]):
            return False
        for key, value in zip(keys, tables[symbol.name], strict=True):
            call = Apply(symbol.name, key)
            formula = _entry(call, value, symbol.result, listed, elements)
            if formula is None:
                return False
            entries.append(Sentence(formula))
            shown = _shown(value, symbol.result, listed)
            if shown is not False:
                inside = ", ".join(str(each.value) if isinstance(each, Numeral) else each.name for each in key)  # type: ignore[union-attr]
                values[symbol.name + (f"({inside})" if key else "")] = shown
    if solution.claim is Claim.FEASIBLE and (
        values != dict(solution.values) or any(type(values[name]) is not type(solution.values[name]) for name in values)
    ):
        return False
    return z3(listed, [*sentences, *entries], 10)[0] == "sat"


def _entry(call: Apply, value: Any, sort: str, model: LogicModel, elements: Any) -> Expression | None:
    if sort == "Bool":
        return (call if value else Not(call)) if type(value) is bool else None
    if sort in ("Int", "Real"):
        if type(value) is not int and not (sort == "Real" and type(value) is str):
            return None
        return Relation("=", call, Numeral(_exact(Fraction(value))))
    if type(value) is not int:
        return None
    if model.sort(sort).bounds:
        return Relation("=", call, Numeral(value)) if Numeral(value) in elements[sort] else None
    return Relation("=", call, elements[sort][value]) if 0 <= value < len(elements[sort]) else None


def _exact(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _shown(value: Any, sort: str, model: LogicModel) -> Any:
    if sort == "Real":
        return Fraction(value)
    return model.sort(sort).elements[value] if model.sort(sort).elements else value


def _refutes(model: LogicModel, solution: Solution, data: Mapping[str, Any]) -> bool:
    """Return whether every added clause follows by the unit propagation of a SAT solver, and the last is empty."""
    conflict = solution.conflict
    if list(conflict) != sorted(set(conflict)) or not all(0 <= place < len(model.premises) for place in conflict):
        return False
    if conflict and solution.claim is not Claim.INFEASIBLE:
        return False
    clauses = refutation_clauses(model, denied(model, solution.claim, conflict), data["by"], data["depth"])
    if (data["variables"], data["clauses"]) != (clauses.variables, len(clauses.clauses)):
        return False
    steps = data["steps"]
    if not isinstance(steps, list) or not all(re.fullmatch(r"(d )?(-?[1-9][0-9]* )*0", str(step)) for step in steps):
        return False
    with Glucose4(bootstrap_with=clauses.clauses) as solver:
        for step in steps:
            if step.startswith("d "):
                continue
            literals = [int(literal) for literal in step.split()[:-1]]
            if any(abs(literal) > clauses.variables for literal in literals):
                return False
            possible, _ = solver.propagate(assumptions=[-literal for literal in literals])
            if possible and not any(literal == -other for literal in literals for other in literals):
                return False
            if literals:
                solver.add_clause(literals)
    return steps[-1:] == ["0"]


# One random change each.


def _with(solution: Solution, **changes: Any) -> Solution:
    assert solution.certificate is not None
    return replace(
        solution, certificate=Certificate(solution.certificate.kind, {**solution.certificate.data, **changes})
    )


def _claim(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    return "claim", model, replace(solution, claim=rng.choice([each for each in Claim if each is not solution.claim]))


def _extra(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    match rng.randrange(3):
        case 0:
            return "objective", model, replace(solution, objective=Fraction(1))
        case 1:
            return "one value more", model, replace(solution, values={**solution.values, "intruder": 1})
        case _:
            conflict = tuple(rng.sample(range(-1, len(model.premises) + 1), rng.randint(1, 2)))
            return "conflict", model, replace(solution, conflict=conflict)


def _value(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    name = rng.choice(list(solution.values))
    wrong: list[Any] = [0, 1, -1, 1.0, True, False, None, "ann", float("nan"), Fraction(1, 2)]
    return f"value of {name}", model, replace(solution, values={**solution.values, name: rng.choice(wrong)})


def _certificate(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    match rng.randrange(4):
        case 0:
            return "no certificate", model, replace(solution, certificate=None)
        case 1:
            return (
                "kind",
                model,
                replace(solution, certificate=Certificate(rng.choice(["drup", "", "agreement"]), data)),
            )
        case 2:
            data.pop(rng.choice(list(data)))
        case _:
            data[rng.choice(list(data))] = rng.choice([None, "x", {}, [], -1, 2.5])
    return "certificate's data", model, replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _table(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery | None:
    assert solution.certificate is not None
    name = rng.choice(list(solution.certificate.data))
    structure = solution.certificate.data[name]
    symbol = rng.choice(list(structure["tables"]))
    rows = list(structure["tables"][symbol])
    at = rng.randrange(len(rows))
    if rng.random() < 0.1:
        rows.pop(at)
    else:
        old = rows[at]
        rows[at] = rng.choice([not old if type(old) is bool else True, 0, 1, 2, 3, -1, "1/2", None, 0.5])
    changed = {**structure, "tables": {**structure["tables"], symbol: rows}}
    return f"table of {symbol}", model, _with(solution, **{name: changed})


def _size(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery | None:
    assert solution.certificate is not None
    name = rng.choice(list(solution.certificate.data))
    structure = solution.certificate.data[name]
    sort = rng.choice([*structure["domains"], "Intruder"])
    domains = {**structure["domains"], sort: rng.choice([0, 1, 2, 3, -1, 10**9, None])}
    return "size of a sort", model, _with(solution, **{name: {**structure, "domains": domains}})


def _model(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery | None:
    """Drop a premise, or turn one into its opposite."""
    if not model.premises:
        return None
    place = rng.randrange(len(model.premises))
    kept = list(model.premises)
    if rng.random() < 0.5:
        del kept[place]
        return "premise dropped", replace(model, premises=tuple(kept)), solution
    kept[place] = Sentence(Not(kept[place].formula))
    return "premise negated", replace(model, premises=tuple(kept)), solution


def _header(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    key = rng.choice(["by", "depth", "variables", "clauses"])
    return key, model, _with(solution, **{key: rng.choice(["finite", "herbrand", 0, 1, 2, 7, -1, None, True])})


def _step(model: LogicModel, solution: Solution, rng: random.Random) -> Forgery:
    """Drop, cut, flip, make up or misspell a step of the proof."""
    assert solution.certificate is not None
    steps = list(solution.certificate.data["steps"])
    place = rng.randrange(len(steps))
    literals = steps[place].split()
    match rng.randrange(5):
        case 0:
            del steps[place]
        case 1:
            del steps[place:]
        case 2:
            at = rng.randrange(len(literals))
            literals[at] = literals[at][1:] if literals[at].startswith("-") else f"-{literals[at]}"
            steps[place] = " ".join(literals)
        case 3:
            variables = rng.choices(range(1, solution.certificate.data["variables"] + 3), k=rng.randint(1, 2))
            steps.insert(place, " ".join(str(rng.choice((1, -1)) * variable) for variable in variables) + " 0")
        case _:
            steps[place] = rng.choice(["", "x 0", "1 0 2 0", "01 0", "1", f"{steps[place]} 0", "d 0"])
    return "step", model, _with(solution, steps=steps)
