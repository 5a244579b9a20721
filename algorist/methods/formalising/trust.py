"""How sure a formalisation must be before its answer may be called proved: thresholds fitted on held-out data.

A grid's score is the probability of all its chosen lines; a programme's is the probability of its text times its share of
the votes. `bench/fit_thresholds.py` fits them; its result is in `docs/results/thresholds.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

THRESHOLDS: Mapping[str, float] = MappingProxyType({"constraint": 0.30, "linear": 0.45, "program": 0.45})


def trusted(language: str, score: float) -> bool:
    """Return whether the score reaches the family's threshold."""
    return score >= THRESHOLDS.get(language, 1.0)
