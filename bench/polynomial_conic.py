"""Measure the polynomial and conic languages: forged certificates, time limits, round trips, agreement with brute force.

    python bench/polynomial_conic.py [--forged 2000] [--hard 100] [--round 10000] [--agree 2000] [--write]

Forgeries change one thing of a certified solution (tests/formal/*_mutations.py); where a slow judge that shares no arithmetic
with the checker finds that the claim still follows, the forgery is counted apart. Hard instances run in worker processes with
a limit of 2 s. Round trips draw models with hypothesis. Agreement: the nonnegativity of random quadratics by the minors of
their matrices, and the optima of random linear programs in the plane by their vertices.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import time
from collections import Counter
from fractions import Fraction
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "formal")]

import conic_cases  # noqa: E402
import polynomial_cases  # noqa: E402
from hypothesis import HealthCheck, given, settings  # noqa: E402

from algorist.core.certificate import Claim  # noqa: E402
from algorist.core.child import Children  # noqa: E402
from algorist.core.errors import AlgoristError  # noqa: E402
from algorist.core.language import Limits  # noqa: E402
from algorist.core.registry import LANGUAGES  # noqa: E402
from algorist.core.solving import SOLVE  # noqa: E402
from algorist.formal.conic.render import render as render_conic  # noqa: E402
from algorist.formal.conic.tree import Cone, Model, entries  # noqa: E402

NAMES = ("polynomial", "conic")
MEMORY = 2 << 30
ALLOWED = 2.5


def certified(name: str) -> dict[str, Any]:
    """Return the models whose certificates are forged."""
    if name == "conic":
        return {
            **{k: m for k, (m, _) in conic_cases.OPTIMAL.items()},
            **{f"no {k}": m for k, m in conic_cases.INFEASIBLE.items()},
        }
    parse = LANGUAGES.get(name).parse
    texts = {**polynomial_cases.ENTAILED, **{f"not {k}": t for k, t in polynomial_cases.REFUTED.items()}}
    return {key: parse(text) for key, text in texts.items()}


def forge(name: str, count: int) -> str:
    """Check `count` forgeries of the language's cases; return a row of the table."""
    mutations, room, models = import_module(f"{name}_mutations"), LANGUAGES.get(name), certified(name)
    tally: Counter[str] = Counter()
    for key, model in models.items():
        solution = room.solve(model, Limits(seconds=20))
        tally["true"] += 1
        tally["accepted"] += room.check(model, solution).proved
        wanted = tally["forged"] + count // len(models) + 1
        for _, forged_model, forged in mutations.forgeries(model, solution, random.Random(key)):
            proved, holds = room.check(forged_model, forged).proved, mutations.holds(forged_model, forged)
            tally["forged" if not holds else "valid"] += 1
            tally["rejected"] += not holds and not proved
            tally["refused"] += holds and not proved
            if tally["forged"] >= wanted:
                break
    true, wrong = f"{tally['accepted']} of {tally['true']}", tally["forged"] - tally["rejected"]
    return f"| {name} | {true} | {tally['rejected']} of {tally['forged']} | {wrong} | {tally['valid']} | {tally['refused']} |"


def hard_text(name: str, seed: int) -> str:
    """Return an instance that takes far more than two seconds."""
    rng = random.Random(seed)
    if name == "conic":
        order, rows = rng.randint(40, 60), rng.randint(40, 70)
        triangle = [(i, j) for i in range(order) for j in range(i + 1)]
        shapes = {(k, 0, i, j): Fraction(rng.randint(-9, 9)) for k in range(rows) for i, j in triangle}
        right = {(k,): -sum((shapes[k, 0, i, i] for i in range(order)), Fraction(0)) for k in range(rows)}
        costs = {(0, i, i): Fraction(rng.randint(1, 5)) for i in range(order)}
        constraints = (Cone("L=", rows),)
        model = Model(
            False,
            matrices=(order,),
            constraints=constraints,
            cost_matrices=entries(costs),
            row_matrices=entries(shapes),
            right=entries(right),
        )
        return render_conic(model)
    variables = rng.randint(6, 8)
    squares = []
    for _ in range(rng.randint(4, 6)):
        terms = []
        for _ in range(rng.randint(4, 6)):
            powers = [rng.randint(1, variables) for _ in range(rng.randint(1, 3))]
            terms.append(f"{rng.randint(-9, 9)}*" + "*".join(f"x{k}" for k in powers))
        squares.append(f"({' + '.join(terms)} + {rng.randint(1, 9)})^2")
    tail = " + ".join(f"x{k}^6 + x{k}^4 + x{k}^2" for k in range(1, variables + 1))
    return " + ".join([*squares, tail]).replace("+ -", "- ")


def limits(name: str, count: int) -> str:
    """Solve hard instances with a limit of two seconds; return a row of the table."""
    easy = render_conic(conic_cases.OPTIMAL["matrix"][0]) if name == "conic" else "x^2"
    asked = {"language": name, "text": easy, "claim": "optimal", "seconds": 30.0, "memory": MEMORY}
    took: list[float] = []
    endings: Counter[str] = Counter()
    with Children(1) as children:
        for seed in range(count):
            children.call(SOLVE, {**asked}, 30.0, MEMORY)
            text = hard_text(name, seed)
            began = time.monotonic()
            try:
                ending = children.call(SOLVE, {**asked, "text": text, "seconds": 2.0}, 2.0, MEMORY)["claim"]
            except TimeoutError:
                ending = "killed"
            except AlgoristError as error:
                ending = type(error).__name__
            took.append(time.monotonic() - began)
            endings[ending] += 1
            print(f"\r{name}: {seed + 1} of {count}", end="", file=sys.stderr)
    time.sleep(0.2)
    listed = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    left = sum(line.split()[0] in ("1", str(os.getpid())) for line in listed.splitlines() if "child_worker" in line)
    late = sum(each > ALLOWED for each in took)
    shown = ", ".join(f"{ending} {number}" for ending, number in endings.most_common())
    return f"| {name} | {count} | {max(took):.2f} | {late} | {left} | {shown} |"


