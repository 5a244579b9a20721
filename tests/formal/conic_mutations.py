"""Forgeries of a certified conic solution, and a slow judge that shares no arithmetic with the checker."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf
from sympy import Matrix, Rational

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.conic.check import TOLERANCE
from algorist.formal.conic.tree import Cone, Model

Forgery = tuple[str, Model, Solution]
ODD: list[Any] = ["1/0", "nan", "", "x", "1.5", "--1", "1/2/3", " 1", "٣", 1.0, None, True, [], {}, "9" * 5000]
FIELDS = ["costs", "rows", "right", "cost_matrices", "row_matrices", "shapes", "shifts"]
mp.dps = 60


def forgeries(model: Model, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change."""
    kinds = [_claim, _model, _model, _model, _certificate]
    if solution.values:
        kinds += [_value] * 3 + [_objective]
    if solution.certificate is not None:
        kinds += [_entry] * 5
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged[1:] != (model, solution):
            yield forged


def _claim(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    return "claim", model, replace(solution, claim=rng.choice([each for each in Claim if each is not solution.claim]))


def _objective(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    worth: Any = solution.objective or Fraction(0)
    wrong: list[Any] = [worth + 1, worth - Fraction(1, 10**12), None, float(worth), str(worth)]
    return "objective", model, replace(solution, objective=rng.choice(wrong))


def _certificate(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    data: Any = {} if solution.certificate is None else dict(solution.certificate.data)
    changed = [Certificate(kind, data) for kind in ("dual", "farkas", "ray", "")]
    changed += [Certificate(changed[0].kind, {**data, "dual": rng.choice(ODD)}), Certificate("dual", {"bound": "0"})]
    return "certificate", model, replace(solution, certificate=rng.choice([None, *changed]))


def _value(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    values: dict[str, Any] = dict(solution.values)
    name = rng.choice(list(values))
    match rng.randrange(4):
        case 0:
            del values[name]
        case 1:
            values["intruder"] = 1
        case _:
            value = values[name]
            wrong = [value + 1, value - Fraction(1, 10**3), -value, value * 2, float(value), None, True, str(value)]
            values[name] = rng.choice(wrong)
    return f"value of {name}", model, replace(solution, values=values)


def _entry(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    """Change one leaf of the certificate, or drop or repeat an entry."""
    assert solution.certificate is not None
    data = copy.deepcopy(dict(solution.certificate.data))
    at: Any = data
    while True:
        key = rng.choice(list(at) if isinstance(at, dict) else range(len(at)))
        if not isinstance(at[key], (dict, list)) or not at[key] or rng.random() < 0.05:
            break
        at = at[key]
    if rng.random() < 0.15:
        del at[key]
    elif rng.random() < 0.15 or isinstance(at[key], (dict, list)):
        at[key] = rng.choice(ODD)
    else:
        number = Fraction(at[key])
        near = number + Fraction(rng.choice([1, -1]), rng.choice([1, 10**6, 10**30]))
        at[key] = str(rng.choice([near, -number, 2 * number, number * Fraction(999, 1000)]))
    return f"{key}", model, replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _model(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    """Change a coefficient, a cone or the sense of the model under the solution."""
    choice = rng.random()
    if choice < 0.1:
        return "sense", replace(model, maximise=not model.maximise), solution
    field = rng.choice(["variables", "constraints"])
    if choice < 0.3 and getattr(model, field):
        cones = list(getattr(model, field))
        place = rng.randrange(len(cones))
        cones[place] = Cone(rng.choice(["L+", "L-", "L=", "F", "Q"]), cones[place].size)
        return "cone", replace(model, **{field: tuple(cones)}), solution
    fields = [name for name in FIELDS if getattr(model, name)]
    if not fields:
        return "offset", replace(model, offset=model.offset + 1), solution
    field = rng.choice(fields)
    kept = list(getattr(model, field))
    place = rng.randrange(len(kept))
    if rng.random() < 0.3:
        del kept[place]
    else:
        where, value = kept[place]
        kept[place] = (where, rng.choice([-value, value * 2, value + Fraction(1, rng.choice([1, 1000]))]))
    return field, replace(model, **{field: tuple(each for each in kept if each[1])}), solution


# -- the judge: cone by cone from the model's own sections, eigenvalue signs by sympy, exp and powers by mpmath


def holds(model: Model, solution: Solution) -> bool:
    """Whether a solution is well formed and its claim follows from its evidence."""
    try:
        return _follows(model, solution)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ZeroDivisionError,
        AssertionError,
        StopIteration,
    ):
        return False


def _follows(model: Model, solution: Solution) -> bool:
    names = [f"x{k}" for k in range(model.scalars)]
    names += [f"X{k}_{i}_{j}" for k, order in enumerate(model.matrices) for i in range(order) for j in range(i + 1)]
    assert not solution.conflict
    certificate = solution.certificate
    if solution.claim is Claim.INFEASIBLE:
        assert certificate is not None
        assert certificate.kind == "farkas"
        assert not solution.values
        assert solution.objective is None
        return _bound(model, names, certificate.data["dual"], dict.fromkeys(names, Fraction(0))) > 0
    assert solution.claim in (Claim.OPTIMAL, Claim.FEASIBLE)
    assert solution.values.keys() == set(names)
    assert all(type(value) in (int, Fraction) for value in solution.values.values())
    for _, kind, powers, lines in _cones(model):
        slack = [
            constant + sum(factor * solution.values[name] for name, factor in line.items()) for line, constant in lines
        ]
        if not _within(kind, slack, powers):
            return False
    costs = _costs(model, names)
    worth = model.offset + sum(cost * solution.values[name] for name, cost in costs.items())  # type: ignore[operator]
    if not any(costs.values()):
        return solution.objective is None and certificate is None and solution.claim is Claim.FEASIBLE
    assert type(solution.objective) is Fraction
    assert solution.objective == worth
    if certificate is None:
        return solution.claim is Claim.FEASIBLE
    assert certificate.kind == "dual"
    sign = -1 if model.maximise else 1
    bound = sign * _bound(model, names, certificate.data["dual"], {name: sign * cost for name, cost in costs.items()})
    assert bound + model.offset == _read(certificate.data["bound"])
    return solution.claim is Claim.FEASIBLE or abs(worth - bound - model.offset) <= TOLERANCE * max(1, abs(worth))


def _costs(model: Model, names: list[str]) -> dict[str, Fraction]:
    costs = dict.fromkeys(names, Fraction(0))
    for (place,), value in model.costs:
        costs[f"x{place}"] += value
    for (k, i, j), value in model.cost_matrices:
        costs[f"X{k}_{i}_{j}"] += value if i == j else 2 * value
    return costs


def _cones(model: Model) -> Iterator[tuple[str, str, Any, list[tuple[dict[str, Fraction], Fraction]]]]:
    """Yield the name, kind and exponents of each cone, and its rows as coefficients by name with a constant."""
    at = 0
    for number, cone in enumerate(model.variables):
        yield (
            f"variables {number}",
            cone.kind,
            cone.powers,
            [({f"x{at + k}": Fraction(1)}, Fraction(0)) for k in range(cone.size)],
        )
        at += cone.size
    for k, order in enumerate(model.matrices):
        units = [({f"X{k}_{i}_{j}": Fraction(1)}, Fraction(0)) for i in range(order) for j in range(i + 1)]
        yield f"matrix {k}", "PSD", (), units
    lines: list[dict[str, Fraction]] = [{} for _ in range(model.height)]
    for (row, place), value in model.rows:
        lines[row][f"x{place}"] = value
    for (row, k, i, j), value in model.row_matrices:
        lines[row][f"X{k}_{i}_{j}"] = value if i == j else 2 * value
    right = {row: value for (row,), value in model.right}
    at = 0
    for number, cone in enumerate(model.constraints):
        span = range(at, at + cone.size)
        yield f"constraint {number}", cone.kind, cone.powers, [(lines[k], right.get(k, Fraction(0))) for k in span]
        at += cone.size
    for k, order in enumerate(model.semidefinite):
        rows = []
        for i in range(order):
            for j in range(i + 1):
                line = {f"x{x}": value for (c, x, a, b), value in model.shapes if (c, a, b) == (k, i, j)}
                rows.append((line, next((value for place, value in model.shifts if place == (k, i, j)), Fraction(0))))
        yield f"matrix constraint {k}", "PSD", (), rows


def _bound(model: Model, names: list[str], duals: Any, costs: dict[str, Fraction]) -> Fraction:
    assert isinstance(duals, dict)
    left, total, known = dict(costs), Fraction(0), set()
    for block, kind, powers, lines in _cones(model):
        if kind == "F" or not lines:
            continue
        known.add(block)
        if block not in duals:
            continue
        assert isinstance(duals[block], (list, tuple))
        dual = [_read(text) for text in duals[block]]
        assert len(dual) == len(lines)
        signs = -1 if kind == "L-" else 1
        assert _within_dual(kind, [signs * value for value in dual] if kind == "L-" else dual, powers)
        for value, (line, constant) in zip(dual, lines, strict=True):
            total -= signs * value * constant
            for name, factor in line.items():
                left[name] -= signs * value * factor
    assert set(duals) <= known
    assert not any(left.values())
    return total


def _read(text: Any) -> Fraction:
    if type(text) is int:
        return Fraction(text)
    assert isinstance(text, str)
    whole, slash, under = text.partition("/")
    digits = set("0123456789")
    assert whole.removeprefix("-")
    assert set(whole.removeprefix("-")) <= digits
    assert not slash or under
    assert set(under) <= digits
    return Fraction(int(whole), int(under) if slash else 1)


def _real(value: Fraction) -> Any:
    return mpf(value.numerator) / mpf(value.denominator)


def _within(kind: str, s: Any, powers: Any) -> bool:
    s = [Fraction(value) for value in s]
    rest = sum((value * value for value in s[{"Q": 1, "QR": 2}.get(kind, 0) :]), Fraction(0))
    match kind:
        case "F":
            return True
        case "L=":
            return not any(s)
        case "L+":
            return min(s, default=0) >= 0
        case "L-":
            return max(s, default=0) <= 0
        case "Q":
            return s[0] >= 0 and s[0] * s[0] - rest >= 0
        case "QR":
            return min(s[:2]) >= 0 and 2 * s[0] * s[1] - rest >= 0
        case "PSD":
            return _signs(s)
        case "EXP":
            if s[1] <= 0:
                return s[1] == 0 and s[0] >= 0 and s[2] <= 0
            return bool(_real(s[0]) >= _real(s[1]) * mp.exp(_real(s[2] / s[1])))
        case "EXP*":
            if s[2] >= 0:
                return s[2] == 0 and s[0] >= 0 and s[1] >= 0
            return bool(_real(s[0]) >= -_real(s[2]) * mp.exp(_real(s[1] / s[2]) - 1))
    shares = [power / sum(powers) for power in powers]
    heads = [value / (share if kind == "POW*" else 1) for value, share in zip(s, shares, strict=False)]
    if min(heads) < 0:
        return False
    product = mp.fprod(mp.power(_real(head), _real(share)) for head, share in zip(heads, shares, strict=True))
    tail = _real(sum((value * value for value in s[len(shares) :]), Fraction(0)))
    return bool(product * (1 + mpf(10) ** -50) >= mp.sqrt(tail))


def _within_dual(kind: str, y: Any, powers: Any) -> bool:
    if kind == "PSD":
        return _signs(y, half=True)
    swapped = {"L=": "F", "F": "L=", "EXP": "EXP*", "EXP*": "EXP", "POW": "POW*", "POW*": "POW"}
    return _within(swapped.get(kind, kind), y, powers)


def _signs(entries: Any, *, half: bool = False) -> bool:
    order = 0
    while order * (order + 1) // 2 < len(entries):
        order += 1
    matrix, flat = [[Rational(0)] * order for _ in range(order)], iter(entries)
    for i in range(order):
        for j in range(i + 1):
            value = Fraction(next(flat)) / (2 if half and i != j else 1)
            matrix[i][j] = matrix[j][i] = Rational(value.numerator, value.denominator)
    return all(value * (-1) ** place >= 0 for place, value in enumerate(Matrix(matrix).charpoly().all_coeffs()))
