"""Verilog reference designs: do they pass their testbenches, are they the same as themselves, and are mutants told apart?

    python bench/verilog.py --verilogeval DIR --rtllm DIR [--seconds 20] [--seed 1] [--write]

DIR holds problems.jsonl (VerilogEval) or designs.jsonl (RTLLM). Every solution is checked again by the language's checker. A
mutant has one operator or constant of the design changed; where it is proved the same as the design, it must pass the
testbench that the design passes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from algorist.core.certificate import Claim
from algorist.core.errors import AlgoristError, FormalError
from algorist.core.language import Limits
from algorist.formal.circuit import LANGUAGE
from algorist.formal.circuit.language import tops
from algorist.formal.circuit.modules import declared
from algorist.formal.circuit.tokens import Token, tokens

RESULT = Path(__file__).parents[1] / "docs" / "results" / "verilog.md"
SWAPS = {"+": "-", "-": "+", "&": "|", "|": "&", "^": "|", "~": "", "!": "", "<": ">", ">": "<", "0": "1", "1": "0"}


@dataclass(frozen=True)
class Item:
    """A reference design with its testbench and what that prints when the design passes."""

    source: str
    name: str
    design: str
    testbench: str
    prints: str


def items(verilogeval: Path, rtllm: Path) -> Iterator[Item]:
    """Yield the designs of both sets, each once."""
    seen: set[str] = set()
    for line in (verilogeval / "problems.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in seen:
            continue
        seen.add(row["id"])
        design = re.sub(r"\bRefModule\b", "TopModule", row["ref_sv"])
        yield Item("VerilogEval", row["id"], design, row["ref_sv"] + row["test_sv"], "Mismatches: 0 in")
    for line in (rtllm / "designs.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["id"].rsplit("/", 1)[-1]
        design = next(text for file, text in row["files"].items() if file.startswith("verified_"))
        top = tops(LANGUAGE.parse(f"{design}\n//? same as\n{design}\n"))[0]
        if not re.search(rf"\b{top}\b", row["files"]["testbench.v"]):  # the file calls it verified_NAME or otherwise
            design = re.sub(rf"\b{top}\b", name, design)
        yield Item("RTLLM", name, design, row["files"]["testbench.v"], "Your Design Passed")


def renamed(design: str) -> str:
    """Return the design with every module's name changed."""
    for name in declared(tokens(design, 1, speaks=False)):
        design = re.sub(rf"\b{name}\b", f"{name}_again", design)
    return design


def mutant(design: str, draw: random.Random) -> str | None:
    """Return the design with one operator or constant changed; None where there is none."""
    lines = design.split("\n")
    found = [token for token in tokens(design, 1, speaks=False) if token.text in SWAPS and _is_operator(token, lines)]
    if not found:
        return None
    token = draw.choice(found)
    line = lines[token.line - 1]
    lines[token.line - 1] = line[: token.column - 1] + SWAPS[token.text] + line[token.column :]
    return "\n".join(lines)


def _is_operator(token: Token, lines: list[str]) -> bool:
    """Say whether the mark is an operator by itself, in an expression, and no part of <=, && or a range."""
    line = lines[token.line - 1]
    before, after = line[: token.column - 1], line[token.column :]
    if re.match(r"\s*(module|input|output|inout|parameter|localparam|reg|wire|logic|integer|genvar|`)", line):
        return False
    if token.text in ("0", "1"):
        return not re.search(r"['\[:#]\s*$", before) and not re.match(r"\s*['\]:]", after)
    return not re.search(r"[-+&|^~!<>=*(]$", before) and not re.match(r"[-+&|^~!<>=*:]", after)


