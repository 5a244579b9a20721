"""Forge certificates of the languages horn and logic by the thousand; and give both a time limit that they cannot meet.

    python bench/logic_forgeries.py [--count 2000] [--hard 100] [--seconds 2] [--write]

A forgery changes one thing of a certified solution. Where the change leaves a true claim with a valid certificate, judged
slowly by other means, the checker may accept it; everything else it must reject. The hard instances run as every solve
does, in a worker process: what is measured is the time from the call to its end, and which processes are left.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from pathlib import Path
from typing import Any

from algorist.core.child import Children
from algorist.core.errors import Unavailable
from algorist.core.language import Limits
from algorist.core.registry import LANGUAGES
from algorist.core.solving import SOLVE

ROOT = Path(__file__).parents[1]
VALIDITY = (
    "A valid certificate that is refused for its form counts among the rejected; *still valid* are those accepted, "
    "judged true by other means."
)
sys.path.insert(0, str(ROOT / "tests" / "formal"))


def attack(language: str, count: int) -> str:
    """Check at least `count` forgeries of the language's cases; return a row."""
    cases = importlib.import_module(f"{language}_cases").KNOWN
    mutations = importlib.import_module(f"{language}_mutations")
    room = LANGUAGES.get(language)
    true = accepted = forged = rejected = harmless = 0
    for name, known in cases.items():
        model = room.parse(known[0])
        solution = room.solve(model, Limits(seconds=20))
        if solution.certificate is None or solution.certificate.kind == "agreement":
            continue
        true += 1
        accepted += room.check(model, solution).proved
        wanted = forged + count // (len(cases) - 1) + 1
        for _, forged_model, changed in mutations.forgeries(model, solution, random.Random(name)):
            proved = room.check(forged_model, changed).proved
            still = proved and mutations.holds(forged_model, changed)
            harmless += still
            forged += not still
            rejected += not proved
            if proved and not still:
                sys.stderr.write(f"{language}, {name}: accepted {changed}\n")
            if forged >= wanted:
                break
    return f"| {language} | {accepted} of {true} | {rejected} of {forged} | {forged - rejected} | {harmless} |"


def hard(language: str, number: int) -> str:
    """Return an instance that no solver here decides in two seconds."""
    rng = random.Random(number)
    if language == "horn":
        size = 12 + number % 10
        kinds = (
            f"p(X) :- p(s(X)). ?- p({'s(' * (number % 7)}a{')' * (number % 7)}).",
            f"?- length(L, {size}), numlist(1, {size}, N), permutation(N, L), nth1(1, L, {size + 1}).",
            f":- use_module(library(clpfd)). ?- length(L, {size}), L ins 1..{size - 1}, all_different(L), label(L).",
            f"c(0). c(1). q([]). q([H|T]) :- c(H), q(T). ?- length(L, {size + 14}), q(L), sum_list(L, {size + 20}).",
        )
        return kinds[number % len(kinds)]
    size = 11 + number % 5
    if number % 2:
        lines = [
            f"sort P = 1..{size}",
            f"sort H = 1..{size - 1}",
            "func at(P): H",
            "all x in P, y in P: x < y -> at(x) != at(y)",
        ]
        return "\n".join(lines)
    names = ", ".join(f"v{place}" for place in range(40))
    lines = [f"sort V = {{{names}}}", "sort C = 1..4", "func colour(V): C"]
    edges = {tuple(sorted(rng.sample(range(40), 2))) for _ in range(190)}
    lines += [f"colour(v{one}) != colour(v{other})" for one, other in sorted(edges)]
    return "\n".join([*lines, "all x in V: exists y in V: x != y and colour(x) + 1 = colour(y) or colour(x) = 4"])


def limits(language: str, count: int, seconds: float) -> str:
    times, ended = [], 0
    with Children(1) as children:
        for number in range(count):
            argument: dict[str, Any] = {"language": language, "text": hard(language, number), "claim": "optimal"}
            argument |= {"seconds": seconds, "memory": 2 << 30}
            started = time.monotonic()
            try:
                children.call(SOLVE, argument, seconds, 2 << 30)
            except (TimeoutError, Unavailable):
                ended += 1
            times.append(time.monotonic() - started)
            if number == 0:
                times.clear()  # the first call also starts the worker
    left = sum("runner.pl" in _command(path) or "eprover" in _command(path) for path in Path("/proc").glob("[0-9]*"))
    return f"| {language} | {len(times)} | {max(times):.2f} | {sum(each > seconds + 0.5 for each in times)} | {ended} | {left} |"


def _command(path: Path) -> str:
    try:
        return (path / "cmdline").read_text(errors="replace")
    except OSError:
        return ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--hard", type=int, default=100)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--write", action="store_true", help="write docs/results/logic-forgeries.md")
    given = options.parse_args()
    command = f"`python bench/logic_forgeries.py --count {given.count} --hard {given.hard} --seconds {given.seconds:g} --write`"
    lines = ["# Forged certificates and time limits: horn and logic", "", command, ""]
    lines += [
        "| language | true accepted | forgeries rejected | wrongly accepted | still valid |",
        "| --- | --- | --- | --- | --- |",
    ]
    for language in ("horn", "logic"):
        lines.append(attack(language, given.count))
        sys.stderr.write(lines[-1] + "\n")
    lines += ["", VALIDITY]
    over = f"over {given.seconds + 0.5:g} s"
    lines += [
        "",
        f"| language | hard instances | slowest, s | {over} | killed from outside | processes left |",
        "| --- " * 6 + "|",
    ]
    for language in ("horn", "logic"):
        lines.append(limits(language, given.hard + 1, given.seconds))
        sys.stderr.write(lines[-1] + "\n")
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if given.write:
        (ROOT / "docs" / "results" / "logic-forgeries.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
