"""kill -9 at random moments of a solve: `python bench/durability.py [KILLS]` (200) kills, resumes, and verifies.

Each scenario is a fresh trace; a child process solves on it, is killed after a random time, and begun again until it is done.
The child's language model and solvers append one line, fsynced, to a ledger file for every call that they completed. A line of
a call that stood in the trace before its process was started, or a second line from one process, is a call paid twice. Between
a model's return and the commit of its result a kill loses one call; those are counted apart.
"""

# ruff: noqa: T201 (a script prints)

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

CLUES = 6


# -- the child: a method with maps, asks, a solve and a check --------------------------------------------------------------


def child(trace_file: Path, ledger_file: Path) -> None:
    """Solve on the trace, say `ready` when it begins, and print the answer."""
    import asyncio

    from algorist.app.session import answer_words
    from algorist.core.answer import Answer, Status
    from algorist.core.child import Children
    from algorist.core.language_model import Completion, Request
    from algorist.core.method import method
    from algorist.core.problem import Problem
    from algorist.core.registry import LANGUAGES
    from algorist.core.run import Run, Solvers
    from algorist.core.trace import Trace
    from algorist.lm.scripted import Scripted

    ledger = os.open(ledger_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def paid(line: str) -> None:
        os.write(ledger, f"{os.getpid()} {line}\n".encode())
        os.fsync(ledger)

    class Paid(Scripted):
        async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
            await asyncio.sleep(0.005 + 0.03 * random.random())  # a call takes its time, never the same
            completions = await super().complete(requests)
            paid(f"ask {requests[0].seed}")
            return completions

    class PaidChildren(Children):
        async def acall(self, function: str, argument: Any, seconds: float, memory: int) -> Any:
            reply = await super().acall(function, argument, seconds, memory)
            paid(solver_line("solve" if function.endswith("solve") else "check", argument))
            return reply

    class PaidSolvers(Solvers):
        def of(self, language: str) -> Children:
            return self._pools.setdefault(language, PaidChildren(1))

    @method(paper="S019", needs={"sample"})
    async def durable(problem: Problem, run: Run) -> Answer:
        """Return a grid from clues drawn by votes of samples, with words for each of its values."""

        async def vote(clue: int) -> int:
            async def sample(number: int) -> int:
                (first,) = await run.ask(f"clue {clue}", temperature=1.0)
                (second,) = await run.ask(f"same words for everyone after {first.text}", temperature=1.0)
                return int(second.text)

            return Counter(await run.map(sample, range(3))).most_common(1)[0][0]

        bounds = await run.map(vote, range(CLUES))
        order = list(range(CLUES))
        run.random.shuffle(order)
        lines = [f"group thing over 1..{CLUES}: " + ", ".join(f"t{number}" for number in order)]
        lines += [f"thing.t{number} mod 3 <= {bound}" for number, bound in enumerate(bounds)]
        model = LANGUAGES.get("constraint").parse("\n".join(lines) + "\n")
        solution = await run.solve(model, claim="feasible")
        verdict = await run.check(model, solution)

        async def word(name: str) -> str:
            (said,) = await run.ask(f"a word for {name} = {solution.values[name]}", temperature=1.0)
            return f"{said.text} {run.random.random():.6f}"

        words = await run.map(word, sorted(solution.values))
        value = {"bounds": bounds, "claim": str(solution.claim), "satisfied": verdict.satisfied, "words": words}
        return Answer(value, "", Status.CHECKED, formal="\n".join(lines))

    trace = Trace(trace_file)
    model = Paid(lambda request, chance: str(chance.randint(1, 5)), usd_per_token=(1e-6, 2e-6))
    run = Run({"scripted": model}, trace=trace, solvers=PaidSolvers(), seed=7)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    answer = answer_words(Problem("the durable problem"), run, durable, {})
    run._solvers.close()
    document = {"value": answer.value, "formal": answer.formal, "status": str(answer.status)}
    spent = answer.spent
    document["spent"] = [spent.calls, spent.tokens_in, spent.tokens_out, round(spent.usd, 9)]
    sys.stdout.write(json.dumps(document) + "\n")


def solver_line(kind: str, argument: dict[str, Any]) -> str:
    """Name a solver call by what was asked of it, without the limits."""
    asked = {name: argument[name] for name in ("language", "text", "claim", "solution") if name in argument}
    return f"{kind} {hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]}"


# -- the parent: kills, resumes, verifies -----------------------------------------------------------------------------------


@dataclass
class Findings:
    """What the kills did. `paid_twice`, `corrupt` and `different` must stay 0."""

    kills: int = 0
    scenarios: int = 0
    paid_twice: int = 0
    corrupt: int = 0
    different: int = 0
    lost_in_the_window: int = 0
    moments: list[float] = field(default_factory=list)
    calls: int = 0

    @property
    def faults(self) -> int:
        return self.paid_twice + self.corrupt + self.different


def examine(kills: int, seed: int = 0, progress: bool = False) -> Findings:
    """Kill a solve `kills` times at random moments, over as many scenarios as it takes, and verify after every one."""
    chance = random.Random(seed)
    found = Findings()
    with tempfile.TemporaryDirectory() as folder:
        seconds, undisturbed = _undisturbed(Path(folder))
        while found.kills < kills:
            found.scenarios += 1
            _scenario(Path(folder) / f"{found.scenarios}", kills, seconds, undisturbed, chance, found)
            if progress:
                print(f"{found.kills} kills, {found.scenarios} scenarios, {found.faults} faults", file=sys.stderr)
    return found


def _scenario(
    folder: Path, kills: int, seconds: float, undisturbed: str, chance: random.Random, found: Findings
) -> None:
    folder.mkdir()
    trace, ledger = folder / "trace.db", folder / "ledger"
    ledger.touch()
    while True:
        recorded = _recorded(trace)
        before = len(ledger.read_text().splitlines())
        moment = chance.uniform(0, seconds) if found.kills < kills else None
        said = _run(trace, ledger, moment)
        lines = [line.split(" ", 1)[1] for line in ledger.read_text().splitlines()]
        new = Counter(lines[before:])
        found.paid_twice += sum(count - 1 for count in new.values()) + sum(line in recorded for line in new)
        if not _sound(trace):
            found.corrupt += 1
            return
        if said is None:
            found.kills += 1
            found.moments.append(moment or 0.0)
            found.lost_in_the_window += len(set(new) - _recorded(trace))
            continue
        found.calls += len(_recorded(trace))
        found.different += json.loads(said) != json.loads(undisturbed)
        return


def _undisturbed(folder: Path) -> tuple[float, str]:
    """Return how long a solve takes once it is ready, and its answer; one solve before warms the disk."""
    times = []
    for name in ("warm", "undisturbed"):
        began, said = time.monotonic(), None
        process = _start(folder / f"{name}.db", folder / f"{name}.ledger")
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        said = process.stdout.readline()
        times.append(time.monotonic() - began)
        if process.wait() or not said:
            raise SystemExit("the undisturbed solve failed")
    return times[-1], said


def _start(trace: Path, ledger: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__)), "--child", str(trace), str(ledger)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _run(trace: Path, ledger: Path, moment: float | None) -> str | None:
    """Run a child, killed `moment` seconds after it is ready; return its answer, or None when it was killed first."""
    process = _start(trace, ledger)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
    said = process.stdout.read()
    code = process.wait()
    if code not in (0, -signal.SIGKILL):
        raise SystemExit(f"the child ended with {code}")
    return said if code == 0 else None


