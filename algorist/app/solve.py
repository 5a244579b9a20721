"""`algorist solve`: each problem read, answered and shown; the worst exit code of them all."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from algorist.app.files import Formal, read, read_data
from algorist.app.session import answer_formal, answer_words, close, open_method, open_model
from algorist.app.show import progress_line, show
from algorist.core.answer import Answer, Status
from algorist.core.budget import Budget
from algorist.core.errors import AlgoristError, InputError
from algorist.core.language_model import LanguageModel
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.core.trace import Trace


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `solve`."""

    model: str
    method: str
    language: str | None
    budget: str
    samples: int | None
    seed: int
    as_json: bool
    data: Path | None
    trace: Path | None
    replay: Path | None
    model_file: Path | None
    base_url: str | None


def solve_all(files: list[Path], text: str | None, wishes: Wishes) -> int:
    """Answer every file (or --text); return 0 when all are answered, else the worst of 1, 2 and 3."""
    if wishes.replay is not None and not wishes.replay.is_file():
        raise InputError(f"--replay {wishes.replay}: there is no such trace.")
    sources: list[Path | None] = list(files) if text is None else [None]
    if not sources:
        sources = [None]
    opened: dict[str, LanguageModel] = {}
    worst = 0
    try:
        for source in sources:
            try:
                answer = _solve(_given(read(source, text, wishes.language), wishes), wishes, opened)
            except AlgoristError as error:
                if len(sources) == 1:
                    raise
                typer.echo(f"algorist: {source}: {error}", err=True)
                worst = max(worst, error.exit_code)
                continue
            _print(answer, source if len(sources) > 1 else None, wishes)
            worst = max(worst, int(answer.status is Status.UNSOLVED))
    finally:
        for model in opened.values():
            close(model)
    return worst


def _given(problem: Problem | Formal, wishes: Wishes) -> Problem | Formal:
    """Put the data of --data beside the words."""
    if wishes.data is None:
        return problem
    if isinstance(problem, Formal):
        raise InputError("--data goes with words; a formal file has its data in it.")
    return replace(problem, data=read_data(wishes.data))


def _solve(problem: Problem | Formal, wishes: Wishes, opened: dict[str, LanguageModel]) -> Answer:
    trace = Trace(wishes.replay or wishes.trace) if wishes.replay or wishes.trace else None
    budget = Budget.parse(wishes.budget)
    try:
        with progress_line(quiet=wishes.as_json) as step:
            if isinstance(problem, Formal):
                return answer_formal(problem, Run({}, budget=budget, trace=trace, seed=wishes.seed, progress=step))
            method, parameters = open_method(wishes.method)
            parameters = _with_wishes(method.parameters, parameters, wishes)
            model = _model(wishes, trace, opened, step)
            run = Run({model.name: model}, budget=budget, trace=trace, seed=wishes.seed, progress=step)
            return answer_words(problem, run, method, parameters)
    finally:
        if trace is not None:
            trace.close()


def _with_wishes(known: Mapping[str, Any], parameters: dict[str, Any], wishes: Wishes) -> dict[str, Any]:
    """Pass --language and --samples on to methods that take them; name the one that does not."""
    for name, value in (("language", wishes.language), ("samples", wishes.samples)):
        if value is None:
            continue
        key = "n" if name == "samples" and "samples" not in known and "n" in known else name
        if key not in known:
            raise InputError(f"The method {wishes.method} has no use for --{name}.")
        parameters = {**parameters, key: value}
    return parameters


def _model(wishes: Wishes, trace: Trace | None, opened: dict[str, LanguageModel], step: Any) -> LanguageModel:
    if wishes.replay is not None and trace is not None:
        from algorist.lm.replay import replay_of

        return replay_of(trace)
    if wishes.model not in opened:
        options = {"model_file": wishes.model_file, "base_url": wishes.base_url, "progress": step}
        opened[wishes.model] = open_model(wishes.model, options)
    return opened[wishes.model]


def _print(answer: Answer, source: Path | None, wishes: Wishes) -> None:
    if wishes.as_json:
        document = answer.to_json()
        json.dump(document if source is None else {"file": str(source), **document}, sys.stdout)
        sys.stdout.write("\n")
    else:
        show(answer, source)