class Tally:
    """Counts of outcomes by set and question, and what went wrong."""

    def __init__(self, seconds: float) -> None:
        self.limits = Limits(seconds=seconds)
        self.counts: dict[tuple[str, str], Counter[str]] = {}
        self.notes: list[str] = []
        self.seconds: dict[str, list[float]] = {}

    def ask(self, item: Item, question: str, text: str) -> str:
        """Parse, solve and check one text; count and return the outcome."""
        began = time.monotonic()
        try:
            model = LANGUAGE.parse(text)
            if LANGUAGE.parse(LANGUAGE.render(model)) != model:
                self.notes.append(f"{item.name}, {question}: not read back as written")
            solution = LANGUAGE.solve(model, self.limits)
            outcome = str(solution.claim)
            self.seconds.setdefault(question, []).append(time.monotonic() - began)
            if solution.claim not in (Claim.TIMEOUT, Claim.NEITHER):
                verdict = LANGUAGE.check(model, solution)
                if verdict.satisfied and not verdict.proved and "testbench" not in question:
                    outcome += " with x read as 0"
                elif not verdict.satisfied:
                    outcome += ", not confirmed"
                    self.notes.append(f"{item.name}, {question}: {solution.claim} not confirmed: {verdict.reason}")
            else:
                self.notes.append(f"{item.name}, {question}: {solution.claim}: {solution.message}")
            if solution.claim is Claim.INFEASIBLE and "mutant" not in question:
                self.notes.append(f"{item.name}, {question}: {solution.message}")
        except FormalError as error:
            outcome = "not accepted"
            if "mutant" not in question:
                self.notes.append(f"{item.name}, {question}: {error}")
        except AlgoristError as error:
            outcome = "unavailable"
            self.notes.append(f"{item.name}, {question}: {error}")
        self.counts.setdefault((item.source, question), Counter())[outcome] += 1
        return outcome


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--verilogeval", type=Path, required=True)
    options.add_argument("--rtllm", type=Path, required=True)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--limit", type=int, default=0, help="items of each set, 0 for all")
    options.add_argument("--write", action="store_true", help="write docs/results/verilog.md")
    given = options.parse_args()
    tally, taken = Tally(given.seconds), Counter[str]()
    for item in items(given.verilogeval, given.rtllm):
        if given.limit and taken[item.source] >= given.limit:
            continue
        taken[item.source] += 1
        sys.stderr.write(f"{item.source} {item.name}\n")
        bench = f"\n//? testbench\n{item.testbench}\n//? prints {item.prints}\n"
        own = tally.ask(item, "its testbench", item.design + bench)
        try:
            again, other = renamed(item.design), mutant(item.design, random.Random(f"{given.seed} {item.name}"))
        except FormalError:
            continue
        tally.ask(item, "itself, renamed", f"{item.design}\n//? same as\n{again}\n")
        if other is None:
            continue
        verdict = tally.ask(item, "a mutant, compared", f"{item.design}\n//? same as\n{other}\n")
        if verdict in ("entailed", "refuted") and own == "feasible":
            passes = tally.ask(item, f"a mutant that is {verdict}, at its testbench", other + bench)
            if verdict == "entailed" and passes != "feasible":
                tally.notes.append(f"{item.name}: a mutant proved the same fails the testbench")
    report(tally, given.seconds, given.seed, write=given.write and not given.limit)


def report(tally: Tally, seconds: float, seed: int, *, write: bool) -> None:
    """Print the table, and write it if asked."""
    command = f"python bench/verilog.py --verilogeval DIR --rtllm DIR --seconds {seconds:g} --seed {seed} --write"
    lines = ["# Verilog", "", f"`{command}`", ""]
    lines += ["| set | the reference design and | items | outcomes |", "| --- | --- | ---: | --- |"]
    for (source, question), counts in sorted(tally.counts.items()):
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
        lines.append(f"| {source} | {question} | {sum(counts.values())} | {outcomes} |")
    lines += ["", "Seconds to solve, median and longest: "]
    for question, took in sorted(tally.seconds.items()):
        lines.append(f"- {question}: {sorted(took)[len(took) // 2]:.2f}, {max(took):.2f}")
    lines += [
        "",
        "`feasible`, `infeasible`: the testbench passes, fails, and did so again in a fresh sandbox. `entailed`: never",
    ]
    lines += [
        "different, with an induction whose DRUP proof was verified. `refuted`: different, on inputs that were replayed."
    ]
    lines += [
        "A design that writes x is read with 0 in its place: then the claim is `checked`, not proved. What fell short:",
        "",
    ]
    lines += [f"- {note}" for note in tally.notes] or ["- nothing"]
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    sys.stdout.write(text)
    if write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
