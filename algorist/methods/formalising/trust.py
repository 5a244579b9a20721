"""How sure a formalisation must be before its answer may be called proved: a threshold for each language.

A grid's score is the probability of all its chosen lines; a programme's is the probability of its text times its share of
the votes. These values are set by hand, on the careful side; `bench/fit_thresholds.py` is there to fit them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

THRESHOLDS: Mapping[str, float] = MappingProxyType({"constraint": 0.30, "linear": 0.45, "program": 0.45})


def trusted(language: str, score: float) -> bool:
    """Return whether the score reaches the family's threshold."""
    return score >= THRESHOLDS.get(language, 1.0)
