"""The checker accepts every true certificate and no forged one."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import islice

import pytest
from linear_cases import KNOWN
from linear_mutations import forgeries, holds

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.language import Model, parse

FORGERIES = 100
"""For each of the known models."""


@cache
def certified(name: str) -> tuple[Model, Solution]:
    model = parse(KNOWN[name][0])
    return model, LANGUAGE.solve(model, Limits(seconds=20))


@pytest.mark.parametrize("name", KNOWN)
def test_forgeries_are_rejected(name: str) -> None:
    model, solution = certified(name)
    rng = random.Random(name)
    assert LANGUAGE.check(model, solution).proved
    assert holds(model, solution)
    rejected = 0
    for what, changed_model, changed in islice(forgeries(model, solution, rng), FORGERIES):
        verdict = LANGUAGE.check(changed_model, changed)
        assert verdict.proved == holds(changed_model, changed), (what, verdict.reason, changed)
        assert verdict.reason
        rejected += not verdict.proved
    assert rejected > FORGERIES // 2


BAD: list[object] = [float("nan"), float("inf"), 1.0, True, None, "1", (1,)]


@pytest.mark.parametrize("value", BAD)
def test_values_that_are_no_exact_numbers_are_named(value: object) -> None:
    model = parse("var x in [0, 1]\nmaximize x")
    verdict = LANGUAGE.check(model, Solution(Claim.FEASIBLE, {"x": value}, Fraction(1)))  # type: ignore[dict-item]
    assert not verdict.satisfied
    assert "x = " in verdict.reason


def test_reasons_name_what_is_wrong() -> None:
    model, solution = certified("knapsack")
    reasons = {
        "take[1] = 2 is above its bound 1": replace(solution, values={**solution.values, "take[1]": 2}),
        "take[1] = 1/2 is not an integer": replace(solution, values={**solution.values, "take[1]": Fraction(1, 2)}),
        "room is violated": replace(solution, values={**solution.values, "take[1]": 1, "take[6]": 1, "take[5]": 1}),
        "there is no variable z": replace(solution, values={**solution.values, "z": 1}),
        "take[1] has no value": replace(solution, values={k: v for k, v in solution.values.items() if k != "take[1]"}),
        "the objective is 23, not 24": replace(solution, objective=Fraction(24)),
        "cannot be unique": replace(solution, claim=Claim.UNIQUE),
        "does not go with": replace(solution, certificate=Certificate("drup", {})),
        "does not reach the objective": replace(
            solution, values=dict.fromkeys(solution.values, 0), objective=Fraction(0)
        ),
    }
    for reason, forged in reasons.items():
        verdict = LANGUAGE.check(model, forged)
        assert not verdict.proved
        assert reason in verdict.reason


def test_without_certificate_only_the_values_are_vouched_for() -> None:
    model, solution = certified("diet")
    verdict = LANGUAGE.check(model, replace(solution, certificate=None))
    assert (verdict.proved, verdict.satisfied) == (False, True)
    verdict = LANGUAGE.check(*(lambda m, s: (m, replace(s, certificate=None)))(*certified("infeasible")))
    assert (verdict.proved, verdict.satisfied) == (False, False)


def test_the_checker_needs_no_solver() -> None:
    program = """
import sys
sys.modules["highspy"] = sys.modules["numpy"] = None
from algorist.formal.linear import LANGUAGE
from algorist.core.certificate import *
model = LANGUAGE.parse("var x in [0, 1]\\nmaximize x\\nlimit: 2*x <= 1")
half, certificate = Fraction(1, 2), Certificate("primal-dual", {"dual": {"limit": "-1/2"}})
solution = Solution(Claim.OPTIMAL, {"x": half}, half, certificate)
assert LANGUAGE.check(model, solution).proved
assert "algorist.formal.linear.solve" not in sys.modules
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_deep_tree_is_no_trouble() -> None:
    depth = 3000
    model = parse(f"var x in [0, {depth}] integer\nmaximize x\nlimit: x <= {depth}")
    nodes: list[dict[str, object]] = []
    for level in range(depth):
        nodes += [{"split": "x", "at": level, "below": 2 * level + 1, "above": 2 * level + 2}, {"bound": {}}]
    nodes.append({"bound": {}})
    solution = Solution(Claim.OPTIMAL, {"x": depth}, Fraction(depth), Certificate("branching", {"nodes": nodes}))
    assert LANGUAGE.check(model, solution).proved
