"""An answer as a person reads it, and progress while it is being found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from algorist.core.answer import Answer, Status
from algorist.core.budget import Spent

MEANING = {
    Status.PROVED: "the claim was verified from its certificate, trusting no solver",
    Status.CHECKED: "the values satisfy the model by our checker; the rest is the solver's word",
    Status.DISPUTED: "solved and checked, but the reading of the words is in doubt",
    Status.AGREED: "independent samples agree; nothing was computed",
    Status.GUESSED: "one sample of a language model; nothing was computed",
    Status.UNSOLVED: "no answer",
}


def show(answer: Answer, source: Path | None = None) -> None:
    """Print the answer, its status, the formal model, and what it cost."""
    if source is not None:
        typer.secho(f"== {source}", bold=True)
    typer.echo(answer.text or str(answer.value))
    color = typer.colors.GREEN if answer.status in (Status.PROVED, Status.CHECKED) else typer.colors.YELLOW
    typer.secho(f"\nstatus: {answer.status} ({MEANING[answer.status]})", fg=color)
    if answer.why and answer.why != answer.text.split("\n", 1)[0]:
        typer.echo(f"why: {answer.why}")
    if answer.agreement is not None:
        confidence = answer.agreement.confidence
        sure = "" if confidence is None else f", confidence {confidence:.3f}"
        typer.echo(f"agreement: {answer.agreement.votes} of {answer.agreement.of}{sure}")
    if answer.formal:
        typer.echo(f"\nformal model ({answer.language}):\n" + _indented(_shortened(answer.formal)))
    for other in answer.others:
        typer.echo("\nread otherwise:\n" + _indented(other))
    for note in answer.notes:
        typer.echo(f"note: {note}")
    typer.echo(f"\nspent: {cost(answer.spent)}")


def cost(spent: Spent) -> str:
    """One line of what was spent."""
    parts = [f"{spent.calls} calls", f"{spent.tokens_in:,} tokens read", f"{spent.tokens_out:,} written"]
    parts += [f"{spent.seconds:.1f} s", f"{spent.solver_seconds:.2f} s in solvers and checkers"]
    return ", ".join(parts + ([f"${spent.usd:.4f}"] if spent.usd else []))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.rstrip().splitlines())


def _shortened(text: str, most: int = 60) -> str:
    lines = text.rstrip().splitlines()
    return "\n".join(lines if len(lines) <= most else [*lines[:most], f"... and {len(lines) - most} more lines"])


@contextmanager
def progress_line(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that shows the step under way: one changing line on a terminal, only slow steps in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: typer.echo(step, err=True) if step.startswith("Fetching") and not quiet else None
        return
    count = 0

    def say(step: str) -> None:
        nonlocal count
        count += 1
        sys.stderr.write(f"\r\x1b[2K{count:4d} calls  {step[:60]}")
        sys.stderr.flush()

    try:
        yield say
    finally:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
