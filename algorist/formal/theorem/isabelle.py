"""Isabelle as a process: a theorem as a theory of its own, run on the image of its parent, its oracles listed.

`isabelle process -l HOL -T Goal` prints errors as lines that begin with `***`, the place as (line 4 of "...") and open goals
after `Failed to finish proof`; `thm_oracles` names what was not shown by the kernel, skip_proof for `sorry`. A proof is a
script: every line begins with a proof command, and none with one that cheats, runs ML or declares anything.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

from algorist.core.errors import FormalError
from algorist.formal.theorem.process import Compiled, Program
from algorist.formal.theorem.tree import Theorem

THEORY = "Goal"
COMMANDS = frozenset(
    {
        "by", "apply", "done", "proof", "qed", "have", "show", "thus", "hence", "obtain", "fix", "assume",
        "from", "with", "then", "moreover", "ultimately", "also", "finally", "next", "using", "unfolding", "defer", "prefer",
        "case", "let", "note", "supply", "consider", "subgoal",
    }
)  # fmt: skip
_FORBIDDEN = re.compile(
    r"\b(sorry|oops|tactic|ML_\w+|ML|oracle|axiomatization|eval|raw_tactic|setup)\b|[{]\*|\\<open>|‹|\(\*"
)
_PLACE = re.compile(r"\(line (\d+) of")
_SUBGOAL = re.compile(r"^\s*\d+\. ", re.MULTILINE)
_ORACLES = re.compile(r"^oracles?:?\s*(.*)$", re.IGNORECASE | re.MULTILINE)


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled:
    """Run a theory with the theorem and its proof, which the kernel checks each time. Raises Unavailable."""
    text, before = source(theorem, proof)
    with tempfile.TemporaryDirectory(prefix="algorist-isabelle-") as folder:
        (Path(folder) / f"{THEORY}.thy").write_text(text, encoding="utf-8")
        arguments = ["process", "-l", "HOL", "-o", "quick_and_dirty=false", "-T", THEORY]
        ran = _program().run(arguments, folder, time.monotonic() + seconds, memory)
    output = f"{ran.stdout}\n{ran.stderr}"
    if ran.returncode or re.search(r"^\*\*\* ", output, re.MULTILINE):
        return _refused(output, before)
    listed = _ORACLES.findall(ran.stdout)
    if not listed:
        return Compiled(False, error="Isabelle does not say which oracles the theorem rests on")
    oracles = tuple(word for word in re.split(r"[\s,]+", listed[-1]) if word and word.lower() != "none")
    if oracles:
        return Compiled(False, oracles, error=f"it rests on {', '.join(oracles)}, which no kernel has checked")
    return Compiled(True)


def open_goals(theorem: Theorem, proof: str, seconds: float, memory: int) -> Compiled:
    """Return the goals that are open after the commands of a beginning; raises as `compile_proof` does."""
    asked = f"{proof}\ndone".strip()
    found = compile_proof(theorem, asked, seconds, memory, recheck=False)
    return Compiled(True, goals=found.goals) if found.accepted or found.goals else found


def source(theorem: Theorem, proof: str) -> tuple[str, int]:
    """Return the theory and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    _script(proof)
    if match := re.search(r'["\\‹›]', theorem.statement):
        raise FormalError(
            1, match.start() + 1, f"{match[0]!r} ends what is to be shown.", "Write it in plain symbols, such as ==>."
        )
    name = re.sub(r"\W", "_", theorem.name)
    parents = " ".join(theorem.imports) or "Main"
    head = [f"theory {THEORY} imports {parents}", "begin", f'theorem {name}: "{theorem.statement}"']
    return "\n".join([*head, proof, f"thm_oracles {name}", "end"]) + "\n", len(head)


def _program() -> Program:
    keeps = {key: value for key in ("ISABELLE_HOME", "USER_HOME") if (value := os.environ.get(key))}
    return Program(
        "isabelle",
        "Install it from https://isabelle.in.tum.de and put its bin folder on PATH.",
        bounded=False,
        keeps=keeps,
    )


def _refused(output: str, before: int) -> Compiled:
    """Read the first error: its text, the line that it names, and the goals that are open."""
    lines = [line.removeprefix("***").strip() for line in output.splitlines() if line.startswith("***")]
    said = "\n".join(lines)
    place = _PLACE.search(said)
    goals: tuple[str, ...] = ()
    if "Failed to finish proof" in said:
        shown = said.partition("Failed to finish proof")[2].partition("At command")[0]
        goals = tuple(" ".join(goal.split()) for goal in _SUBGOAL.split(shown)[1:])
    line = max(1, int(place[1]) - before) if place else 0
    reason = " ".join(said.split())[:400] or f"Isabelle ended with: {output.strip()[-300:] or 'nothing said'}"
    return Compiled(False, (), line, 1 if place else 0, reason, goals)


def _script(proof: str) -> None:
    """Raise FormalError at the first line that begins with no proof command or holds what cheats or runs code."""
    depth = 0
    for number, line in enumerate(proof.split("\n"), start=1):
        if match := _FORBIDDEN.search(line):
            raise FormalError(
                number, match.start() + 1, f"{match[0]!r} has no place in a proof.", "Use proof commands alone."
            )
        word = re.match(r"\s*([A-Za-z_]+|\S)", line)
        if word and not depth and word[1] not in COMMANDS and word[1] not in "{}":
            column = word.start(1) + 1
            raise FormalError(
                number, column, f"{word[1]!r} is no proof command.", f"A line begins with one, such as {'by auto'!r}."
            )
        depth += line.count("(") - line.count(")")
