"""Proofs step by step, the same for every assistant: goals as data, a tactic, and an error with its place or the goals that are left.

    with start(theorem, Limits()) as session:
        answer = session.run("intros n.", seconds=5)

Nothing that a session says is believed: `finish` has the kernel judge the whole proof again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import TracebackType
from typing import Literal, Protocol, Self

from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem.assistant import Compiled
from algorist.formal.theorem.kernel import judge
from algorist.formal.theorem.tree import PROVERS, Theorem


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be shown, and from what, as the assistant prints it: each hypothesis is `names : statement`."""

    hypotheses: tuple[str, ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class ProofState:
    """The goals in focus, first the one that the next tactic works on. Without goals, `finished` says whether others wait."""

    goals: tuple[Goal, ...]
    finished: bool = False

    @property
    def identity(self) -> str:
        """A name for the state: equal goals have equal names."""
        said = repr([(goal.hypotheses, goal.conclusion) for goal in self.goals]) + str(self.finished)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ProverMessage:
    """Why a tactic did nothing. Line and column count from 1 within the tactic.

    `refused`: the assistant says so; `forbidden`: a proof may not hold it, and no assistant saw it; `timeout` and `crashed`: the
    assistant was stopped or died, and stands again where it stood before.
    """

    kind: Literal["refused", "forbidden", "timeout", "crashed"]
    text: str
    line: int = 1
    column: int = 1


class Session(Protocol):
    """An open proof. A tactic that fails, and one that takes too long, leaves everything as it was."""

    theorem: Theorem

    @property
    def state(self) -> ProofState: ...

    @property
    def steps(self) -> tuple[str, ...]:
        """The tactics that have been run and not undone."""

    def run(self, tactic: str, seconds: float) -> ProofState | ProverMessage:
        """Apply a tactic to the first goal; raises Unavailable where the assistant cannot be started at all."""

    def undo(self, count: int = 1) -> ProofState:
        """Take the last tactics back; raises ValueError where there are fewer."""

    def proof(self) -> str:
        """Return the proof as a theorem's text holds it; raises FormalError while goals are left."""

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Finished:
    """A proof that a kernel has judged: the theorem with it, and what the kernel said, axioms and all."""

    theorem: Theorem
    kernel: Compiled

    @property
    def text(self) -> str:
        """The finished file."""
        from algorist.formal.theorem.language import render

        return render(self.theorem)


def start(theorem: Theorem, limits: Limits) -> Session:
    """Open a theorem's proof; raises FormalError where the statement is refused, Unavailable where the assistant is missing.

    `limits.seconds` are for the opening alone, `limits.memory` for as long as the session lives.
    """
    opened: Session = import_module(f"{__package__}.{theorem.prover}_session").open_session(theorem, limits)
    return opened


def finish(session: Session, seconds: float, memory: int) -> Finished:
    """Have the kernel judge the finished proof from its text, with the assistant's second checker where it has one."""
    proof = session.proof()
    return Finished(replace(session.theorem, proof=proof), judge(session.theorem, proof, seconds, memory, recheck=True))


def go(session: Session, steps: Sequence[str], seconds: float) -> ProofState | ProverMessage:
    """Move to the state that the steps lead to: back to the last common state, and on from there; stops at the first message."""
    common = 0
    for one, other in zip(session.steps, steps, strict=False):
        if one != other:
            break
        common += 1
    if len(session.steps) > common:
        session.undo(len(session.steps) - common)
    for step in steps[common:]:
        answer = session.run(step, seconds)
        if isinstance(answer, ProverMessage):
            return answer
    return session.state


def forbidden(error: FormalError) -> ProverMessage:
    """Return what a session answers to a tactic that a proof may not hold."""
    return ProverMessage("forbidden", f"{error.message} {error.hint}".strip(), error.line, error.column)


def unfinished(session: Session) -> FormalError:
    """Return the error of a proof that is asked for too early."""
    left = len(session.state.goals)
    return FormalError(
        len(session.steps) + 1, 1,
        f"{PROVERS[session.theorem.prover]} has {left or 'other'} goals left to show.", "Run tactics until none is.",
    )  # fmt: skip
