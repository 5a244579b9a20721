"""Decide by structure whether pairs of linear models are the same, and how much faster that is than two solves.

    python bench/equivalence.py --data DIR/bench4opt [--pairs 1000] [--solve-every 20] [--solve-seconds 60] [--write]

First every model of the data set against itself: renamed, permuted, scaled, and written again with named parameters. Then
pairs, half of them out of the data set and half generated (up to 500 variables, most of them symmetric): even pairs are
one model renamed, permuted, scaled and here and there with slack variables; in odd pairs one coefficient, sign, bound
or index of the second was changed before. A change that a row's bounds swallow is drawn again. Where a changed model is
called the same, an arithmetic of its own tests the renaming row by row, or HiGHS whether both are infeasible: what holds
refutes the label. One pair in `--solve-every` is also solved, out of the same rows and columns that structure is given:
as many of every family with a change as without.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from equivalence_judge import refutation
from equivalence_pairs import FAMILIES, Pair, dressed, models, pairs, text_of

from algorist.formal.equivalence import Sameness, compare, compare_rows
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Rows

ROOT = Path(__file__).parents[1]
GROUPS = 2 * (len(FAMILIES) + 2)
"""The families, LP and MILP of the data set; each with and without a change."""


class Race(NamedTuple):
    """Processor seconds of one pair, and how many of its two solves the time limit ended."""

    family: str
    structure: float
    solves: float
    stopped: int


@dataclass(slots=True)
class Record:
    """What was measured. `times` are seconds by the clock, `races` processor seconds."""

    tally: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    races: list[Race] = field(default_factory=list)


def processor() -> float:
    """Return the processor seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def themselves(data: Path, record: Record) -> list[tuple[str, Rows]]:
    """Compare every model with itself in other words; return the models."""
    kept = []
    for name, program in models(data):
        if isinstance(program, str):
            record.tally["not read"] += 1
            record.failures.append(f"{name}: {re.sub(r'/[^ :]*/model.lp: ', '', program)}")
            continue
        kept.append((name, program))
        rng = random.Random(name)
        plain = LANGUAGE.parse(text_of(program, rng))
        for how in ("renamed, permuted, scaled", "with slack variables", "with named parameters"):
            text = text_of(dressed(program, rng, slack="slack" in how), rng, parameters="parameters" in how)
            found = compare(plain, LANGUAGE.parse(text))
            record.tally[f"{how}: {found.sameness}"] += 1
            if found.sameness is not Sameness.SAME:
                record.failures.append(f"{name}, {how}: {found.sameness}, {found.reason}")
    return kept


def judged(pair: Pair, seconds: float, record: Record) -> float:
    """Compare a pair, count the verdict, and return the processor seconds that it took."""
    began, started = processor(), time.perf_counter()
    found = compare_rows(pair.first, pair.second)
    record.times.append(time.perf_counter() - started)
    used = processor() - began
    outcome = str(found.sameness)
    if pair.label == "different" and found.sameness is Sameness.SAME:
        why = refutation(found, pair.first, pair.second, seconds)
        outcome = f"same, rightly: {why}" if why else outcome
    if outcome in ("same", "different", "unknown") and outcome != pair.label:
        record.failures.append(f"pair {pair.number} ({pair.name}, {pair.what}): {outcome}, {found.reason}")
    record.verdicts[f"{pair.label}: {outcome}"] += 1
    return used


def raced(pair: Pair, structure: float, seconds: float) -> Race:
    """Solve both programs of a pair, each for at most so many seconds by the clock."""
    began, stopped = processor(), 0
    for program in (pair.first, pair.second):
        ending = solver.run(solver.load(program), time.monotonic() + seconds)
        stopped += ending == solver.Ending.TIMEOUT
    return Race(pair.family, structure, processor() - began, stopped)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--pairs", type=int, default=1000)
    options.add_argument("--solve-every", type=int, default=20)
    options.add_argument("--solve-seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--write", action="store_true", help="write docs/results/equivalence.md")
    given = options.parse_args()
    record = Record()
    kept = themselves(given.data, record)
    sys.stderr.write(f"{dict(record.tally)}\n")
    rng = random.Random(given.seed)
    solves: Counter[tuple[str, str]] = Counter()
    each = math.ceil(given.pairs / given.solve_every / GROUPS)
    for pair in pairs(kept, given.pairs, rng):
        used = judged(pair, given.solve_seconds, record)
        if solves[pair.family, pair.label] < each:
            solves[pair.family, pair.label] += 1
            record.races.append(raced(pair, used, given.solve_seconds))
            sys.stderr.write(f"pair {pair.number} {pair.name}: {record.races[-1]}\n")
    report = told(given, record)
    sys.stdout.write(report)
    if given.write:
        (ROOT / "docs" / "results" / "equivalence.md").write_text(report, encoding="utf-8")


# -- the page of results


def told(given: argparse.Namespace, record: Record) -> str:
    """Return the page of results."""
    command = (
        f"python bench/equivalence.py --data DIR/bench4opt --pairs {given.pairs} --solve-every {given.solve_every}"
    )
    lines = ["# Equivalence by structure", "", f"`{command} --solve-seconds {given.solve_seconds:g} --write`", ""]
    lines += ["Each model against itself, in other words:", "", "| what | models |", "| --- | --- |"]
    lines += [f"| {what} | {count} |" for what, count in sorted(record.tally.items())]
    lines += ["", "Pairs (label: verdict):", "", "| label: verdict | pairs |", "| --- | --- |"]
    lines += [f"| {what} | {count} |" for what, count in sorted(record.verdicts.items())]
    unknown = sum(count for what, count in record.verdicts.items() if what.endswith("unknown"))
    lines += [
        "",
        f"Structure alone decided {100 * (1 - unknown / len(record.times)):.1f}% of {len(record.times)} pairs; median"
        f" {statistics.median(record.times) * 1000:.1f} ms, longest {max(record.times) * 1000:.0f} ms by the clock, on a core"
        " shared with other work.",
        "",
    ]
    lines += speed(record.races, given.solve_seconds)
    lines += ["", "Not as wanted:", ""] + ([f"- {each}" for each in record.failures] or ["- nothing"])
    return "\n".join(lines) + "\n"


def speed(races: list[Race], limit: float) -> list[str]:
    """Return the lines that set structure against two solves, by family and in all."""
    families: dict[str, list[Race]] = defaultdict(list)
    for race in races:
        families[race.family].append(race)
    lines = [
        "Against two solves, in seconds of the processor, as many pairs of every family with a change as without. HiGHS",
        f"was given {limit:g} s by the clock for each model, so where it was stopped its time is a lower bound.",
        "",
        "| family | pairs | structure | two solves | solves stopped | ratio of the sums | median ratio of a pair |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for family, run in (*sorted(families.items()), ("all", races)):
        structure, solves = sum(race.structure for race in run), sum(race.solves for race in run)
        median = statistics.median(race.solves / race.structure for race in run)
        stopped = sum(race.stopped for race in run)
        lines.append(
            f"| {family} | {len(run)} | {structure:.3f} | {solves:.2f} | {stopped} | {solves / structure:.1f} | {median:.1f} |"
        )
    return lines


if __name__ == "__main__":
    main()
