"""Forge certificates by the thousand and count what the checkers accept, in every language.

    python bench/forgeries.py [--count 2000] [--language NAME ...] [--out FILE] [--write]

A forgery changes one thing of a certified solution: a value, a proof step, a multiplier, a bound, the claim, the model. What
the checker accepts is judged slowly, by other means: where the change leaves a true claim with a valid certificate it is
counted apart, anything else accepted is wrong. Each language runs in a process of its own; with --out rows are kept in a JSONL
file, and a second run resumes from it. Theorems have scripts of their own (`metamath.py`, `theorems.py`), and programs a
property (`round_trips.py`).
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from algorist.core.language import Limits
from algorist.core.registry import LANGUAGES

ROOT = Path(__file__).parents[1]
NAMES = ("circuit", "conic", "constraint", "horn", "linear", "logic", "plan", "polynomial")
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


def models(language: str) -> dict[str, Any]:
    """Return named models with every kind of certificate that the language has."""
    parse, cases = LANGUAGES.get(language).parse, importlib.import_module(f"{language}_cases")
    if language == "constraint":
        texts = {
            "zebra": cases.ZEBRA,
            "magic square": MAGIC,
            "contradiction": "group n over 1..4: a, b, c, d\nn.a < n.b\nn.b < n.c\nn.c < n.a\nn.d = 1\n",
            "optimum": "var x, y, z in 0..4\nalldifferent(x, y, z)\nx + y <= 5\nmaximize 2*x + 3*y - z\n",
            "two solutions": "group n over 1..4: a, b, c, d\nn.a < n.b\n",
        }
        bounds = importlib.import_module("test_constraint_globals").CASES
        return {name: parse(text) for name, text in texts.items()} | {
            f"bound, {name}": model for name, model in bounds.items()
        }
    if language == "conic":
        infeasible = {f"no {name}": model for name, model in cases.INFEASIBLE.items()}
        return {name: model for name, (model, _) in cases.OPTIMAL.items()} | infeasible
    if language == "polynomial":
        texts = {**cases.ENTAILED, **{f"not {name}": text for name, text in cases.REFUTED.items()}}
        return {name: parse(text) for name, text in texts.items()}
    return {name: parse(known[0]) for name, known in cases.KNOWN.items()}


def attack(language: str, count: int) -> dict[str, Any]:
    """Check at least `count` forgeries of the language's models; return the tally."""
    mutations = importlib.import_module("circuit_cases" if language == "circuit" else f"{language}_mutations")
    room = LANGUAGES.get(language)
    certified = {}
    for name, model in models(language).items():
        solution = room.solve(model, Limits(seconds=20))
        if solution.certificate is not None and solution.certificate.kind != "agreement":
            certified[name] = model, solution
    row = {"language": language, "true": len(certified), "accepted": 0, "forged": 0, "rejected": 0, "valid": 0}
    kinds: dict[str, int] = {}
    for number, (name, (model, solution)) in enumerate(certified.items(), start=1):
        original = room.check(model, solution)
        row["accepted"] += original.proved or original.satisfied
        assert solution.certificate is not None
        kind, before = solution.certificate.kind, row["forged"]
        for _, changed, forgery in mutations.forgeries(model, solution, random.Random(name)):
            verdict = room.check(changed, forgery)
            # What a simulation shows is checked, not proved: of it, satisfied is all that there is to forge.
            proved = verdict.proved if original.proved else verdict.satisfied
            still = proved and mutations.holds(changed, forgery)
            row["valid"] += still
            row["forged"] += not still
            row["rejected"] += not proved
            if proved and not still:
                sys.stderr.write(f"{language}, {name}: accepted {forgery}\n")
            if row["forged"] * len(certified) >= count * number:
                break
        kinds[kind] = kinds.get(kind, 0) + row["forged"] - before
    return row | {"kinds": ", ".join(f"{kind} {number:,}" for kind, number in sorted(kinds.items()))}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--language", action="append", choices=NAMES)
    options.add_argument("--out", type=Path, help="keep rows here and resume from them")
    options.add_argument("--inside", help=argparse.SUPPRESS)
    options.add_argument("--write", action="store_true", help="write docs/results/forgeries.md")
    given = options.parse_args()
    if given.inside:
        sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "formal")]
        json.dump(attack(given.inside, given.count), sys.stdout)
        return
    kept = given.out.read_text(encoding="utf-8").splitlines() if given.out and given.out.is_file() else []
    rows = {row["language"]: row for row in map(json.loads, kept)}
    for language in given.language or NAMES:
        if language in rows:
            continue
        order = [sys.executable, __file__, "--inside", language, "--count", str(given.count)]
        rows[language] = json.loads(subprocess.run(order, stdout=subprocess.PIPE, text=True, check=True).stdout)
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(rows[language]) + "\n")
        sys.stderr.write(f"{rows[language]}\n")
    header = (
        "language",
        "true accepted",
        "forgeries rejected",
        "wrongly accepted",
        "still valid",
        "certificates forged",
    )
    lines = ["# Forged certificates", "", f"`python bench/forgeries.py --count {given.count} --write`", ""]
    lines += [f"| {' | '.join(header)} |", "| --- | --- | --- | ---: | ---: | --- |"]
    for language in NAMES:
        if row := rows.get(language):
            true, forged = f"{row['accepted']} of {row['true']}", f"{row['rejected']:,} of {row['forged']:,}"
            cells = (language, true, forged, row["forged"] - row["rejected"], row["valid"], row["kinds"])
            lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", "A valid certificate that is refused for its form counts among the rejected."]
    page = "\n".join(lines) + "\n"
    sys.stdout.write(page)
    if given.write:
        (ROOT / "docs" / "results" / "forgeries.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
