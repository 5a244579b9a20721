"""Coq as a process: a theorem as a file of its own, compiled, its assumptions printed, and checked again by coqchk.

A proof is text from anywhere. It may hold tactics alone: every sentence begins with a lower-case word, a bullet or a brace, so none
can add an axiom, load a file or switch a check off; and what the kernel assumed is read back from the compiled file.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from algorist.core.errors import FormalError
from algorist.formal.theorem.process import Compiled, Program
from algorist.formal.theorem.tree import Theorem

_STRING_OR_COMMENT = re.compile(r'"(?:[^"]|"")*"|\(\*|\*\)')
_SENTENCE = re.compile(r"\s*(?:(?:[-+*]+|[{}]|(?:all|par|!|\d+(?:-\d+)?(?:,\s*\d+(?:-\d+)?)*)\s*:)\s*)*")
_ERROR = re.compile(r'File "[^"]*", line (\d+), characters (\d+)-\d+:\s*Error:\s*(.*)', re.DOTALL)
MODULE = "Goal"
CLOSED = "Closed under the global context"


COMPILER = Program("coqc", "Install it with: apt-get install coq")
CHECKER = Program("coqchk", "Install it with: apt-get install coq")
_COUNTED = re.compile(r"^\d+ goals?.*$", re.MULTILINE)
_GOAL = re.compile(r"^goal \d+ is:$", re.MULTILINE)


def source(theorem: Theorem, proof: str) -> tuple[str, int]:
    """Return the file and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    _no_more_than_a_statement(theorem.statement)
    _tactics_alone(proof)
    head = [f"Require Import {module}." for module in theorem.imports]
    head += [f"Theorem {_identifier(theorem.name)} : {theorem.statement}.", "Proof."]
    tail = ["Qed.", f"Print Assumptions {_identifier(theorem.name)}."]
    return "\n".join([*head, proof, *tail]) + "\n", len(head)


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled:
    """Compile a theorem with a proof; with `recheck`, also have coqchk check the compiled file. Raises Unavailable."""
    text, before = source(theorem, proof)
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="algorist-coq-") as folder:
        (Path(folder) / f"{MODULE}.v").write_text(text, encoding="utf-8")
        compiled = COMPILER.run(["-q", f"{MODULE}.v"], folder, ends, memory)
        if compiled.returncode:
            return _refused(compiled.stdout + compiled.stderr, before)
        axioms = _axioms(compiled.stdout)
        if axioms is None:
            return Compiled(False, error="Coq does not say what the theorem assumes")
        if recheck:
            checked = CHECKER.run(["-silent", "-norec", MODULE], folder, ends, memory)
            if checked.returncode:
                said = (checked.stdout + checked.stderr).strip()
                return Compiled(False, error=f"coqchk refuses the compiled proof: {said[-300:]}")
        return Compiled(True, axioms)


def open_goals(theorem: Theorem, proof: str, seconds: float, memory: int) -> Compiled:
    """Return the goals that are open after the tactics of a beginning; raises as `compile_proof` does."""
    text, before = source(theorem, proof)
    asked = text[: text.rindex("Qed.")] + "Show.\nAbort.\n"
    with tempfile.TemporaryDirectory(prefix="algorist-coq-") as folder:
        (Path(folder) / f"{MODULE}.v").write_text(asked, encoding="utf-8")
        ran = COMPILER.run(["-q", f"{MODULE}.v"], folder, time.monotonic() + seconds, memory)
        if ran.returncode:
            return _refused(ran.stdout + ran.stderr, before)
    return Compiled(True, goals=_goals(ran.stdout))


def _goals(output: str) -> tuple[str, ...]:
    """Part what `Show`, the last to print, says: the first goal with its hypotheses, the others by what is to be shown."""
    counted = list(_COUNTED.finditer(output))
    if not counted:
        return ()
    shown = output[counted[-1].end() :]
    return tuple(goal.strip() for goal in _GOAL.split(shown) if goal.strip())


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


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _no_more_than_a_statement(statement: str) -> None:
    plain = _without_strings(statement, 1)
    match = re.search(r"\.(\s|\Z)", plain)
    if match:
        raise FormalError(1, match.start() + 1, "a full stop ends what is to be shown.", "Leave it out.")


def _tactics_alone(proof: str) -> None:
    """Raise FormalError at the first sentence that is no tactic."""
    plain = _without_strings(proof, 1)
    position = 0
    for sentence in re.split(r"\.(?=\s|\Z)", plain):
        start = _SENTENCE.match(sentence)
        begin = start.end() if start else 0
        rest = sentence[begin:]
        if rest and not re.match(r"[a-z_(\[]", rest):
            line = plain.count("\n", 0, position + begin) + 1
            column = position + begin - (plain.rfind("\n", 0, position + begin) + 1) + 1
            raise FormalError(
                line,
                column,
                f"{rest.split()[0][:40]!r} is no tactic.",
                "A proof holds tactics alone, without Proof and Qed.",
            )
        position += len(sentence) + 1


def _without_strings(text: str, line: int) -> str:
    """Blank out strings; comments, which may nest and hide what follows, are refused."""

    def blank(match: re.Match[str]) -> str:
        if match[0] in ("(*", "*)"):
            raise FormalError(
                line + text.count("\n", 0, match.start()), 1, "comments have no place here.", "Leave them out."
            )
        return re.sub(r"[^\n]", "_", match[0])

    return _STRING_OR_COMMENT.sub(blank, text)
