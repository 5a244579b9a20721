"""`algorist check`: a saved answer's certificate verified again, with no solver importable or needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer

from algorist.core.answer import Answer
from algorist.core.errors import InputError
from algorist.core.registry import LANGUAGES

LARGEST = 256 << 20


def check_file(file: Path, *, as_json: bool) -> int:
    """Print the verdict; return 0 when the claim is proved or its values satisfy the model, else 1."""
    if not file.is_file():
        raise InputError(f"{file}: there is no such file.")
    if file.stat().st_size > LARGEST:
        raise InputError(f"{file} has more than {LARGEST >> 20} MB.")
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{file} is not JSON: {error}. `algorist solve --json` writes what can be checked.") from error
    if not isinstance(document, dict):
        raise InputError(f"{file} is not a saved answer but a JSON {type(document).__name__}.")
    answer = Answer.from_json(document)
    if answer.language is None or answer.formal is None or answer.solution is None:
        raise InputError(f"{file} holds an answer without a formal model; there is nothing to verify.")
    language = LANGUAGES.get(answer.language)
    verdict = language.check(language.parse(answer.formal), answer.solution)
    if as_json:
        json.dump({"proved": verdict.proved, "satisfied": verdict.satisfied, "reason": verdict.reason}, sys.stdout)
        sys.stdout.write("\n")
    else:
        word = "proved" if verdict.proved else "satisfied, not proved" if verdict.satisfied else "rejected"
        typer.echo(f"{word}: the claim {answer.solution.claim!s} in {answer.language}. {verdict.reason}".strip())
        typer.echo("This says nothing about whether the model is what the words meant.")
    return 0 if verdict.proved or verdict.satisfied else 1
