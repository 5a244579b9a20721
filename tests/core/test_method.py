"""Methods: hyper-parameters are read and checked, and needs are met, before anything is spent."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import pytest

from algorist.core.answer import Answer, Status
from algorist.core.errors import InputError, Unavailable
from algorist.core.method import Method, NonNegative, Positive, Share, method
from algorist.core.problem import Problem
from algorist.core.registry import METHODS
from algorist.core.run import Run
from algorist.lm.scripted import Scripted, script


@method(paper="S000", needs={"sample", "logprobs"}, cost="nothing")
async def every_kind(
    problem: Problem,
    run: Run,
    *,
    n: Positive = 3,
    repairs: NonNegative = 0,
    share: Share = 0.5,
    width: int | None = None,
    scale: float = 1.0,
    language: str | None = None,
    greedy: bool = False,
    order: Literal["up", "down"] = "up",
) -> Answer:
    """Return its hyper-parameters.

    More of it.
    """
    return Answer([n, repairs, share, width, scale, language, greedy, order], status=Status.GUESSED)


def run_with(can: frozenset[str] = Scripted.can) -> Run:
    model = Scripted(script("x"))
    model.can = can  # type: ignore[misc]
    return Run({"scripted": model})


def test_a_method_is_named_and_summed_up_by_its_own_text() -> None:
    assert every_kind.name == "every-kind"
    assert every_kind.summary == "Return its hyper-parameters."
    assert list(every_kind.parameters)[:2] == ["n", "repairs"]
    assert isinstance(every_kind, Method)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("n=7", {"n": 7}),
        (" n = 7 , repairs=0,", {"n": 7, "repairs": 0}),
        ("share=1", {"share": 1.0}),
        ("width=2", {"width": 2}),
        ("width=none", {"width": None}),
        ("scale=1e3", {"scale": 1000.0}),
        ("language=linear", {"language": "linear"}),
        ("greedy=true", {"greedy": True}),
        ("greedy=False", {"greedy": False}),
        ("order=down", {"order": "down"}),
    ],
)
def test_hyper_parameters_are_read_by_their_annotations(text: str, values: dict[str, Any]) -> None:
    parsed = every_kind.parse(text)
    assert parsed == values
    assert [type(value) for value in parsed.values()] == [type(value) for value in values.values()]
    every_kind.check(run_with(), parsed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("m=7", "every-kind has no hyper-parameter 'm'; it has: n, repairs, share"),
        ("n", "every-kind: n takes int, got ''"),
        ("n=", "every-kind: n takes int, got ''"),
        ("n=2.5", "every-kind: n takes int, got '2.5'"),
        ("n=many", "every-kind: n takes int, got 'many'"),
        ("scale=nan", "every-kind: scale takes float, got 'nan'"),
        ("scale=inf", "every-kind: scale takes float, got 'inf'"),
        ("width=wide", "every-kind: width takes int or none, got 'wide'"),
        ("greedy=maybe", "every-kind: greedy takes bool, got 'maybe'"),
        ("order=sideways", "every-kind: order takes 'up' or 'down', got 'sideways'"),
        ("language=", "every-kind: language takes none or str, got ''"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        every_kind.parse(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"n": 0}, "every-kind: n must be at least 1, got 0."),
        ({"repairs": -1}, "every-kind: repairs must be at least 0, got -1."),
        ({"share": 1.5}, "every-kind: share must be at most 1, got 1.5."),
        ({"share": float("nan")}, "every-kind: share takes float, got nan."),
        ({"n": "7"}, "every-kind: n takes int, got '7'."),
        ({"n": True}, "every-kind: n takes int, got True."),
        ({"n": None}, "every-kind: n takes int, got None."),
        ({"order": "left"}, "every-kind: order takes 'up' or 'down', got 'left'."),
        ({"m": 1}, "every-kind has no hyper-parameter 'm'"),
    ],
)
def test_values_out_of_bounds_fail_before_the_first_call(parameters: dict[str, Any], message: str) -> None:
    run = run_with()
    with pytest.raises(InputError) as caught:
        asyncio.run(every_kind(Problem("p"), run, **parameters))
    assert str(caught.value).startswith(message)
    assert run.spent.calls == 0


def test_an_int_may_be_given_for_a_float_and_defaults_hold() -> None:
    async def whole() -> Answer:
        return await every_kind(Problem("p"), run_with(), share=1)

    assert asyncio.run(whole()).value == [3, 0, 1, None, 1.0, None, False, "up"]


def test_an_unmet_need_names_what_lacks_and_the_ways_out() -> None:
    with pytest.raises(Unavailable) as caught:
        every_kind.check(run_with(frozenset({"sample"})), {})
    message = str(caught.value)
    assert "every-kind needs logprobs, which scripted does not give." in message
    assert "--method " in message
    for name in METHODS.names():
        assert (name in message) == (METHODS.get(name).needs <= {"sample"})
    assert "--model bundled" in message
    with pytest.raises(Unavailable, match="language model"):
        every_kind.check(Run({}), {})


def test_a_parameter_without_default_must_be_given() -> None:
    @method(paper="S000")
    async def strict(problem: Problem, run: Run, *, n: Positive) -> Answer:
        return Answer(n)

    with pytest.raises(InputError, match="strict needs a value for n"):
        strict.check(Run({}), {})
    strict.check(Run({}), {"n": 1})


def test_a_need_that_no_model_can_declare_is_a_bug_of_the_method() -> None:
    with pytest.raises(ValueError, match="telepathy"):

        @method(paper="S000", needs={"telepathy"})
        async def wrong(problem: Problem, run: Run) -> Answer:
            return Answer()
