"""Lean 4 as a process: a theorem as a file of its own, elaborated, its axioms printed; errors and goals as JSON messages.

`lean --json FILE` prints a message a line: {"severity": "error", "pos": {"line": 3, "column": 2}, "data": "..."}. What a tactic
block leaves open is the error `unsolved goals`, with every goal; what `sorry` leaves is the axiom sorryAx. A proof may hold
tactics alone: words that begin a command, run code or reach outside are refused before Lean reads them, and only Lean's
three own axioms are allowed.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from algorist.core.errors import FormalError
from algorist.formal.theorem.process import Compiled, Program
from algorist.formal.theorem.tree import Theorem

FILE = "Goal.lean"
AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})
"""What Lean's own library rests on; anything else (sorryAx, Lean.ofReduceBool) is no proof by the kernel."""

FORBIDDEN = frozenset(
    {
        "sorry", "admit", "axiom", "theorem", "lemma", "def", "abbrev", "instance",
        "example", "opaque", "structure", "inductive", "class", "import", "open", "namespace",
        "section", "end", "export", "attribute", "set_option", "macro", "macro_rules", "elab",
        "elab_rules", "syntax", "notation", "infix", "infixl", "infixr", "prefix", "postfix",
        "unsafe", "partial", "implemented_by", "extern", "initialize", "builtin_initialize", "run_tac", "run_cmd",
        "run_elab", "by_elab", "native_decide", "bv_decide", "decreasing_by", "universe", "variable", "mutual",
        "private", "protected", "noncomputable", "deriving", "declare_syntax_cat", "unseal",
    }
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z_][\w!?']*")
_COMMAND = re.compile(r"(?<!\w)#\w+|@\[")
_COMMENT = re.compile(r"--|/-|-/")
_GOAL = re.compile(r"(?=^case )", re.MULTILINE)


def compile_proof(theorem: Theorem, proof: str, seconds: float, memory: int, *, recheck: bool) -> Compiled:
    """Elaborate a theorem with a proof, which its kernel checks each time (`recheck` changes nothing). Raises Unavailable."""
    text, before = source(theorem, proof)
    with tempfile.TemporaryDirectory(prefix="algorist-lean-") as folder:
        (Path(folder) / FILE).write_text(text, encoding="utf-8")
        ran = _program().run(["--json", "-j1", f"-M{memory >> 20}", FILE], folder, time.monotonic() + seconds, memory)
    messages = [each for line in ran.stdout.splitlines() if (each := _message(line)) is not None]
    errors = [each for each in messages if each["severity"] == "error"]
    if errors:
        return _refused(errors, before)
    said = f"'{_identifier(theorem.name)}'"
    listed = [each["data"] for each in messages if each["severity"] == "information" and each["data"].startswith(said)]
    axioms = _axioms(listed[-1]) if listed else None
    if ran.returncode or axioms is None:
        return Compiled(
            False, error=f"Lean does not say what the theorem assumes: {(ran.stderr or ran.stdout).strip()[-300:]}"
        )
    foreign = sorted(set(axioms) - AXIOMS)
    if foreign:
        return Compiled(False, axioms, error=f"it assumes {', '.join(foreign)}, which no kernel has checked")
    return Compiled(True, axioms)


def open_goals(theorem: Theorem, proof: str, seconds: float, memory: int) -> Compiled:
    """Return the goals that are open after the tactics of a beginning; raises as `compile_proof` does."""
    found = compile_proof(theorem, proof or "skip", seconds, memory, recheck=False)
    return Compiled(True, goals=found.goals) if found.accepted or found.goals else found


def source(theorem: Theorem, proof: str) -> tuple[str, int]:
    """Return the file and the number of lines before the proof; raises FormalError where the text says more than a proof may."""
    _plain(theorem.statement, "a statement")
    _plain(proof, "a proof")
    head = [f"import {module}" for module in theorem.imports]
    head += [f"theorem {_identifier(theorem.name)} : {theorem.statement} := by"]
    body = [f"  {line}" for line in proof.split("\n")]
    return "\n".join([*head, *body, f"#print axioms {_identifier(theorem.name)}"]) + "\n", len(head)


def _program() -> Program:
    home = os.environ.get("ELAN_HOME", os.path.expanduser("~/.elan"))
    install = "Install it with: curl https://elan.lean-lang.org/elan-init.sh -sSf | sh"
    return Program("lean", install, bounded=False, keeps={"ELAN_HOME": home})


def _message(line: str) -> dict[str, Any] | None:
    """Return a message with its severity, position and text; None for a line that is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    position = found.get("pos") if isinstance(found, dict) else None
    if not isinstance(position, dict) or not all(isinstance(position.get(key), int) for key in ("line", "column")):
        return None
    known = isinstance(found.get("severity"), str) and isinstance(found.get("data"), str)
    return found if known else None


def _refused(errors: list[dict[str, Any]], before: int) -> Compiled:
    """Say the first error that is not about open goals, and the goals that are open where they alone are the matter."""
    others = [each for each in errors if not each["data"].startswith("unsolved goals")]
    first = (others or errors)[0]
    goals: tuple[str, ...] = ()
    if not others:
        shown = errors[-1]["data"].removeprefix("unsolved goals").strip("\n")
        goals = tuple(goal.strip() for goal in _GOAL.split(shown) if goal.strip())
    line, column = max(1, first["pos"]["line"] - before), max(1, first["pos"]["column"] - 1)
    return Compiled(False, (), line, column, " ".join(first["data"].split())[:400], goals)


def _axioms(said: str) -> tuple[str, ...] | None:
    """Read `'x' does not depend on any axioms` or `'x' depends on axioms: [propext, sorryAx]`."""
    if said.rstrip().endswith("does not depend on any axioms"):
        return ()
    match = re.search(r"depends on axioms: \[([^\]]*)\]", said)
    return tuple(each.strip() for each in match[1].split(",") if each.strip()) if match else None


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _plain(text: str, what: str) -> None:
    """Raise FormalError at the first word that a statement or a proof may not hold."""
    for number, line in enumerate(text.split("\n"), start=1):
        for pattern, why in ((_COMMENT, "comments have no place here"), (_COMMAND, "it begins a command")):
            if match := pattern.search(line):
                raise FormalError(
                    number, match.start() + 1, f"{match[0]!r} cannot stand in {what}: {why}.", "Leave it out."
                )
        for match in _WORD.finditer(line):
            if match[0] in FORBIDDEN and (match.start() == 0 or line[match.start() - 1] != "."):
                hint = "A proof holds tactics alone, without `by`." if what == "a proof" else "Write a proposition."
                raise FormalError(number, match.start() + 1, f"{match[0]!r} cannot stand in {what}.", hint)
