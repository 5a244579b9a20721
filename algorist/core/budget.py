"""What a run may spend, and what it has spent. Budgets are hard: a step reserves its worst case before it begins."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

from algorist.core.errors import BudgetSpent, InputError


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used: language-model calls, tokens read and written, wall seconds, seconds in solvers, dollars."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    solver_seconds: float = 0.0
    usd: float = 0.0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    def __add__(self, other: Spent) -> Spent:
        return Spent(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(Spent)))

    def __sub__(self, other: Spent) -> Spent:
        return Spent(*(getattr(self, part.name) - getattr(other, part.name) for part in fields(Spent)))

    def to_json(self) -> dict[str, Any]:
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Spent:
        return Spent(**{part.name: document.get(part.name, 0) for part in fields(Spent)})


@dataclass(frozen=True, slots=True)
class Budget:
    """Upper limits; infinity where none is set. `tokens` counts what is read and written."""

    tokens: float = math.inf
    calls: float = math.inf
    seconds: float = math.inf
    solver_seconds: float = math.inf
    usd: float = math.inf

    @staticmethod
    def parse(text: str) -> Budget:
        """Read "tokens=4000,seconds=30"; raises InputError naming the part that cannot be read."""
        names = [part.name for part in fields(Budget)]
        limits: dict[str, float] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, number = (each.strip() for each in part.partition("="))
            try:
                limits[name] = float(number)
            except ValueError:
                limits[name] = math.nan
            if name not in names or not limits[name] >= 0:
                raise InputError(f"Budget: {part!r} is not NAME=NUMBER with NAME one of {', '.join(names)}.")
        return Budget(**limits)


RESERVED = ("tokens", "calls", "solver_seconds", "usd")
"""The parts of a budget that a step reserves; wall time passes by itself."""


class _Books:
    """An exact sum of amounts: in floats, taking back what was added can leave less than before."""

    def __init__(self) -> None:
        self.sums = {part.name: Fraction(0) for part in fields(Spent) if part.name != "seconds"}

    def add(self, amount: Spent, sign: int = 1) -> None:
        for name in self.sums:
            self.sums[name] += sign * Fraction(getattr(amount, name))

    def of(self, part: str) -> Fraction:
        return self.sums["tokens_in"] + self.sums["tokens_out"] if part == "tokens" else self.sums[part]


class Ledger:
    """Keeps the books of one budget, inside those of an outer one; safe for threads and any interleaving of tasks.

    What is spent plus what is reserved never exceeds the budget in any part. `seconds` is the wall time since the
    ledger was opened, plus `before`, what an interrupted run had used.
    """

    def __init__(
        self,
        budget: Budget,
        outer: Ledger | None = None,
        before: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.budget = budget
        self._outer = outer
        self._clock = clock
        self._opened = clock() - before
        self._lock = threading.Lock()
        self._spent = _Books()
        self._reserved = _Books()

    @property
    def spent(self) -> Spent:
        """What is settled so far; its `seconds` are the wall time now."""
        with self._lock:
            sums = self._spent.sums
            return Spent(
                calls=int(sums["calls"]),
                tokens_in=int(sums["tokens_in"]),
                tokens_out=int(sums["tokens_out"]),
                seconds=self._clock() - self._opened,
                solver_seconds=float(sums["solver_seconds"]),
                usd=float(sums["usd"]),
            )

    @property
    def seconds_left(self) -> float:
        """Wall seconds until the first deadline, of this budget or an outer one."""
        own = self.budget.seconds - (self._clock() - self._opened)
        return own if self._outer is None else min(own, self._outer.seconds_left)

    def left(self, part: str) -> float:
        """What of `tokens`, `calls`, `solver_seconds` or `usd` is neither spent nor reserved, here or in an outer ledger."""
        with self._lock:
            used = self._spent.of(part) + self._reserved.of(part)
        limit = getattr(self.budget, part)
        own = limit if math.isinf(limit) else _down(Fraction(limit) - used)
        return own if self._outer is None else min(own, self._outer.left(part))

    def reserve(self, worst: Spent, step: str) -> None:
        """Set the worst case aside, here and in every outer ledger; raises BudgetSpent, and keeps nothing, when it does not fit."""
        with self._lock:
            self._fits(worst, step)
            if self._outer is not None:
                self._outer.reserve(worst, step)
            self._reserved.add(worst)

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Give back a reservation and book what was really used."""
        with self._lock:
            self._reserved.add(worst, -1)
            self._spent.add(actual)
        if self._outer is not None:
            self._outer.settle(worst, actual)

    def _fits(self, worst: Spent, step: str) -> None:
        for name in RESERVED:
            limit, wanted = getattr(self.budget, name), getattr(worst, name)
            used = self._spent.of(name) + self._reserved.of(name)
            if wanted > 0 and used + Fraction(wanted) > limit:
                raise BudgetSpent(
                    f"{step} may use {wanted:g} {name} and {max(0.0, limit - float(used)):g} of {limit:g} remain."
                    f" Raise --budget {name}."
                )
        if self.budget.seconds <= self._clock() - self._opened:
            raise BudgetSpent(
                f"{step} cannot begin: the {self.budget.seconds:g} seconds are over. Raise --budget seconds."
            )


def _down(amount: Fraction) -> float:
    """Return the largest float that is not above the amount."""
    nearest = float(amount)
    return nearest if Fraction(nearest) <= amount else math.nextafter(nearest, -math.inf)
