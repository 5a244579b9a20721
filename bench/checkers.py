"""Forge certificates by the thousand and count what the checkers accept.

    python bench/checkers.py [--count 2000] [--write]

A forgery changes one thing of a certified solution: a value, a proof step, a multiplier, a bound, the claim, the model. Where the change
leaves a true claim with a valid certificate (judged slowly, by other means), the checker may accept it (it is stricter than
the judge about a proof's form); everything else it must reject. Each language runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "formal"))

MAGIC = """var a, b, c, d, e, f, g, h, i in 1..9
alldifferent(a, b, c, d, e, f, g, h, i)
a + b + c = 15
d + e + f = 15
g + h + i = 15
a + d + g = 15
b + e + h = 15
c + f + i = 15
a + e + i = 15
c + e + g = 15
a = 2
b < d
"""


def cases(language: str) -> dict[str, str]:
    """Return named texts with every kind of certificate that the language has."""
    if language == "constraint":
        from constraint_cases import ZEBRA

        clash = "group n over 1..4: a, b, c, d\nn.a < n.b\nn.b < n.c\nn.c < n.a\nn.d = 1\n"
        best = "var x, y, z in 0..4\nalldifferent(x, y, z)\nx + y <= 5\nmaximize 2*x + 3*y - z\n"
        loose = "group n over 1..4: a, b, c, d\nn.a < n.b\n"
        return {"zebra": ZEBRA, "magic square": MAGIC, "contradiction": clash, "optimum": best, "two solutions": loose}
    from linear_cases import KNOWN

    return {name: text for name, (text, _, _) in KNOWN.items()}


def attack(language: str, count: int) -> dict[str, Any]:
    """Check `count` forgeries of the language's cases; return the tally."""
    import importlib

    from algorist.core.language import Limits
    from algorist.core.registry import LANGUAGES

    mutations = importlib.import_module(f"{language}_mutations")
    room = LANGUAGES.get(language)
    tally = {
        "language": language,
        "true accepted": 0,
        "true": 0,
        "forged": 0,
        "rejected": 0,
        "harmless": 0,
        "refused": 0,
    }
    texts = cases(language)
    for name, text in texts.items():
        model = room.parse(text)
        solution = room.solve(model, Limits(seconds=20))
        if solution.certificate is None:
            continue
        tally["true"] += 1
        tally["true accepted"] += room.check(model, solution).proved
        wanted = tally["forged"] + count // len(texts) + 1
        for _, forged_model, forged in mutations.forgeries(model, solution, random.Random(name)):
            proved, holds = room.check(forged_model, forged).proved, mutations.holds(forged_model, forged)
            tally["forged" if not holds else "harmless"] += 1
            tally["rejected"] += not holds and not proved
            tally["refused"] += holds and not proved
            if tally["forged"] >= wanted:
                break
    return tally


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--language")
    options.add_argument("--write", action="store_true", help="write docs/results/checkers.md")
    given = options.parse_args()
    if given.language:
        json.dump(attack(given.language, given.count), sys.stdout)
        return
    rows = []
    for language in ("constraint", "linear"):
        command = [sys.executable, __file__, "--language", language, "--count", str(given.count)]
        rows.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    lines = ["# Forged certificates", "", f"`python bench/checkers.py --count {given.count} --write`", ""]
    header = (
        "language",
        "true accepted",
        "forgeries rejected",
        "wrongly accepted",
        "still valid",
        "of these refused for their form",
    )
    lines += [f"| {' | '.join(header)} |", "|" + " --- |" * len(header)]
    for row in rows:
        true, forged = f"{row['true accepted']} of {row['true']}", f"{row['rejected']} of {row['forged']}"
        cells = (row["language"], true, forged, row["forged"] - row["rejected"], row["harmless"], row["refused"])
        lines.append(f"| {' | '.join(map(str, cells))} |")
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if given.write:
        (ROOT / "docs" / "results" / "checkers.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
