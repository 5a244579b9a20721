"""Gather the summaries that `algorist bench --json` printed into one table, with what all tasks come to together.

    python bench/report.py [SUMMARY.json ...]          # docs/results/words.md, from docs/results/words/*.json unless files are named

Where keys are corrected that an exact certificate contradicts, the corrected counts are taken for the sums.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOGIC = frozenset({"zebralogic", "reasoning_gym", "prontoqa", "proofwriter", "logicaldeduction", "folio", "arlsat"})
"""Tasks whose answer follows from what is stated, in words."""

RESULTS = Path(__file__).parents[1] / "docs" / "results"
HEAD = """# Words to answers

Each row is what one command printed; `wrong but proved` counts answers marked proved or checked that are wrong, `coverage` is the
share of right answers that are so marked. Intervals are Wilson's at 95%. The command of a row is `algorist bench TASK --data DIR --json`,
with `--sample N` where the row has fewer items than the task.

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


def together(summaries: Sequence[dict[str, Any]]) -> str:
    """Return wrong-but-proved over all tasks and coverage by kind of task: of all items, and as the mean over tasks."""
    logic = [summary for summary in summaries if summary["task"].partition(":")[0] in LOGIC]
    others = [summary for summary in summaries if summary not in logic]
    lines = ["", "| together | of all items | mean over tasks |", "| --- | ---: | ---: |"]
    wrong = [(_corrected(summary)["wrong_but_proved"], summary["n"]) for summary in summaries]
    lines.append(_shares("wrong but proved", wrong))
    for name, part in (("coverage, logic", logic), ("coverage, the others", others)):
        covered = [(round(each["coverage"] * each["correct"]), each["correct"]) for each in part if each["correct"]]
        if covered:
            lines.append(_shares(name, covered))
    return "\n".join(lines) + "\n"


def _corrected(summary: dict[str, Any]) -> dict[str, Any]:
    return summary.get("corrected") or summary


def _shares(name: str, counts: Sequence[tuple[int, int]]) -> str:
    parts, wholes = sum(part for part, _ in counts), sum(whole for _, whole in counts)
    mean = sum(part / whole for part, whole in counts) / len(counts)
    return f"| {name} | {parts} of {wholes} ({100 * parts / wholes:.1f}%) | {100 * mean:.1f}% |"


def main() -> None:
    files = [Path(name) for name in sys.argv[1:]] or sorted((RESULTS / "words").glob("*.json"))
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    summaries = [summary for summary in read if "median_seconds" in summary]
    rows = [row(summary) for summary in summaries]
    if not rows:
        sys.exit(
            f"{RESULTS} holds no summaries. Run: algorist bench TASK --data DIR --json > docs/results/words/TASK.json"
        )
    text = f"{HEAD}{''.join(rows)}{together(summaries)}"
    (RESULTS / "words.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
