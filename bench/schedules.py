"""Solve job shops, bin packings, tours and vehicle routes from their own formats, and hold the answers against published bounds.

    python bench/schedules.py --data DIR [--seconds 60] [--out FILE] [--only tsp/berlin52] [--per-family N] [--write]

DIR holds the folders jobshop, binpacking (instances.jsonl each), tsplib (*.tsp, best_known.csv) and cvrp_x (*.vrp, *.sol). Each
instance is written to a file of its own format, read by `constraint.files`, solved in a worker process and checked in another.
Without --all: job shops of at most 225 operations, at most 100 cities, 150 customers, all bins. With --out the outcomes are
kept in a JSONL file, and a second run resumes from it.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import argparse
import csv
import json
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from algorist.core.child import Children  # noqa: E402
from algorist.core.errors import AlgoristError  # noqa: E402
from algorist.core.solving import CHECK, SOLVE  # noqa: E402
from algorist.formal.constraint.files import read_file  # noqa: E402
from algorist.formal.constraint.language import render  # noqa: E402

Row = dict[str, Any]
MEMORY = 6 << 30
CHECK_SECONDS = 120.0
FAMILIES = ("jobshop", "binpacking", "tsp", "cvrp")


class Instance(NamedTuple):
    """`low` and `best`: published bounds, where they are; nothing below `low` can be true, nor a bound above `best`."""

    family: str
    name: str
    size: int
    path: Path
    low: int | None
    best: int | None


def instances(data: Path, folder: Path, everything: bool) -> Iterator[Instance]:
    """Yield the instances, smallest first within a family, each in a file whose suffix tells its format."""
    found = [*_shops(data, folder), *_bins(data, folder), *_tours(data), *_routes(data)]
    most = {"jobshop": 225, "binpacking": 10**6, "tsp": 100, "cvrp": 150}
    for instance in sorted(found, key=lambda each: (FAMILIES.index(each.family), each.size, each.name)):
        if everything or instance.size <= most[instance.family]:
            yield instance


def _shops(data: Path, folder: Path) -> Iterator[Instance]:
    for item in map(json.loads, (data / "jobshop" / "instances.jsonl").read_text(encoding="utf-8").splitlines()):
        path = folder / f"{item['id']}.jsp"
        path.write_text(item["text"], encoding="utf-8")
        jobs, machines = item["jobs_machines"]
        yield Instance("jobshop", item["id"], jobs * machines, path, item["lower_bound"], item["upper_bound"])


def _bins(data: Path, folder: Path) -> Iterator[Instance]:
    """Nobody published optima with these; the volume bound is what the field compares with."""
    for item in map(json.loads, (data / "binpacking" / "instances.jsonl").read_text(encoding="utf-8").splitlines()):
        path = folder / f"{item['id']}.bpp"
        path.write_text("\n".join(map(str, [item["num_items"], item["capacity"], *item["items"]])), encoding="utf-8")
        volume = -(-sum(item["items"]) // item["capacity"])
        yield Instance("binpacking", item["id"], item["num_items"], path, volume, None)


def _tours(data: Path) -> Iterator[Instance]:
    with (data / "tsplib" / "best_known.csv").open(encoding="utf-8") as file:
        for entry in csv.DictReader(file):
            path = data / "tsplib" / f"{entry['name']}.tsp"
            if path.is_file():
                best = int(entry["best_known"])
                yield Instance("tsp", entry["name"], int(entry["dimension"]), path, best, best)


def _routes(data: Path) -> Iterator[Instance]:
    for path in sorted((data / "cvrp_x").glob("*.vrp")):
        best = int(path.with_suffix(".sol").read_text(encoding="utf-8").split()[-1])
        yield Instance("cvrp", path.stem, int(path.stem.split("-")[1][1:]) - 1, path, None, best)


def outcome(children: Children, instance: Instance, seconds: float) -> Row:
    """Read, solve and check one instance; return value, proved bound, claim and what is wrong, if anything is."""
    row: Row = {"family": instance.family, "name": instance.name, "size": instance.size, "budget": seconds}
    row |= {"low": instance.low, "best": instance.best, "value": None, "bound": None, "claim": "failed"}
    row |= {"proved": False, "satisfied": False, "solve": 0.0, "check": 0.0, "reason": ""}
    try:
        text = render(read_file(instance.path))
        began = time.monotonic()
        asked = {"language": "constraint", "text": text, "claim": "optimal", "seconds": seconds, "memory": MEMORY}
        solution = children.call(SOLVE, asked, seconds, MEMORY)
        solved = time.monotonic()
        row |= {"claim": solution["claim"], "solve": solved - began, "reason": solution["message"]}
        value = solution["objective"]
        row["value"] = None if value is None else int(Fraction(value))
        asked = {"language": "constraint", "text": text, "solution": solution}
        verdict = children.call(CHECK, asked, CHECK_SECONDS, MEMORY)
    except (TimeoutError, AlgoristError) as error:
        return row | {"reason": f"{type(error).__name__}: {error}".replace(str(instance.path.parent), "")}
    certificate = solution["certificate"] or {"kind": "", "data": {}}
    if verdict["satisfied"] and certificate["kind"] == "bound":
        row["bound"] = certificate["data"]["bound"]
    elif verdict["proved"]:
        row["bound"] = row["value"]
    row |= {"proved": verdict["proved"], "satisfied": verdict["satisfied"], "check": time.monotonic() - solved}
    return row | {"reason": verdict["reason"]}


def beyond(row: Row) -> bool:
    """Return whether a value is better than a published lower bound, or a proved bound than a published solution."""
    too_good = row["value"] is not None and row["low"] is not None and row["value"] < row["low"]
    return too_good or (row["bound"] is not None and row["best"] is not None and row["bound"] > row["best"])


def reached(row: Row) -> bool:
    """Return whether the value is the best known; where none is published, whether it is proved to be the best."""
    if row["value"] is None:
        return False
    return bool(row["value"] == row["best"] if row["best"] is not None else row["proved"])


def report(rows: list[Row], command: str) -> str:
    """Return the page: a table of the families, then every instance."""
    lines = ["# Schedules, bins, tours and routes", "", f"`{command}` on {platform.machine()}, one core.", ""]
    lines += [
        "*Gap*: between the value and the bound that our checker proved. *Solver's word*: CP-SAT claims the optimum, which",
        "our checker cannot prove. *Beyond*: a value or bound that a published one contradicts. For bins no optima are",
        "published with the data: there *best known* counts what is proved to be the optimum.",
        "",
        "| family | instances | values satisfy the model | best known | proved | solver's word | gap proved | mean gap | beyond |",
        "|" + " --- |" * 9,
    ]
    for family in FAMILIES:
        mine = [row for row in rows if row["family"] == family]
        if mine:
            bounded = [row for row in mine if row["satisfied"] and row["bound"] is not None]
            gaps = [(row["value"] - row["bound"]) / row["value"] for row in bounded]
            word = sum(row["claim"] == "optimal" and not row["proved"] for row in mine)
            cells = (family, len(mine), sum(row["satisfied"] for row in mine), sum(map(reached, mine)))
            mean = f"{sum(gaps) / len(gaps):.2%}" if gaps else ""
            cells_after = (sum(row["proved"] for row in mine), word, len(bounded), mean, sum(map(beyond, mine)))
            lines.append(f"| {' | '.join(map(str, cells + cells_after))} |")
    lines += ["", "| instance | size | value | best known | bound | claim | proved | seconds |", "|" + " --- |" * 8]
    for row in rows:
        shown = [row["value"], row["best"], row["bound"]]
        cells_one = [f"{row['family']}/{row['name']}", row["size"], *("" if cell is None else cell for cell in shown)]
        cells_one += [row["claim"], "yes" if row["proved"] else "no", f"{row['solve']:.1f}"]
        lines.append(f"| {' | '.join(map(str, cells_one))} |")
    return "\n".join(lines) + "\n"


def _kept(out: Path | None) -> dict[str, Row]:
    if out is None or not out.is_file():
        return {}
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {f"{row['family']}/{row['name']}": row for row in rows}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--out", type=Path, help="keep outcomes here and resume from them")
    options.add_argument("--only", help="the beginning of family/name")
    options.add_argument("--per-family", type=int, help="an evenly spaced sample of so many")
    options.add_argument("--all", action="store_true", help="the large ones too")
    options.add_argument("--write", action="store_true", help="write docs/results/schedules.md")
    given = options.parse_args()
    kept = _kept(given.out)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, Children() as children:
        chosen = list(instances(given.data, Path(folder), given.all))
        if given.only:
            chosen = [each for each in chosen if f"{each.family}/{each.name}".startswith(given.only)]
        if given.per_family:
            chosen = [each for family in FAMILIES for each in _sample(chosen, family, given.per_family)]
        for number, instance in enumerate(chosen, start=1):
            name = f"{instance.family}/{instance.name}"
            row = kept.get(name)
            if row is None:
                row = outcome(children, instance, given.seconds)
                if given.out:
                    with given.out.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(row) + "\n")
            rows.append(row)
            told = f"{row['value']} of {row['best']}, bound {row['bound']}, {row['claim']}, {row['solve']:.1f} s"
            print(f"{number}/{len(chosen)} {name}: {told}{'  BEYOND' if beyond(row) else ''}", file=sys.stderr)
    if not rows:
        sys.exit("No instances were run.")
    several = f" --per-family {given.per_family}" if given.per_family else ""
    command = f"python bench/schedules.py --data DIR --seconds {given.seconds:g}{several}{' --all' * given.all} --write"
    page = report(rows, command)
    print(page)
    if given.write:
        (ROOT / "docs" / "results" / "schedules.md").write_text(page, encoding="utf-8")


def _sample(chosen: list[Instance], family: str, count: int) -> list[Instance]:
    """Return `count` instances of a family, evenly spaced by size."""
    mine = [each for each in chosen if each.family == family]
    return mine if len(mine) <= count else [mine[place * len(mine) // count] for place in range(count)]


if __name__ == "__main__":
    main()
