"""Patience with a model that fails for now: wait as long as it asks for, and try again a few times."""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

from algorist.core.errors import Unavailable

Result = TypeVar("Result")

PAUSE = 0.5
"""Seconds before the first new attempt at a call that failed for now; doubled each time."""

LONGEST_PAUSE = 60.0
"""A server that asks for more patience than this is called unavailable."""


class Busy(Unavailable):
    """A model fails now and may not a little later: `wait` seconds is what it asks for, `retries` how often to try again."""

    def __init__(self, message: str, remedy: str = "", *, wait: float | None = None, retries: int = 3) -> None:
        super().__init__(message, remedy)
        self.wait, self.retries = wait, retries


async def patiently(
    attempt: Callable[[], Awaitable[Result]], seconds_left: Callable[[], float] = lambda: math.inf
) -> Result:
    """Return what the attempt returns, trying again while it is Busy and there is time to wait."""
    for number in itertools.count():
        try:
            return await attempt()
        except Busy as busy:
            wait = PAUSE * 2**number if busy.wait is None else busy.wait
            if number >= busy.retries or wait > LONGEST_PAUSE or wait >= seconds_left():
                raise
            await asyncio.sleep(wait)
    raise AssertionError("unreachable")
