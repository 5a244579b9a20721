"""Pack bins one at a time, each as full as it can be (after Gupta and Ho 1999, "minimum bin slack")."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

LARGEST_CAPACITY = 100_000


def packed(capacity: int, sizes: Sequence[int], deadline: float) -> list[int]:
    """Return each item's bin, from 1, by the better of two ways: fullest bins, or each item where it first fits."""
    return min((_filled(capacity, sizes, end) for end in (deadline, 0.0)), key=max)


def _filled(capacity: int, sizes: Sequence[int], deadline: float) -> list[int]:
    """Fill bin after bin: the largest item left and then what fills it best. What is left at the end goes by first fit."""
    items: dict[int, list[int]] = {}
    for item, size in enumerate(sizes):
        items.setdefault(size, []).append(item)
    left = Counter(sizes)
    bins, number = [0] * len(sizes), 0
    while left and capacity <= LARGEST_CAPACITY and time.monotonic() < deadline:
        number += 1
        largest = max(left)
        _take(left, largest)
        chosen = [largest, *_fullest(capacity - largest, left)]
        for size in chosen[1:]:
            _take(left, size)
        for size in chosen:
            bins[items[size].pop()] = number
    _first_fit(capacity, items, bins, number)
    return bins


def _take(left: Counter[int], size: int) -> None:
    left[size] -= 1
    if not left[size]:
        del left[size]


def _fullest(room: int, left: Counter[int]) -> list[int]:
    """Return sizes whose sum is the largest that fits: sums reached are the bits of a number, larger sizes come first."""
    reached, before, mask = 1, [], (1 << (room + 1)) - 1
    sizes = sorted((size for size in left if size <= room), reverse=True)
    for size in sizes:
        before.append(reached)
        for _ in range(min(left[size], room // size if size else 0)):
            reached |= (reached << size) & mask
    total, chosen = reached.bit_length() - 1, []
    for size, earlier in zip(reversed(sizes), reversed(before), strict=True):
        while not earlier >> total & 1:
            chosen.append(size)
            total -= size
    return chosen


def _first_fit(capacity: int, items: dict[int, list[int]], bins: list[int], number: int) -> None:
    """Put what is left, and what has no size, into bins after the last one."""
    rooms: list[int] = []
    for size in sorted(items, reverse=True):
        for item in items[size]:
            place = next((place for place, room in enumerate(rooms) if room >= size), len(rooms))
            if place == len(rooms):
                rooms.append(capacity)
            rooms[place] -= size
            bins[item] = number + place + 1
