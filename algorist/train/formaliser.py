"""Train a formaliser from a recipe: draw lessons, fine-tune an adapter, keep the best, write it as GGUF, plot the loss."""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import fields
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from algorist.core.errors import InputError
from algorist.methods.formalising.families import names
from algorist.train import choosing
from algorist.train.adapter import read_adapter, write_adapter
from algorist.train.finetune import Progress, Recipe, Trainer
from algorist.train.lesson import Lesson
from algorist.train.sources import WITHOUT_HELD_OUT, Workers

STATEMENTS = {
    "constraint": "grid-statements", "linear": "linear", "program": "quantities", "horn": "rule-statements",
    "logic": "theory-statements", "polynomial": "inequality-statements", "route": "route-statements", "games": "games-statements",
}  # fmt: skip
"""The source whose problems stand for each language when the choice among them is learnt; families have their own."""


def read_recipe(name_or_file: str) -> Recipe:
    """Read one of our recipes by name, or a TOML file; raises InputError naming what is wrong in it."""
    ours = resources.files("algorist.train").joinpath(f"recipes/{name_or_file}.toml")
    file = Path(name_or_file)
    if file.suffix == ".toml" and file.is_file():
        text = file.read_text(encoding="utf-8")
    elif ours.is_file():
        text = ours.read_text(encoding="utf-8")
    else:
        have = sorted(Path(str(each)).stem for each in resources.files("algorist.train").joinpath("recipes").iterdir())
        raise InputError(f"There is no recipe {name_or_file!r}. Ours are {', '.join(have)}; a file ends in .toml.")
    try:
        document: dict[str, Any] = tomllib.loads(text)
        known = {field.name for field in fields(Recipe)}
        unknown = set(document) - known
        if unknown:
            raise InputError(
                f"Recipe {name_or_file}: {', '.join(sorted(unknown))} is not known; known are {', '.join(sorted(known))}."
            )
        weights = document.pop("lessons")
        return Recipe(lessons=tuple((str(source), float(weight)) for source, weight in weights.items()), **document)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"Recipe {name_or_file}: {error}.") from error


def stream(recipe: Recipe, workers: Workers, seed: int, held_out: bool) -> Iterator[Lesson]:
    """Yield the recipe's mixture of lessons; held-out lessons come only from sources with held-out banks."""
    random = Random(seed)
    sources = {source: weight for source, weight in recipe.lessons if not (held_out and source in WITHOUT_HELD_OUT)}
    streams = {source: _source(source, workers, seed, held_out) for source in sources}
    while True:
        (source,) = random.choices(list(sources), weights=list(sources.values()))
        yield next(streams[source])


def _source(source: str, workers: Workers, seed: int, held_out: bool) -> Iterator[Lesson]:
    if source != "choose":
        return workers.lessons(source, seed, held_out=held_out)
    sources = STATEMENTS | {family: f"{family}-statements" for family in names()}
    problems = {name: workers.lessons(each, seed, held_out=held_out) for name, each in sources.items()}

    def statement(language: str) -> str:
        lesson = next(problems[language])
        return f"{lesson.prefix}{lesson.branches[0].prompt}".removeprefix(f"{language}> ")

    return choosing.lessons(seed, tuple(sources), statement, held_out=held_out)


def train(
    recipe: Recipe, weights: Path, folder: Path, data: Path | None = None, start: Path | None = None
) -> Iterator[Progress]:
    """Train (or go on training) in `folder`; the last step leaves `NAME.gguf`, `log.jsonl` and `loss.png` there.

    `start` is the GGUF of an adapter that a new run goes on from, instead of from nothing; its lessons are other ones than
    those of the run before.
    """
    begun = None if start is None else read_adapter(start)
    fresh = 0 if start is None else zlib.crc32(start.read_bytes())
    workers = Workers(data)

    def lessons(seed: int, held_out: bool) -> Iterator[Lesson]:
        return stream(recipe, workers, seed if held_out else seed + fresh, held_out)

    try:
        yield from Trainer(recipe, lessons, weights, folder, begun).run()
    finally:
        workers.close()
    export(recipe, folder)
    plot(folder)


def export(recipe: Recipe, folder: Path) -> Path:
    """Write the best checkpoint of a run as `NAME.gguf` in its folder."""
    import torch

    target = folder / f"{recipe.name}.gguf"
    best = torch.load(folder / "best.pt", weights_only=True)
    write_adapter(best, target, name=f"algorist-{recipe.name}", alpha=float(recipe.alpha))
    return target


def plot(folder: Path) -> Path:
    """Draw the loss a target token, that of held-out lessons, and their share of exact branches, over the tokens trained on."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    log = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    figure, loss = pyplot.subplots(figsize=(7, 4))
    loss.plot([line["tokens"] for line in log], [line["loss"] for line in log], color="tab:blue", linewidth=1)
    loss.set(xlabel="tokens trained on", ylabel="loss a target token", yscale="log")
    exact = loss.twinx()
    evaluated = [(line["tokens"], line["held_out"]) for line in log if line["held_out"] is not None]
    loss.plot(
        [tokens for tokens, _ in evaluated], [held_out["loss"] for _, held_out in evaluated], "s-", color="tab:green"
    )
    exact.plot(
        [tokens for tokens, _ in evaluated], [held_out["exact"] for _, held_out in evaluated], "o-", color="tab:orange"
    )
    exact.set(ylabel="held-out branches written exactly", ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(folder / "loss.png", dpi=110)
    pyplot.close(figure)
    return folder / "loss.png"
