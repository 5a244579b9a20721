"""Lean 4 step by step: what is left to show is what Lean names in its error `unsolved goals`, placed at the theorem's own `by`."""

from __future__ import annotations

import re

from algorist.core.language import Limits
from algorist.formal.theorem import lean
from algorist.formal.theorem.replayed_session import ReplayedSession
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage
from algorist.formal.theorem.tree import Theorem

_UNSOLVED = "unsolved goals\n"


def open_session(theorem: Theorem, given: Limits) -> ReplayedSession:
    """Return a session at the theorem's first state."""
    return ReplayedSession(theorem, given, probe, join)


def probe(theorem: Theorem, steps: tuple[str, ...], seconds: float, memory: int) -> ProofState | ProverMessage:
    """Run the steps behind a `skip`, which lets a proof be empty."""
    text, before = lean.source(theorem, "\n".join(["skip", *steps]))
    said = lean.ask(text, seconds, memory)
    if isinstance(said, str):
        return ProverMessage("crashed", said)
    errors = [message for message in said if message.severity == "error"]
    earlier = before + 1 + sum(len(step.splitlines()) for step in steps[:-1])
    for error in errors:
        if not (error.text.startswith(_UNSOLVED) and error.line == before):
            return ProverMessage("refused", error.text[:2000], max(1, error.line - earlier), max(1, error.column - 2))
    if not errors:
        return ProofState((), finished=True)
    return ProofState(tuple(_goal(block) for block in re.split(r"\n\s*\n", errors[0].text.removeprefix(_UNSOLVED))))


def join(steps: tuple[str, ...]) -> str:
    """Return the steps, one below the other."""
    return "\n".join(steps)


def _goal(block: str) -> Goal:
    """Read `case name`, hypotheses and `⊢ conclusion`; lines that go on are set in."""
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith(" ") and lines:
            lines[-1] += f" {line.strip()}"
        elif line.strip() and not line.startswith("case "):
            lines.append(line.strip())
    turnstile = next((place for place, line in enumerate(lines) if line.startswith("⊢")), len(lines))
    return Goal(tuple(lines[:turnstile]), " ".join(lines[turnstile:]).removeprefix("⊢").strip())
