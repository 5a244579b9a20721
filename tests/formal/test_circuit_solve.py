"""Circuits before the real tools: known answers, brute force, forgeries, limits, and the sandbox around them."""

from __future__ import annotations

import itertools
import random
import time

import pytest
from circuit_cases import COUNT, GATES, HALF, KNOWN, TEST, expressions, forgeries, table
from hypothesis import given, settings

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.circuit import LANGUAGE

pytestmark = pytest.mark.debian("iverilog", "yosys")


@pytest.mark.parametrize("name", KNOWN)
def test_known_circuits_are_decided(name: str) -> None:
    text, claim = KNOWN[name]
    model = LANGUAGE.parse(text)
    solution = LANGUAGE.solve(model, Limits(seconds=30))
    assert solution.claim is claim, solution.message
    verdict = LANGUAGE.check(model, Solution.from_json(solution.to_json()))
    assert verdict.satisfied, verdict.reason
    assert verdict.proved == (claim in (Claim.ENTAILED, Claim.REFUTED))
    assert LANGUAGE.explain(model, solution)


@given(expressions(), expressions())
@settings(max_examples=6, deadline=None)
def test_circuits_agree_with_truth_tables(one: str, other: str) -> None:
    head = "module m(input x, y, z, output r);\n  assign r = "
    model = LANGUAGE.parse(f"{head}{one};\nendmodule\n//? same as\n{head}{other};\nendmodule\n")
    solution = LANGUAGE.solve(model, Limits(seconds=30))
    assert (solution.claim is Claim.ENTAILED) == (table(one) == table(other))
    assert LANGUAGE.check(model, solution).proved
    if solution.claim is Claim.REFUTED:
        row = [solution.values[name][-1] for name in "xyz"]  # type: ignore[index]
        place = list(itertools.product((0, 1), repeat=3)).index(tuple(row))
        assert table(one)[place] != table(other)[place]


@pytest.mark.parametrize("name", ["passes", "counter", "counter that slips"])
def test_forged_circuits_are_rejected(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    solution = LANGUAGE.solve(model, Limits(seconds=30))
    for what, other, forged in itertools.islice(forgeries(model, solution, random.Random(name)), 7):
        verdict = LANGUAGE.check(other, forged)
        assert not verdict.proved, what
        assert not verdict.satisfied, what


def test_a_difference_that_does_not_replay_is_rejected() -> None:
    model = LANGUAGE.parse(KNOWN["wrong gate"][0])
    solution = LANGUAGE.solve(model, Limits(seconds=30))
    for values in ({"a": (0,), "b": (0,)}, {"a": (2,), "b": (0,)}, {"a": (1,)}, {"a": (), "b": ()}, {"a": 1, "b": 0}):
        steps = len(values["a"]) if isinstance(values["a"], tuple) else 1
        certificate = Certificate("witness", {**dict(solution.certificate.data), "steps": steps})  # type: ignore[union-attr]
        forged = Solution(Claim.REFUTED, values=values, certificate=certificate)  # type: ignore[arg-type]
        assert not LANGUAGE.check(model, forged).satisfied


def test_what_the_tools_refuse_is_placed() -> None:
    model = LANGUAGE.parse(f"{HALF}\n//? same as\n{GATES.replace('a ^ b', 'a b')}")
    with pytest.raises(FormalError) as caught:
        LANGUAGE.solve(model, Limits(seconds=30))
    assert caught.value.line == 6
    model = LANGUAGE.parse(f"{HALF.replace('a + b', 'a + undeclared')}\n//? testbench\n{TEST}\n//? prints passed")
    with pytest.raises(FormalError) as caught:
        LANGUAGE.solve(model, Limits(seconds=30))
    assert caught.value.line == 2


def test_other_ports_are_refused() -> None:
    model = LANGUAGE.parse(f"{HALF}\n//? same as\n{COUNT}")
    with pytest.raises(FormalError, match="port"):
        LANGUAGE.solve(model, Limits(seconds=30))


def test_a_simulation_without_end_ends_in_time() -> None:
    endless = TEST.replace("initial #1", "initial forever #1")
    model = LANGUAGE.parse(
        f"{HALF}\n//? testbench\n{endless.replace('$display', '$time; //')}\n//? prints passed".replace("$time;", ";")
    )
    began = time.monotonic()
    assert LANGUAGE.solve(model, Limits(seconds=2)).claim is Claim.TIMEOUT
    assert time.monotonic() - began < 3.5


def test_a_missing_tool_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable, match="apt-get install yosys"):
        LANGUAGE.solve(LANGUAGE.parse(KNOWN["counter"][0]), Limits(seconds=5))
    with pytest.raises(Unavailable, match="apt-get install iverilog"):
        LANGUAGE.solve(LANGUAGE.parse(KNOWN["passes"][0]), Limits(seconds=5))
