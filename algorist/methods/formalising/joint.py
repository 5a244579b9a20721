"""Joint decoding: the most probable choice of one line per clause that the solver finds well-posed.

An exact best-first search over the n-best lists. What the solver finds contradictory comes back as a conflicting set of
lines, and no choice that contains it is tried again.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from algorist.methods.formalising.nbest import Line

Found = TypeVar("Found")
Choice = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Judged(Generic[Found]):
    """What the solver says of a choice: well-posed or not, and the clauses (by position) whose lines conflict."""

    well_posed: bool
    found: Found
    conflict: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoded(Generic[Found]):
    """The choice taken, its log-probability, what the solver found, and whether it is well-posed."""

    choice: Choice
    log_probability: float
    judged: Judged[Found]


async def decode(
    lists: Sequence[Sequence[Line]],
    judge: Callable[[Choice], Awaitable[Judged[Found]]],
    *,
    most: int = 40,
    margin: float = 12.0,
) -> Decoded[Found]:
    """Return the likeliest well-posed choice, else the likeliest choice at all, as judged.

    At most `most` choices are judged, none whose log-probability lies more than `margin` under the best. A conflict
    excludes every choice that takes the same lines at the same clauses.
    """
    first: Decoded[Found] | None = None
    nogoods: list[dict[int, int]] = []
    judged_count = 0
    best = None
    for choice, log_probability in by_probability(lists):
        best = log_probability if best is None else best
        if judged_count >= most or log_probability < best - margin:
            break
        if any(all(choice[clause] == line for clause, line in nogood.items()) for nogood in nogoods):
            continue
        judged = await judge(choice)
        judged_count += 1
        decoded = Decoded(choice, log_probability, judged)
        if judged.well_posed:
            return decoded
        if judged.conflict:
            nogoods.append({clause: choice[clause] for clause in judged.conflict})
        # A choice with too many solutions is better news than one with none.
        if first is None or (first.judged.conflict and not judged.conflict):
            first = decoded
    if first is None:
        raise ValueError("there is a clause without any line")
    return first


def by_probability(lists: Sequence[Sequence[Line]]) -> Iterator[tuple[Choice, float]]:
    """Yield all choices, likeliest first; each is reached once, from the choice with its last raised index lowered."""
    if any(not lines for lines in lists):
        return
    scores = [[line.log_probability for line in lines] for lines in lists]
    start = tuple(0 for _ in lists)
    heap = [(-sum(column[0] for column in scores), start, 0)]
    while heap:
        cost, choice, last = heapq.heappop(heap)
        yield choice, -cost
        for clause in range(last, len(lists)):
            if choice[clause] + 1 < len(scores[clause]):
                if clause > last and choice[clause] != 0:
                    continue
                step = scores[clause][choice[clause]] - scores[clause][choice[clause] + 1]
                if math.isfinite(step):
                    changed = (*choice[:clause], choice[clause] + 1, *choice[clause + 1 :])
                    heapq.heappush(heap, (cost + step, changed, clause))
