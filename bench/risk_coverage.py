"""What every threshold of trust would cost and bring, from the items that a benchmark kept; fitted on one half, measured on the other.

    python bench/risk_coverage.py ITEMS.jsonl [--allowed 0.005] [--write NAME]

The halves are drawn by a hash of the items' names. An answer counts as marked when it was solved and certified (proved, checked or
disputed) and its confidence reaches the threshold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "docs" / "results"
SHOWN = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

Scored = tuple[str, float, bool]
"""An item's name, the confidence of its answer (-1 where there is none), and whether it is right."""


def read(files: Iterable[Path]) -> list[Scored]:
    scored: dict[str, Scored] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            answer = item["answer"]
            certified = answer["status"] in ("proved", "checked", "disputed") and answer["agreement"]
            confidence = (answer["agreement"]["confidence"] or 0.0) if certified else -1.0
            scored[item["id"]] = (item["id"], confidence, bool(item["right"]))
    return sorted(scored.values())


def marked(items: Sequence[Scored], threshold: float) -> tuple[int, int]:
    """Return how many right and how many wrong answers reach the threshold."""
    reached = [right for _, confidence, right in items if confidence >= threshold]
    return reached.count(True), reached.count(False)


def fit(items: Sequence[Scored], allowed: float) -> float:
    """Return the lowest threshold at and above which every threshold lets through at most the allowed share of all items."""
    best = 1.0
    for threshold in sorted({confidence for _, confidence, _ in items if confidence >= 0}, reverse=True):
        if marked(items, threshold)[1] > allowed * len(items):
            break
        best = threshold
    return best


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("items", type=Path, nargs="+")
    options.add_argument("--allowed", type=float, default=0.005, help="share of all items that may be wrong but marked")
    options.add_argument("--write", metavar="NAME", help="write docs/results/risk-NAME.md")
    given = options.parse_args()
    items = read(given.items)
    halves = ([], []) if not items else tuple(
        [each for each in items if hashlib.sha256(each[0].encode()).digest()[0] % 2 == half] for half in (0, 1)
    )  # fmt: skip
    threshold = fit(halves[0], given.allowed)
    right, wrong = marked(halves[1], threshold)
    all_right = sum(each[2] for each in halves[1])
    rows = ""
    for each in SHOWN:
        good, bad = marked(items, each)
        rows += f"| {each:.2f} | {100 * good / max(1, sum(i[2] for i in items)):.1f}% | {bad} ({100 * bad / max(1, len(items)):.1f}%) |\n"
    text = f"""# Risk and coverage: {given.write or given.items[0].stem}

`python bench/risk_coverage.py {" ".join(each.name for each in given.items)} --allowed {given.allowed}`

{len(items)} items, {sum(i[2] for i in items)} right. Fitted on {len(halves[0])} of them, the threshold is
{threshold:.3f}; on the other {len(halves[1])} it marks {right} of {all_right} right answers and {wrong} wrong ones.

| threshold | coverage | wrong but marked |
| ---: | ---: | ---: |
{rows}"""
    sys.stdout.write(text)
    if given.write:
        (RESULTS / f"risk-{given.write}.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
