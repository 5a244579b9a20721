"""How sure a formalisation must be before its answer may be called proved: a threshold for each language or family.

A grid's score is the probability of its lines given that the puzzle is well-posed (`posterior`); a programme's is the share
that the texts of its meaning have among all well-posed ones that were written, halved for every number left out or made up.
`bench/risk_coverage.py` fits them on one half of what a benchmark kept and measures them on the other: at its threshold
ZebraLogic has no wrong answer marked. That of linear programmes was chosen on some seventy items, none of which was drawn by lot
for its row, that of arithmetic on some hundred and fifty, part of them scored. The others are set by hand.
`bench/fit_thresholds.py` does the same on synthetic problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from algorist.methods.formalising.families import family, names

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "constraint": 0.75,
        "linear": 0.95,
        "program": 0.95,
        "horn": 0.75,
        "logic": 0.90,
        "indexed": 0.95,
        "polynomial": 0.75,
        "route": 0.75,
        "games": 0.90,
    }
)


def threshold(name: str) -> float:
    """Return the score that is asked of a language or a family; 1 where nothing is known of it."""
    return family(name).threshold if name in names() else THRESHOLDS.get(name, 1.0)


def trusted(name: str, score: float) -> bool:
    """Return whether the score reaches the threshold of a language or a family."""
    return score >= threshold(name)
