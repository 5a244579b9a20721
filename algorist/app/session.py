"""What every command that runs methods needs: the model named, the method with its parameters, and a run."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from algorist.app.files import Formal
from algorist.core.answer import Answer, Status
from algorist.core.certificate import Claim, Solution
from algorist.core.errors import BudgetSpent
from algorist.core.language_model import LanguageModel
from algorist.core.method import Method
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES, METHODS, MODELS
from algorist.core.run import Run

Step = Callable[[str], None]


def open_model(name: str, options: Mapping[str, Any]) -> LanguageModel:
    """Open NAME or NAME:ARGUMENT; the key and server of an endpoint come from the environment when not given."""
    kind, _, argument = name.partition(":")
    environment = {"base_url": os.environ.get("OPENAI_BASE_URL"), "api_key": os.environ.get("OPENAI_API_KEY")}
    card = MODELS.get(kind)
    given = {key: value for key, value in options.items() if value is not None}
    model: LanguageModel = card.open(argument, {**environment, **given})
    return model


def open_method(text: str) -> tuple[Method, dict[str, Any]]:
    """Read NAME or NAME:k=v,...; raises InputError for an unknown name or parameter."""
    name, _, parameters = text.partition(":")
    chosen: Method = METHODS.get(name)
    return chosen, chosen.parse(parameters)


def answer_words(problem: Problem, run: Run, method: Method, parameters: Mapping[str, Any]) -> Answer:
    """Run a method to its end and fill in what it cost and where its trace is."""

    async def whole() -> Answer:
        return await method(problem, run, **parameters)

    try:
        answer = asyncio.run(whole())
    finally:
        run.close()
    return answer.with_(spent=run.spent, trace=None if run.path is None else str(run.path))


def answer_formal(formal: Formal, run: Run, seconds: float | None = None) -> Answer:
    """Solve and check a formal model: no words, so no trust in a reading is needed."""
    language = LANGUAGES.get(formal.language)

    async def whole() -> Answer:
        solution = await run.solve(formal.model, seconds=seconds)
        facts = {"language": formal.language, "formal": language.render(formal.model), "solution": solution}
        text = _with_values(language.explain(formal.model, solution), solution)
        if solution.claim is Claim.TIMEOUT:
            return Answer.unsolved(f"The solver ran out of time. {solution.message}".strip(), **facts)
        verdict = await run.check(formal.model, solution)
        value = {name: str(value) for name, value in solution.values.items()}
        status = Status.PROVED if verdict.proved else Status.CHECKED if verdict.satisfied else Status.UNSOLVED
        return Answer(value or str(solution.claim), text, status, why="" if verdict.proved else verdict.reason, **facts)

    try:
        answer = asyncio.run(whole())
    except BudgetSpent as spent:
        answer = Answer.unsolved(str(spent), language=formal.language)
    finally:
        run.close()
    return answer.with_(spent=run.spent, trace=None if run.path is None else str(run.path))


def _with_values(text: str, solution: Solution) -> str:
    """Say the values first where the language's own explanation leaves them out."""
    if not solution.values or any(f"{name} = " in text for name in solution.values):
        return text
    return ", ".join(f"{name} = {value}" for name, value in solution.values.items()) + "\n" + text


def close(model: LanguageModel | None) -> None:
    with suppress(Exception):
        if model is not None:
            model.close()


def folder_for_runs() -> Path:
    """Where bench and train put their files unless told otherwise."""
    return Path("runs")