def round_trips(name: str, count: int) -> int:
    """Return how many random models came back equal from their text; hypothesis raises at one that does not."""
    room, seen = LANGUAGES.get(name), [0]
    strategy = (conic_cases if name == "conic" else polynomial_cases).models()

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def run(model: Any) -> None:
        assert room.parse(room.render(model)) == model
        seen[0] += 1

    run()
    return seen[0]


def agreement(name: str, count: int) -> str:
    """Return a row: models, proved, open, and wrong by brute force."""
    tally: Counter[str] = Counter()
    room = LANGUAGES.get(name)
    for seed in range(count):
        model, truth = (planar if name == "conic" else quadratic)(random.Random(seed))
        solution = room.solve(model, Limits(seconds=20))
        proved = room.check(model, solution).proved
        tally["proved" if proved else "open"] += 1
        tally["wrong"] += proved and not truth(solution)
    return f"| {name} | {count} | {tally['proved']} | {tally['open']} | {tally['wrong']} |"


def quadratic(rng: random.Random) -> tuple[Any, Any]:
    a, b, c, d, e, f = (Fraction(rng.randint(-4, 4)) for _ in range(6))
    square = {
        (("x", 2),): a,
        (("x", 1), ("y", 1)): 2 * b,
        (("y", 2),): c,
        (("x", 1),): 2 * d,
        (("y", 1),): 2 * e,
        (): f,
    }
    minors = [
        a,
        c,
        f,
        a * c - b * b,
        a * f - d * d,
        c * f - e * e,
        a * (c * f - e * e) - b * (b * f - e * d) + d * (b * e - c * d),
    ]
    right = Claim.ENTAILED if all(minor >= 0 for minor in minors) else Claim.REFUTED
    return polynomial_cases.Model.of(square, []), lambda solution: solution.claim is right


def planar(rng: random.Random) -> tuple[Any, Any]:
    cuts = [tuple(rng.randint(-4, 4) for _ in range(3)) for _ in range(rng.randint(0, 5))]
    cuts += [(1, 0, 5), (-1, 0, 5), (0, 1, 5), (0, -1, 5)]
    across, up = rng.randint(-3, 3), rng.randint(-3, 3)
    rows: list[dict[int, str]] = [{0: str(a), 1: str(b)} for a, b, _ in cuts]
    costs = {0: str(across), 1: str(up)}
    model = conic_cases.program([Cone("F", 2)], costs, [(Cone("L+", len(cuts)), rows, [str(cut[2]) for cut in cuts])])
    corners = []
    for (a, b, c), (d, e, f) in combinations(cuts, 2):
        if a * e - b * d:
            x, y = Fraction(b * f - c * e, a * e - b * d), Fraction(c * d - a * f, a * e - b * d)
            if all(p * x + q * y + r >= 0 for p, q, r in cuts):
                corners.append(across * x + up * y)

    def truth(solution: Any) -> bool:
        if not corners or solution.claim is Claim.INFEASIBLE:
            return not corners and solution.claim is Claim.INFEASIBLE
        if solution.certificate is None:
            return solution.objective is None or solution.objective >= min(corners)
        return bool(Fraction(solution.certificate.data["bound"]) <= min(corners) <= solution.objective)

    return model, truth


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--forged", type=int, default=2000)
    options.add_argument("--hard", type=int, default=100)
    options.add_argument("--round", type=int, default=10_000)
    options.add_argument("--agree", type=int, default=2000)
    options.add_argument("--write", action="store_true", help="write docs/results/polynomial_conic.md")
    given = options.parse_args()
    command = f"python bench/polynomial_conic.py --forged {given.forged} --hard {given.hard} --round {given.round} --agree {given.agree}"
    lines = [
        "# The polynomial and conic languages",
        "",
        f"`{command} --write` (one core, Python {platform.python_version()})",
    ]

    def table(title: str, header: str, rows: list[str]) -> None:
        lines.extend(["", f"## {title}", "", header, "|" + " --- |" * (header.count("|") - 1), *rows])
        print("\n".join(rows), file=sys.stderr, flush=True)

    header = "| language | true accepted | forgeries rejected | wrongly accepted | still valid | of these refused |"
    table("Forged certificates", header, [forge(name, given.forged) for name in NAMES])
    trips = [f"| {name} | {round_trips(name, given.round):,} |" for name in NAMES]
    table("parse(render(model)) == model", "| language | random models, all equal |", trips)
    agreeing = [agreement(name, given.agree) for name in NAMES]
    table("Brute force on small random models", "| language | models | proved | open | wrong |", agreeing)
    header = "| language | hard instances | longest, s | over 2.5 s | processes left | how they ended |"
    table("A limit of 2 s", header, [limits(name, given.hard) for name in NAMES])
    report = "\n".join(lines) + "\n"
    print(report)
    if given.write:
        (ROOT / "docs" / "results" / "polynomial_conic.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
