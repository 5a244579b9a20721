"""Processor time against a limit: what is refused "in a second" here may take a few on a slow machine, but never minutes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SLOWER = 4
"""How many times slower than ours a machine may be."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where the block takes more processor time than this many seconds of ours."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < SLOWER * seconds, f"{spent:.1f} s of processor time, where {seconds:g} s are expected"
