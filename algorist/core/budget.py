"""What a run may spend, and what it has spent. Budgets are hard: a step reserves its worst case before it begins."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
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
            name, _, number = part.partition("=")
            try:
                limits[name] = float(number)
            except ValueError:
                limits[name] = math.nan
            if name not in names or not limits[name] >= 0:
                raise InputError(f"Budget: {part!r} is not NAME=NUMBER with NAME one of {', '.join(names)}.")
        return Budget(**limits)


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
        self._spent = Spent()
        self._reserved = Spent()

    @property
    def spent(self) -> Spent:
        """What is settled so far; its `seconds` are the wall time now."""
        with self._lock:
            return self._spent + Spent(seconds=self._clock() - self._opened)

    @property
    def seconds_left(self) -> float:
        """Wall seconds until the first deadline, of this budget or an outer one."""
        own = self.budget.seconds - (self._clock() - self._opened)
        return own if self._outer is None else min(own, self._outer.seconds_left)

    def reserve(self, worst: Spent, step: str) -> None:
        """Set the worst case aside, here and in every outer ledger; raises BudgetSpent, and keeps nothing, when it does not fit."""
        if self._outer is not None:
            self._outer.reserve(worst, step)
        try:
            with self._lock:
                self._fits(worst, step)
                self._reserved += worst
        except BudgetSpent:
            if self._outer is not None:
                self._outer.settle(worst, Spent())
            raise

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Give back a reservation and book what was really used."""
        with self._lock:
            self._reserved -= worst
            self._spent += actual
        if self._outer is not None:
            self._outer.settle(worst, actual)

    def _fits(self, worst: Spent, step: str) -> None:
        after = self._spent + self._reserved + worst
        used = {
            "tokens": (after.tokens, worst.tokens),
            "calls": (after.calls, worst.calls),
            "solver_seconds": (after.solver_seconds, worst.solver_seconds),
            "usd": (after.usd, worst.usd),
        }
        for name, (total, wanted) in used.items():
            limit = getattr(self.budget, name)
            if total > limit and wanted > 0:
                raise BudgetSpent(
                    f"{step} may use {wanted:g} {name} and {max(0.0, limit - (total - wanted)):g} of {limit:g} remain."
                    f" Raise --budget {name}."
                )
        if self.seconds_left <= 0:
            raise BudgetSpent(
                f"{step} cannot begin: the {self.budget.seconds:g} seconds are over. Raise --budget seconds."
            )
