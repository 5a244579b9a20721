"""How sure a formalisation must be before its answer may be called proved: a threshold for each language.

A grid's score is the probability of its lines given that the puzzle is well-posed (`posterior`); a programme's is the
probability of the texts that mean the same, halved for every number left out or made up. `bench/fit_thresholds.py` fits them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

THRESHOLDS: Mapping[str, float] = MappingProxyType({"constraint": 0.30, "linear": 0.45, "program": 0.45})


def trusted(language: str, score: float) -> bool:
    """Return whether the score reaches the family's threshold."""
    return score >= THRESHOLDS.get(language, 1.0)
