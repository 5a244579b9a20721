"""Round trips and brute force by the thousand for the linear language, over the models that its tests draw.

    python bench/linear_round_trip.py [--count 10000] [--brute 10000] [--write]

Round trip: `parse(render(m)) == m`, on trees of every construct, and on every model of the brute force. Brute force: claim
and optimum of `solve` are those found by trying every integer point, or every vertex, and the checker proves them; half of
the --brute models are integer, half continuous. The models are the same in every run.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from logic_round_trip import run

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from algorist.formal.linear import LANGUAGE  # noqa: E402

ROWS: tuple[tuple[str, str, dict[str, bool], str, str, float], ...] = (
    ("round trip, all constructs", "models", {}, "test_linear_language", "test_parse_undoes_render", 1.0),
    (
        "round trip and brute force, integer",
        "programs",
        {"integer": True},
        "test_linear_solve",
        "test_brute_force_agrees",
        0.5,
    ),
    (
        "round trip and brute force, vertices",
        "programs",
        {"integer": False},
        "test_linear_solve",
        "test_vertex_enumeration_agrees",
        0.5,
    ),
)
"""Property, the strategy of its models with arguments, the module and the test, and its part of the count."""


def twice(holds: Callable[[Any], None], model: Any) -> None:
    """Check the round trip of a model, then its property."""
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    holds(model)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--brute", type=int, default=10_000, help="models for brute force, half of each kind")
    options.add_argument("--write", action="store_true", help="write docs/results/linear-round-trip.md")
    given = options.parse_args()
    sys.path.insert(0, str(ROOT / "tests" / "formal"))
    lines = [
        "# Round trips and brute force: linear",
        "",
        f"`python bench/linear_round_trip.py --count {given.count} --brute {given.brute} --write`",
        "",
        "| property | models | different | failures | seconds |",
        "| --- | ---: | ---: | --- | ---: |",
    ]
    for what, strategy, arguments, module, test, part in ROWS:
        models = getattr(importlib.import_module("linear_cases"), strategy)(**arguments)
        holds = getattr(importlib.import_module(module), test).hypothesis.inner_test
        count = round(part * (given.count if "brute" not in what else given.brute))
        both = holds if "brute" not in what else partial(twice, holds)
        tried, different, failure, seconds = run(count, models, both)
        shown = failure.replace("\n", " ").replace("|", "/")[:160] or "0"
        lines.append(f"| {what} | {tried} | {different} | {shown} | {seconds:.0f} |")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    if given.write:
        (ROOT / "docs" / "results" / "linear-round-trip.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
