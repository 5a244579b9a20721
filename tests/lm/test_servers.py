"""The line before the servers: what is shared is read once, failures and cancellation stay where they belong."""

import threading
import time
from concurrent.futures import CancelledError

import pytest

from algorist.lm._servers import CROWD, Reply, Serve, Servers


def test_a_free_server_takes_what_shares_most_with_what_it_read_last() -> None:
    gate, served = threading.Event(), list[str]()

    def serve(body: Reply) -> Reply:
        gate.wait(10)
        served.append(body["prompt"])
        return {}

    servers = Servers(lambda: serve, 1)
    futures = [servers.submit({"prompt": prompt}) for prompt in ("ab1", "xy1", "ab2", "xy2", "ab3")]
    gate.set()
    for future in futures:
        future.result(10)
    servers.close()
    assert served == ["ab1", "ab2", "ab3", "xy1", "xy2"]


def test_servers_answer_side_by_side() -> None:
    together = threading.Barrier(2, timeout=10)
    servers = Servers(lambda: lambda body: {"at": together.wait()}, 2)
    places = [servers.submit({"prompt": text}) for text in "ab"]
    assert {future.result(10)["at"] for future in places} == {0, 1}
    servers.close()


def test_a_crowd_is_answered_side_by_side_while_nothing_else_is() -> None:
    begun, gate, lock = threading.Event(), threading.Event(), threading.Lock()
    together = threading.Barrier(2, timeout=10)
    long = "What was read before. " * 20
    at_work, served = set[str](), list[str]()

    def serve(body: Reply) -> Reply:
        prompt = body["prompt"]
        with lock:
            at_work.add(prompt)
            served.append(prompt)
            assert len(at_work) == 1 or not any(each.startswith(long) for each in at_work)
        begun.set()
        gate.wait(10)
        if not prompt.startswith(long):
            together.wait()  # passed only by two at a time
        with lock:
            at_work.discard(prompt)
        return {}

    servers = Servers(lambda: serve, 1, 2)
    futures = [servers.submit({"prompt": f"{long}a"})]
    assert begun.wait(10)
    futures += [servers.submit({"prompt": f"{number} is short"}) for number in range(CROWD)]
    futures += [servers.submit({"prompt": f"{long}b"})]
    gate.set()
    for future in futures:
        future.result(10)
    servers.close()
    assert sorted(served) == sorted([f"{long}a", f"{long}b", *(f"{number} is short" for number in range(CROWD))])


def test_a_few_requests_are_answered_one_after_the_other() -> None:
    lock, at_work = threading.Lock(), list[Reply]()

    def serve(body: Reply) -> Reply:
        with lock:
            at_work.append(body)
            assert len(at_work) == 1
        time.sleep(0.01)
        with lock:
            at_work.remove(body)
        return body

    servers = Servers(lambda: serve, 1, 8)
    futures = [servers.submit({"prompt": f"{number}"}) for number in range(CROWD - 1)]
    assert [future.result(10)["prompt"] for future in futures] == [f"{number}" for number in range(CROWD - 1)]
    servers.close()


def test_a_failure_is_its_requests_own() -> None:
    def serve(body: Reply) -> Reply:
        return {"length": 6 // len(body["prompt"])}

    servers = Servers(lambda: serve, 1)
    bad, good = servers.submit({"prompt": ""}), servers.submit({"prompt": "abc"})
    assert good.result(10) == {"length": 2}
    with pytest.raises(ZeroDivisionError):
        bad.result(10)
    servers.close()


def test_a_server_that_does_not_start_is_tried_again() -> None:
    attempts = list[int]()

    def start() -> Serve:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("no memory")
        return lambda body: body

    servers = Servers(start, 1)
    with pytest.raises(OSError, match="no memory"):
        servers.submit({"prompt": "a"}).result(10)
    assert servers.submit({"prompt": "b"}).result(10) == {"prompt": "b"}
    servers.close()


def test_what_waits_is_cancelled_at_the_end() -> None:
    entered, gate = threading.Event(), threading.Event()

    def serve(body: Reply) -> Reply:
        entered.set()
        gate.wait(10)
        return body

    servers = Servers(lambda: serve, 1)
    running, waiting = servers.submit({"prompt": "a"}), servers.submit({"prompt": "b"})
    entered.wait(10)
    threading.Timer(0.1, gate.set).start()
    servers.close()
    assert running.result(1) == {"prompt": "a"}
    with pytest.raises(CancelledError):
        waiting.result(1)
    with pytest.raises(RuntimeError, match="closed"):
        servers.submit({"prompt": "c"})
