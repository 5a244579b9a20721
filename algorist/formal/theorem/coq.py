"""Coq as a process: a theorem as a file of its own, compiled, its assumptions printed, and checked again by coqchk.

A proof is text from anywhere. It may hold tactics alone: every sentence begins with a lower-case word, a bullet or a brace, so none
can add an axiom, load a file or switch a check off; and what the kernel assumed is read back from the compiled file.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from algorist.core.errors import FormalError
from algorist.formal.theorem.assistant import Compiled, run
from algorist.formal.theorem.tree import Theorem, identifier

_STRING_OR_COMMENT = re.compile(r'"(?:[^"]|"")*"|\(\*|\*\)')
_SENTENCE = re.compile(r"\s*(?:(?:[-+*]+|[{}]|(?:all|par|!|\d+(?:-\d+)?(?:,\s*\d+(?:-\d+)?)*)\s*:)\s*)*")
_OPENING = re.compile(r"\s*((?:(?:!|\d+)\s*:\s*)?\{|\}|[-+*]+)")
_ERROR = re.compile(r'File "[^"]*", line (\d+), characters (\d+)-\d+:\s*Error:\s*(.*)', re.DOTALL)
MODULE = "Goal"
CLOSED = "Closed under the global context"


def source(theorem: Theorem, proof: str) -> tuple[str, int]:
    """Return the file and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    statement_alone(theorem.statement)
    tactics_alone(proof)
    head = opening(theorem)
    tail = ["Qed.", f"Print Assumptions {identifier(theorem.name)}."]
    return "\n".join([*head, proof, *tail]) + "\n", len(head)


def opening(theorem: Theorem) -> list[str]:
    """Return the lines before a proof."""
    imports = [f"Require Import {module}." for module in theorem.imports]
    return [*imports, f"Theorem {identifier(theorem.name)} : {theorem.statement}.", "Proof."]


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled:
    """Compile a theorem with a proof; with `recheck`, also have coqchk check the compiled file. Raises Unavailable."""
    text, before = source(theorem, proof)
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="algorist-coq-") as folder:
        (Path(folder) / f"{MODULE}.v").write_text(text, encoding="utf-8")
        compiled = run("coqc", ["-q", f"{MODULE}.v"], folder, ends, memory)
        if compiled.exit_code:
            return _refused(compiled.output + compiled.errors, before)
        axioms = _axioms(compiled.output)
        if axioms is None:
            return Compiled(False, error="Coq does not say what the theorem assumes")
        if recheck:
            checked = run("coqchk", ["-silent", "-norec", MODULE], folder, ends, memory)
            if checked.exit_code:
                said = (checked.output + checked.errors).strip()
                return Compiled(False, error=f"coqchk refuses the compiled proof: {said[-300:]}")
        return Compiled(True, axioms)


def _refused(output: str, before: int) -> Compiled:
    match = _ERROR.search(output)
    if match is None:
        return Compiled(False, error=f"Coq ended with: {output.strip()[-300:] or 'nothing said'}")
    message = " ".join(match[3].split())
    return Compiled(False, (), max(1, int(match[1]) - before), int(match[2]) + 1, message[:400])


def _axioms(output: str) -> tuple[str, ...] | None:
    """Return what `Print Assumptions`, the file's last sentence, lists; None where it says nothing that is understood.

    Tactics may print as well, but only before it.
    """
    if output.rstrip().endswith(CLOSED):
        return ()
    _, found, listed = output.rpartition("Axioms:\n")
    if not found:
        return None
    return tuple(line.split(":")[0].strip() for line in listed.splitlines() if line[:1].strip())


# -- what a text may hold -------------------------------------------------------------------------------------------------


def statement_alone(statement: str) -> None:
    """Raise FormalError where a statement ends before its end."""
    plain = _without_strings(statement, 1)
    match = re.search(r"\.(\s|\Z)", plain)
    if match:
        raise FormalError(1, match.start() + 1, "a full stop ends what is to be shown.", "Leave it out.")


def tactics_alone(proof: str) -> tuple[str, ...]:
    """Return the sentences of a proof, bullets and braces by themselves; raises FormalError at the first that is no tactic."""
    plain = _without_strings(proof, 1)
    sentences: list[str] = []
    for start, end in _spans(plain):
        opening = _SENTENCE.match(plain, start, end)
        begin = opening.end() if opening else start
        rest = plain[begin:end]
        if rest and not re.match(r"[a-z_(\[]", rest):
            line = plain.count("\n", 0, begin) + 1
            column = begin - (plain.rfind("\n", 0, begin) + 1) + 1
            raise FormalError(
                line,
                column,
                f"{rest.split()[0][:40]!r} is no tactic.",
                "A proof holds tactics alone, without Proof and Qed.",
            )
        while mark := _OPENING.match(plain, start, begin):
            sentences.append(mark[1])
            start = mark.end()
        if proof[start:end].strip():
            sentences.append(proof[start:end].strip())
    return tuple(sentences)


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends, its full stop included."""
    start = 0
    for stop in re.finditer(r"\.(?=\s|\Z)", plain):
        yield start, stop.end()
        start = stop.end()
    if start < len(plain):
        yield start, len(plain)


def _without_strings(text: str, line: int) -> str:
    """Blank out strings; comments, which may nest and hide what follows, are refused."""

    def blank(match: re.Match[str]) -> str:
        if match[0] in ("(*", "*)"):
            raise FormalError(
                line + text.count("\n", 0, match.start()), 1, "comments have no place here.", "Leave them out."
            )
        return re.sub(r"[^\n]", "_", match[0])

    return _STRING_OR_COMMENT.sub(blank, text)
