"""Run a method on a task: resumable, every item's full answer kept, and the counts that matter."""

from __future__ import annotations

import asyncio
import hashlib
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from algorist.bench.corrections import Correction, corrections
from algorist.core.answer import Answer, Status
from algorist.core.budget import Budget, Spent
from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import LanguageModel
from algorist.core.method import Method
from algorist.core.problem import Problem
from algorist.core.run import Run, Solvers
from algorist.core.task import Item, Task

MARKED = (Status.PROVED, Status.CHECKED)
IN_A_ROW = 3
"""So many items in a row that a model or a solver was not there for end a run; so does the first of all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `bench --json` prints. `coverage` is the share of right answers marked proved or checked.

    `failed` counts the items on which the method raised; they count as unsolved, and the next run tries them again. `corrected` has
    how many answers are right, and how many marked ones wrong, once the keys that certificates contradict are put right; None
    where no item has such a key.
    """

    task: str
    method: str
    n: int
    correct: int
    accuracy: float
    interval: tuple[float, float]
    statuses: Mapping[str, int]
    wrong_but_proved: int
    failed: int
    coverage: float
    spent: Mapping[str, Any]
    seconds: float
    median_seconds: float
    items: str
    corrected: Mapping[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def sample(items: Iterable[Item], count: int) -> list[Item]:
    """Return `count` items drawn by a hash of their ids, as if by lot but the same each time; a larger sample holds a smaller one.

    >>> from algorist.core.problem import Problem
    >>> some = [Item(str(number), Problem("?"), None) for number in range(9)]
    >>> sample(some, 2) == sample(some[::-1], 5)[:2]
    True
    """
    return sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).digest())[:count]


async def bench(
    task: Task,
    items: Iterable[Item],
    method: Method,
    parameters: Mapping[str, Any],
    models: Mapping[str, LanguageModel],
    *,
    out: Path,
    jobs: int = 1,
    budget: Budget | None = None,
    told_kind: bool = False,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, right: None,
) -> Report:
    """Answer every item that `out` does not hold yet, append each to it, and report on all of them.

    `told_kind` gives the method the task's language instead of letting it choose. An item on which the method raises is kept as
    failed and the others go on. Raises InputError when there is no item, Unavailable when a model or solver is missing for the
    first item or for several in a row; what was answered is kept.
    """
    wanted = list(items)
    if not wanted:
        raise InputError(f"{task.name}: no item was run. Check --data, --split and --limit.")
    method.check(Run(models), parameters)
    began = time.monotonic()
    done = {record["id"]: record for record in _records(out) if "failed" not in record}
    todo = [item for item in wanted if item.id not in done]
    mended = corrections(task.name)
    solvers = Solvers(jobs)
    gate = asyncio.Semaphore(jobs)
    missing = IN_A_ROW - 1  # how often in a row a model or solver was not there; the first item has to find them

    async def one(item: Item) -> None:
        nonlocal missing
        async with gate:
            started = time.monotonic()
            run = Run(models, budget=budget, solvers=solvers, seed=seed)
            problem = _told(item.problem, task.kind) if told_kind else item.problem
            answer, fault = await _answered(method, problem, run, parameters)
            missing = missing + 1 if isinstance(fault, Unavailable) else 0
            if isinstance(fault, Unavailable) and missing >= IN_A_ROW:
                raise fault
            record = {
                "id": item.id,
                "right": task.right(answer, item),
                "seconds": round(time.monotonic() - started, 3),
                "gold": item.gold if isinstance(item.gold, (str, int, float)) else None,
                "answer": answer.to_json(),
                **({"right_corrected": _right(task, answer, item, mended[item.id])} if item.id in mended else {}),
                **({} if fault is None else {"failed": f"{type(fault).__name__}: {fault}"}),
            }
            done[item.id] = record
            with out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
            progress(len(done), sum(each["right"] for each in done.values()))

    try:
        async with asyncio.TaskGroup() as group:
            for item in todo:
                group.create_task(one(item))
    finally:
        solvers.close()
    return _report(task, method, [done[item.id] for item in wanted], time.monotonic() - began, out)


def _right(task: Task, answer: Answer, item: Item, correction: Correction) -> bool:
    return task.right(answer, replace(item, gold=correction.corrected))


async def _answered(
    method: Method, problem: Problem, run: Run, parameters: Mapping[str, Any]
) -> tuple[Answer, Exception | None]:
    """Return the method's answer with its cost, and what it raised, if it did."""
    fault: Exception | None = None
    try:
        answer = await method(problem, run, **parameters)
    except Exception as error:  # a fault of one item must not lose the others
        fault = error
        answer = Answer.unsolved(f"The method failed: {type(error).__name__}: {error}")
    return answer.with_(spent=run.spent), fault


def _told(problem: Problem, kind: str | None) -> Problem:
    return Problem(problem.statement, problem.question, problem.data, problem.images, problem.examples, kind)


def _records(out: Path) -> list[dict[str, Any]]:
    """Read what an earlier run wrote; a last line cut short by a kill is dropped."""
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        return []
    records = []
    for line in out.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    out.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return records


def _report(task: Task, method: Method, records: list[dict[str, Any]], seconds: float, out: Path) -> Report:
    right = [record for record in records if record["right"]]
    answers = [Answer.from_json(record["answer"]) for record in records]
    marked = [answer.status in MARKED for answer in answers]
    wrong = sum(mark and not record["right"] for mark, record in zip(marked, records, strict=True))
    covered = sum(mark and record["right"] for mark, record in zip(marked, records, strict=True))
    spent = Spent()
    for answer in answers:
        spent += answer.spent
    return Report(
        task=task.name,
        method=method.name,
        n=len(records),
        correct=len(right),
        accuracy=round(len(right) / len(records), 4),
        interval=wilson(len(right), len(records)),
        statuses=dict(Counter(str(answer.status) for answer in answers)),
        wrong_but_proved=wrong,
        failed=sum("failed" in record for record in records),
        coverage=round(covered / max(1, len(right)), 4),
        spent=spent.to_json(),
        seconds=round(seconds, 1),
        median_seconds=round(statistics.median(record["seconds"] for record in records), 2),
        items=str(out),
        corrected=_corrected(records, marked),
    )


def _corrected(records: list[dict[str, Any]], marked: list[bool]) -> dict[str, int] | None:
    if not any("right_corrected" in record for record in records):
        return None
    right = [bool(record.get("right_corrected", record["right"])) for record in records]
    wrong = sum(mark and not correct for mark, correct in zip(marked, right, strict=True))
    return {
        "keys": sum("right_corrected" in record for record in records),
        "correct": sum(right),
        "wrong_but_proved": wrong,
    }


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share, by default at 95%."""
    share, square = successes / trials, z * z
    centre = (share + square / (2 * trials)) / (1 + square / trials)
    half = z / (1 + square / trials) * ((share * (1 - share) + square / (4 * trials)) / trials) ** 0.5
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)
