"""A few llama.cpp servers over one file of weights, and the line of requests before them.

A server keeps what it read last, so a free one takes the waiting request that shares the longest beginning with that:
two puzzles answered side by side then stay each with its own server instead of displacing each other's prompts.

One that uses all processors spends much of its time on their waiting for each other. A crowd of short requests, which share
nothing that was read, is answered faster by a crew of servers with a processor each, while that one rests.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import takewhile
from operator import eq
from typing import Any

Reply = dict[str, Any]
Serve = Callable[[Reply], Reply]
"""A loaded server: the body of a request in, its reply out."""

CROWD = 6
"""From as many waiting requests on the crew answers them."""

READ = 200
"""A request that shares as many characters with what a server read last is left to that server."""


class Servers:
    """`count` servers, each started by `start` in a thread of its own when there are requests, and the `crew` at the first crowd."""

    def __init__(self, start: Callable[[], Serve], count: int, crew: Sequence[Callable[[], Serve]] = ()) -> None:
        self._starts = [start] * count
        self._crew = list(crew)
        self._waiting: list[tuple[Reply, Future[Reply]]] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._last = [""] * (count + len(self._crew))
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
                    threading.Thread(target=self._serve, args=(number, start), name=f"bundled-{number}", daemon=True)
                    for number, start in enumerate([*self._starts, *self._crew])
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

    def _serve(self, number: int, start: Callable[[], Serve]) -> None:
        server: Serve | None = None
        while (taken := self._next(number)) is not None:
            body, future = taken
            try:
                if future.set_running_or_notify_cancel():
                    server = server or start()
                    future.set_result(server(body))
            except BaseException as error:
                future.set_exception(error)

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
                if number in self._busy:  # until here, so that what is left of a crowd stays with the crew
                    self._busy.discard(number)
                    self._changed.notify_all()
                    continue
                self._changed.wait()
            return None

    def _open_to(self, number: int) -> list[int]:
        """Which of the waiting requests a server may take now: the crew those of a crowd that no other has begun to read."""
        if not self._crew:
            return list(range(len(self._waiting)))
        first = len(self._starts)
        fresh = [
            place
            for place, (body, _) in enumerate(self._waiting)
            if all(_shared(last, body) < READ for last in self._last[:first])
        ]
        at_work = any(each >= first for each in self._busy)
        crowd = fresh if at_work or len(fresh) >= CROWD else []
        if number >= first:
            return [] if any(each < first for each in self._busy) else crowd
        return [] if at_work else [place for place in range(len(self._waiting)) if place not in crowd]


def _shared(last: str, body: Reply) -> int:
    """How many characters a request shares with what was read last, from the beginning on."""
    return sum(takewhile(bool, map(eq, last, body["prompt"])))
