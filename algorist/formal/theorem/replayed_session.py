"""Sessions of assistants that are asked anew at each step: the steps so far and the new one are run as a file, and its goals read."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem.session import ProofState, ProverMessage, forbidden, unfinished
from algorist.formal.theorem.tree import PROVERS, Theorem


class Probe(Protocol):
    """Runs the steps of a proof and says what is left to show, or what is wrong, placed within the last of the steps."""

    def __call__(
        self, theorem: Theorem, steps: tuple[str, ...], seconds: float, memory: int
    ) -> ProofState | ProverMessage: ...


class Join(Protocol):
    """Makes a whole proof of steps."""

    def __call__(self, steps: tuple[str, ...]) -> str: ...


class ReplayedSession:
    """An open proof that is nothing but its steps; a step may be several lines, but is whole by itself."""

    def __init__(self, theorem: Theorem, given: Limits, probe: Probe, join: Join) -> None:
        self.theorem = theorem
        self._memory, self._probe, self._join = given.memory, probe, join
        try:
            first = probe(theorem, (), given.seconds, given.memory)
        except TimeoutError:
            raise Unavailable(
                f"{PROVERS[theorem.prover]} did not begin a proof within {given.seconds:g} s.", "Allow more seconds."
            ) from None
        if isinstance(first, ProverMessage):
            raise FormalError(1, 1, f"{PROVERS[theorem.prover]} refuses the theorem: {first.text}")
        self._history: list[tuple[str, ProofState]] = [("", first)]

    @property
    def state(self) -> ProofState:
        return self._history[-1][1]

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(step for step, _ in self._history[1:])

    def run(self, tactic: str, seconds: float) -> ProofState | ProverMessage:
        """Run the proof so far with one more step."""
        if not tactic.strip():
            return ProverMessage("refused", "there is no tactic.")
        if self.state.finished:
            return ProverMessage("refused", "there are no goals left.")
        try:
            answer = self._probe(self.theorem, (*self.steps, tactic), seconds, self._memory)
        except FormalError as error:
            return forbidden(error)
        except TimeoutError:
            return ProverMessage("timeout", f"the tactic did not end within {seconds:g} s.")
        if isinstance(answer, ProofState):
            self._history.append((tactic, answer))
        return answer

    def undo(self, count: int = 1) -> ProofState:
        """Take the last steps back."""
        if not 0 <= count < len(self._history):
            raise ValueError(f"{count} tactics cannot be undone: there are {len(self._history) - 1}.")
        del self._history[len(self._history) - count :]
        return self.state

    def proof(self) -> str:
        """Return the steps as one proof."""
        if not self.state.finished:
            raise unfinished(self)
        return self._join(self.steps)

    def close(self) -> None:
        """There is nothing to close: no process outlives a step."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
