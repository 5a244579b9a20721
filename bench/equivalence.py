"""Decide by structure whether pairs of linear models are the same, and how much faster that is than two solves.

    python bench/equivalence.py --data DIR/bench4opt [--pairs 1000] [--solve-every 20] [--solve-seconds 5] [--write]

First every model of the data set against itself: renamed, permuted, scaled, and written again with named parameters. Then
pairs, half of them out of the data set and half generated (up to 500 variables, most of them symmetric): even pairs are
one model renamed, permuted, scaled and here and there with slack variables; in odd pairs one coefficient, sign, bound
or index of the second was changed before. A change that a row's bounds swallow is drawn again. Where a changed model is
called the same, an arithmetic of its own tests the renaming row by row: a renaming that holds refutes the label, and so does
HiGHS where it finds neither model feasible.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from equivalence_pairs import FAMILIES, changed, dressed, essence, models, settled, text_of

from algorist.formal.equivalence import Equivalence, Sameness, compare, compare_rows
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear import highs as solver
from algorist.formal.linear.ground import Rows, ground

ROOT = Path(__file__).parents[1]


# -- measuring


def solved(program: Rows, seconds: float) -> float:
    """Return the seconds that HiGHS takes for a program, or the limit."""
    started = time.perf_counter()
    solver.run(solver.load(program), time.monotonic() + seconds)
    return time.perf_counter() - started


def themselves(data: Path) -> tuple[Counter[str], list[str], list[tuple[str, Rows]]]:
    """Compare every model with itself in other words; return the tally, the failures, and the models."""
    tally: Counter[str] = Counter()
    failures, kept = [], []
    for name, program in models(data):
        if isinstance(program, str):
            tally["not read"] += 1
            reason = re.sub(r"/\S*/", "", program)
            failures.append(f"{name}: {reason}")
            continue
        kept.append((name, program))
        rng = random.Random(name)
        plain = LANGUAGE.parse(text_of(program, rng))
        for how in ("renamed, permuted, scaled", "with slack variables", "with named parameters"):
            other, _ = dressed(program, rng, slack="slack" in how)
            text = text_of(other, rng, parameters="parameters" in how)
            found = compare(plain, LANGUAGE.parse(text))
            tally[f"{how}: {found.sameness}"] += 1
            if found.sameness is not Sameness.SAME:
                failures.append(f"{name}, {how}: {found.sameness}, {found.reason}")
    return tally, failures, kept


def infeasible(program: Rows) -> bool:
    """Whether HiGHS finds no solution."""
    highs = solver.load(program)
    solver.run(highs, time.monotonic() + 20)
    return str(highs.modelStatusToString(highs.getModelStatus())).startswith("Infeasible")


def refuted(found: Equivalence, first: Rows, second: Rows) -> bool:
    """Whether a renaming that makes changed models the same holds by an arithmetic of its own, or neither has a solution."""
    if found.reason.startswith("neither has a solution"):
        return infeasible(first) and infeasible(second)
    ours, theirs = settled(first), settled(second)
    names = {column.name: place for place, column in enumerate(theirs.columns)}
    if {found.renaming.get(column.name) for column in ours.columns} != set(names):
        return False
    images = {place: names[found.renaming[column.name]] for place, column in enumerate(ours.columns)}
    return essence(ours, images) == essence(theirs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--pairs", type=int, default=1000)
    options.add_argument("--solve-every", type=int, default=20)
    options.add_argument("--solve-seconds", type=float, default=5.0)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--write", action="store_true", help="write docs/results/equivalence.md")
    given = options.parse_args()
    tally, failures, kept = themselves(given.data)
    sys.stderr.write(f"{dict(tally)}\n")
    rng = random.Random(given.seed)
    verdicts: Counter[str] = Counter()
    times: list[float] = []
    races: list[tuple[float, float]] = []
    for number in range(given.pairs):
        if number % 4 < 2:
            name, base = rng.choice([each for each in kept if each[1].rows and len(each[1].columns) <= 500])
        else:
            family = FAMILIES[number // 4 % len(FAMILIES)]
            name, base = family.__name__, family(rng, rng.choice([40, 100, 250, 500]))
        what, target = ("same", base) if number % 2 == 0 else changed(base, rng)
        other, _ = dressed(target, rng, slack=what == "same")
        first, second = LANGUAGE.parse(text_of(base, rng)), LANGUAGE.parse(text_of(other, rng))
        flat = ground(first), ground(second)
        started = time.perf_counter()
        found = compare_rows(*flat)
        times.append(time.perf_counter() - started)
        label = "same" if what == "same" else "different"
        outcome = str(found.sameness)
        if label == "different" and found.sameness is Sameness.SAME and refuted(found, *flat):
            outcome = f"same, rightly: {'neither has a solution' if found.reason.startswith('neither') else 'the change is a renaming'}"
        elif found.sameness != label:
            failures.append(f"pair {number} ({name}, {what}): {found.sameness}, {found.reason}")
        verdicts[f"{label}: {outcome}"] += 1
        if number % given.solve_every in (0, 3):
            seconds = sum(solved(each, given.solve_seconds) for each in (base, other))
            races.append((times[-1], seconds))
            sys.stderr.write(f"pair {number} {name}: structure {times[-1]:.4f} s, two solves {seconds:.2f} s\n")
    report = told(given, tally, failures, verdicts, times, races)
    sys.stdout.write(report)
    if given.write:
        (ROOT / "docs" / "results" / "equivalence.md").write_text(report, encoding="utf-8")


def told(
    given: argparse.Namespace,
    tally: Counter[str],
    failures: list[str],
    verdicts: Counter[str],
    times: list[float],
    races: list[tuple[float, float]],
) -> str:
    """Return the page of results."""
    structure, solves = sum(ours for ours, _ in races), sum(theirs for _, theirs in races)
    unknown = sum(count for what, count in verdicts.items() if what.endswith("unknown"))
    command = (
        f"python bench/equivalence.py --data DIR/bench4opt --pairs {given.pairs} --solve-every {given.solve_every}"
    )
    lines = ["# Equivalence by structure", "", f"`{command} --solve-seconds {given.solve_seconds:g} --write`", ""]
    lines += ["Each model against itself, in other words:", "", "| what | models |", "| --- | --- |"]
    lines += [f"| {what} | {count} |" for what, count in sorted(tally.items())]
    lines += ["", "Pairs (label: verdict):", "", "| label: verdict | pairs |", "| --- | --- |"]
    lines += [f"| {what} | {count} |" for what, count in sorted(verdicts.items())]
    decided = 100 * (1 - unknown / len(times))
    lines += [
        "",
        f"Structure alone decided {decided:.1f}% of {len(times)} pairs; median {statistics.median(times) * 1000:.1f} ms, ",
    ]
    lines[-1] += f"longest {max(times) * 1000:.0f} ms, one core."
    if races:
        median = statistics.median(theirs / ours for ours, theirs in races)
        lines += [
            "",
            f"On {len(races)} of these pairs HiGHS also solved both models (at most {given.solve_seconds:g} s each, so that its",
            f"time is a lower bound): {solves:.1f} s against {structure:.2f} s, {solves / structure:.0f} times as long;"
            f" the median ratio of a pair is {median:.1f}.",
        ]
    lines += ["", "Not as wanted:", ""] + ([f"- {each}" for each in failures] or ["- nothing"])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
