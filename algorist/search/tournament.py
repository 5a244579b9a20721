"""A knockout tournament: candidates meet in pairs, the winner goes on, ceil(log2 N) rounds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from random import Random
from typing import TypeVar

Candidate = TypeVar("Candidate")
Meeting = tuple[Candidate, Candidate]
Compare = Callable[[Candidate, Candidate], Awaitable[Candidate]]
Map = Callable[
    [Callable[[Meeting[Candidate]], Awaitable[Candidate]], Iterable[Meeting[Candidate]]], Awaitable[list[Candidate]]
]


async def knockout_tournament(
    candidates: Sequence[Candidate], compare: Compare[Candidate], concurrently: Map[Candidate], random: Random
) -> Candidate:
    """Return the candidate that wins every meeting; the odd one of a round goes on without one.

    `compare(a, b)` returns the winner. The meetings of a round run concurrently, N - 1 in all. Raises ValueError
    without candidates.
    """
    if not candidates:
        raise ValueError("a tournament needs candidates")

    async def meet(pair: Meeting[Candidate]) -> Candidate:
        return await compare(*pair)

    field = list(candidates)
    while len(field) > 1:
        random.shuffle(field)
        bye = field[-1:] if len(field) % 2 else []
        pairs = list(zip(field[0::2], field[1::2], strict=False))
        field = [*await concurrently(meet, pairs), *bye]
    return field[0]