def _recorded(trace: Path) -> set[str]:
    """Return the calls that stand in a trace, each as the line that its model or solver would append."""
    from algorist.core.run import _seed

    if not trace.exists():
        return set()
    with sqlite3.connect(trace) as database:
        try:
            rows = database.execute("SELECT key, occurrence, kind, request FROM call").fetchall()
        except sqlite3.OperationalError:  # killed before the table stood
            rows = []
    database.close()
    return {
        f"ask {_seed(key, occurrence)}" if kind == "ask" else solver_line(kind, json.loads(request))
        for key, occurrence, kind, request in rows
    }


def _sound(trace: Path) -> bool:
    if not trace.exists():
        return True
    database = sqlite3.connect(trace)
    try:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
    finally:
        database.close()


def main(kills: int) -> int:
    began = time.monotonic()
    found = examine(kills, progress=True)
    text = (
        "# A solve survives kill -9\n\n"
        "A child process solves (nested maps of language-model calls with equal prompts among them, a constraint solve, its\n"
        "check, more calls that depend on it) with a trace, is killed with SIGKILL at a random moment, and is begun again until\n"
        "it is done. Its model and solvers note every completed call in a file of their own, fsynced.\n\n"
        "| what | count |\n| --- | ---: |\n"
        f"| kills | {found.kills} |\n"
        f"| scenarios (fresh traces), each run to its end | {found.scenarios} |\n"
        f"| answers that differ from the undisturbed one (value, status, model, tokens, dollars) | {found.different} |\n"
        f"| traces that `PRAGMA integrity_check` faults | {found.corrupt} |\n"
        f"| calls that stood in the trace and were asked again | {found.paid_twice} |\n"
        f"| calls lost between the model's return and the commit, and so asked again | {found.lost_in_the_window} |\n"
        f"| calls in the finished traces | {found.calls} |\n\n"
        f"Kills fell between {min(found.moments, default=0):.3f} s and {max(found.moments, default=0):.3f} s after the solve"
        f" began.\n\nMade by `python bench/durability.py {kills}` in {time.monotonic() - began:.0f} s (seed 0; Python"
        f" {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}).\n"
    )
    print(text)
    (ROOT / "docs" / "results").mkdir(parents=True, exist_ok=True)
    (ROOT / "docs" / "results" / "durability.md").write_text(text, encoding="utf-8")
    return int(found.faults > 0 or found.kills < kills)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
