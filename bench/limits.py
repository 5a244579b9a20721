"""Give every language instances that it cannot solve in two seconds, and see when each call ends and what it leaves behind.

    python bench/limits.py [--hard 100] [--seconds 2] [--language NAME ...] [--out FILE] [--write]

The instances run as every solve does, in a worker process. What is measured is the time from the call to its end, which
may be half a second over the limit, and which processes that the call started are still there afterwards. A first, easy
call starts the worker. With --out rows are kept in a JSONL file, and a second run resumes from it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from hard_instances import HARD

from algorist.core.child import Children
from algorist.core.errors import AlgoristError
from algorist.core.solving import SOLVE

ROOT = Path(__file__).parents[1]
MEMORY = 2 << 30
GRACE = 0.5
"""Seconds that a call may end after its limit."""


def measured(language: str, count: int, seconds: float) -> dict[str, Any]:
    """Solve `count` hard instances; return the longest call, how many were late, what is left, and how they ended."""
    took: list[float] = []
    endings: Counter[str] = Counter()
    before = _processes()
    with Children(1) as children:
        for number in range(count + 1):
            asked = {"language": language, "text": HARD[language](number), "claim": "optimal", "memory": MEMORY}
            started = time.monotonic()
            try:
                ending = children.call(SOLVE, asked | {"seconds": seconds}, seconds, MEMORY)["claim"]
            except TimeoutError:
                ending = "killed"
            except AlgoristError as error:
                ending = type(error).__name__
            if number:  # the first call also starts the worker
                took.append(time.monotonic() - started)
                endings[ending] += 1
    time.sleep(0.3)
    left = len(_processes() - before)
    late = sum(each > seconds + GRACE for each in took)
    shown = ", ".join(f"{ending} {number}" for ending, number in endings.most_common())
    return {"language": language, "hard": len(took), "longest": max(took), "late": late, "left": left, "endings": shown}


def _processes() -> set[int]:
    """The processes that this one has started, or that lost their parent, apart from what the kernel runs."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            running = bool((folder / "cmdline").read_bytes())
        except (OSError, ValueError):
            continue
        if running and parent in (1, os.getpid()):
            found.add(int(folder.name))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hard", type=int, default=100)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--language", action="append", choices=sorted(HARD))
    options.add_argument("--out", type=Path, help="keep rows here and resume from them")
    options.add_argument("--write", action="store_true", help="write docs/results/limits.md")
    given = options.parse_args()
    kept = given.out.read_text(encoding="utf-8").splitlines() if given.out and given.out.is_file() else []
    rows = {row["language"]: row for row in map(json.loads, kept)}
    for language in given.language or HARD:
        if language not in rows:
            rows[language] = measured(language, given.hard, given.seconds)
            if given.out:
                with given.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(rows[language]) + "\n")
            sys.stderr.write(f"{rows[language]}\n")
    over = f"over {given.seconds + GRACE:g} s"
    lines = [
        f"# A limit of {given.seconds:g} s",
        "",
        f"`python bench/limits.py --hard {given.hard} --seconds {given.seconds:g} --write`",
        "",
        f"| language | hard instances | longest, s | {over} | processes left | how they ended |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for language in HARD:
        if row := rows.get(language):
            cells = (language, row["hard"], f"{row['longest']:.2f}", row["late"], row["left"], row["endings"])
            lines.append(f"| {' | '.join(map(str, cells))} |")
    page = "\n".join(lines) + "\n"
    sys.stdout.write(page)
    if given.write:
        (ROOT / "docs" / "results" / "limits.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
