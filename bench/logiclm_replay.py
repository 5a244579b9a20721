"""Replay the formal programs that language models once wrote for Logic-LM: solvers and readers alone, no language model.

    python bench/logiclm_replay.py --data DIR [--seconds 10] [--write]

DIR holds the stored programs, `ProofWriter_gpt-4.jsonl.gz` and so on. Every claim is checked without trusting the
solver. A miss is a program that cannot be read, or one whose claim is proved and is not the label: then the program or
the label is wrong. Nothing is guessed; the last column says what a uniform guess would give on average where not exactly one
option passes.
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import AlgoristError, FormalError
from algorist.core.language import Limits
from algorist.formal.horn import LANGUAGE as HORN
from algorist.formal.horn.logiclm import read as read_rules
from algorist.formal.horn.tree import HornModel, opposite
from algorist.formal.logic import LANGUAGE as LOGIC
from algorist.formal.logic.logiclm import read as read_options
from algorist.formal.logic.options import Choice, Question, choose, proved

ROOT = Path(__file__).parents[1]
TASKS = ("ProofWriter", "ProntoQA", "AR-LSAT")
WRITERS = ("gpt-4", "text-davinci-003", "gpt-3.5-turbo")
PUBLISHED = {
    ("ProofWriter", "gpt-4"): 79.7, ("ProofWriter", "text-davinci-003"): 71.5, ("ProofWriter", "gpt-3.5-turbo"): 58.3,
    ("ProntoQA", "gpt-4"): 83.2, ("ProntoQA", "text-davinci-003"): 85.0, ("ProntoQA", "gpt-3.5-turbo"): 61.0,
    ("AR-LSAT", "gpt-4"): 43.0, ("AR-LSAT", "text-davinci-003"): 25.5, ("AR-LSAT", "gpt-3.5-turbo"): 26.4,
}  # fmt: skip
"""Accuracies of Logic-LM's paper, which include its fallback for programs that do not run."""

HOW = ("as written", "other test", "first of several", "none passes", "undecided", "unreadable")
"""Of a multiple-choice program: how its answer was found, or why there is none."""

EXPLAINED = {
    "ProofWriter_RelNoneg-OWA-D5-649_Q1": "program wrong: it leaves out two facts, one of them the query",
    "ProofWriter_RelNeg-OWA-D5-75_Q5": "program wrong: in one fact it says of someone what is said of a named animal",
    "ProntoQA_216": "program wrong: it calls one predicate by its singular and by its plural",
    "ProntoQA_218": "program wrong: it calls one predicate by its singular and by its plural",
    "ProntoQA_476": "program wrong: it calls one predicate by its singular and by its plural",
    "ar_lsat_201210_3-G_2_11": "label wrong: the program says what the text says, and C follows from its sixth condition",
    "ar_lsat_201306_2-G_1_4": "label wrong: the program says what the text says, and C would part the two that are next to each other",
    "ar_lsat_201512_3-G_2_6": "program wrong: what is so only if, it says is so",
    "ar_lsat_201512_3-G_4_18": "program wrong: its first `if` contradicts its condition",
    "ar_lsat_201506_4-G_4_19": "program wrong: of what is in adjacent slots it asks something else than that they be adjacent",
}
"""Misses of GPT-4's programs, by reading them beside the text; what a program says is beside it in the table."""

