"""Decide every polynomial of the SoS-1K evaluation items, exactly, and hold the labels against the certificates.

    python bench/sos1k.py --data DIR [--seconds 60] [--items FILE] [--write]

DIR holds evaluation_half.jsonl (fields polynomial, ans, label). Each item is solved in a worker process and its solution is
then checked in one, from its JSON. The label says 1 for nonnegative (a sum of squares), 0 for not. An item of label 1 with an
exact negative point, or of label 0 with an exact sum of squares, has a wrong label: the coefficients were rounded to two or
three digits after the label was given. With --items the outcomes are kept in a JSONL file, and a second run resumes from it.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from algorist.core.child import Children  # noqa: E402
from algorist.core.errors import AlgoristError  # noqa: E402
from algorist.core.solving import CHECK, SOLVE  # noqa: E402

MEMORY = 4 << 30
CHECK_SECONDS = 120.0
SETTLED = {"entailed": 1, "refuted": 0}


def outcome(children: Children, text: str, seconds: float) -> dict[str, Any]:
    """Solve and check one polynomial; return the claim, whether it is proved, and the seconds of both."""
    asked = {"language": "polynomial", "text": text, "claim": "optimal", "seconds": seconds, "memory": MEMORY}
    began = time.monotonic()
    try:
        solution = children.call(SOLVE, asked, seconds, MEMORY)
    except (TimeoutError, AlgoristError) as error:
        return {
            "claim": f"failed: {error}",
            "proved": False,
            "solve": time.monotonic() - began,
            "check": 0.0,
            "rows": 0,
        }
    solved = time.monotonic()
    verdict = children.call(
        CHECK, {"language": "polynomial", "text": text, "solution": solution}, CHECK_SECONDS, MEMORY
    )
    blocks = (solution["certificate"] or {"data": {"squares": []}})["data"]["squares"]
    return {
        "claim": solution["claim"],
        "solution": solution,
        "proved": verdict["proved"],
        "solve": solved - began,
        "check": time.monotonic() - solved,
        "rows": max((len(block["basis"]) for block in blocks), default=0),
    }


def report(rows: list[dict[str, Any]], command: str) -> str:
    """Return the page of results."""
    proved = [row for row in rows if row["proved"]]
    times = sorted(row["solve"] + row["check"] for row in rows)
    wrong = [row for row in proved if SETTLED[row["claim"]] != row["ans"]]
    lines = ["# Sums of squares: SoS-1K", "", f"`{command}`", ""]
    lines += [
        f"{len(proved)} of {len(rows)} items ({len(proved) / len(rows):.1%}) have a verdict with an exact certificate, verified: a",
        f"rational sum of squares or a rational point of negative value. Median {statistics.median(times):.2f} s an item, solving and",
        f"checking, mean {statistics.mean(times):.2f} s, longest {times[-1]:.1f} s (one core; Python {platform.python_version()};",
        f"largest Gram matrix {max(row['rows'] for row in rows)} rows). {len(wrong)} labels are contradicted by a certificate.",
        "",
        "| family | items | proved nonnegative | proved negative somewhere | open | labels contradicted | median s | longest s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for family in sorted({row["label"] for row in rows}):
        mine = [row for row in rows if row["label"] == family]
        claims = Counter(row["claim"] if row["proved"] else "open" for row in mine)
        seconds = sorted(row["solve"] + row["check"] for row in mine)
        against = sum(row["proved"] and SETTLED[row["claim"]] != row["ans"] for row in mine)
        cells = (family, len(mine), claims["entailed"], claims["refuted"], claims["open"], against)
        lines.append(f"| {' | '.join(map(str, cells))} | {statistics.median(seconds):.2f} | {seconds[-1]:.1f} |")
    lines += ["", "## Labels that an exact certificate contradicts", ""]
    lines += [
        f"- item {row['id']} ({row['label']}): label {row['ans']}, {_contradiction(row['claim'])}" for row in wrong
    ]
    lines += ["", "## Items without a verdict", ""]
    lines += [f"- item {row['id']} ({row['label']}): {row['claim']}" for row in rows if not row["proved"]] or ["None."]
    return "\n".join(lines) + "\n"


def _contradiction(claim: str) -> str:
    return "yet it is a sum of squares" if claim == "entailed" else "yet it is negative at an exact rational point"


def corrections(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the labels that a certificate contradicts, as `algorist bench` reads them."""
    said = {0: "No", 1: "Yes"}
    return [
        {
            "item": str(row["id"]),
            "published": said[row["ans"]],
            "corrected": said[1 - row["ans"]],
            "certificate": row["solution"],
        }
        for row in rows
        if row["proved"] and SETTLED[row["claim"]] != row["ans"]
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, required=True, help="the folder of evaluation_half.jsonl")
    options.add_argument("--seconds", type=float, default=60.0, help="time limit of each solve")
    options.add_argument("--limit", type=int, help="only the first so many items")
    options.add_argument("--items", type=Path, help="keep the outcomes here, and resume from them")
    options.add_argument("--write", action="store_true", help="write docs/results/sos1k.md")
    options.add_argument("--corrections", action="store_true", help="write the labels that a certificate contradicts")
    given = options.parse_args()
    file = given.data / "evaluation_half.jsonl"
    if not file.is_file():
        print(f"{file}: there is no such file.", file=sys.stderr)
        return 2
    items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][: given.limit]
    done: list[dict[str, Any]] = []
    if given.items and given.items.is_file():
        done = [json.loads(line) for line in given.items.read_text(encoding="utf-8").splitlines()]
    with Children(1) as children:
        outcome(children, "x^2 + 1", 30.0)
        for place, item in enumerate(items[len(done) :], len(done)):
            row = {"id": item["id"], "label": item["label"], "ans": item["ans"]}
            row |= outcome(children, item["polynomial"], given.seconds)
            done.append(row)
            if given.items:
                with given.items.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(row) + "\n")
            print(f"{place + 1}/{len(items)} {row['label']} {row['claim']} {row['solve']:.2f} s", file=sys.stderr)
    if not done:
        print("no item ran", file=sys.stderr)
        return 1
    text = report(done, f"python bench/sos1k.py --data DIR --seconds {given.seconds:g} --write")
    print(text)
    if given.corrections:
        target = ROOT / "algorist" / "bench" / "corrections" / "sos1k.json"
        target.write_text(json.dumps(corrections(done)) + "\n", encoding="utf-8")
    if given.write:
        (ROOT / "docs" / "results" / "sos1k.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
