"""`algorist bench`: a method on a task, with progress, a resumable file of answers, and a report."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import typer

from algorist.app.session import close, folder_for_runs, open_method, open_model
from algorist.bench.run import Report, bench, sample
from algorist.core.budget import Budget
from algorist.core.registry import TASKS
from algorist.core.task import Task


@dataclass(frozen=True, slots=True)
class BenchWishes:
    """The options of `bench`."""

    task: str
    data: Path | None
    split: str | None
    limit: int | None
    sample: int | None
    method: str
    model: str
    budget: str
    jobs: int
    tell_language: bool
    out: Path | None
    as_json: bool
    model_file: Path | None
    base_url: str | None


def open_task(name: str) -> Task:
    """Return NAME, or part PART of NAME:PART."""
    kind, _, part = name.partition(":")
    found = TASKS.get(kind)
    task: Task = found if isinstance(found, Task) else found(part)
    return task


def run_bench(wishes: BenchWishes) -> int:
    """Run, report, return 0; every answer stands in the JSONL even when the run is stopped."""
    task = open_task(wishes.task)
    items = list(islice(task.load(wishes.data, wishes.split), wishes.limit))
    items = items if wishes.sample is None else sample(items, wishes.sample)
    method, parameters = open_method(wishes.method)
    budget = Budget.parse(wishes.budget)
    out = wishes.out or folder_for_runs() / f"{wishes.task.replace(':', '-')}.{method.name}.jsonl"
    options = {"model_file": wishes.model_file, "base_url": wishes.base_url, "servers": wishes.jobs}
    model = open_model(wishes.model, options)
    terminal = sys.stderr.isatty() and not wishes.as_json

    def progress(done: int, right: int) -> None:
        if terminal:
            sys.stderr.write(f"\r\x1b[2K{done} of {len(items)} items, {right} right ({right / done:.1%})")
            sys.stderr.flush()
        elif done % 25 == 0:
            typer.echo(f"{done} of {len(items)} items, {right} right ({right / done:.1%})", err=True)

    try:
        report = asyncio.run(
            bench(
                task,
                items,
                method,
                parameters,
                {model.name: model},
                out=out,
                jobs=wishes.jobs,
                budget=budget,
                told_kind=wishes.tell_language,
                progress=progress,
            )
        )
    finally:
        close(model)
        if terminal:
            sys.stderr.write("\n")
    if wishes.as_json:
        json.dump(report.to_json(), sys.stdout)
        sys.stdout.write("\n")
    else:
        _show(report)
    return 0


def _show(report: Report) -> None:
    low, high = report.interval
    typer.echo(f"{report.task} by {report.method}: {report.correct} of {report.n} right, {report.accuracy:.1%}"
               f" (95% interval {low:.1%} to {high:.1%})")  # fmt: skip
    typer.echo(f"statuses: {', '.join(f'{name} {count}' for name, count in sorted(report.statuses.items()))}")
    typer.echo(f"wrong but proved or checked: {report.wrong_but_proved}; coverage {report.coverage:.1%}")
    if report.corrected is not None:
        keys, right, wrong = (report.corrected[name] for name in ("keys", "correct", "wrong_but_proved"))
        typer.echo(
            f"with {keys} keys corrected that a certificate contradicts: {right} right, wrong but proved or checked {wrong}"
        )
    if report.failed:
        typer.echo(f"failed: {report.failed}; the records name why, and the same command tries them again")
    typer.echo(
        f"{report.seconds:.0f} s in all, median {report.median_seconds:.2f} s an item; answers in {report.items}"
    )
