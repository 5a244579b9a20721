"""Endpoints, against a real HTTP server: every fault ends in the right result within its time, and is paid and named."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from server import ModelServer, Proxy, serving

from algorist.core.budget import Budget
from algorist.core.errors import AlgoristError, BudgetSpent, InputError, Unavailable
from algorist.core.language import Grammar
from algorist.core.language_model import Request
from algorist.core.run import Run
from algorist.core.trace import Trace
from algorist.lm import _weights
from algorist.lm.endpoint import Endpoint
from algorist.lm.scripted import Scripted

KEY = "sk-secret-0123456789"


def reply(request: Request, random: Random) -> str:
    if request.grammar is not None:
        return request.grammar.source.partition('"')[2].rstrip('"')
    return f"Answer: {random.randint(0, 10**6)} to {request.prompt}"


@dataclass
class Scene:
    """A served model with a proxy before it, and a way to an endpoint of it."""

    server: ModelServer
    proxy: Proxy
    address: str

    def endpoint(self, **options: Any) -> Endpoint:
        given = {"base_url": f"{self.address}/v1", "api_key": KEY, "timeout": 0.5, **options}
        return Endpoint("tiny", **given)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def stage(stack: ExitStack) -> Callable[..., Scene]:
    def build(can: frozenset[str] = frozenset({"n", "logprobs", "grammar"}), **options: Any) -> Scene:
        server = ModelServer(Scripted(reply), can, KEY, **options)
        proxy = Proxy(stack.enter_context(serving(server)))
        return Scene(server, proxy, stack.enter_context(serving(proxy)))

    return build


def go(function: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await function()

    return asyncio.run(whole())


# -- what a server can do is found by trying --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("can", "found"),
    [
        ({"logprobs", "grammar"}, {"sample", "logprobs", "grammar"}),
        ({"grammar"}, {"sample", "grammar"}),
        ({"logprobs"}, {"sample", "logprobs"}),
        (set(), {"sample"}),
    ],
)
def test_capabilities_are_found(stage: Callable[..., Scene], can: set[str], found: set[str]) -> None:
    endpoint = stage(frozenset(can)).endpoint()
    go(endpoint.discover)
    assert endpoint.can == found


def test_a_grammar_is_sent_and_log_probabilities_come_back(stage: Callable[..., Scene]) -> None:
    scene = stage()
    endpoint = scene.endpoint()
    go(endpoint.discover)
    request = Request("colour?", grammar=Grammar('root ::= "red"'))
    ((said,),) = go(lambda: endpoint.complete([request]))
    assert said.text == "red"
    assert said.log_probability == 0.0
    assert scene.server.seen[-1]["grammar"] == 'root ::= "red"'


def test_a_grammar_is_never_dropped_in_silence(stage: Callable[..., Scene]) -> None:
    endpoint = stage(frozenset()).endpoint()
    go(endpoint.discover)
    with pytest.raises(Unavailable, match="does not keep to a grammar"):
        go(lambda: endpoint.complete([Request("colour?", grammar=Grammar('root ::= "red"'))]))


def test_a_server_that_wants_max_completion_tokens_gets_it(stage: Callable[..., Scene]) -> None:
    scene = stage(limit_field="max_completion_tokens")
    endpoint = scene.endpoint()
    go(endpoint.discover)
    go(lambda: endpoint.complete([Request("q", max_tokens=3)]))
    assert scene.server.seen[-1]["max_completion_tokens"] == 3


def test_one_endpoint_serves_one_event_loop_after_another(stage: Callable[..., Scene]) -> None:
    endpoint = stage().endpoint()
    go(endpoint.discover)
    for number in range(3):
        ((said,),) = go(lambda number=number: endpoint.complete([Request(f"q{number}")]))
        assert said.text.endswith(f"q{number}")


# -- what is booked ---------------------------------------------------------------------------------------------------------


def test_tokens_and_dollars_are_booked_by_the_servers_count_to_the_last_one(stage: Callable[..., Scene]) -> None:
    run = Run({"e": stage().endpoint(usd_per_token=(0.001, 0.01))})
    said = go(lambda: run.ask("one two", n=3, max_tokens=2))
    assert len(said) == 3
    assert (run.spent.calls, run.spent.tokens_in, run.spent.tokens_out) == (1, 5, 6)
    assert run.spent.usd == pytest.approx(5 * 0.001 + 6 * 0.01)


def test_the_bound_on_what_is_read_holds_also_for_what_the_server_wraps_around_it(stage: Callable[..., Scene]) -> None:
    endpoint = stage().endpoint()
    go(endpoint.discover)
    ((said,),) = go(lambda: endpoint.complete([Request("a")]))
    assert said.tokens_in <= endpoint.count_tokens("a")


def test_a_server_that_ignores_n_is_found_out(stage: Callable[..., Scene]) -> None:
    run = Run({"e": stage(frozenset()).endpoint()})
    with pytest.raises(Unavailable, match="gave 1 continuations where 3 were asked for"):
        go(lambda: run.ask("q", n=3))
    assert run.spent.calls == 1


def test_no_more_requests_at_once_than_allowed(stage: Callable[..., Scene]) -> None:
    scene = stage()
    endpoint = scene.endpoint(concurrency=2, timeout=10)
    go(lambda: endpoint.complete([Request(f"q{number}") for number in range(12)]))
    assert scene.server.most_at_once <= 2


# -- faults -----------------------------------------------------------------------------------------------------------------

PASSING = ["429", "429 with a date", "500", "stall", "drip", "cut", "reset", "malformed", "html", "empty", "odd"]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algorist.core.patience.PAUSE", 0.02)


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.usefixtures("hasty")
def test_a_fault_that_passes_is_survived_and_paid(stage: Callable[..., Scene], fault: str, tmp_path: Path) -> None:
    scene = stage()
    scene.proxy.faults = [fault]
    run = Run({"e": scene.endpoint()}, trace=Trace(tmp_path / "t.db"))
    began = time.monotonic()
    (said,) = go(lambda: run.ask("q", max_tokens=20))
    assert time.monotonic() - began < 5
    assert said.text.startswith("Answer: ")
    assert scene.proxy.seen == 2
    assert run.spent.calls == 2


@pytest.mark.parametrize("fault", [*PASSING, "429 for an hour", "400", "no usage"])
@pytest.mark.usefixtures("hasty")
def test_a_fault_that_stays_names_the_server_in_time_and_never_the_key(
    stage: Callable[..., Scene], fault: str, tmp_path: Path
) -> None:
    scene = stage()
    scene.proxy.always = fault
    patience = 0.4 if fault in ("stall", "drip") else 3.0  # a busy machine may not even connect within the shorter one
    run = Run({"e": scene.endpoint(timeout=patience)}, trace=Trace(tmp_path / "t.db"))
    began = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        go(lambda: run.ask("q", max_tokens=20))
    assert time.monotonic() - began < 5
    assert caught.value.exit_code == 3
    assert f"endpoint:tiny at {scene.address}" in str(caught.value)
    assert len(str(caught.value)) < 600
    attempts = 1 if fault in ("429 for an hour", "400", "no usage") else 4
    assert scene.proxy.seen == attempts
    assert run.spent.calls == attempts
    assert run.spent.tokens_out == 20 * attempts
    run.trace.close()
    for text in (str(caught.value), *_everything(tmp_path / "t.db")):
        assert KEY not in text


def _everything(trace: Path) -> list[str]:
    with sqlite3.connect(trace) as database:
        return [json.dumps(row) for table in ("call", "meta") for row in database.execute(f"SELECT * FROM {table}")]


def test_a_wrong_key_is_refused_at_once_and_not_shown(stage: Callable[..., Scene]) -> None:
    scene = stage()
    endpoint = scene.endpoint(api_key="sk-wrong-key")
    with pytest.raises(Unavailable, match="refuses the key") as caught:
        go(endpoint.discover)
    assert "sk-wrong-key" not in str(caught.value)
    assert "OPENAI_API_KEY" in str(caught.value)
    assert scene.proxy.seen == 1


def test_a_server_that_is_not_there_is_named(hasty: None) -> None:
    endpoint = Endpoint("tiny", base_url="http://name:password@127.0.0.1:9/v1", api_key=KEY)
    with pytest.raises(Unavailable, match=r"endpoint:tiny at http://127\.0\.0\.1:9/v1 cannot be reached") as caught:
        go(endpoint.discover)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("address", ["localhost:8080", "http://", "http://[", "ftp://host/v1", "v1"])
def test_what_is_no_address_is_bad_input(address: str) -> None:
    with pytest.raises(InputError, match="--base-url"):
        Endpoint("tiny", base_url=address)


@pytest.mark.usefixtures("hasty")
def test_faults_cannot_overspend_a_budget(stage: Callable[..., Scene]) -> None:
    scene = stage()
    scene.proxy.always = "500"
    run = Run({"e": scene.endpoint()}, budget=Budget(calls=2))
    with pytest.raises(BudgetSpent):
        go(lambda: run.ask("q"))
    assert scene.proxy.seen == 2


def test_the_seconds_of_a_budget_end_a_stalled_call(stage: Callable[..., Scene]) -> None:
    scene = stage()
    scene.proxy.always = "stall"
    run = Run({"e": scene.endpoint(timeout=60)}, budget=Budget(seconds=0.3))
    began = time.monotonic()
    with pytest.raises(AlgoristError):
        go(lambda: run.ask("q"))
    assert time.monotonic() - began < 2


@pytest.mark.model
def test_the_bundled_model_served_on_loopback() -> None:
    weights = _weights.locate()
    if weights is None:
        pytest.skip("the bundled weights are not in the cache; `algorist fetch` gets them")
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx, parameters.n_parallel, parameters.n_gpu_layers = 1024, 1, 0
    parameters.warmup, parameters.verbosity = False, -1
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    # One thread: several wait for each other at every layer where other work has the processors, and a call is repeated.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    endpoint = Endpoint("bundled", base_url=f"{server.listening_address}/v1", timeout=60)
    run = Run({"e": endpoint})

    async def whole() -> tuple[Any, Any]:
        await endpoint.discover()
        free = await run.ask("What is the capital of France?", max_tokens=12)
        bound = await run.ask("Is the sky blue?", max_tokens=8, grammar=Grammar('root ::= "yes" | "no"'))
        return free[0], bound[0]

    free, bound = asyncio.run(whole())
    assert endpoint.can == {"sample", "grammar", "logprobs"}
    assert free.text
    assert len(run.graph.nodes) == 2
    assert bound.text in ("yes", "no")
    assert len(free.tokens) > 0
    assert free.log_probability is not None
    assert run.spent.tokens_in <= endpoint.count_tokens("What is the capital of France?") + endpoint.count_tokens(
        "Is the sky blue?"
    )
