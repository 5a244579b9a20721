"""What went wrong, by kind: reads the answers that `algorist bench` kept and counts the wrong ones.

    python bench/errors.py runs/nl4opt.formalise.jsonl --kind linear --write      # docs/results/errors-nl4opt.md
    python bench/errors.py runs/mamo.jsonl:linear runs/folio.jsonl:logic --table --write        # docs/results/errors.md

Kinds: another language than the task's was chosen; nothing written could be read; what was written contradicts itself or has no
best answer; the solver or the budget ended first; a reading was solved and gives another answer, in doubt or marked as right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "docs" / "results"
KINDS = {
    "language": "another language was chosen",
    "failed": "the method failed",
    "unreadable": "nothing that was written is in the language",
    "spent": "the solver or the budget ended first",
    "ill-posed": "what was written has no solution, no best one, or several",
    "disputed": "a wrong reading was solved, and said to be in doubt",
    "marked": "a wrong reading was solved, and marked proved or checked",
}


def kind_of(record: dict[str, Any], language: str | None) -> str:
    """Return the key in KINDS of a wrong answer."""
    answer = record["answer"]
    why = answer["why"]
    if "failed" in record:
        return "failed"
    if answer["status"] in ("proved", "checked"):
        return "marked"
    if language is not None and answer["language"] not in (language, None):
        return "language"
    if answer["status"] == "disputed":
        return "disputed"
    if "not in the formal language" in why or "were found" in why:
        return "unreadable"
    return "spent" if "budget" in why else "ill-posed"


def page(records: list[dict[str, Any]], name: str, language: str | None) -> str:
    """Return the counts and the items behind them as Markdown."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if not record["right"]:
            wrong[kind_of(record, language)].append(record["id"])
    total = sum(map(len, wrong.values()))
    rows = "".join(f"| {KINDS[kind]} | {len(wrong[kind])} |\n" for kind in KINDS if kind in wrong)
    items = "\n".join(f"- {KINDS[kind]}: {', '.join(wrong[kind])}" for kind in KINDS if kind in wrong)
    return (
        f"# Errors of {name}\n\n{len(records)} items, {total} wrong.\n\n"
        f"| kind | items |\n| --- | ---: |\n{rows}\nThe items:\n\n{items}\n"
    )


def table(files: list[tuple[str, str | None, list[dict[str, Any]]]]) -> str:
    """Return one row for each task: how many items, how many wrong, and how many of each kind."""
    lines = ["# Errors by kind", "", "Wrong answers of the runs in [the results](index.md), by what went wrong.", ""]
    lines += [
        f"| task | items | wrong | {' | '.join(KINDS.values())} |",
        f"| --- | ---: | ---: |{' ---: |' * len(KINDS)}",
    ]
    for name, language, records in files:
        wrong = [kind_of(record, language) for record in records if not record["right"]]
        counts = " | ".join(str(wrong.count(kind)) for kind in KINDS)
        lines.append(f"| {name} | {len(records)} | {len(wrong)} | {counts} |")
    return "\n".join(lines) + "\n"


def _read(file: Path) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if not records:
        sys.exit(f"{file} holds no answers. Run: algorist bench TASK --out {file}")
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "answers", nargs="+", help="the JSONL that `algorist bench` wrote; with --table also FILE:LANGUAGE"
    )
    parser.add_argument("--name", help="the task's name; the file's name up to its first dot unless given")
    parser.add_argument("--kind", help="the task's language; without it, the choice of a language is not judged")
    parser.add_argument("--table", action="store_true", help="one table of all the files instead of a page of one")
    parser.add_argument(
        "--write", action="store_true", help="write docs/results/errors-NAME.md (or errors.md) instead of printing"
    )
    wishes = parser.parse_args()
    if wishes.table:
        named = [each.partition(":") for each in wishes.answers]
        text = table([(Path(file).name.partition(".")[0], kind or None, _read(Path(file))) for file, _, kind in named])
        target = RESULTS / "errors.md"
    else:
        file = Path(wishes.answers[0])
        name = wishes.name or file.name.partition(".")[0]
        text, target = page(_read(file), name, wishes.kind), RESULTS / f"errors-{name}.md"
    if wishes.write:
        target.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
