"""`algorist train formaliser`: a recipe run to its end, with progress, resumable after a kill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typer

from algorist.app.session import folder_for_runs
from algorist.core.errors import Unavailable
from algorist.lm import _weights


def train_recipe(
    name: str,
    out: Path | None,
    data: Path | None,
    seconds: float | None,
    threads: int | None,
    model_file: Path | None,
    start: Path | None = None,
) -> int:
    """Train until the recipe's last step or time; return 0."""
    try:
        import torch
    except ImportError as error:
        raise Unavailable("Training needs torch.", "Install it with: pip install 'algorist[train]'") from error
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from algorist.train.formaliser import read_recipe, train

    if threads is not None:
        from threadpoolctl import threadpool_limits

        torch.set_num_threads(threads)
        threadpool_limits(threads)  # numpy's products too: more threads than processors wait for each other
    torch.set_flush_denormal(True)
    recipe = read_recipe(name)
    if seconds is not None:
        recipe = replace(recipe, seconds=seconds)
    weights = _weights.locate(model_file) or _weights.fetch(lambda step: typer.echo(step, err=True))
    folder = out or folder_for_runs() / recipe.name
    columns = (
        TextColumn(recipe.name),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns) as bar:
        row = bar.add_task(recipe.name, total=recipe.steps, said="")
        for step in train(recipe, weights, folder, data, start):
            told = (
                ""
                if step.held_out is None
                else f", held out {step.held_out.loss:.4f} ({step.held_out.exact:.1%} exact)"
            )
            bar.update(row, completed=step.step, said=f"loss {step.loss:.4f}, {step.tokens:,} tokens{told}")
            if told and not bar.console.is_terminal:
                typer.echo(f"step {step.step}: loss {step.loss:.4f}{told}", err=True)
    typer.echo(f"{folder / recipe.name}.gguf; log in {folder / 'log.jsonl'}, plot in {folder / 'loss.png'}")
    return 0


def mean_of_runs(name: str, adapters: Sequence[Path], out: Path) -> int:
    """Write the mean of adapters beside its name and put it in place; return 0."""
    from algorist.train.adapter import mean_of
    from algorist.train.formaliser import read_recipe

    recipe = read_recipe(name)
    part = out.with_suffix(".part")
    size = mean_of(adapters, part, name=f"algorist-{recipe.name}", alpha=float(recipe.alpha))
    part.replace(out)
    typer.echo(f"{out}: the mean of {len(adapters)}, {size / 1e6:.1f} MB")
    return 0
