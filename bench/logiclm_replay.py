"""Replay the formal programs that language models once wrote for Logic-LM: solvers and readers alone, no language model.

    python bench/logiclm_replay.py --data DIR [--seconds 10] [--write]

DIR holds the stored programs, `ProofWriter_gpt-4.jsonl.gz` and so on. Every claim is checked without trusting the
solver. A miss is a program that cannot be read, or one whose claim is proved and is not the label: then the program or
the label is wrong. Nothing is guessed; the last column says what guessing among the options where no answer came out would add on average.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.errors import AlgoristError, FormalError
from algorist.core.language import Limits
from algorist.formal.horn import LANGUAGE as HORN
from algorist.formal.horn.logiclm import read as read_rules
from algorist.formal.logic.logiclm import read as read_options
from algorist.formal.logic.options import passing

ROOT = Path(__file__).parents[1]
TASKS = ("ProofWriter", "ProntoQA", "AR-LSAT")
WRITERS = ("gpt-4", "text-davinci-003", "gpt-3.5-turbo")
PUBLISHED = {
    ("ProofWriter", "gpt-4"): 79.7, ("ProofWriter", "text-davinci-003"): 71.5, ("ProofWriter", "gpt-3.5-turbo"): 58.3,
    ("ProntoQA", "gpt-4"): 83.2, ("ProntoQA", "text-davinci-003"): 85.0, ("ProntoQA", "gpt-3.5-turbo"): 61.0,
    ("AR-LSAT", "gpt-4"): 43.0, ("AR-LSAT", "text-davinci-003"): 25.5, ("AR-LSAT", "gpt-3.5-turbo"): 26.4,
}  # fmt: skip
"""Accuracies of Logic-LM's paper, which include its fallback for programs that do not run."""

EXPLAINED = {
    "ProofWriter_RelNoneg-OWA-D5-649_Q1": "program wrong: it leaves out two facts, one of them the query",
    "ProofWriter_RelNeg-OWA-D5-75_Q5": "program wrong: it reads 'the bald eagle sees the dog' as 'someone sees the dog'",
}
"""Misses of GPT-4's ProofWriter programs, by reading them beside the text."""

_LETTERS = {Claim.ENTAILED: "A", Claim.REFUTED: "B", Claim.NEITHER: "C"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one program gave: a letter or none, whether its claim is proved, and why it missed."""

    letter: str
    proved: bool
    why: str


def replay(task: str, program: str, seconds: float) -> Outcome:
    try:
        return _options(program, seconds) if task == "AR-LSAT" else _rules(task, program, seconds)
    except FormalError as error:
        return Outcome("", False, f"unreadable: {_unquoted(error)}")
    except AlgoristError as error:
        return Outcome("", False, f"failed: {_unquoted(error)}")


def _rules(task: str, program: str, seconds: float) -> Outcome:
    model = read_rules(program)
    solution = HORN.solve(model, Limits(seconds=seconds))
    proved = solution.certificate is not None and HORN.check(model, solution).proved
    letter = _LETTERS.get(solution.claim, "")
    if task == "ProntoQA" and letter == "C":  # the task has no third answer: what does not follow is false
        letter = "B"
    return Outcome(letter, proved, f"the program says {solution.claim}{', proved' if proved else ''}")


def _options(program: str, seconds: float) -> Outcome:
    letters, decided = passing(read_options(program), seconds)
    why = f"options {', '.join(letters) or 'none'} pass{'' if decided else ' (not all decided)'}"
    return Outcome(letters[0] if letters else "", False, why)


def items(folder: Path, task: str, writer: str) -> Iterator[dict[str, Any]]:
    path = folder / f"{task}_{writer}.jsonl.gz"
    if not path.exists():
        sys.exit(f"{path} is not there: --data names the folder of the stored programs.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _unquoted(error: Exception) -> str:
    """What was wrong and where, without the words that it quotes: they are the data's."""
    return re.sub(r"`[^`]*`|'[^']*'", "(...)", str(error))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=10.0)
    options.add_argument("--limit", type=int, default=None, help="items of each file")
    options.add_argument("--write", action="store_true", help="write docs/results/logiclm-replay.md")
    given = options.parse_args()
    rows, misses = [], []
    for task in TASKS:
        for writer in WRITERS:
            row, missed = run(given.data, task, writer, given.seconds, given.limit)
            rows.append(row)
            misses += missed
            sys.stdout.write(row + "\n")
            sys.stdout.flush()
    if given.write:
        (ROOT / "docs" / "results" / "logiclm-replay.md").write_text(
            report(given.seconds, rows, misses), encoding="utf-8"
        )


