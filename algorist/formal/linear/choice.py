"""Which column to split on: the one whose two halves raise the bound most (Achterberg, Koch and Martin, 2005).

What a split gained per unit of rounding is remembered by column and direction (its pseudo-cost). A column without a
history is tried out first: both halves are solved for a few iterations, for no more than a few columns at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Any

TRIALS = 8
"""How many columns without a history are tried out at a node."""
ITERATIONS = 60
"""How many simplex iterations a trial may take."""
UNLIMITED = 2**31 - 1
LITTLE = 1e-6


@dataclass(slots=True)
class History:
    """Gains per unit of rounding, down and up, by column."""

    gains: dict[tuple[int, bool], list[float]] = field(default_factory=dict)

    def learn(self, column: int, up: bool, gain: float, distance: float) -> None:
        record = self.gains.setdefault((column, up), [0.0, 0.0])
        record[0] += max(gain, 0.0) / max(distance, LITTLE)
        record[1] += 1.0

    def knows(self, column: int) -> bool:
        return (column, False) in self.gains and (column, True) in self.gains

    def score(self, column: int, value: float) -> float:
        """Return the product of the gains expected of the two halves."""
        below = value - floor(value)
        down, up = self.gains[column, False], self.gains[column, True]
        return max(down[0] / down[1] * below, LITTLE) * max(up[0] / up[1] * (1 - below), LITTLE)


def choose(highs: Any, history: History, values: Sequence[float], fractional: list[int]) -> int:
    """Return the fractional column to split on, for a program that HiGHS has just solved; leaves its bounds alone."""
    central = sorted(fractional, key=lambda column: abs(values[column] - floor(values[column]) - 0.5))
    basis, worth = highs.getBasis(), highs.getInfo().objective_function_value
    for column in [column for column in central if not history.knows(column)][:TRIALS]:
        for up in (False, True):
            gain, distance = _trial(highs, column, values[column], up, worth)
            highs.setBasis(basis)
            if gain is None:
                return column
            history.learn(column, up, gain, distance)
    known = [column for column in central if history.knows(column)]
    return max(known, key=lambda column: history.score(column, values[column]))


def _trial(highs: Any, column: int, value: float, up: bool, worth: float) -> tuple[float | None, float]:
    """Return what one half gains in a few iterations (None when it is infeasible), and how far it moves the column."""
    _, _, lower, upper, _ = highs.getCol(column)
    end = floor(value) + up
    highs.changeColBounds(column, end if up else lower, upper if up else end)
    highs.setOptionValue("simplex_iteration_limit", ITERATIONS)
    highs.run()
    highs.setOptionValue("simplex_iteration_limit", UNLIMITED)
    highs.changeColBounds(column, lower, upper)
    if highs.getModelStatus().name == "kInfeasible":
        return None, 1.0
    return highs.getInfo().objective_function_value - worth, abs(end - value)
