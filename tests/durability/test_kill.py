"""kill -9 at random moments of a solve, then resume: the same answer, no recorded call again, a sound trace."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def test_ten_kills() -> None:
    path = Path(__file__).parents[2] / "bench" / "durability.py"
    spec = importlib.util.spec_from_file_location("durability", path)
    assert spec is not None
    assert spec.loader is not None
    durability = importlib.util.module_from_spec(spec)
    sys.modules["durability"] = durability
    spec.loader.exec_module(durability)
    found = durability.examine(10, seed=1)
    assert found.kills == 10
    assert (found.paid_twice, found.corrupt, found.different) == (0, 0, 0)
