"""Lean 4 as a process: a theorem as a file of its own, `lean --json` run on it, and its axioms read from `#print axioms`.

Lean prints a line of JSON for each message on standard output: `severity` (error, warning, information), `pos` with `line` from 1 and
`column` from 0, `data` (the text), and since 4.9 `kind`. An error makes the exit code 1; `sorry` is a warning alone, and shows as the
axiom sorryAx. `#print axioms x` answers `'x' depends on axioms: [a, b]` or `'x' does not depend on any axioms`.

A Lean proof is a program of the elaborator's, so that the words that define, declare, evaluate or switch something are refused wherever
they stand, comments and strings included. What the compiler, not the kernel, has shown (`native_decide`) is no proof here.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from algorist.core.errors import FormalError
from algorist.formal.theorem.assistant import Compiled, Needs, run
from algorist.formal.theorem.tree import Theorem, identifier

WORDS = re.compile(
    r"\b(sorry|sorryAx|admit|stop|axiom|opaque|unsafe|partial|theorem|lemma|example|def|irreducible_def|abbrev|alias|instance|class"
    r"|structure|inductive|coinductive|mutual|section|namespace|end|open|export|universe|variable|variables|import|prelude|include|omit"
    r"|attribute|macro\w*|syntax\w*|notation\w*|infix|infixl|infixr|prefix|postfix|binder_predicate|elab\w*|simproc\w*|dsimproc\w*"
    r"|unif_hint|grind_pattern|builtin_\w+|declare_\w+|register_\w+|run_\w+|by_elab|initialize\w*|deriving|set_option"
    r"|native_decide|native|bv_decide|polyrith|implemented_by|extern|csimp|IO|unsafe\w+|ofReduceBool|trustCompiler|include_str"
    r"|include_bytes|local|scoped|private|protected|noncomputable|public|meta|module|dbg_trace|add_decl_doc|compile_\w+)\b"
    r"|#[A-Za-z]|@\[|«|eval%"
)
"""What no proof and no statement may hold."""

UNPROVED = re.compile(r"sorryAx|ofReduceBool|ofReduceNat|trustCompiler|_native")
"""Axioms that stand for a hole, or for a compiler that is believed."""

FILE = "Goal.lean"
_AXIOMS = re.compile(r"'([^']+)' (?:depends on axioms: \[([^\]]*)\]|does not depend on any axioms)\s*\Z")


@dataclass(frozen=True, slots=True)
class Message:
    """A message of Lean's; lines and columns count from 1, 0 where it has no place."""

    severity: str
    line: int
    column: int
    text: str


def source(theorem: Theorem, proof: str) -> tuple[str, int]:
    """Return the file and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    _no_more_than_a_proof(theorem.statement, "what is to be shown")
    _no_more_than_a_proof(proof, "a proof")
    early = re.search(r":=|--|/-", theorem.statement)
    if early:  # after a comment the proof would go on with what is to be shown
        raise FormalError(1, early.start() + 1, f"`{early[0]}` ends what is to be shown.", "Leave it out.")
    name = identifier(theorem.name)
    head = [*(f"import {module}" for module in theorem.imports), f"theorem {name} : {theorem.statement} := by"]
    body = [f"  {line}" for line in proof.splitlines()]
    return "\n".join([*head, *body, "", f"#print axioms {name}"]) + "\n", len(head)


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int) -> Compiled:
    """Have Lean judge a theorem with a proof; raises FormalError, TimeoutError and Unavailable."""
    text, before = source(theorem, proof)
    said = ask(text, seconds, memory)
    if isinstance(said, str):
        return Compiled(False, error=said)
    for message in said:
        if message.severity == "error":
            line, column = max(1, message.line - before), max(1, message.column - 2)
            return Compiled(False, (), line, column, " ".join(message.text.split())[:400])
    last = len(text.splitlines())
    listed = [_AXIOMS.match(message.text) for message in said if message.line == last]
    if len(listed) != 1 or listed[0] is None or listed[0][1] != identifier(theorem.name):
        return Compiled(False, error="Lean does not say which axioms the theorem rests on")
    axioms = tuple(name.strip() for name in (listed[0][2] or "").split(",") if name.strip())
    unproved = [name for name in axioms if UNPROVED.search(name)]
    if unproved:
        return Compiled(False, error=f"it rests on {', '.join(unproved)}, which the kernel has not shown")
    return Compiled(True, axioms)


def ask(text: str, seconds: float, memory: int) -> tuple[Message, ...] | str:
    """Run Lean on a file and return its messages; or, where it ended as it should not, what it said instead.

    The address space is not bounded, since Lean maps whole libraries: `--memory` bounds what it uses.
    """
    ends = time.monotonic() + seconds
    kept = {name: os.environ[name] for name in ("ELAN_HOME", "LEAN_PATH") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="algorist-lean-") as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8")
        arguments = ["--json", f"--memory={max(1, memory >> 20)}", FILE]
        needs = Needs({"ELAN_HOME": str(Path.home() / ".elan"), **kept})
        ran = run("lean", arguments, folder, ends, None, needs)
    try:
        messages = tuple(_messages(ran.output))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return f"Lean printed what is no message: {ran.output.strip()[-300:]}"
    failed = any(message.severity == "error" for message in messages)
    if ran.exit_code != int(failed):
        said = ran.errors.strip()[-300:] or "nothing said"
        return f"Lean ended with exit code {ran.exit_code}: {said}"
    return messages


def _messages(output: str) -> Iterator[Message]:
    for line in output.splitlines():
        found = json.loads(line)
        severity, text, place = found["severity"], found["data"], found.get("pos") or {"line": 0, "column": -1}
        if severity not in ("error", "warning", "information", "info") or not isinstance(text, str):
            raise ValueError(severity)
        yield Message(severity, int(place["line"]), int(place["column"]) + 1, text)


def _no_more_than_a_proof(text: str, what: str) -> None:
    match = WORDS.search(text)
    if match:
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        raise FormalError(line, column, f"{match[0]!r} has no place in {what}.", "Leave it out.")
