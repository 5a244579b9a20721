"""Decide entailments among FOLIO's annotated formulas: consistency of every story, and every premise from the others.

    python bench/folio.py --data DIR [--seconds 10] [--limit N] [--write]

DIR holds `train.jsonl`. That file annotates premises with formulas, but not conclusions, so that labels can only be
compared where the words of a conclusion are those of an annotated premise of the same story.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.logic import LANGUAGE
from algorist.formal.logic.folio import read

ROOT = Path(__file__).parents[1]
_LABELS = {Claim.ENTAILED: "True", Claim.REFUTED: "False", Claim.NEITHER: "Unknown"}


def problems(story: dict[str, Any]) -> Iterator[tuple[str, list[str], str | None]]:
    """Yield the story's premises alone, and each premise as the conclusion from the others."""
    formulas = [formula for formula in story["premises-FOL"] if formula.strip()]
    yield "consistent?", formulas, None
    for place, formula in enumerate(formulas):
        yield f"premise {place + 1} from the others", formulas[:place] + formulas[place + 1 :], formula


def labelled(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items whose conclusion's words are a premise's words, with that premise's formula."""
    found = []
    for item in items:
        words = {_words(text): formula for text, formula in zip(item["premises"], item["premises-FOL"], strict=False)}
        if _words(item["conclusion"]) in words:
            found.append({**item, "formula": words[_words(item["conclusion"])]})
    return found


def _words(text: str) -> str:
    return text.strip().rstrip(".").lower()


def _unquoted(error: Exception) -> str:
    """What was wrong and where, without the words that it quotes: they are the data's."""
    return re.sub(r"`[^`]*`|'[^']*'", "(...)", str(error))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--limit", type=int, default=None, help="stories")
    options.add_argument("--write", action="store_true", help="write docs/results/folio.md")
    given = options.parse_args()
    path = given.data / "train.jsonl"
    if not path.exists():
        sys.exit(f"{path} is not there: --data names the folder of FOLIO.")
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    stories = {item["story_id"]: item for item in items}
    lines = run(list(stories.values())[: given.limit], given.seconds)
    lines += compare(labelled(items), given.seconds)
    sys.stdout.write("\n".join(lines) + "\n")
    if given.write:
        head = [
            "# FOLIO's annotated formulas",
            "",
            f"`python bench/folio.py --data DIR --seconds {given.seconds:g} --write`",
            "",
        ]
        (ROOT / "docs" / "results" / "folio.md").write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


def run(stories: list[dict[str, Any]], seconds: float) -> list[str]:
    """Decide and check everything; return the report's lines."""
    tally: Counter[str] = Counter()
    unreadable, conflicts, redundant, undecided, times = [], [], [], [], []
    for number, story in enumerate(stories):
        try:
            read([formula for formula in story["premises-FOL"] if formula.strip()])
        except FormalError as error:
            unreadable.append(f"- story {story['story_id']}: {_unquoted(error)}")
            continue
        conflicting = False
        for what, premises, conclusion in problems(story):
            if conflicting or (conclusion is not None and not premises):
                continue
            model = read(premises, conclusion)
            started = time.monotonic()
            solution = LANGUAGE.solve(model, Limits(seconds=seconds))
            times.append(time.monotonic() - started)
            verdict = LANGUAGE.check(model, solution)
            status = "proved" if verdict.proved else "checked" if verdict.satisfied else "not checked"
            tally[f"{solution.claim}, {status}"] += 1
            where = f"story {story['story_id']}, {what}"
            if solution.claim is Claim.TIMEOUT or not verdict.satisfied:
                undecided.append(f"- {where}: {solution.claim}, {verdict.reason}")
            if solution.claim is Claim.INFEASIBLE:
                conflicting = True
                numbers = ", ".join(str(place + 1) for place in solution.conflict)
                conflicts.append(f"- {where}: {status}: premises {numbers or 'all together'}")
            elif solution.claim in (Claim.ENTAILED, Claim.REFUTED):
                assert solution.certificate is not None
                redundant.append(f"- {where}: {solution.claim}, {status} ({solution.certificate.kind})")
        if number % 20 == 19:
            sys.stderr.write(f"{number + 1} of {len(stories)} stories, {len(times)} decisions\n")
    times.sort()
    within = sum(each <= seconds for each in times) - len(undecided)
    median = times[len(times) // 2]
    lines = [
        f"{len(stories)} stories, {len(unreadable)} of them with annotations that are no formulas; {len(times)} questions:",
        "is each story's set of premises consistent, and does each premise follow from the others?",
        "",
        f"Decided within {seconds:g} s: {within} of {len(times)}. Median {median:.3f} s, slowest {times[-1]:.2f} s.",
        "",
        "| claim | count |",
        "| --- | --- |",
        *(f"| {name} | {count} |" for name, count in sorted(tally.items())),
        "",
    ]
    sections = {
        "Annotations that are no formulas": unreadable,
        "Stories whose premises conflict": conflicts,
        "Premises that follow from, or contradict, the others": redundant,
        "Not decided": undecided,
    }
    for title, entries in sections.items():
        lines += [f"## {title} ({len(entries)})", "", *(entries or ["None."]), ""]
    return lines


def compare(items: list[dict[str, Any]], seconds: float) -> list[str]:
    """Compare with the label where a conclusion has a formula."""
    lines = []
    for item in items:
        try:
            model = read(item["premises-FOL"], item["formula"])
        except FormalError:
            continue
        solution = LANGUAGE.solve(model, Limits(seconds=seconds))
        ours = _LABELS.get(solution.claim, solution.claim)
        lines.append(f"- {item['story_id']}/{item['example_id']}: label {item['label']}, ours {ours}")
    return [
        f"## Conclusions with a formula ({len(lines)})",
        "",
        *(lines or ["None: the file annotates no conclusions."]),
        "",
    ]


if __name__ == "__main__":
    main()
