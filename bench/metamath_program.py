"""Debian's program `metamath`, asked for a second opinion: does it accept these proofs, and which axioms does it list?"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from algorist.core.errors import Unavailable
from algorist.formal.theorem.metamath import Database, stated
from algorist.formal.theorem.tree import Theorem


def accepts(theorems: Sequence[Theorem], database: Database, path: Path) -> list[bool]:
    """Say of each theorem whether `metamath` accepts its proof, in one file behind the whole database.

    Their proofs cite what stands before the theorem alone, so that nothing is gained by standing later. Variables that a theorem does
    not name are declared distinct from all others, as our kernel takes them to be.
    """
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "together.mm"
        blocks = "".join(_block(f"judged-{place}", each, database) for place, each in enumerate(theorems))
        together.write_text(path.read_text(encoding="utf-8") + blocks, encoding="utf-8")
        said = _ask(together, [f"verify proof judged-{place}" for place in range(len(theorems))])
    return ["?" not in said[f"verify proof judged-{place}"] for place in range(len(theorems))]


def axioms(labels: Sequence[str], path: Path) -> dict[str, frozenset[str]]:
    """Return the axioms that `metamath` traces each theorem back to."""
    commands = {label: f"show trace_back {label} /essential /axioms" for label in labels}
    said = _ask(path, list(commands.values()))
    return {
        label: frozenset(said[command].partition(":")[2].split()) - {"(None)"} for label, command in commands.items()
    }


def _block(name: str, theorem: Theorem, database: Database) -> str:
    """Write a theorem as the database's language has it, under another name."""
    goal = stated(theorem, database)
    named = {variable for _, _, variable in goal.floating}
    hypotheses = {label: variable for label, _, variable in database.floating}
    words = (theorem.proof or "").split()
    dummies = sorted({hypotheses[word] for word in words if word in hypotheses} - named)
    pairs = [*combinations(dummies, 2), *((dummy, variable) for dummy in dummies for variable in sorted(named))]
    lines = [f"$d {one} {other} $." for one, other in [*sorted(goal.distinct), *pairs]]
    labels = {label: f"{name}.{place}" for place, (label, _) in enumerate(goal.essential)}
    lines += [f"{labels[label]} $e {' '.join(statement)} $." for label, statement in goal.essential]
    proof = " ".join(labels.get(word, word) for word in words)
    return "\n".join(["\n${", *lines, f"{name} $p {' '.join(goal.statement)} $=", f"{proof} $.", "$}"]) + "\n"


def _ask(path: Path, commands: Sequence[str]) -> dict[str, str]:
    """Run commands on a database, and return what is printed after each."""
    program = shutil.which("metamath")
    if program is None:
        raise Unavailable("metamath is not installed.", "Install it with: apt-get install metamath")
    given = ["set scroll continuous", "set width 9999", f'read "{path}"', *commands, "exit"]
    ran = subprocess.run([program], input="\n".join(given) + "\n", capture_output=True, text=True, timeout=540)
    answers = re.split(r"^MM> ", ran.stdout, flags=re.MULTILINE)
    said = dict(zip(given, answers[1:], strict=False))
    if len(said) < len(given) or "No errors were found" not in said[given[2]]:
        raise Unavailable(f"metamath did not read {path.name}: {said.get(given[2], ran.stdout)[-500:]}")
    return said
