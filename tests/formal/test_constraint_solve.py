"""Solver, clauses and checker against brute force; every forged certificate is refused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from constraint_cases import ZEBRA, assignments, models, solutions
from constraint_mutations import forgeries, holds
from hypothesis import given, settings
from pysat.solvers import Glucose4

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.denial import denial
from algorist.formal.constraint.encode import Encoder, TooLarge
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.language import ConstraintModel, parse, render
from algorist.formal.constraint.selection import Selection
from algorist.formal.constraint.solve import decide
from algorist.formal.constraint.tree import Reference

KNAPSACK = "var a, b, c, d in bool\n3*a + 4*b + 5*c + 6*d <= 10\nmaximize 4*a + 5*b + 6*c + 8*d"
CONFLICT = "var x, y, z in 1..9\nx < y\nx != 5\ny < z\nz != 5\nz < x\nx + y + z = 12"
SEVERAL = "var x, y in 0..5\nx + y = 5"
SMALL = """\
group name over 1..3: eric, peter, alice
group pet over 1..3: cat, dog, fish
group car over 1..3: tesla, honda, ford
name.eric + 1 = pet.cat
pet.cat = car.honda
abs(name.alice - pet.dog) = 2
car.ford < name.peter
"""


@given(models())
@settings(max_examples=100, deadline=None)
def test_the_solver_agrees_with_brute_force_and_its_claims_are_proved(model: ConstraintModel) -> None:
    found = solutions(model)
    solution = LANGUAGE.solve(model, Limits())
    assert LANGUAGE.check(model, solution).proved, LANGUAGE.check(model, solution)
    assert Solution.from_json(json.loads(json.dumps(solution.to_json()))) == solution
    assert LANGUAGE.explain(model, solution)
    if not found:
        assert solution.claim is Claim.INFEASIBLE
        assert_minimal(model, solution.conflict)
        return
    assert solution.values in found
    if model.objective is None:
        assert solution.claim is (Claim.UNIQUE if len(found) == 1 else Claim.FEASIBLE)
    else:
        worths = [evaluate(model.objective.expression, values) for values in found]
        best = max(worths) if model.objective.sense == "maximize" else min(worths)
        assert (solution.claim, solution.objective) == (Claim.OPTIMAL, best)


def assert_minimal(model: ConstraintModel, conflict: tuple[int, ...]) -> None:
    """Assert that these constraints conflict, and that without any one of them the others do not."""
    chosen = [model.constraints[position] for position in conflict]
    assert not solutions(replace(model, constraints=tuple(chosen)))
    for constraint in chosen:
        assert solutions(replace(model, constraints=tuple(each for each in chosen if each is not constraint)))


@given(models(objective=False))
@settings(max_examples=100, deadline=None)
def test_the_clauses_agree_with_brute_force(model: ConstraintModel) -> None:
    encoder = Encoder(model)
    for constraint in model.constraints:
        encoder.require(constraint.formula)
    found = solutions(model)
    with Glucose4(bootstrap_with=encoder.clauses) as solver:
        for values in assignments(model):
            chosen = [encoder.view(Reference(name))[value] for name, value in values.items()]
            assert solver.solve(assumptions=chosen) is (values in found)


@given(models(objective=True))
@settings(max_examples=100, deadline=None)
def test_a_view_has_exactly_one_true_literal_and_it_is_the_right_one(model: ConstraintModel) -> None:
    assert model.objective is not None
    encoder = Encoder(model)
    view = encoder.view(model.objective.expression)
    literals = [encoder.literal(constraint.formula) for constraint in model.constraints]
    with Glucose4(bootstrap_with=encoder.clauses) as solver:
        for values in assignments(model):
            chosen = [encoder.view(Reference(name))[value] for name, value in values.items()]
            expected = [view[evaluate(model.objective.expression, values)]]
            for constraint, literal in zip(model.constraints, literals, strict=True):
                expected.append(literal if evaluate(constraint.formula, values) else -literal)
            others = [-literal for literal in view.values() if literal != expected[0]]
            for literal in (*expected, *others):
                assert not solver.solve(assumptions=[*chosen, -literal])
            assert solver.solve(assumptions=chosen)


@pytest.mark.parametrize("few", [1, 5])
def test_large_expressions_are_decomposed_alike(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the shortcut for few variables closed, every expression goes the long way and means the same."""
    monkeypatch.setattr("algorist.formal.constraint.encode.FEW_COMBINATIONS", few)
    monkeypatch.setattr("algorist.formal.constraint.encode.FEW_VALUES", 2)

    @given(models())
    @settings(max_examples=60, deadline=None)
    def agree(model: ConstraintModel) -> None:
        solution = LANGUAGE.solve(model, Limits())
        assert LANGUAGE.check(model, solution).proved
        assert bool(solution.values) is bool(solutions(model))

    agree()


def test_conditions_that_always_or_never_hold_count_as_numbers() -> None:
    model = parse("var a, b, c, d in 0..2\n(not a + b + c + d >= 0) + 1 = max(a, 1)\n(not a + b + c > 9) = b")
    solution = LANGUAGE.solve(model, Limits())
    assert solution.claim is Claim.FEASIBLE
    assert len(solutions(model)) == 2 * 9
    unique = parse(render(model) + "a = 0\nc = 1\nd = 2")
    assert LANGUAGE.check(unique, LANGUAGE.solve(unique, Limits())).proved


