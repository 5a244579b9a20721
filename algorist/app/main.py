"""The command line: `algorist solve`, `check`, `bench`, `train`, and what there is. Rooms are opened only when a command needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="State a problem in words; get an answer that has been computed and checked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
training = typer.Typer(help="Train what Algorist ships, or your own.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(training, name="train")

Model = Annotated[str, typer.Option(help="Language model: NAME or NAME:ARGUMENT (see `algorist models`).")]
ModelFile = Annotated[Path | None, typer.Option(help="The bundled model's weights, instead of those in the cache.")]
BaseUrl = Annotated[str | None, typer.Option(help="Server of an endpoint; else OPENAI_BASE_URL.")]
MethodName = Annotated[str, typer.Option(help="Method: NAME or NAME:k=v,... (see `algorist methods`).")]
BudgetText = Annotated[str, typer.Option("--budget", help="Limits: tokens=,calls=,seconds=,solver_seconds=,usd=.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@app.command()
def solve(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of words or formal files; - for standard input.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The problem itself, instead of a file.")] = None,
    data: Annotated[
        Path | None, typer.Option(help="JSON object of the numbers, lists and tables that the words name.")
    ] = None,
    model: Model = "bundled",
    method: MethodName = "formalise",
    language: Annotated[str | None, typer.Option(help="Formal language, instead of letting the model choose.")] = None,
    budget: BudgetText = "",
    samples: Annotated[int | None, typer.Option(min=1, help="Independent formalisations.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of all that is drawn.")] = 0,
    as_json: Json = False,
    trace: Annotated[Path | None, typer.Option(help="Record every call here; run again to go on after a kill.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Answer from a recorded trace, without a language model.")] = None,
    model_file: ModelFile = None,
    base_url: BaseUrl = None,
) -> None:
    """Solve problems in words or in a formal language, and check what the solver says."""
    from algorist.app.solve import Wishes, solve_all

    wishes = Wishes(
        model=model, method=method, language=language, budget=budget, samples=samples, seed=seed, as_json=as_json, data=data,
        trace=trace, replay=replay, model_file=model_file, base_url=base_url,
    )  # fmt: skip
    raise typer.Exit(solve_all(files or [], text, wishes))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="An answer saved by `solve --json`.")], as_json: Json = False
) -> None:
    """Verify a saved answer's certificate again, trusting no solver and importing none."""
    from algorist.app.check import check_file

    raise typer.Exit(check_file(file, as_json=as_json))


@app.command()
def bench(
    task: Annotated[str, typer.Argument(help="Task: NAME or NAME:PART (see `algorist tasks`).")],
    data: Annotated[Path | None, typer.Option(help="The folder that holds the task's items.")] = None,
    split: Annotated[str | None, typer.Option(help="Which split of them; a seed for generated tasks.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many items, the first ones.")] = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="So many items of these, drawn by a hash of their names: the same each time."),
    ] = None,
    method: MethodName = "formalise",
    model: Model = "bundled",
    budget: BudgetText = "",
    jobs: Annotated[int, typer.Option(min=1, help="Items at once.")] = 1,
    language: Annotated[bool, typer.Option("--tell-language", help="Tell the method the task's language.")] = False,
    out: Annotated[Path | None, typer.Option(help="JSONL of all answers; an existing one is resumed.")] = None,
    as_json: Json = False,
    model_file: ModelFile = None,
    base_url: BaseUrl = None,
) -> None:
    """Measure a method on a benchmark: exact scoring, every answer kept, resumable."""
    from algorist.app.bench import BenchWishes, run_bench

    wishes = BenchWishes(
        task=task, data=data, split=split, limit=limit, sample=sample, method=method, model=model, budget=budget, jobs=jobs,
        tell_language=language, out=out, as_json=as_json, model_file=model_file, base_url=base_url,
    )  # fmt: skip
    raise typer.Exit(run_bench(wishes))


@training.command("formaliser")
def train_formaliser(
    recipe: Annotated[str, typer.Option(help="One of our recipes by name, or a TOML file.")],
    out: Annotated[Path | None, typer.Option(help="Run folder; an existing one is resumed. Default runs/NAME.")] = None,
    data: Annotated[Path | None, typer.Option(help="Parent folder of the public training sets a recipe reads.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Wall seconds, instead of the recipe's.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor threads; default all.")] = None,
    start: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="An adapter (GGUF) that a new run goes on from.")
    ] = None,
    model_file: ModelFile = None,
) -> None:
    """Train an adapter that writes problems down formally, from lessons that a solver has proved well-posed."""
    from algorist.app.train import train_recipe

    raise typer.Exit(train_recipe(recipe, out, data, seconds, threads, model_file, start))


@training.command("mean")
def train_mean(
    recipe: Annotated[str, typer.Option(help="The recipe that all of them were trained by.")],
    adapters: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Adapters (GGUF) from one start.")
    ],
    out: Annotated[Path, typer.Option(help="The adapter to write.")],
) -> None:
    """Write the mean of adapters that were trained side by side from one start, each by its own seed."""
    from algorist.app.train import mean_of_runs

    raise typer.Exit(mean_of_runs(recipe, adapters, out))


@app.command()
def methods(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """List the methods, or show one's card."""
    from algorist.app.cards import show_methods

    show_methods(name)


@app.command()
def languages(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """List the formal languages, or show one's card."""
    from algorist.app.cards import show_languages

    show_languages(name)


@app.command()
def models(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """List the language models, or show one's card."""
    from algorist.app.cards import show_models

    show_models(name)


@app.command()
def tasks(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """List the benchmark tasks, or show one's card."""
    from algorist.app.cards import show_tasks

    show_tasks(name)


@app.command()
def fetch(model_file: ModelFile = None) -> None:
    """Fetch the bundled model's weights into the cache, verified, once."""
    from algorist.app.fetch import fetch_weights

    fetch_weights(model_file)


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing, and the command that installs it."""
    from algorist.app.doctor import examine

    raise typer.Exit(examine())


def version(show: bool) -> None:
    if show:
        from algorist import __version__

        typer.echo(f"algorist {__version__}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """State a problem in words; get an answer that has been computed and checked."""


def main() -> None:
    """Run the command line; what a user can mend ends with one message and its exit code, a bug with its traceback."""
    from algorist.core.errors import AlgoristError

    try:
        app()
    except AlgoristError as error:
        typer.echo(f"algorist: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"algorist: {where}{error.strerror or error}.", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
