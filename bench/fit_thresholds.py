"""Fit the score from which an answer to words may be called proved, on problems that no adapter was trained on.

    python bench/fit_thresholds.py --language constraint [--count 60] [--write]

Half of the problems use the phrase banks of training with fresh seeds, half the held-out banks. The threshold is the lowest score from
which at most the allowed share of the answers (one in 200 for grids, one in 20 for programmes) is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from algorist.core.certificate import Solution
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES, METHODS, MODELS
from algorist.core.run import Run, Solvers
from algorist.train.sources import Workers

ROOT = Path(__file__).parents[1]
SOURCES = {"constraint": "grid-statements", "linear": "linear", "program": "stories"}
ALLOWED = {"constraint": 0.005, "linear": 0.05, "program": 0.05}
SEED = 987_654


def problems(language: str, count: int) -> list[tuple[str, str]]:
    """Return (statement, formal text) pairs, half of them from held-out banks."""
    workers = Workers(None)
    try:
        found = []
        for held_out in (False, True):
            lessons = workers.lessons(SOURCES[language], SEED, held_out=held_out)
            found += [(each.branches[0].prompt, each.branches[0].target) for each in islice(lessons, count // 2)]
    finally:
        workers.close()
    return [(statement.removeprefix(f"{language}> "), formal) for statement, formal in found]


def right(language: str, found: Solution, gold: Solution) -> bool:
    """Whether the optimum or the number agrees; of a grid, every named thing's position (what no clause names has none)."""
    if language == "constraint":
        return bool(found.values) and _places(found) <= _places(gold)
    if language == "linear":
        return found.objective == gold.objective
    return found.values.get("answer") == gold.values.get("answer")


def _places(solution: Solution) -> set[tuple[str, Any]]:
    members = ((name.split(".")[-1], position) for name, position in solution.values.items())
    return {(member, position) for member, position in members if not member.startswith("other_")}


async def measure(language: str, count: int) -> list[tuple[float, bool]]:
    """Return the score of every answer and whether it is right."""
    model = MODELS.get("bundled").open("", {})
    room, method, solvers = LANGUAGES.get(language), METHODS.get("formalise"), Solvers(1)
    measured = []
    for statement, formal in problems(language, count):
        run = Run({model.name: model}, solvers=solvers)
        gold = await run.solve(room.parse(formal))
        answer = await method(Problem(statement), run, language=language)
        if answer.agreement is None or answer.solution is None:
            measured.append((0.0, False))
            continue
        measured.append((answer.agreement.confidence or 0.0, right(language, answer.solution, gold)))
        sys.stderr.write(
            f"{len(measured)} of {count}: score {measured[-1][0]:.3f}, {'right' if measured[-1][1] else 'wrong'}\n"
        )
    solvers.close()
    model.close()
    return measured


def fit(measured: list[tuple[float, bool]], allowed: float) -> float:
    """Return the lowest score from which at most the allowed share is wrong; 1 when there is none."""
    best = 1.0
    for threshold in sorted({score for score, _ in measured}, reverse=True):
        kept = [good for score, good in measured if score >= threshold]
        if kept.count(False) <= allowed * len(kept):
            best = threshold
    return best


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--language", choices=list(SOURCES), required=True)
    options.add_argument("--count", type=int, default=60)
    options.add_argument("--write", action="store_true", help="write docs/results/threshold-LANGUAGE.json")
    given = options.parse_args()
    measured = asyncio.run(measure(given.language, given.count))
    threshold = fit(measured, ALLOWED[given.language])
    all_right = [good for _, good in measured]
    kept = [good for score, good in measured if score >= threshold]
    report = {
        "command": f"python bench/fit_thresholds.py --language {given.language} --count {given.count} --write",
        "problems": len(measured),
        "right": all_right.count(True),
        "threshold": round(threshold, 4),
        "marked": len(kept),
        "marked and wrong": kept.count(False),
        "coverage": round(kept.count(True) / max(1, all_right.count(True)), 4),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    if given.write:
        (ROOT / "docs" / "results" / f"threshold-{given.language}.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
