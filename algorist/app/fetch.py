"""`algorist fetch`: the weights, once, with a progress bar."""

from __future__ import annotations

import threading
from pathlib import Path

import typer

from algorist.lm import _weights
from algorist.lm._eight_bits import eight_bits


def fetch_weights(model_file: Path | None) -> None:
    """Bring the weights into the cache, or verify the file given, and say where they are."""
    if model_file is not None:
        located = _weights.locate(model_file)
        assert located is not None
        _weights.verify(located)
        typer.echo(f"{located} is the file expected.")
        return
    weights = eight_bits(_weights.locate() or _fetched(), typer.echo)
    typer.echo(f"The language model's weights are in {weights}.")


def _fetched() -> Path:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    typer.echo("The language model's weights (98 MB) are fetched once, verified, and kept in your cache.")
    folder = _weights.cache_folder()
    done = threading.Event()
    with Progress(TextColumn("weights"), BarColumn(), DownloadColumn()) as bar:
        row = bar.add_task("weights", total=_weights.BYTES)

        def watch() -> None:
            while not done.wait(0.2):
                parts = folder.glob("*/*") if folder.is_dir() else ()
                bar.update(row, completed=max((part.stat().st_size for part in parts if part.exists()), default=0))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            path = _weights.fetch()
            bar.update(row, completed=_weights.BYTES)
            return path
        finally:
            done.set()
            watcher.join()
