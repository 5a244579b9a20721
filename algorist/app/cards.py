"""What there is: lists and cards of methods, languages, models and tasks, generated from what is registered."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

import typer

from algorist.core.errors import AlgoristError
from algorist.core.method import Method
from algorist.core.registry import LANGUAGES, METHODS, MODELS, TASKS


def show_methods(name: str | None) -> None:
    if name is None:
        _list((each, METHODS.get(each).summary) for each in METHODS.names())
        return
    method: Method = METHODS.get(name)
    typer.echo(f"{method.name}\n\n{inspect.getdoc(method.run) or ''}\n")
    typer.echo(f"paper: {method.paper}\nneeds: {', '.join(sorted(method.needs)) or 'nothing'}\ncost: {method.cost}")
    for parameter in method.parameters.values():
        typer.echo(f"  {parameter.name}: {parameter.annotation} = {parameter.default}")


def show_languages(name: str | None) -> None:
    if name is None:
        _list((each, LANGUAGES.get(each).summary) for each in LANGUAGES.names())
        return
    language = LANGUAGES.get(name)
    typer.echo(f"{language.name}: {language.summary}\nfiles: {', '.join(language.suffixes)}\n\ngrammar (GBNF):\n")
    typer.echo(language.grammar.source)


def show_models(name: str | None) -> None:
    if name is None:
        _list((each, MODELS.get(each).summary) for each in MODELS.names())
        return
    typer.echo(f"{name}: {MODELS.get(name).summary}")
    if name == "bundled":
        from algorist.lm.bundled import adapters

        for adapter, file in adapters().items():
            typer.echo(f"  adapter {adapter}, {file.stat().st_size / 1e6:.1f} MB")


def show_tasks(name: str | None) -> None:
    if name is None:
        _list((each, _summary(each)) for each in TASKS.names())
        return
    from algorist.app.bench import open_task

    task = open_task(name)
    typer.echo(f"{task.name}: {task.summary}\nlanguage: {task.kind or 'left to the method'}")


def _summary(name: str) -> str:
    task = TASKS.get(name)
    return str(getattr(task, "summary", "")) or f"many tasks: name one of them as {name}:TASK"


def _list(rows: Iterable[tuple[str, str]]) -> None:
    found = []
    try:
        found = [(name, summary) for name, summary in rows]
    except AlgoristError as error:
        typer.echo(str(error), err=True)
    width = max((len(name) for name, _ in found), default=0)
    for name, summary in found:
        typer.echo(f"{name.ljust(width)}  {summary}")
