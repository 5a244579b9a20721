"""What went wrong, by kind: reads the answers that `algorist bench` kept and counts the wrong ones.

python bench/errors.py runs/nl4opt.formalise.jsonl --kind linear --write      # docs/results/errors-nl4opt.md

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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("answers", type=Path, help="the JSONL that `algorist bench` wrote")
    parser.add_argument("--name", help="the task's name; the file's name up to its first dot unless given")
    parser.add_argument("--kind", help="the task's language; without it, the choice of a language is not judged")
    parser.add_argument("--write", action="store_true", help="write docs/results/errors-NAME.md instead of printing")
    wishes = parser.parse_args()
    lines = wishes.answers.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    if not records:
        sys.exit(f"{wishes.answers} holds no answers. Run: algorist bench TASK --out {wishes.answers}")
    name = wishes.name or wishes.answers.name.partition(".")[0]
    text = page(records, name, wishes.kind)
    if wishes.write:
        (RESULTS / f"errors-{name}.md").write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
