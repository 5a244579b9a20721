"""Solve planning tasks beside Fast Downward's own driver, with the same alias and the same limit, in one run.

    python bench/plans.py --ipc DIR/ipc_pddl --planbench DIR/planbench [--seconds 10] [--each 2] [--write]

Of every domain, the first `--each` tasks by name. Each is solved four times: by us for the claims `feasible` and `optimal`,
and by the driver under the aliases `lama-first` and `seq-opt-lmcut`. Our limit of `--seconds` is on wall time; the driver's
own is on processor time, so on a busy machine the driver gets more. Every plan is replayed by the checker, the driver's
too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "formal"))

from algorist.core.certificate import Claim, Solution  # noqa: E402
from algorist.core.errors import AlgoristError  # noqa: E402
from algorist.core.language import Limits  # noqa: E402
from algorist.formal.plan import LANGUAGE  # noqa: E402
from algorist.formal.plan.check import Broken, replay  # noqa: E402
from algorist.formal.plan.downward import steps_of  # noqa: E402
from algorist.formal.plan.files import read_file  # noqa: E402
from algorist.formal.plan.states import Task  # noqa: E402

DOMAINS = {
    "blocksworld": "blocksworld",
    "blocksworld_3": "blocksworld",
    "blocksworld_hard": "blocksworld_hard",
    "mystery_blocksworld": "blocksworld/mystery",
    "depots": "depots",
    "logistics": "logistics",
    "sokoban": "sokoban",
}


def tasks(ipc: Path, planbench: Path, each: int) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the domain's text and the problem's text of every task."""
    for folder in sorted(path for path in ipc.iterdir() if path.is_dir()):
        for path in sorted(path for path in folder.glob("*.pddl") if path.name != "domain.pddl")[:each]:
            yield f"{folder.name}/{path.stem}", (folder / "domain.pddl").read_text(), path.read_text()
    for name, domain in DOMAINS.items():
        text = (planbench / "domains" / domain / "generated_domain.pddl").read_text()
        lines = (planbench / f"pddl_{name}.jsonl").read_text().splitlines()
        items = [item for item in map(json.loads, lines) if "(problem" in item["text"]]
        for item in items[:each]:
            yield f"planbench {name}/{item['id']}", text, item["text"]


def ours(model: Any, claim: Claim, seconds: float) -> dict[str, Any]:
    started = time.perf_counter()
    solution: Solution = LANGUAGE.solve(model, Limits(seconds, claim=claim))
    taken = time.perf_counter() - started
    verdict = LANGUAGE.check(model, solution)
    return {
        "claim": str(solution.claim),
        "plan": bool(solution.values),
        "cost": None if solution.objective is None else str(solution.objective),
        "replayed": verdict.satisfied,
        "proved": verdict.proved,
        "seconds": taken,
    }


def driver(model: Any, domain: str, problem: str, alias: str, seconds: float) -> dict[str, Any]:
    """Run Fast Downward's own driver on the original texts."""
    package = find_spec("up_fast_downward")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "downward" / "fast-downward.py"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "domain.pddl").write_text(domain)
        (Path(folder) / "problem.pddl").write_text(problem)
        limit = f"{max(1, int(seconds))}s"
        command = [sys.executable, str(program), "--overall-time-limit", limit, "--alias", alias]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "domain.pddl", "problem.pddl"], cwd=folder, capture_output=True, text=True, check=False
        )
        taken = time.perf_counter() - started
        plan = Path(folder) / "sas_plan"
        steps = steps_of(plan.read_text()) if plan.exists() else None
    if steps is None:
        return {"plan": False, "cost": None, "seconds": taken, "code": done.returncode}
    try:
        return {"plan": True, "cost": str(replay(Task(model), steps)), "seconds": taken, "code": done.returncode}
    except Broken as error:
        return {"plan": True, "cost": f"does not replay: {error}", "seconds": taken, "code": done.returncode}


