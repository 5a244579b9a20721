"""Fast Downward, as the package up-fast-downward brings it: its translator and its search, one process each.

Both get argument lists, a directory of their own, a time limit and a memory limit. The searches are those of Fast
Downward's own aliases `lama-first` and `seq-opt-lmcut`; where LM-cut cannot deal with conditional effects or axioms, h-max.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from algorist.core.errors import Unavailable

LAMA_FIRST = (
    "let(hlm, eval_modify_costs(landmark_sum(lm_factory=lm_reasonable_orders_hps(lm_rhw()),pref=false),cost_type=one),"
    "let(hff, eval_modify_costs(ff(),cost_type=one),"
    "lazy_greedy([hff,hlm],preferred=[hff,hlm],cost_type=one,reopen_closed=false)))"
)
CHEAPEST = "astar(lmcut())"
CHEAPEST_ANYWHERE = "astar(hmax())"

UNSOLVABLE = (10, 11)
UNSUPPORTED = (34, 31)
LIMITS = (1, 12, 20, 21, 22, 23, 24)
"""Exit codes: no plan exists; the search cannot treat the task; memory or time ran out."""

PLAN_STEP = re.compile(r"\(.+\)")


class Ending(StrEnum):
    SOLVED = "solved"
    UNSOLVABLE = "unsolvable"
    UNSUPPORTED = "unsupported"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Outcome:
    ending: Ending
    plan: tuple[str, ...] = ()
    message: str = ""


class Downward:
    """One task in one directory: translated once, searched as often as wanted."""

    def __init__(self, folder: Path, memory: int) -> None:
        self.folder, self.memory = folder, memory
        self.programs = _programs()

    def translate(self, domain: str, problem: str, deadline: float) -> Outcome:
        """Write the task in Fast Downward's own form; SOLVED means translated."""
        (self.folder / "domain.pddl").write_text(domain, encoding="utf-8")
        (self.folder / "problem.pddl").write_text(problem, encoding="utf-8")
        command = [sys.executable, "-m", "fast_downward.translate", "domain.pddl", "problem.pddl"]
        return self._run([*command, "--sas-file", "task.sas"], None, deadline)

    def search(self, search: str, deadline: float) -> Outcome:
        """Search the translated task; returns the plan if one was found."""
        command = [str(self.programs / "downward"), "--search", search, "--internal-plan-file", "plan"]
        plan = self.folder / "plan"
        plan.unlink(missing_ok=True)
        outcome = self._run(command, self.folder / "task.sas", deadline)
        if outcome.ending is not Ending.SOLVED:
            return outcome
        return Outcome(Ending.SOLVED, steps_of(plan.read_text(encoding="utf-8") if plan.exists() else ""))

    def _run(self, command: list[str], given: Path | None, deadline: float) -> Outcome:
        left = deadline - monotonic()
        if left <= 0:
            return Outcome(Ending.LIMIT, message="time ran out")
        environment = {"PATH": os.defpath, "PYTHONPATH": str(self.programs), "PYTHONHASHSEED": "0"}
        log = self.folder / "log"
        with log.open("wb") as output, (given or Path(os.devnull)).open("rb") as source:
            process = subprocess.Popen(
                command, stdin=source, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder, env=environment
            )
            try:
                with contextlib.suppress(OSError, ValueError):
                    resource.prlimit(process.pid, resource.RLIMIT_AS, (self.memory, self.memory))
                code = process.wait(left)
            except subprocess.TimeoutExpired:
                return Outcome(Ending.LIMIT, message="time ran out")
            finally:
                process.kill()
                process.wait()
        if code == 0:
            return Outcome(Ending.SOLVED)
        if code in UNSOLVABLE:
            return Outcome(Ending.UNSOLVABLE)
        if code in UNSUPPORTED:
            return Outcome(Ending.UNSUPPORTED)
        said = log.read_bytes()[-2000:].decode(errors="replace").strip().split("\n")[-1]
        if code in LIMITS or code < 0 or "MemoryError" in said:
            return Outcome(Ending.LIMIT, message="memory or time ran out")
        raise Unavailable(f"Fast Downward failed with exit code {code}: {said}")


def steps_of(plan: str) -> tuple[str, ...]:
    """Return the steps of a plan file, each with single blanks; comments start with a semicolon."""
    lines = [line.strip() for line in plan.split("\n")]
    return tuple(f"({' '.join(line[1:-1].split())})" for line in lines if PLAN_STEP.fullmatch(line))


def _programs() -> Path:
    """Return the folder of Fast Downward's programs; raises Unavailable with the command that installs them."""
    package = find_spec("up_fast_downward")
    if package is None or package.origin is None:
        raise Unavailable("Fast Downward is not installed.", "Install it with: pip install 'algorist[plan]'")
    folder = Path(package.origin).parent / "downward" / "builds" / "release" / "bin"
    if not (folder / "downward").exists():
        raise Unavailable(f"There is no Fast Downward in {folder}.", "Reinstall it: pip install up-fast-downward")
    return folder
