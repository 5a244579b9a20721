"""Forgeries of a certified linear solution, and a slow judge that shares no arithmetic with the checker."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.formal.linear.language import Model, Rows, ground
from algorist.formal.linear.tree import Constraint, Variables, rational

Forgery = tuple[str, Model, Solution]
ODD: list[Any] = [
    "1/0",
    "nan",
    "inf",
    "",
    "x",
    "1.5",
    "--1",
    "1/2/3",
    " 1",
    "٣",
    1.0,
    float("nan"),
    None,
    True,
    [],
    {},
    "9" * 5000,
]


def forgeries(model: Model, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change.

    A change can leave a true claim with a valid certificate; `holds` tells those apart.
    """
    kinds: list[Callable[[Model, Solution, random.Random], Forgery | None]]
    kinds = [_claim, _objective, _certificate, _conflict, _side, _bound]
    if solution.values:
        kinds += [_value, _value, _names, _swap]
    if solution.certificate is not None:
        kinds += [_multiplier] * 4
        if "nodes" in solution.certificate.data:
            kinds += [_node] * 4
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged is not None and (forged[1], forged[2]) != (model, solution):
            yield forged


# -- one random change each


def _claim(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    return "claim", model, replace(solution, claim=rng.choice([each for each in Claim if each is not solution.claim]))


def _objective(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    found = solution.objective or Fraction(0)
    wrong: list[Any] = [found + 1, found - Fraction(1, 10**12), -found, None, float(found), float("nan"), str(found)]
    return "objective", model, replace(solution, objective=rng.choice(wrong))


def _conflict(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    positions: list[Any] = list(solution.conflict)
    match rng.randrange(3):
        case 0 if positions:
            positions.pop(rng.randrange(len(positions)))
        case 1:
            positions.append(rng.choice([-1, 0, 1, len(model.constraints), True, 0.0, "0"]))
        case _:
            positions = [rng.randrange(len(model.constraints) + 1)]
    return "conflict", model, replace(solution, conflict=tuple(positions))


def _certificate(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    if solution.certificate is None:
        return None
    kinds = ["primal-dual", "farkas", "ray", "branching", "drup", ""]
    changed: list[Certificate | None] = [None, *(Certificate(kind, solution.certificate.data) for kind in kinds)]
    changed += [
        Certificate(solution.certificate.kind, data) for data in ({}, {"dual": None}, {"nodes": []}, {"ray": 1})
    ]
    return "certificate", model, replace(solution, certificate=rng.choice(changed))


def _value(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    name = rng.choice(list(solution.values))
    value: Any = solution.values[name]
    wrong: list[Any] = [value + 1, value - 1, value + Fraction(1, 10**9), -value, float(value), float("nan")]
    wrong += [float("inf"), None, True, str(value), 10**40]
    return f"value of {name}", model, replace(solution, values={**solution.values, name: rng.choice(wrong)})


def _names(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    values = dict(solution.values)
    if rng.random() < 0.5:
        return "one name more", model, replace(solution, values={**values, "intruder": 1})
    del values[rng.choice(list(values))]
    return "one name less", model, replace(solution, values=values)


def _swap(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    if len(solution.values) < 2:
        return None
    left, right = rng.sample(list(solution.values), 2)
    values = {**solution.values, left: solution.values[right], right: solution.values[left]}
    return f"values of {left} and {right}", model, replace(solution, values=values)


def _multiplier(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    """Change an entry of the dual, of the ray, or of a leaf."""
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    key: Any = next(iter(data))
    if key == "nodes":
        nodes = list(data["nodes"])
        places = [place for place, node in enumerate(nodes) if "split" not in node]
        place = rng.choice(places)
        (kind,) = nodes[place]
        nodes[place] = {kind: _changed(nodes[place][kind], rng)}
        data["nodes"] = nodes
    else:
        data[key] = _changed(data[key], rng)
    return "multiplier", model, replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _changed(entries: dict[str, str], rng: random.Random) -> dict[str, Any]:
    changed: dict[str, Any] = dict(entries)
    if not changed or rng.random() < 0.1:
        return {**changed, rng.choice(["intruder", "constraint 1", "x"]): "1"}
    name = rng.choice(list(changed))
    value = Fraction(changed[name])
    match rng.randrange(6):
        case 0:
            del changed[name]
        case 1:
            changed[name] = rng.choice(ODD)
        case 2:
            changed[name] = str(-value)
        case 3:
            changed[name] = str(value * rng.choice([2, Fraction(1, 2), 0, Fraction(999, 1000)]))
        case 4:
            changed[name] = str(value + Fraction(rng.choice([1, -1]), rng.choice([1, 10, 10**12])))
        case _:
            digits = list(changed[name])
            place = rng.randrange(len(digits))
            digits[place] = rng.choice("0123456789-/")
            changed[name] = "".join(digits)
    return changed


def _node(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    """Cut, bend, swap, close or graft a branch."""
    assert solution.certificate is not None
    nodes: list[Any] = [dict(node) for node in solution.certificate.data["nodes"]]
    place = rng.randrange(len(nodes))
    match rng.randrange(8):
        case 0:
            what = "dropped"
            del nodes[place]
        case 1:
            what = "grafted"
            nodes.append(nodes[place])
        case 2:
            what = "odd"
            nodes[place] = rng.choice([None, {}, [], {"bound": None}, {"farkas": {}}, {"bound": {}}, {"split": "x"}, 7])
        case 3 if "split" not in nodes[place]:
            what = "of another kind"
            nodes[place] = {rng.choice(["farkas", "bound", "rounding"]): next(iter(nodes[place].values()))}
        case 4 if "split" in nodes[place]:
            what = "bent"
            side = rng.choice(["below", "above"])
            nodes[place][side] = rng.choice([0, place, place + 1, len(nodes), -1, True, "1", 1.0])
        case 5 if "split" in nodes[place]:
            what = "swapped"
            nodes[place] = {**nodes[place], "below": nodes[place]["above"], "above": nodes[place]["below"]}
        case 6 if "split" in nodes[place]:
            what = "moved"
            nodes[place]["at"] = rng.choice([nodes[place]["at"] + 1, nodes[place]["at"] - 1, 0.5, "0", None, True])
        case 7 if "split" in nodes[place]:
            what = "renamed"
            nodes[place]["split"] = rng.choice(["intruder", None, *solution.values])
        case _:
            return None
    return f"node {what}", model, replace(solution, certificate=Certificate("branching", {"nodes": nodes}))


def _side(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    """Change the model's constraints under the solution."""
    if not model.constraints:
        return None
    constraints = list(model.constraints)
    place = rng.randrange(len(constraints))
    old = constraints[place]
    if rng.random() < 0.3:
        del constraints[place]
        return "constraint dropped", replace(model, constraints=tuple(constraints)), solution
    other = rng.choice([rational(Fraction(rng.randint(-5, 60), rng.choice([1, 3]))), *old.sides])
    constraints[place] = Constraint((old.sides[0], other), rng.choice(["<=", ">=", "="]), old.label, old.bindings)
    return "constraint changed", replace(model, constraints=tuple(constraints)), solution


def _bound(model: Model, solution: Solution, rng: random.Random) -> Forgery | None:
    """Change the bounds or the type of the model's variables under the solution."""
    declarations = list(model.declarations)
    places = [place for place, item in enumerate(declarations) if isinstance(item, Variables)]
    if not places:
        return None
    place = rng.choice(places)
    item: Any = declarations[place]
    change: dict[str, Any] = rng.choice(
        [
            {"integer": not item.integer},
            {"lower": None},
            {"upper": None},
            {"upper": rational(Fraction(rng.randint(0, 9)))},
        ]
    )
    declarations[place] = replace(item, **change)
    return "bound", replace(model, declarations=tuple(declarations)), solution


# -- the judge


def holds(model: Model, solution: Solution) -> bool:
    """Whether a solution is well formed and its claim follows from its certificate, judged entry by entry."""
    try:
        rows = ground(model)
        return _follows(rows, model, solution)
    except (
        FormalError,
        ValueError,
        TypeError,
        KeyError,
        ZeroDivisionError,
        AttributeError,
        IndexError,
        AssertionError,
    ):
        return False


def _follows(rows: Rows, model: Model, solution: Solution) -> bool:
    certificate = solution.certificate
    if solution.claim is Claim.INFEASIBLE:
        assert certificate is not None
        assert not solution.values
        assert solution.objective is None
        assert all(type(place) is int and 0 <= place < len(model.constraints) for place in solution.conflict)
        assert len(set(solution.conflict)) == len(solution.conflict)
        allowed = set(solution.conflict) or set(range(len(model.constraints)))
        usable = {row.name for row in rows.rows if row.constraint in allowed}
        if certificate.kind == "branching":
            return _closed(rows, certificate.data["nodes"], None, usable)
        assert certificate.kind == "farkas"
        return _refuted(rows, _read(certificate.data["dual"], usable), _box(rows))
    assert not solution.conflict
    assert solution.values.keys() == {column.name for column in rows.columns}
    assert all(type(value) in (int, Fraction) for value in solution.values.values())
    point = {name: Fraction(value) for name, value in solution.values.items()}  # type: ignore[arg-type]
    assert _inside(rows, point)
    if solution.claim is Claim.UNBOUNDED:
        assert certificate is not None
        assert certificate.kind == "ray"
        assert solution.objective is None
        return _endless(rows, _read(certificate.data["ray"], set(point)))
    worth = rows.offset + sum((column.cost * point[column.name] for column in rows.columns), Fraction(0))
    if model.objective is None:
        assert solution.objective is None
    else:
        assert type(solution.objective) is Fraction
        assert solution.objective == worth
    if solution.claim is Claim.FEASIBLE:
        return certificate is None
    assert solution.claim is Claim.OPTIMAL
    assert model.objective is not None
    assert certificate is not None
    names = {row.name for row in rows.rows}
    if certificate.kind == "branching":
        return _closed(rows, certificate.data["nodes"], worth, names)
    assert certificate.kind == "primal-dual"
    plain = {column.name: (column.lower, column.upper) for column in rows.columns}
    return _no_better(rows, _read(certificate.data["dual"], names), plain, worth, rounding=False)


def _read(entries: Any, names: set[str]) -> dict[str, Fraction]:
    assert isinstance(entries, dict)
    assert set(entries) <= names
    values = {}
    for name, text in entries.items():
        whole, slash, under = text.partition("/")
        digits = set("0123456789")
        assert set(whole.removeprefix("-")) <= digits
        assert set(under) <= digits
        values[name] = Fraction(int(whole), int(under) if slash else 1)
    return values


def _inside(rows: Rows, point: dict[str, Fraction]) -> bool:
    for column in rows.columns:
        value = point[column.name]
        if column.integer and value != floor(value):
            return False
        if not _between(value, column.lower, column.upper):
            return False
    return all(_between(_at(rows, row, point), row.lower, row.upper) for row in rows.rows)


def _between(value: Fraction, lower: Fraction | None, upper: Fraction | None) -> bool:
    return (lower is None or lower <= value) and (upper is None or value <= upper)


def _at(rows: Rows, row: Any, point: dict[str, Fraction]) -> Fraction:
    return sum((factor * point[rows.columns[place].name] for place, factor in row.coefficients), Fraction(0))


def _endless(rows: Rows, given: dict[str, Fraction]) -> bool:
    ray = {column.name: given.get(column.name, Fraction(0)) for column in rows.columns}
    for column in rows.columns:
        if not _between(ray[column.name], None if column.lower is None else 0, None if column.upper is None else 0):  # type: ignore[arg-type]
            return False
    for row in rows.rows:
        if not _between(_at(rows, row, ray), None if row.lower is None else 0, None if row.upper is None else 0):  # type: ignore[arg-type]
            return False
    gain = sum((column.cost * ray[column.name] for column in rows.columns), Fraction(0))
    return gain > 0 if rows.maximize else gain < 0


def _box(rows: Rows) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    box = {}
    for column in rows.columns:
        low, high = column.lower, column.upper
        if column.integer:
            low, high = None if low is None else Fraction(ceil(low)), None if high is None else Fraction(floor(high))
        box[column.name] = (low, high)
    return box


def _crossed(box: dict[str, tuple[Fraction | None, Fraction | None]]) -> bool:
    return any(low is not None and high is not None and low > high for low, high in box.values())


def _worst(rows: Rows, dual: dict[str, Fraction], box: Any, costs: list[Fraction]) -> Fraction:
    """Return the proven minimum; raises TypeError where a bound is missing."""
    total = Fraction(0)
    for row in rows.rows:
        weight = dual.get(row.name, Fraction(0))
        if weight:
            total += weight * (row.lower if weight > 0 else row.upper)  # type: ignore[operator]
    for place, column in enumerate(rows.columns):
        price = costs[place]
        for row in rows.rows:
            price -= dual.get(row.name, Fraction(0)) * dict(row.coefficients).get(place, Fraction(0))
        if price:
            total += price * box[column.name][price < 0]
    return total


def _refuted(rows: Rows, dual: dict[str, Fraction], box: Any) -> bool:
    return _crossed(box) or _worst(rows, dual, box, [Fraction(0)] * len(rows.columns)) > 0


def _skips(rows: Rows, dual: dict[str, Fraction]) -> bool:
    low = high = Fraction(0)
    for row in rows.rows:
        weight = dual.get(row.name, Fraction(0))
        if weight:
            ends = sorted([weight * row.lower, weight * row.upper])  # type: ignore[operator]
            low, high = low + ends[0], high + ends[1]
    for place, column in enumerate(rows.columns):
        share = sum((dual.get(row.name, 0) * dict(row.coefficients).get(place, 0) for row in rows.rows), Fraction(0))
        if share != floor(share) or (share and not column.integer):
            return False
    return floor(high) < low and floor(high) < ceil(low)


def _no_better(rows: Rows, dual: dict[str, Fraction], box: Any, worth: Fraction, *, rounding: bool) -> bool:
    sign = -1 if rows.maximize else 1
    bound = _worst(rows, dual, box, [sign * column.cost for column in rows.columns])
    priced = [column for column in rows.columns if column.cost]
    if rounding and priced and all(column.integer for column in priced):
        common = lcm(*(column.cost.denominator for column in priced))
        step = Fraction(gcd(*(int(column.cost * common) for column in priced)), common)
        bound = ceil(bound / step) * step
    return bound >= sign * (worth - rows.offset)


def _closed(rows: Rows, nodes: Any, worth: Fraction | None, names: set[str]) -> bool:
    integers = {column.name for column in rows.columns if column.integer}
    left = list(range(len(nodes)))

    def closed(place: int, box: Any) -> bool:
        assert type(place) is int
        left.remove(place)
        node = nodes[place]
        if "split" in node:
            name, at = node["split"], node["at"]
            assert name in integers
            assert type(at) is int
            low, high = box[name]
            below = {**box, name: (low, Fraction(at) if high is None else min(high, Fraction(at)))}
            above = {**box, name: (Fraction(at + 1) if low is None else max(low, Fraction(at + 1)), high)}
            return closed(node["below"], below) and closed(node["above"], above)
        if "rounding" in node:
            return _skips(rows, _read(node["rounding"], names))
        if "farkas" in node:
            return _refuted(rows, _read(node["farkas"], names), box)
        assert worth is not None
        return _no_better(rows, _read(node["bound"], names), box, worth, rounding=True)

    return closed(0, _box(rows)) and not left