def run(folder: Path, task: str, writer: str, seconds: float, limit: int | None) -> tuple[str, list[str]]:
    """Replay one file; return its row and a line for each miss."""
    tally: Counter[str] = Counter()
    missed, slowest, expected = [], 0.0, 0.0
    for item in list(items(folder, task, writer))[:limit]:
        started = time.monotonic()
        outcome = replay(task, item["raw_logic_programs"][0], seconds)
        slowest = max(slowest, time.monotonic() - started)
        right = outcome.letter == item["answer"]
        tally["items"] += 1
        tally["right"] += right
        tally["proved"] += outcome.proved
        tally["unreadable"] += outcome.why.startswith("unreadable")
        tally["silent"] += not outcome.letter
        expected += right if outcome.letter else 1 / len(item["options"])
        if not right:
            why = EXPLAINED.get(item["id"], outcome.why) if writer == "gpt-4" else outcome.why
            cells = (task, writer, item["id"], item["answer"], outcome.letter or "-", _cell(why))
            missed.append(f"| {' | '.join(cells)} |")
    count = tally["items"]
    row = (
        task, writer, f"{tally['right']} of {count}", f"{100 * tally['right'] / count:.1f}", f"{PUBLISHED[task, writer]}",
        tally["proved"], tally["unreadable"], tally["silent"] - tally["unreadable"], f"{slowest:.1f}", f"{100 * expected / count:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, row))} |", missed


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")[:160]


def report(seconds: float, rows: list[str], misses: list[str]) -> str:
    header = "| task | written by | right | % | published % | proved | unreadable | no answer | slowest, s | % with guesses |"
    explained = [line for line in misses if "gpt-4" in line]
    return "\n".join(
        [
            "# Logic-LM's stored programs, replayed",
            "",
            f"`python bench/logiclm_replay.py --data DIR --seconds {seconds:g} --write`",
            "",
            "No language model runs. Published figures are of the whole sets and include the paper's fallback for programs",
            "that do not run; PrOntoQA is half of its items. *Proved*: the claim was verified from its certificate by the",
            "checker. *No answer*: read and run, and no option passes or time ran out. *With guesses*: what a uniform guess",
            "where no answer came out would give on average.",
            "",
            "The readers were widened once after these files were looked at (`!P(...)` and a missing truth value; absolute values, `If`,",
            "infix `or`, `None`, ordered and quoted elements, `is_equivalent`): as first written they gave, by GPT-4,",
            "ProofWriter 592 of 600, PrOntoQA 213 of 250 and AR-LSAT 58 of 230 (25.2 %). So these are figures of the",
            "development part, not held-out ones.",
            "",
            header,
            "|" + " --- |" * (header.count("|") - 1),
            *rows,
            "",
            "## Every miss of the programs by GPT-4",
            "",
            "Where the program's claim is proved, the program or the label is wrong; PrOntoQA's labels are computed and AR-LSAT's",
            "are an examination's, so there it is the program. An unreadable program either uses sorts or names that it never",
            "defines, or is cut off (program wrong), or uses what this reader does not read: `is_min`, functions into pairs, one",
            "name in two sorts, fractions. No option, or several, passing is a wrong program, for one has to; it is not proved here.",
            "",
            "| task | written by | item | label | ours | why |",
            "| --- | --- | --- | --- | --- | --- |",
            *explained,
            "",
        ]
    )


if __name__ == "__main__":
    main()
