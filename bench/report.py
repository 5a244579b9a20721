"""Gather the summaries that `algorist bench --json` printed into one table.

python bench/report.py            # docs/results/*.json -> docs/results/benchmarks.md
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "docs" / "results"
HEAD = """# Benchmarks

Each row is what one command printed; `wrong but proved` counts answers marked proved or checked that are wrong, `coverage` is the
share of right answers that are so marked. Intervals are Wilson's at 95%.

| task | items | right | 95% interval | proved, checked / disputed / unsolved | wrong but proved | coverage | median s |
| --- | ---: | ---: | --- | --- | ---: | ---: | ---: |
"""


def row(summary: dict[str, Any]) -> str:
    """Return one line of the table."""
    statuses = summary["statuses"]
    marked = statuses.get("proved", 0) + statuses.get("checked", 0)
    low, high = summary["interval"]
    cells = [
        summary["task"],
        str(summary["n"]),
        f"{summary['correct']} ({100 * summary['accuracy']:.1f}%)",
        f"{100 * low:.1f} to {100 * high:.1f}%",
        f"{marked} / {statuses.get('disputed', 0)} / {statuses.get('unsolved', 0)}",
        f"{summary['wrong_but_proved']} ({100 * summary['wrong_but_proved'] / summary['n']:.1f}%)",
        f"{100 * summary['coverage']:.1f}%",
        f"{summary['median_seconds']:.1f}",
    ]
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    summaries = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(RESULTS.glob("*.json"))]
    rows = [row(summary) for summary in summaries if "median_seconds" in summary]
    if not rows:
        sys.exit(f"{RESULTS} holds no summaries. Run: algorist bench TASK --data DIR --json > docs/results/TASK.json")
    commands = "\n".join(
        f"- `algorist bench {summary['task']} --data DIR --json`"
        for summary in summaries
        if "median_seconds" in summary
    )
    (RESULTS / "benchmarks.md").write_text(f"{HEAD}{''.join(rows)}\nCommands:\n\n{commands}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
