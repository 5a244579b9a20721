"""Round trips and brute force by the thousand for the languages horn and logic, over the models that their tests draw.

    python bench/logic_round_trip.py [--count 10000] [--brute 10000] [--write]

Round trip: `parse(render(m)) == m`. Brute force: the claim of `solve` is the one found by trying every structure (logic)
or every instance of every rule (horn, Datalog), and its certificate is proved by the checker. The models are the same in
every run.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

ROOT = Path(__file__).parents[1]
ROWS = (
    ("horn", "round trip", "horn_cases", "models", "test_horn_parse", "test_parse_reads_what_render_writes"),
    ("logic", "round trip", "logic_cases", "models", "test_logic_language", "test_parse_reads_what_render_writes"),
    ("horn", "brute force", "horn_cases", "datalog", "test_horn_solve", "test_datalog_agrees_with_brute_force"),
    ("logic", "brute force", "logic_cases", "models", "test_logic_solve", "test_finite_models_agree_with_brute_force"),
)
"""Language, property, the module and the strategy of its models, the module and the test of the property."""


def run(count: int, strategy: Any, holds: Callable[[Any], None]) -> tuple[int, int, str, float]:
    """Return how many models were tried, how many of them are different, the first failure, and the seconds."""
    tried: list[int] = []

    def counted(model: Any) -> None:
        tried.append(hash(model))
        if len(tried) % 500 == 0:
            sys.stderr.write(f"{len(tried)} of {count}\n")
        holds(model)

    started, failure = time.monotonic(), ""
    check = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )(given(strategy)(counted))
    try:
        check()
    except Exception as error:  # whatever fails is a row of the table
        failure = f"{type(error).__name__}: {error}"
    return len(tried), len(set(tried)), failure, time.monotonic() - started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--brute", type=int, default=10_000, help="models of each language for brute force")
    options.add_argument("--write", action="store_true", help="write docs/results/logic-round-trip.md")
    given_options = options.parse_args()
    sys.path.insert(0, str(ROOT / "tests" / "formal"))
    lines = [
        "# Round trips and brute force: horn and logic",
        "",
        f"`python bench/logic_round_trip.py --count {given_options.count} --brute {given_options.brute} --write`",
        "",
        "| language | property | models | different | failures | seconds |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for language, what, cases, strategy, module, test in ROWS:
        models = getattr(importlib.import_module(cases), strategy)()
        holds = getattr(importlib.import_module(module), test).hypothesis.inner_test
        tried, different, failure, seconds = run(
            given_options.count if what == "round trip" else given_options.brute, models, holds
        )
        shown = failure.replace("\n", " ").replace("|", "/")[:160] or "0"
        lines.append(f"| {language} | {what} | {tried} | {different} | {shown} | {seconds:.0f} |")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    if given_options.write:
        (ROOT / "docs" / "results" / "logic-round-trip.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