_LETTERS = {Claim.ENTAILED: "A", Claim.REFUTED: "B", Claim.NEITHER: "C"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one program gave: a letter or none, how, whether its claim is proved, and what there is to say of it.

    `among`: the letters between which the program does not decide; none where it decides, all where it says nothing.
    """

    letter: str
    how: str
    proved: bool
    why: str
    among: tuple[str, ...] = ()


def replay(task: str, item: dict[str, Any], seconds: float) -> Outcome:
    program, letters = item["raw_logic_programs"][0], tuple("ABCDE"[: len(item["options"])])
    try:
        return _options(program, letters, seconds) if task == "AR-LSAT" else _rules(task, item, program, seconds)
    except FormalError as error:
        return Outcome("", "unreadable", False, f"unreadable: {_unquoted(error)}", letters)
    except AlgoristError as error:
        return Outcome("", "failed", False, f"failed: {_unquoted(error)}", letters)


def _rules(task: str, item: dict[str, Any], program: str, seconds: float) -> Outcome:
    model = read_rules(program)
    solution, shown = _checked(model, seconds)
    letter = _LETTERS.get(solution.claim, "")
    if task == "ProntoQA" and letter == "C":  # the task has no third answer: what does not follow is false
        letter = "B"
    why = f"the program says {solution.claim}{', proved' if shown else ''}"
    if letter != item["answer"]:
        why += _mistake(task, item, model, solution, seconds)
    among = () if letter else tuple("ABC"[: len(item["options"])])
    return Outcome(letter, "as written" if letter else "time ran out", shown, why, among)


def _checked(model: HornModel, seconds: float) -> tuple[Solution, bool]:
    solution = HORN.solve(model, Limits(seconds=seconds))
    return solution, solution.certificate is not None and HORN.check(model, solution).proved


def _mistake(task: str, item: dict[str, Any], model: HornModel, solution: Solution, seconds: float) -> str:
    """Say what is wrong with a program of rules, where that can be told."""
    asked = replace(model, query=(opposite(model.query[0]),))
    if solution.claim is Claim.ENTAILED and _checked(asked, seconds)[0].claim is Claim.ENTAILED:
        return "; program wrong: it entails the opposite too"
    negative = getattr(model.query[0], "functor", "") == "-"
    if task == "ProntoQA" and negative != (" not " in item["question"].split("?")[-1]):
        return "; program wrong: its query is the opposite of what is asked"
    return ""


def _options(program: str, letters: tuple[str, ...], seconds: float) -> Outcome:
    question = read_options(program)
    choice = choose(question, seconds)
    if choice.how == "as written":
        shown = proved(question, choice.letter, Limits(seconds=seconds))
        return Outcome(choice.letter, choice.how, shown, f"only {choice.letter} passes{', proved' if shown else ''}")
    why = f"options {', '.join(choice.passing) or 'none'} pass"
    if choice.how == "other test":
        return Outcome(choice.letter, choice.how, False, f"{why}; only {choice.letter} passes the other test")
    return Outcome(choice.letter, choice.how, False, why + _conflict(question, seconds), _among(choice, letters))


def _among(choice: Choice, letters: tuple[str, ...]) -> tuple[str, ...]:
    return choice.passing or letters


def _conflict(question: Question, seconds: float) -> str:
    """Say which of a program's constraints conflict, if they do; then nothing can hold and everything follows."""
    solution = LOGIC.solve(question.model, Limits(seconds=seconds))
    if solution.claim is not Claim.INFEASIBLE:
        return "; program wrong: it does not determine one option" if solution.claim is Claim.FEASIBLE else ""
    lines = ", ".join(str(question.model.premises[place].line) for place in solution.conflict)
    shown = ", proved" if LOGIC.check(question.model, solution).proved else ""
    return f"; program wrong: its constraints conflict{f' (lines {lines})' if lines else ''}{shown}"


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
    rows, misses, how = [], [], []
    for task in TASKS:
        for writer in WRITERS:
            row, missed, tally = run(given.data, task, writer, given.seconds, given.limit)
            rows.append(row)
            misses += missed
            if task == "AR-LSAT":
                how += [f"| {writer} | {each} | {tally[each]} | {tally[f'{each}, right']} |" for each in HOW]
            sys.stdout.write(row + "\n")
            sys.stdout.flush()
    if given.write:
        (ROOT / "docs" / "results" / "logiclm-replay.md").write_text(
            report(given.seconds, rows, misses, how), encoding="utf-8"
        )


def run(folder: Path, task: str, writer: str, seconds: float, limit: int | None) -> tuple[str, list[str], Counter[str]]:
    """Replay one file; return its row, a line for each miss, and how many answers came how."""
    tally: Counter[str] = Counter()
    missed, slowest, expected = [], 0.0, 0.0
    for item in list(items(folder, task, writer))[:limit]:
        started = time.monotonic()
        outcome = replay(task, item, seconds)
        slowest = max(slowest, time.monotonic() - started)
        right = outcome.letter == item["answer"]
        tally[outcome.how] += 1
        tally[f"{outcome.how}, right"] += right
        tally["items"] += 1
        tally["right"] += right
        tally["proved"] += outcome.proved
        tally["silent"] += not outcome.letter
        expected += (item["answer"] in outcome.among) / len(outcome.among) if outcome.among else right
        if not right:
            read = EXPLAINED.get(item["id"], "") if writer == "gpt-4" else ""
            why = f"{outcome.why}; {read}" if read else outcome.why
            cells = (task, writer, item["id"], item["answer"], outcome.letter or "-", _cell(why))
            missed.append(f"| {' | '.join(cells)} |")
    count = tally["items"]
    row = (
        task, writer, f"{tally['right']} of {count}", f"{100 * tally['right'] / count:.1f}", f"{PUBLISHED[task, writer]}",
        tally["proved"], tally["unreadable"], tally["silent"] - tally["unreadable"], f"{slowest:.1f}", f"{100 * expected / count:.1f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, row))} |", missed, tally


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")[:260]


def report(seconds: float, rows: list[str], misses: list[str], how: list[str]) -> str:
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
            "checker; of AR-LSAT, that this option passes and that every other one fails. *No answer*: read and run, and no",
            "option passes or time ran out. *With guesses*: what a uniform guess, among the options that pass or else among",
            "all, would give on average where not exactly one option passes; *%* takes the first of several, as the paper does.",
            "",
            "The readers were widened twice after these files were looked at. As first written they gave, by GPT-4, ProofWriter",
            "592 of 600, PrOntoQA 213 of 250 and AR-LSAT 58 of 230 (25.2 %); after the first time (absolute values, `If`, infix",
            "`or`, `None`, ordered and quoted elements) 598, 213 and 81 (35.2 %). The second time: parts of sorts, pairs, sums,",
            "`->`, `not in`, a parenthesis left open at the end of a line, `is_min`, `is_determined`; the other test where exactly",
            "one option passes it; `Not(...)`, `~` and `¬` in rules. So these are figures of the development part, not held-out",
            "ones.",
            "",
            header,
            "|" + " --- |" * (header.count("|") - 1),
            *rows,
            "",
            "## AR-LSAT: how the answer was found",
            "",
            "*As written*: exactly one option passes. *Other test*: exactly one passes once must and may are taken for each",
            "other, `is_valid` for `is_sat`. *First of several*: nothing supports it. A question has one answer, so a program",
            "under which several or none pass is wrong; of many the constraints conflict, as the table of misses says.",
            "",
            "| written by | how | programs | right |",
            "| --- | --- | --- | --- |",
            *how,
            "",
            "## Every miss of the programs by GPT-4",
            "",
            "Where the program's claim is proved, the program or the label is wrong. PrOntoQA's labels are computed, so there it",
            "is the program; AR-LSAT's were typed from an examination, and two that a proof contradicts are wrong. An unreadable",
            "program uses sorts or names that it never defines, gives arguments of the wrong sort or number, or uses what this",
            "reader does not read: `ArgMin`, sets in braces, fractions, tests inside formulas, sorts declared inside functions.",
            "",
            "| task | written by | item | label | ours | why |",
            "| --- | --- | --- | --- | --- | --- |",
            *explained,
            "",
        ]
    )


if __name__ == "__main__":
    main()
