"""Budgets under random programs: `python bench/budgets.py [CASES]` counts those that overspent, which must be none.

The programs and the witness that counts for itself are tests/core/budget_programs.py; a failing case is named by its seed.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "core")]

from budget_programs import run_program, threads_program  # noqa: E402

KINDS = {"threads on a tree of ledgers": threads_program, "tasks of a Run, in nested maps": run_program}


def main(cases: int) -> int:
    began = time.monotonic()
    ran: dict[str, int] = {}
    failed: dict[str, list[int]] = {}
    for name, program in KINDS.items():
        ran[name], failed[name] = 0, []
        for seed in range(cases // len(KINDS)):
            ran[name] += 1
            if program(Random(seed)):
                failed[name].append(seed)
            if sys.stderr.isatty() and seed % 100 == 0:
                print(f"\r{name}: {seed}", end="", file=sys.stderr)
    total, overspent = sum(ran.values()), sum(map(len, failed.values()))
    rows = "\n".join(f"| {name} | {ran[name]:,} | {len(failed[name])} |" for name in KINDS)
    text = (
        "# Budgets are hard\n\n"
        "Random programs under random nested budgets (tokens, calls, solver seconds, dollars), in random interleavings, with\n"
        "failures and cancellations. A witness that shares no code with the ledger counts what is spent and reserved, and\n"
        "calls a case overspent when any ledger of it, at any moment, stood above its budget, booked less than was really\n"
        "spent, or kept a reservation.\n\n"
        f"| programs | cases | overspent |\n| --- | ---: | ---: |\n{rows}\n| all | {total:,} | {overspent} |\n\n"
        f"Made by `python bench/budgets.py {cases}` in {time.monotonic() - began:.0f} s (seeds 0 to {cases // 2 - 1} of"
        f" each kind; Python {sys.version.split()[0]}).\n"
    )
    print(text)
    if total == 0:
        print("no case ran", file=sys.stderr)
        return 1
    (ROOT / "docs" / "results").mkdir(parents=True, exist_ok=True)
    (ROOT / "docs" / "results" / "budgets.md").write_text(text, encoding="utf-8")
    for name, seeds in failed.items():
        for seed in seeds[:5]:
            print(name, "seed", seed, KINDS[name](Random(seed)), file=sys.stderr)
    return int(overspent > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
