"""A few llama.cpp servers over one file of weights, and the line of requests before them.

A server keeps what it read last, so a free one takes the waiting request that shares the longest beginning with that:
two puzzles answered side by side then stay each with its own server instead of displacing each other's prompts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from itertools import takewhile
from operator import eq
from typing import Any

Reply = dict[str, Any]
Serve = Callable[[Reply], Reply]
"""A loaded server: the body of a request in, its reply out."""


class Servers:
    """`count` servers, each started by `start` in a thread of its own at the first request it takes."""

    def __init__(self, start: Callable[[], Serve], count: int) -> None:
        self._start, self._count = start, count
        self._waiting: list[tuple[Reply, Future[Reply]]] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, body: Reply) -> Future[Reply]:
        """Stand in line; the reply, or what loading or answering raised, comes by the future."""
        future: Future[Reply] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("The model is closed.")
            self._waiting.append((body, future))
            if not self._threads:
                self._threads = [
                    threading.Thread(target=self._serve, name=f"bundled-{index}", daemon=True)
                    for index in range(self._count)
                ]
                for thread in self._threads:
                    thread.start()
            self._changed.notify()
        return future

    def close(self) -> None:
        """Cancel what waits, and free the servers once their present requests end."""
        with self._changed:
            self._closed = True
            for _, future in self._waiting:
                future.cancel()
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        server: Serve | None = None
        last = ""
        while (taken := self._next(last)) is not None:
            body, future = taken
            if not future.set_running_or_notify_cancel():
                continue
            try:
                server = server or self._start()
                last = body["prompt"]
                future.set_result(server(body))
            except BaseException as error:
                future.set_exception(error)

    def _next(self, last: str) -> tuple[Reply, Future[Reply]] | None:
        """Wait for the request that shares most with `last`, the earliest of equals; None once closed."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            shared = [sum(takewhile(bool, map(eq, last, body["prompt"]))) for body, _ in self._waiting]
            return self._waiting.pop(shared.index(max(shared)))