def measured(name: str, domain: str, problem: str, seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "domain.pddl").write_text(domain)
        (Path(folder) / "task.pddl").write_text(problem)
        try:
            model = read_file(Path(folder) / "task.pddl")
        except AlgoristError as error:
            return {"name": name, "refused": re.sub(r"/\S+: ", "", str(error))}
    return {
        "name": name,
        "ours feasible": ours(model, Claim.FEASIBLE, seconds),
        "driver lama-first": driver(model, domain, problem, "lama-first", seconds),
        "ours optimal": ours(model, Claim.OPTIMAL, seconds),
        "driver seq-opt-lmcut": driver(model, domain, problem, "seq-opt-lmcut", seconds),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--ipc", type=Path, required=True)
    options.add_argument("--planbench", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--each", type=int, default=2)
    options.add_argument("--log", type=Path, help="a JSONL file: what it holds already is not run again")
    options.add_argument("--write", action="store_true", help="write docs/results/plans.md")
    given = options.parse_args()
    known = given.log.read_text().splitlines() if given.log is not None and given.log.exists() else []
    done = {item["name"]: item for item in map(json.loads, known)}
    items = []
    for name, domain, problem in tasks(given.ipc, given.planbench, given.each):
        if name not in done:
            done[name] = measured(name, domain, problem, given.seconds)
            if given.log is not None:
                with given.log.open("a") as log:
                    log.write(json.dumps(done[name]) + "\n")
            sys.stderr.write(f"{json.dumps(done[name])}\n")
        items.append(done[name])
    report = told(given, items)
    sys.stdout.write(report)
    if given.write:
        (ROOT / "docs" / "results" / "plans.md").write_text(report, encoding="utf-8")


def told(given: argparse.Namespace, items: list[dict[str, Any]]) -> str:
    """Return the page of results."""
    run = [item for item in items if "refused" not in item]
    lines = ["# Plans", "", "`python bench/plans.py --ipc DIR/ipc_pddl --planbench DIR/planbench "]
    lines[-1] += f"--seconds {given.seconds:g} --each {given.each} --write`"
    lines += [
        "",
        f"{len(items)} tasks, {len(run)} of them read; {given.seconds:g} s each, one core that other work shared.",
        "",
    ]
    lines += ["Our limit is on wall time, the driver's on processor time.", ""]
    lines += ["| run | plans found | seconds in all |", "| --- | --- | --- |"]
    for who in ("ours feasible", "driver lama-first", "ours optimal", "driver seq-opt-lmcut"):
        taken = sum(item[who]["seconds"] for item in run)
        lines.append(f"| {who} | {sum(item[who]['plan'] for item in run)} | {taken:.0f} |")
    plans = [item[who] for item in run for who in ("ours feasible", "ours optimal") if item[who]["plan"]]
    optimal = [item for item in run if item["ours optimal"]["claim"] == "optimal"]
    both = [item for item in optimal if item["driver seq-opt-lmcut"]["plan"]]
    equal = [
        item
        for item in both
        if Fraction(item["ours optimal"]["cost"]) == Fraction(item["driver seq-opt-lmcut"]["cost"])
    ]
    lines += [
        "",
        f"Plans of ours that replay: {sum(plan['replayed'] for plan in plans)} of {len(plans)}. Claimed optimal: {len(optimal)}, "
        f"of these proved by a potential: {sum(item['ours optimal']['proved'] for item in optimal)}. Optimal costs equal to the "
        f"driver's: {len(equal)} of {len(both)} tasks that both solved optimally.",
    ]
    missed = [
        f"{item['name']}: {mine} found no plan, {theirs} did"
        for item in run
        for mine, theirs in (("ours feasible", "driver lama-first"), ("ours optimal", "driver seq-opt-lmcut"))
        if item[theirs]["plan"] and not item[mine]["plan"]
    ]
    missed += [f"{item['name']}: not read: {item['refused']}" for item in items if "refused" in item]
    return "\n".join([*lines, "", "Not as wanted:", "", *([f"- {each}" for each in missed] or ["- nothing"])]) + "\n"


if __name__ == "__main__":
    main()
