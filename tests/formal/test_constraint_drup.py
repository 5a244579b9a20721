"""The proof checker accepts what a SAT solver proves, and nothing about clauses that have a solution."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.constraint import LANGUAGE
from algorist.formal.constraint.drup import ProofError, check
from algorist.formal.constraint.prove import trimmed

VARIABLES = 5
literals = st.integers(1, VARIABLES).flatmap(lambda variable: st.sampled_from((variable, -variable)))
clauses = st.lists(st.lists(literals, max_size=3), max_size=30)


def satisfiable(formula: list[list[int]]) -> bool:
    return any(
        all(any((literal > 0) == values[abs(literal) - 1] for literal in clause) for clause in formula)
        for values in product((False, True), repeat=VARIABLES)
    )


@given(clauses, st.sampled_from(("glucose4", "cadical195", "lingeling")))
@settings(max_examples=150, deadline=None)
def test_what_solvers_refute_is_accepted_and_still_is_when_trimmed(formula: list[list[int]], name: str) -> None:
    assume(not satisfiable(formula))
    with Solver(name=name, bootstrap_with=[clause for clause in formula if clause], with_proof=True) as solver:
        refuted = not solver.solve()
        steps = [line.strip() for line in solver.get_proof() or []] if refuted else []
    assume(refuted or [] in formula)
    steps = [*steps[: steps.index("0")], "0"] if "0" in steps else [*steps, "0"]
    short = trimmed(steps, check(VARIABLES, formula, steps))
    check(VARIABLES, formula, short)
    assert sum(not step.startswith("d") for step in short) <= len(steps)


@given(clauses, st.lists(st.lists(literals, max_size=3), max_size=8), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_has_a_solution_is_never_refuted(formula: list[list[int]], steps: list[list[int]], forget: bool) -> None:
    lines = [" ".join(map(str, [*step, 0])) for step in steps if step]
    if forget and formula:
        lines.insert(len(lines) // 2, "d " + " ".join(map(str, [*formula[0], 0])))
    try:
        check(VARIABLES, formula, [*lines, "0"])
    except ProofError:
        return
    assert not satisfiable(formula)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([], "the last step"),
        (["1 0"], "the last step"),
        (["0", "0"], "the last step"),
        (["-3 0", "0"], "step 1 does not follow"),
        (["1 0", "d 3 0", "0"], "step 2 forgets a clause that is not there"),
        (["d 1 2 3 0", "1 0", "0"], "step 2 does not follow"),
        (["9 0", "0"], "step 1 names a variable above 3"),
        (["1 0 0", "0"], "step 1 is not a line"),
        (["1", "0"], "step 1 is not a line"),
        (["99999999999999999999 0", "0"], "step 1 is not a line"),
    ],
)
def test_a_proof_that_fails_is_told_why(steps: list[str], says: str) -> None:
    with pytest.raises(ProofError, match=says):
        check(3, [[1, 2, 3], [1, 2, -3], [1, -2], [-1, 2], [-1, -2]], steps)


def test_a_proof_may_be_one_step_and_the_clauses_may_say_it_all() -> None:
    check(1, [[1], [-1]], ["0"])
    check(1, [[]], ["0"])
    check(3, [[1, 2, 3], [1, 2, -3], [1, -2], [-1, 2], [-1, -2]], ["1 0", "0"])
    with pytest.raises(TimeoutError):
        check(1, [[1], [-1]], ["0"], deadline=0.0)


SHORTENED = """group name over 1..5: arnold, hugo, grace, eric, jack
group drink over 1..5: cocoa, beer, milk, apple_juice, boba_tea
group style over 1..5: gothic, victorian, tudor, mediterranean, cottage
group smoke over 1..5: winston, gauloises, blue_master, prince, dunhill
smoke.prince = name.arnold
name.grace != 1
name.eric = 1 or name.eric = 5
smoke.blue_master = name.grace
drink.apple_juice != 3
drink.boba_tea < drink.milk
drink.cocoa > style.gothic
drink.beer = 1 or drink.beer = 2
name.hugo != smoke.dunhill
name.jack != 1
abs(style.gothic - name.grace) = 1
style.tudor = 1
name.eric = style.cottage
style.tudor + 1 = drink.beer
style.cottage = drink.apple_juice
name.eric = 3 or name.eric = 5
smoke.gauloises = style.tudor
drink.milk = name.arnold
if smoke.dunhill = name.eric then drink.apple_juice != 1
abs(drink.boba_tea - style.mediterranean) = 2
smoke.gauloises = name.hugo
name.hugo = 1
smoke.gauloises < drink.cocoa
abs(style.tudor - style.mediterranean) = 2
abs(drink.beer - smoke.dunhill) = 3
"""


def test_a_solver_that_forgets_what_it_shortened_still_gives_a_proof() -> None:
    """On this grid Glucose forgets clauses in a form in which they never stood in its proof."""
    model = LANGUAGE.parse(SHORTENED)
    solution = LANGUAGE.solve(model, Limits(claim=Claim.UNIQUE))
    assert solution.certificate is not None
    assert LANGUAGE.check(model, solution).proved
