"""Solve every public MPS and LP file in a worker process, check each answer in another, and hold both against HiGHS.

    python bench/milp.py --data DIR [--bench4opt DIR] [--seconds 90] [--out FILE] [--only mip/vpm2] [--limit N] [--write]

DIR holds lp/*.mps.gz, mip/*.gz and optima.csv with the catalogue's optima (MIPLIB 3); the folder of --bench4opt holds
models.jsonl.gz, whose field model_lp is a file in LP format. HiGHS alone runs with its default options on one thread
for --alone seconds (60) in a process of its own. With --out the outcomes are kept in a JSONL file, and a second run
resumes from it.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import argparse
import csv
import gzip
import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from algorist.core.child import Children  # noqa: E402
from algorist.core.errors import AlgoristError  # noqa: E402
from algorist.core.solving import CHECK, SOLVE  # noqa: E402

Row = dict[str, Any]
MEMORY = 6 << 30
CHECK_SECONDS = 600.0
AGREES = 1e-6
"""Relative difference at which two optima are the same."""
MOST_LEAVES = 50_000


# -- the files


def instances(data: Path, bench4opt: Path | None, folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield a name, the catalogue's optimum (or an empty string) and a plain file for every instance."""
    with (data / "optima.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    for entry in sorted(listed, key=lambda entry: entry["kind"]):
        stem = entry["file"].removesuffix(".gz").removesuffix(".mps")
        plain = folder / f"{entry['kind']}-{stem}.mps"
        plain.write_bytes(gzip.decompress((data / entry["kind"] / entry["file"]).read_bytes()))
        yield f"{entry['kind']}/{stem}", entry["catalogue_optimum"], plain
    if bench4opt is not None:
        with gzip.open(bench4opt / "models.jsonl.gz", "rt", encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                name = re.sub(r"\W+", "-", str(item["id"]))
                plain = folder / f"{name}.lp"
                plain.write_text(item["model_lp"], encoding="utf-8")
                yield f"bench4opt/{name}", "", plain


# -- HiGHS alone


def alone(path: Path, seconds: float) -> Row:
    """Return what HiGHS says of a file, in a process of its own that is killed a little after its time.

    HiGHS takes brackets in LP files for quadratic terms, so there x[1] becomes x(1) for it.
    """
    command = [sys.executable, __file__, "--alone-on", str(path), "--alone", str(seconds)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds + 60, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        return {"status": type(error).__name__, "objective": None, "seconds": seconds}
    said: Row = json.loads(done.stdout)
    return said


def run_alone(path: Path, seconds: float) -> Row:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", seconds)
    if path.suffix == ".lp":
        renamed = path.with_name("renamed.lp")
        renamed.write_text(path.read_text(encoding="utf-8").replace("[", "(").replace("]", ")"), encoding="utf-8")
        path = renamed
    highs.readModel(str(path))
    began = time.monotonic()
    highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == 2
    return {
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": info.objective_function_value if found else None,
        "seconds": time.monotonic() - began,
    }


# -- ours


def outcome(children: Children, path: Path, seconds: float) -> Row:
    """Read, solve and check one file; return the sizes, the claim, whether it is proved, leaves and seconds."""
    from algorist.formal.linear.files import read_file
    from algorist.formal.linear.language import ground, render

    row: Row = {"claim": "", "proved": False, "satisfied": False, "leaves": 0, "solve": 0.0, "check": 0.0}
    row |= {"certificate": "", "objective": None, "reason": ""}
    began = time.monotonic()
    try:
        model = read_file(path)
        text, flat = render(model), ground(model)
        row |= {
            "read": time.monotonic() - began,
            "rows": len(flat.rows),
            "cols": len(flat.columns),
            "integers": sum(column.integer for column in flat.columns),
        }
        began = time.monotonic()
        asked = {"language": "linear", "text": text, "claim": "optimal", "seconds": seconds, "memory": MEMORY}
        solution = children.call(SOLVE, asked, seconds, MEMORY)
        solved = time.monotonic()
        row |= {"claim": solution["claim"], "solve": solved - began, "reason": solution["message"]}
        certificate = solution["certificate"] or {"kind": "", "data": {}}
        row |= {"certificate": certificate["kind"], "objective": _number(solution["objective"])}
        row["leaves"] = sum("split" not in node for node in certificate["data"].get("nodes", ()))
        asked = {"language": "linear", "text": text, "solution": solution}
        verdict = children.call(CHECK, asked, CHECK_SECONDS, MEMORY)
    except (TimeoutError, AlgoristError) as error:
        return row | {"claim": row["claim"] or "failed", "reason": str(error).replace(f"{path.parent}/", "")}
    row |= {"proved": verdict["proved"], "satisfied": verdict["satisfied"], "check": time.monotonic() - solved}
    return row | {"reason": row["reason"] or verdict["reason"]}


def _number(given: Any) -> float | None:
    """Return an exact number as JSON carries it ({"fraction": "1/3"}, "1/3" or 1) as the nearest double, to compare."""
    if isinstance(given, dict):
        given = next(iter(dict(given).values()))
    return None if given is None else float(Fraction(str(given)))


# -- the page


def same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= AGREES * max(1.0, abs(one), abs(other))


def reaches(row: Row, objective: float | None) -> bool:
    """Whether an optimum is the catalogue's, to the digits that this prints; catalogues cut them off."""
    digits = len(row["catalogue"].partition(".")[2])
    wanted = float(row["catalogue"])
    return same(objective, wanted) or (
        objective is not None and abs(objective - wanted) <= 10.0**-digits and digits > 0
    )


def agrees(row: Row) -> bool:
    """Whether our claim is HiGHS' own, and our optimum the catalogue's, or HiGHS' where that has none."""
    status, claim = row["alone"]["status"].lower(), row["claim"]
    if status == "optimal" and row["catalogue"]:
        return claim == "optimal" and reaches(row, row["objective"])
    if status == "optimal":
        return claim == "optimal" and same(row["objective"], row["alone"]["objective"])
    if "infeasible" in status and "unbounded" in status:
        return claim in ("infeasible", "unbounded")
    return bool(claim == status)


def report(rows: list[Row], command: str, note: str) -> str:
    """Return the page of results."""
    linear = [row for row in rows if not row.get("integers", 0)]
    mixed = [row for row in rows if row.get("integers", 0)]
    named = [row for row in rows if row["name"].startswith(("lp/", "mip/"))]
    others = [row for row in rows if row["name"].startswith("bench4opt/")]
    reached = [row for row in mixed if row["alone"]["status"] == "Optimal"]
    listed = [row for row in mixed if row["catalogue"]]
    reaching = [row for row in listed if reaches(row, row["alone"]["objective"])]
    met = [row for row in reaching if reaches(row, row["objective"])]
    proved = [row for row in mixed if row["proved"]]
    lines = ["# Linear and mixed-integer programmes: public files", "", f"`{command}`", ""]
    lines += [
        f"{len(rows)} files ({len(linear)} LPs, {len(mixed)} MILPs), each read, solved and checked through worker processes, one core,",
        f"Python {platform.python_version()}. HiGHS alone: default options (it stops at a gap of 0.01%), one thread.",
        "",
        *([note, ""] if note else []),
        "| measure | files | of |",
        "| --- | ---: | ---: |",
        f"| LPs proved exactly (optimum, infeasibility or ray) | {sum(row['proved'] for row in linear)} | {len(linear)} |",
        f"| LPs on which HiGHS alone says the same | {sum(map(agrees, linear))} | {len(linear)} |",
        f"| MILPs with a catalogue optimum that HiGHS alone reaches: reached here | {len(met)} | {len(reaching)} |",
        f"| MILPs that HiGHS alone finishes: the same optimum (or the catalogue's) here | {sum(map(agrees, reached))} | {len(reached)} |",
        f"| MILPs proved by a tree of at most {MOST_LEAVES:,} leaves | {len(proved)} | {len(mixed)} |",
        f"| MILPs not proved, values checked | {sum(row['satisfied'] and not row['proved'] for row in mixed)} | {len(mixed)} |",
        f"| no answer | {sum(not row['satisfied'] and not row['proved'] for row in rows)} | {len(rows)} |",
        "",
        "## MIPLIB 3 and Netlib",
        "",
        "| file | rows | cols | integers | catalogue | HiGHS alone | s | ours | claim | verdict | leaves | solve s | check s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- | ---: | ---: | ---: |",
        *map(_line, named),
    ]
    odd = [row for row in rows if not agrees(row) or not (row["proved"] or row["satisfied"])]
    if others:
        seconds = [row["solve"] + row["check"] for row in others]
        lines += ["", "## Bench4Opt", ""]
        lines += [
            f"{len(others)} models: {sum(row['proved'] for row in others)} proved, {sum(map(agrees, others))} with the claim",
            "and optimum of HiGHS alone (which reads x[1] as x(1)).",
            f"Solving and checking: median {statistics.median(seconds):.2f} s, longest {max(seconds):.1f} s.",
            "",
            "Not proved:",
            "",
        ]
        lines += [f"- {row['name']}: {row['claim']}, {row['reason']}" for row in others if not row["proved"]] or [
            "- none"
        ]
    lines += ["", "## Where we and HiGHS alone differ", ""]
    lines += [
        f"- {row['name']}: HiGHS alone {row['alone']['status']} {_short(row['alone']['objective'])}; ours {row['claim']}"
        f" {_short(row['objective'])}{', proved' if row['proved'] else ''} ({row['reason']})"
        for row in odd
    ] or ["Nowhere."]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    verdict = "proved" if row["proved"] else "checked" if row["satisfied"] else "open"
    found = _short(row["alone"]["objective"]) if row["alone"]["status"] in ("Optimal", "Time limit reached") else ""
    cells = (
        row["name"],
        *(row.get(key, "") for key in ("rows", "cols", "integers")),
        row["catalogue"],
        f"{found} {'' if row['alone']['status'] == 'Optimal' else row['alone']['status']}".strip(),
        f"{row['alone']['seconds']:.1f}",
        _short(row["objective"]),
        row["claim"],
        verdict,
        row["leaves"] or "",
        f"{row['solve']:.1f}",
        f"{row['check']:.1f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--data", type=Path, help="the folder of lp/, mip/ and optima.csv")
    options.add_argument("--bench4opt", type=Path, help="the folder of models.jsonl.gz")
    options.add_argument("--seconds", type=float, default=90.0, help="time limit of each solve")
    options.add_argument("--alone", type=float, default=60.0, help="time limit of HiGHS alone")
    options.add_argument("--only", default="", help="only instances whose name has this in it")
    options.add_argument("--limit", type=int, help="only the first so many instances")
    options.add_argument("--out", type=Path, help="keep the outcomes here, and resume from them")
    options.add_argument("--kept", action="store_true", help="run nothing; report what --out holds")
    options.add_argument("--note", default="", help="what else a reader of the page should know of this run")
    options.add_argument("--write", action="store_true", help="write docs/results/milp.md")
    options.add_argument("--alone-on", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.alone_on:
        print(json.dumps(run_alone(given.alone_on, given.alone)))
        return 0
    if given.data is None or not (given.data / "optima.csv").is_file():
        print(f"{given.data}: there is no optima.csv there; name its folder with --data.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    kept = given.out.read_text(encoding="utf-8").splitlines() if given.out and given.out.is_file() else []
    done: dict[str, Row] = {row["name"]: row for row in map(json.loads, kept)}
    with tempfile.TemporaryDirectory() as folder, Children(1) as children:
        chosen = [item for item in instances(given.data, given.bench4opt, Path(folder)) if given.only in item[0]]
        for place, (name, catalogue, path) in enumerate(chosen[: given.limit], 1):
            known = done.get(name, {})
            if given.kept and "claim" not in known:
                continue
            if "claim" not in known:
                row: Row = {"name": name, "catalogue": catalogue}
                row["alone"] = known.get("alone") or alone(path, given.alone)
                row |= outcome(children, path, given.seconds)
                done[name] = row
                if given.out:
                    with given.out.open("a", encoding="utf-8") as log:
                        log.write(json.dumps(row) + "\n")
                said = f"{row['claim']} {'proved' if row['proved'] else row['reason'][:60]} {row['leaves']} leaves"
                print(f"{place}/{len(chosen)} {name} {said} {row['solve']:.1f} s", file=sys.stderr)
            rows.append(done[name])
    if not rows:
        print("no instance ran", file=sys.stderr)
        return 1
    source = " --bench4opt DIR" if given.bench4opt else ""
    text = report(rows, f"python bench/milp.py --data DIR{source} --seconds {given.seconds:g} --write", given.note)
    print(text)
    if given.write:
        (ROOT / "docs" / "results" / "milp.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
