"""Isabelle step by step: what is left to show is what `print_state` prints behind the steps, before the proof is given up by `oops`.

`print_state` prints the mode, `proof (prove)` or `proof (state)`, and `goal (2 subgoals):` with a numbered line for each, or
`No subgoals!`. Where the steps have closed the proof, `oops` has nothing to give up: the error on its line says so.
"""

from __future__ import annotations

import re

from algorist.core.language import Limits
from algorist.formal.theorem import isabelle
from algorist.formal.theorem.replayed_session import ReplayedSession
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage
from algorist.formal.theorem.tree import Theorem

OPEN = ("apply", "defer", "prefer", "subgoal", "unfolding", "using", "supply")
"""Commands after which a proof without goals still waits for `done`."""

_STATE = re.compile(r"^proof \((\w+)\)$", re.MULTILINE)
_NUMBERED = re.compile(r"^ +\d+\. ")


def open_session(theorem: Theorem, given: Limits) -> ReplayedSession:
    """Return a session at the theorem's first state."""
    return ReplayedSession(theorem, given, probe, join)


def probe(theorem: Theorem, steps: tuple[str, ...], seconds: float, memory: int) -> ProofState | ProverMessage:
    """Run the steps, and read the state behind them."""
    lines = [line for step in steps for line in step.splitlines()]
    text, before = isabelle.source(theorem, lines, ["print_state", "oops"])
    ran = isabelle.ask(text, seconds, memory)
    wrong = isabelle.error(ran)
    if wrong is not None:
        line, message = wrong
        if line == before + len(lines) + 2:
            return ProofState((), finished=True)
        earlier = before + len(lines) - len(steps[-1].splitlines() if steps else [])
        return ProverMessage("refused" if line else "crashed", message, max(1, line - earlier))
    states = list(_STATE.finditer(ran.output))
    if not states:
        return ProverMessage("crashed", f"Isabelle printed no state: {ran.output.strip()[-300:]}")
    said = ran.output[states[-1].end() :]
    if "No subgoals!" in said:
        return ProofState((), finished=states[-1][1] == "prove")
    return ProofState(tuple(Goal((), goal) for goal in _goals(said)))


def join(steps: tuple[str, ...]) -> str:
    """Return the steps, one below the other, and `done` where they do not end the proof by themselves."""
    last = steps[-1].splitlines()[-1].split()[0]
    return "\n".join([*steps, "done"] if last in OPEN else steps)


def _goals(said: str) -> list[str]:
    goals: list[str] = []
    for line in said.splitlines():
        if _NUMBERED.match(line):
            goals.append(_NUMBERED.sub("", line).strip())
        elif goals and line.startswith("  "):
            goals[-1] += f" {line.strip()}"
    return goals
