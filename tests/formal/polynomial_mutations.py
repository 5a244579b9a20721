"""Forgeries of a certified polynomial solution, and a slow judge that shares no arithmetic with the checker."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.polynomial.tree import Constraint, Model, Polynomial

Forgery = tuple[str, Model, Solution]
ODD: list[Any] = ["1/0", "nan", "", "x", "1.5", "--1", "1/2/3", " 1", "٣", 1.0, None, True, [], {}, "9" * 5000]
OTHERS = [Claim.OPTIMAL, Claim.UNIQUE, Claim.INFEASIBLE, Claim.UNBOUNDED, Claim.FEASIBLE]


def forgeries(model: Model, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change."""
    kinds = [_claim, _model, _model, _certificate]
    kinds += [_entry] * 6 if solution.certificate is not None else [_value] * 4
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged[1:] != (model, solution):
            yield forged


def _claim(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    swapped = Claim.REFUTED if solution.claim is Claim.ENTAILED else Claim.ENTAILED
    return "claim", model, replace(solution, claim=rng.choice([swapped, *OTHERS]))


def _certificate(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    data: Any = {} if solution.certificate is None else dict(solution.certificate.data)
    key = rng.choice(["squares", "equations", "multiplier"])
    changed: list[Certificate | None] = [
        Certificate("farkas", data),
        Certificate("sum-of-squares", {**data, key: rng.choice(ODD)}),
    ]
    data.pop(key, None)
    return (
        "certificate",
        model,
        replace(solution, certificate=rng.choice([None, *changed, Certificate("sum-of-squares", data)])),
    )


def _value(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    if not solution.values or rng.random() < 0.3:
        worth: Any = solution.objective
        wrong: list[Any] = [worth + 1, worth - Fraction(1, 10**12), -worth, None, float(worth), str(worth)]
        return "objective", model, replace(solution, objective=rng.choice(wrong))
    values: dict[str, Any] = dict(solution.values)
    name = rng.choice(list(values))
    match rng.randrange(3):
        case 0:
            del values[name]
        case 1:
            values["intruder"] = 1
        case _:
            value = values[name]
            values[name] = rng.choice(
                [value + 1, -value, value * 2, value + Fraction(1, 10**9), float(value), None, True, "1"]
            )
    return f"value of {name}", model, replace(solution, values=values)


def _entry(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    """Change one leaf of the certificate, or drop or repeat an element of one of its lists."""
    assert solution.certificate is not None
    data = copy.deepcopy(dict(solution.certificate.data))
    at: Any = data
    while True:
        key = rng.choice(list(at) if isinstance(at, dict) else range(len(at)))
        inner = at[key]
        if not isinstance(inner, (dict, list)) or not inner or rng.random() < 0.05:
            break
        at = inner
    if isinstance(at, list) and rng.random() < 0.2:
        if rng.random() < 0.5:
            del at[key]
        else:
            at.append(at[key])
    else:
        at[key] = _changed(at[key], rng)
    return f"{key}", model, replace(solution, certificate=Certificate(solution.certificate.kind, data))


def _changed(value: Any, rng: random.Random) -> Any:
    if rng.random() < 0.2 or isinstance(value, (dict, list)):
        return rng.choice(ODD)
    if isinstance(value, int):
        return rng.choice([value + 1, value - 1, -1, str(value), 10**30])
    number = Fraction(value)
    near = number + Fraction(rng.choice([1, -1]), rng.choice([1, 10**6, 10**30]))
    return str(rng.choice([near, -number, 2 * number, number * Fraction(999, 1000)]))


def _model(model: Model, solution: Solution, rng: random.Random) -> Forgery:
    """Change a coefficient of the polynomial or of the domain, or drop a constraint, under the solution."""
    if model.domain and rng.random() < 0.4:
        domain = list(model.domain)
        place = rng.randrange(len(domain))
        if rng.random() < 0.3:
            del domain[place]
        else:
            old = domain[place]
            flipped = rng.random() < 0.3 and not old.equation
            domain[place] = Constraint(old.polynomial if flipped else _bent(old.polynomial, model, rng), flipped)
        return "domain", replace(model, domain=tuple(domain)), solution
    return "polynomial", replace(model, polynomial=_bent(model.polynomial, model, rng)), solution


def _bent(polynomial: Polynomial, model: Model, rng: random.Random) -> Polynomial:
    coefficients = polynomial.coefficients()
    monomials = [*coefficients, (0,) * len(model.variables)]
    monomial = rng.choice(monomials)
    coefficients[monomial] = coefficients.get(monomial, Fraction(0)) + Fraction(
        rng.choice([1, -1, -3]), rng.choice([1, 7, 10**20])
    )
    return Polynomial.of(coefficients)


# -- the judge: sympy's polynomials, and principal minors instead of elimination


def holds(model: Model, solution: Solution) -> bool:
    """Whether a solution is well formed and its claim follows from its evidence."""
    try:
        return _follows(model, solution)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError, AssertionError):
        return False


def _follows(model: Model, solution: Solution) -> bool:
    symbols = sympy.symbols([f"v{k}" for k in range(len(model.variables))])
    assert not solution.conflict
    if solution.claim is Claim.REFUTED:
        assert solution.certificate is None
        assert solution.values.keys() == set(model.variables)
        assert all(type(value) in (int, Fraction) for value in solution.values.values())
        at = {s: _number(solution.values[name]) for s, name in zip(symbols, model.variables, strict=True)}
        for constraint in model.domain:
            worth = _symbolic(constraint.polynomial.terms, symbols).subs(at)
            assert worth == 0 or (worth > 0 and not constraint.equation)
        worth = _symbolic(model.polynomial.terms, symbols).subs(at)
        assert type(solution.objective) is Fraction
        return bool(worth < 0 and worth == _number(solution.objective))
    assert solution.claim is Claim.ENTAILED
    assert not solution.values
    assert solution.objective is None
    assert solution.certificate is not None
    assert solution.certificate.kind == "sum-of-squares"
    data = solution.certificate.data
    total = sympy.Integer(0)
    for block in data["squares"]:
        basis = [_symbolic([_term(term, symbols) for term in each], symbols) for each in block["basis"]]
        assert len(block["gram"]) == len(basis)
        matrix = sympy.zeros(len(basis), len(basis))
        for i, row in enumerate(block["gram"]):
            assert isinstance(row, list)
            assert len(row) == i + 1
            for j, value in enumerate(row):
                matrix[i, j] = matrix[j, i] = _rational(value)
        assert _semidefinite(matrix)
        part = sum(
            (matrix[i, j] * basis[i] * basis[j] for i in range(len(basis)) for j in range(len(basis))), sympy.Integer(0)
        )
        for factor in block["factors"]:
            assert type(factor) is int
            assert factor >= 0
            assert not model.domain[factor].equation
            part *= _symbolic(model.domain[factor].polynomial.terms, symbols)
        total += part
    for equation in data["equations"]:
        place = equation["constraint"]
        assert type(place) is int
        assert place >= 0
        assert model.domain[place].equation
        terms = [_term(term, symbols) for term in equation["factor"]]
        total += _symbolic(terms, symbols) * _symbolic(model.domain[place].polynomial.terms, symbols)
    power, constant = data["multiplier"]["power"], data["multiplier"]["constant"]
    assert type(power) is type(constant) is int
    assert 0 <= power < 20
    assert constant in (0, 1)
    assert constant or not power or (symbols and not model.domain)
    multiplier = (constant + sum((s**2 for s in symbols), sympy.Integer(0))) ** power
    return bool(sympy.expand(multiplier * _symbolic(model.polynomial.terms, symbols) - total) == 0)


def _semidefinite(matrix: Any) -> bool:
    """Whether the characteristic polynomial's signs alternate: so exactly when no eigenvalue is negative."""
    if not matrix.rows:
        return True
    signs = matrix.charpoly().all_coeffs()
    return all(value * (-1) ** place >= 0 for place, value in enumerate(signs))


def _symbolic(terms: Any, symbols: Any) -> Any:
    total = sympy.Integer(0)
    for monomial, value in terms:
        part = _number(value)
        for symbol, exponent in zip(symbols, monomial, strict=True):
            part *= symbol**exponent
        total += part
    return total


def _term(term: Any, symbols: Any) -> Any:
    value, monomial = term
    assert len(monomial) == len(symbols)
    assert all(type(exponent) is int and 0 <= exponent < 1000 for exponent in monomial)
    return monomial, _rational(value)


def _rational(text: Any) -> Any:
    if type(text) is int:
        return sympy.Integer(text)
    assert isinstance(text, str)
    whole, slash, under = text.partition("/")
    digits = set("0123456789")
    assert whole.removeprefix("-")
    assert set(whole.removeprefix("-")) <= digits
    assert not slash or under
    assert set(under) <= digits
    return sympy.Rational(int(whole), int(under) if slash else 1)


def _number(value: Any) -> Any:
    return (
        value
        if isinstance(value, sympy.Basic)
        else sympy.Rational(Fraction(value).numerator, Fraction(value).denominator)
    )
