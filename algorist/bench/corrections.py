"""Keys of benchmarks that an exact certificate contradicts: the item, what was published, what holds, and the certificate.

`corrections/TASK.json` has them; the scripts that found them write it (`bench/sos1k.py --corrections`). Results are given with
and without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Correction:
    """A key that does not hold: the gold answer as published, the right one, and the solution whose certificate shows it."""

    item: str
    published: Any
    corrected: Any
    certificate: Mapping[str, Any]


def corrections(task: str) -> Mapping[str, Correction]:
    """Return the corrections of a task by item; empty where there are none."""
    file = resources.files("algorist.bench").joinpath(f"corrections/{task.partition(':')[0]}.json")
    if not file.is_file():
        return {}
    return {each["item"]: Correction(**each) for each in json.loads(file.read_text(encoding="utf-8"))}
