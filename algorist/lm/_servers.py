"""A few llama.cpp servers over one file of weights, and the line of requests before them.

A server keeps what it read last, so a free one takes the waiting request that shares the longest beginning with that:
two puzzles answered side by side then stay each with its own server instead of displacing each other's prompts.

A crowd of short requests, which share nothing that was read, is answered side by side by one server: to write one token each for
many takes little longer than to write one.
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

CROWD = 6
"""From as many waiting requests on they are answered side by side."""

READ = 200
"""A request that shares as many characters with what a server read last is left to that server."""


class Servers:
    """`count` servers, each started by `start` in a thread of its own when there are requests.

    The first answers up to `crowd` requests at a time, each from a thread, where many wait that nobody has begun to read.
    """

    def __init__(self, start: Callable[[], Serve], count: int, crowd: int = 0) -> None:
        self._start, self._count, self._crowd = start, count, crowd
        self._started: dict[int, Serve] = {}
        self._starting = [threading.Lock() for _ in range(count)]
        self._waiting: list[tuple[Reply, Future[Reply]]] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._last = [""] * (count + crowd)
        self._busy: set[int] = set()
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
                    threading.Thread(target=self._serve, args=(number,), name=f"bundled-{number}", daemon=True)
                    for number in range(self._count + self._crowd)
                ]
                for thread in self._threads:
                    thread.start()
            self._changed.notify_all()
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

    def _serve(self, number: int) -> None:
        while (taken := self._next(number)) is not None:
            body, future = taken
            try:
                if future.set_running_or_notify_cancel():
                    future.set_result(self._server(number)(body))
            except BaseException as error:
                future.set_exception(error)

    def _server(self, number: int) -> Serve:
        """The server of a thread, loaded when it is first needed; those of a crowd have the first one together."""
        place = number if number < self._count else 0
        with self._starting[place]:
            if place not in self._started:
                self._started[place] = self._start()
            return self._started[place]

    def _next(self, number: int) -> tuple[Reply, Future[Reply]] | None:
        """Wait for the request that shares most with what this server read last, the earliest of equals; None once closed."""
        with self._changed:
            while not self._closed:
                mine = self._open_to(number)
                if mine:
                    shared = [_shared(self._last[number], self._waiting[place][0]) for place in mine]
                    body, future = self._waiting.pop(mine[shared.index(max(shared))])
                    self._busy.add(number)
                    self._last[number] = body["prompt"]
                    return body, future
                if number in self._busy:  # until here, so that what is left of a crowd stays one
                    self._busy.discard(number)
                    self._changed.notify_all()
                    continue
                self._changed.wait()
            return None

    def _open_to(self, number: int) -> list[int]:
        """Which of the waiting requests a thread may take now: those of a crowd only where nothing else is answered."""
        if not self._crowd:
            return list(range(len(self._waiting)))
        fresh = [
            place
            for place, (body, _) in enumerate(self._waiting)
            if all(_shared(last, body) < READ for last in self._last[: self._count])
        ]
        crowd_at_work = any(each >= self._count for each in self._busy)
        crowd = fresh if crowd_at_work or len(fresh) >= CROWD else []
        if number >= self._count:
            return [] if any(each < self._count for each in self._busy) else crowd
        return [] if crowd_at_work else [place for place in range(len(self._waiting)) if place not in crowd]


def _shared(last: str, body: Reply) -> int:
    """How many characters a request shares with what was read last, from the beginning on."""
    return sum(takewhile(bool, map(eq, last, body["prompt"])))
