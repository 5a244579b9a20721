"""Answers about logic models, their certificates, and forgeries of them; with the real provers."""

from __future__ import annotations

import random
import time
from itertools import islice, product

import logic_mutations
import pytest
from hypothesis import given, settings
from logic_cases import KNOWN, models, unsorted

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Limits
from algorist.formal.logic import LANGUAGE, evidence, provers
from algorist.formal.logic.ranges import bounded
from algorist.formal.logic.solve import decide
from algorist.formal.logic.structure import Structure
from algorist.formal.logic.tree import LogicModel, Not, Sentence


@pytest.mark.parametrize("name", KNOWN)
def test_known_answers_are_found_and_checked(name: str) -> None:
    text, claim, kind = KNOWN[name]
    model = LANGUAGE.parse(text)
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is claim, solution.message
    assert solution.certificate is not None
    assert solution.certificate.kind == kind
    verdict = LANGUAGE.check(model, Solution.from_json(solution.to_json()))
    assert verdict.satisfied, verdict.reason
    assert verdict.proved is (kind != "agreement")
    assert LANGUAGE.explain(model, solution)


@pytest.mark.parametrize("name", KNOWN)
def test_every_forgery_is_rejected(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    for what, forged_model, forged in islice(logic_mutations.forgeries(model, solution, random.Random(name)), 40):
        if LANGUAGE.check(forged_model, forged).proved:
            assert logic_mutations.holds(forged_model, forged), f"{what}: {forged}"


@given(models())
@settings(max_examples=40, deadline=None)
def test_finite_models_agree_with_brute_force(model: LogicModel) -> None:
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    expected = _brute_force(model)
    assert solution.claim is expected
    assert LANGUAGE.check(model, solution).proved, solution.message


def _brute_force(model: LogicModel) -> Claim:
    """Try every structure over the listed elements."""
    holds = {True: False, False: False}
    for structure in _structures(model):
        if all(structure.holds(premise) for premise in model.premises):
            holds[model.conclusion is None or structure.holds(model.conclusion)] = True
    if not any(holds.values()):
        return Claim.INFEASIBLE
    if model.conclusion is None:
        return Claim.FEASIBLE
    return Claim.NEITHER if all(holds.values()) else Claim.ENTAILED if holds[True] else Claim.REFUTED


def _structures(model: LogicModel):  # type: ignore[no-untyped-def]
    domains = {"Bool": (False, True), "Kid": ("ann", "bob c"), "Seat": (1, 2)}
    entries = [
        (symbol.name, key, symbol.result)
        for symbol in model.symbols
        for key in product(*(domains[sort] for sort in symbol.arguments))
    ]
    for values in product(*(domains[result] for _, _, result in entries)):
        tables: dict[str, dict[tuple[object, ...], object]] = {"ann": {(): "ann"}, "bob c": {(): "bob c"}}
        for (name, key, _), value in zip(entries, values, strict=True):
            tables.setdefault(name, {})[key] = value
        yield Structure(domains, tables)  # type: ignore[arg-type]


@given(unsorted())
@settings(max_examples=30, deadline=None)
def test_provers_agree_and_answers_are_checked(model: LogicModel) -> None:
    assert model.conclusion is not None
    against = [*model.premises, Sentence(Not(model.conclusion.formula))]
    said = {provers.z3(model, against, 2)[0], provers.cvc5(model, against, 2), provers.eprover(model, against, 2)}
    assert not {"sat", "unsat"} <= said
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    if solution.claim is not Claim.TIMEOUT:
        assert LANGUAGE.check(model, solution).satisfied, solution
        assert solution.claim is not Claim.ENTAILED or "sat" not in said


def test_conflicting_premises_are_named() -> None:
    model = LANGUAGE.parse("P(a)\nall x: P(x) -> Q(x)\nR(b)\nnot Q(a)\nconclude R(a)")
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert (solution.claim, solution.conflict) == (Claim.INFEASIBLE, (0, 1, 3))
    assert LANGUAGE.check(model, solution).proved


HARD = "\n".join(["sort P = 1..11", "sort H = 1..10", "func at(P): H", "all x in P, y in P: x < y -> at(x) != at(y)"])


def test_the_time_limit_holds() -> None:
    model = LANGUAGE.parse(HARD)
    started = time.monotonic()
    solution = LANGUAGE.solve(model, Limits(seconds=2))
    assert time.monotonic() - started < 2.5
    assert solution.claim in (Claim.INFEASIBLE, Claim.TIMEOUT)


def test_decide_says_what_follows() -> None:
    model = LANGUAGE.parse("P(a)\nall x: P(x) -> Q(x)\nconclude Q(a)")
    assert model.conclusion is not None
    assert decide(model, list(model.premises), 2) == "sat"
    assert decide(model, [*model.premises, Sentence(Not(model.conclusion.formula))], 2) == "unsat"


@pytest.mark.parametrize("name", [f"?{place}" for place in range(5)])
def test_a_name_of_the_model_is_no_skolem_constant(name: str) -> None:
    model = LANGUAGE.parse(f"P('{name}')\nexists x: not P(x)")
    assert evidence.refutation(model, model.premises, time.monotonic() + 2) is None
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is Claim.FEASIBLE
    assert LANGUAGE.check(model, solution).proved


@pytest.mark.parametrize(
    ("premise", "bounds"),
    [
        ("all x in K: 1 <= f(x) and f(x) < 4", (1, 3)),
        ("all x in K: 0 < f(x) and 5 >= f(x) and f(x) != 2", (1, 5)),
        ("all x in K: f(x) > 2", None),
        ("all x in K: 1 <= f(ann) and f(x) < 4", None),
        ("exists x in K: 1 <= f(x) and f(x) < 4", None),
        ("all x in K: f(x) > 5 and f(x) < 4", None),
    ],
)
def test_premises_that_bound_a_function_give_it_a_range(premise: str, bounds: tuple[int, int] | None) -> None:
    model = LANGUAGE.parse(f"sort K = {{ann, bob}}\nfunc f(K): Int\n{premise}\nconclude f(ann) + f(bob) < 7")
    better = bounded(model)
    (symbol,) = better.symbols
    assert better.sort(symbol.result).bounds == bounds
    assert (better == model) is (bounds is None)
    if bounds:
        solution = LANGUAGE.solve(better, Limits(seconds=5))
        assert solution.claim is LANGUAGE.solve(model, Limits(seconds=5)).claim
        assert LANGUAGE.check(better, solution).proved


def test_what_no_sentence_is_about_has_any_value() -> None:
    model = LANGUAGE.parse("sort K = {ann, bob}\npred P(K)\npred Q\nfunc f(K): K\nconst c: K\ntrue")
    found = evidence.structure(model, model.premises, time.monotonic() + 2)
    assert found is not None
    assert all(len(found.tables[symbol.name]) == 2 ** len(symbol.arguments) for symbol in model.symbols)