@given(models(objective=False))
@settings(max_examples=60, deadline=None)
def test_selections_of_constraints_agree_with_brute_force(model: ConstraintModel) -> None:
    everything = range(len(model.constraints))
    with Selection(model) as selection:
        for chosen in (everything, everything[1:], everything[::2], ()):
            found = solutions(replace(model, constraints=tuple(model.constraints[each] for each in chosen)))
            values = selection.values(chosen)
            assert (values in found) if found else (values is None)
            assert selection.unique(chosen) is (len(found) == 1)
            conflict = selection.conflict(chosen)
            assert bool(conflict) is not bool(found)
            if conflict:
                assert_minimal(model, conflict)


def test_decide_claims_what_solve_proves() -> None:
    for text in FORGED:
        decided, solved = decide(parse(text), Limits()), LANGUAGE.solve(parse(text), Limits())
        assert (decided.claim, decided.values, decided.objective) == (solved.claim, solved.values, solved.objective)
        assert decided.certificate is None or decided.claim is Claim.FEASIBLE
        assert not decided.conflict


def test_the_zebra_puzzle_has_one_solution_by_proof() -> None:
    model = parse(ZEBRA)
    solution = LANGUAGE.solve(model, Limits())
    assert solution.claim is Claim.UNIQUE
    assert solution.values["nation.norwegian"] == solution.values["drink.water"] == 1
    assert solution.values["nation.japanese"] == solution.values["pet.zebra"] == 5
    assert LANGUAGE.check(model, solution).proved
    assert LANGUAGE.check(parse(render(model)), solution).proved
    fewer = replace(model, constraints=model.constraints[:-1])
    assert LANGUAGE.solve(fewer, Limits()).claim is Claim.FEASIBLE


def test_the_same_model_is_solved_the_same_way() -> None:
    first, second = (LANGUAGE.solve(parse(ZEBRA), Limits()) for _ in range(2))
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_contradictory_clues_are_named() -> None:
    model = parse(CONFLICT)
    solution = LANGUAGE.solve(model, Limits())
    assert solution.conflict == (0, 2, 4)
    assert LANGUAGE.check(model, solution).proved
    assert "line 6: z < x" in LANGUAGE.explain(model, solution)


def test_several_solutions_are_shown() -> None:
    model = parse(SEVERAL)
    solution = LANGUAGE.solve(model, Limits())
    assert solution.claim is Claim.FEASIBLE
    assert solution.certificate is not None
    assert solution.certificate.kind == "second-solution"
    assert LANGUAGE.check(model, solution).proved
    assert "Another has" in LANGUAGE.explain(model, solution)
    assert LANGUAGE.solve(model, Limits(claim=Claim.FEASIBLE)).certificate is None


def test_the_best_is_proved_best() -> None:
    model = parse(KNAPSACK)
    solution = LANGUAGE.solve(model, Limits())
    assert (solution.claim, solution.objective) == (Claim.OPTIMAL, Fraction(13))
    assert LANGUAGE.check(model, solution).proved
    any_solution = LANGUAGE.solve(model, Limits(claim=Claim.FEASIBLE))
    assert any_solution.claim is Claim.FEASIBLE
    assert LANGUAGE.check(model, any_solution).proved


def test_without_time_nothing_is_claimed() -> None:
    model = parse(ZEBRA)
    solution = LANGUAGE.solve(model, Limits(seconds=0))
    assert solution.claim is Claim.TIMEOUT
    assert LANGUAGE.check(model, solution) == LANGUAGE.check(model, Solution(Claim.TIMEOUT))
    assert not LANGUAGE.check(model, solution).satisfied


def test_what_is_too_large_to_prove_is_checked_and_says_so() -> None:
    model = parse("var x, y in 0..1000000\nx + y = 7\nmaximize x")
    solution = LANGUAGE.solve(model, Limits())
    assert (solution.claim, solution.objective, solution.certificate) == (Claim.OPTIMAL, 7, None)
    assert "`x` has 1000001 values of at most 2000" in solution.message
    verdict = LANGUAGE.check(model, solution)
    assert (verdict.proved, verdict.satisfied) == (False, True)
    with pytest.raises(TooLarge, match="line 3"):
        denial(parse("var x in 0..1\nvar a, b, c, d, e, f in 0..9\na + 10*b + 100*c + 1000*d + 10000*e = 7"), solution)


FORGED = [ZEBRA, SMALL, KNAPSACK, CONFLICT, SEVERAL, SMALL + "name.eric = 3", SMALL + "maximize car.ford"]


@pytest.mark.parametrize("text", FORGED)
def test_forged_certificates_are_refused(text: str) -> None:
    model = parse(text)
    solution = LANGUAGE.solve(model, Limits())
    assert LANGUAGE.check(model, solution).proved
    assert holds(model, solution)
    forged = forgeries(model, solution, random.Random(text))
    refused = 0
    while refused < 300:
        what, forged_model, forged_solution = next(forged)
        verdict = LANGUAGE.check(forged_model, forged_solution)
        if verdict.proved:
            assert holds(forged_model, forged_solution), (what, forged_solution)
        else:
            refused += 1
            assert verdict.reason


def test_the_checker_imports_no_solver() -> None:
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)


IMPORTS = """
import sys
from algorist.formal.constraint import check, explain, language
loaded = {name.split(".")[0] for name in sys.modules}
assert not loaded & {"ortools", "pysat", "numpy", "lark"}, loaded
assert "algorist.formal.constraint.solve" not in sys.modules
"""
