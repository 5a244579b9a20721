"""A proof step by step, the same for every assistant: a goal, a tactic, and then an error or the subgoals that are left.

    >>> from algorist.formal.theorem.tree import Theorem
    >>> session = Session(Theorem("coq", "swap", "forall p q : Prop, p /\\ q -> q /\\ p"))  # doctest: +SKIP
    >>> [len(session.step(tactic).goals) for tactic in ("intros.", "split.")]  # doctest: +SKIP
    [1, 2]

A step compiles the beginning of the proof anew: kernels keep nothing between steps, so that a killed step loses none. A
refused tactic changes nothing; `undo` takes back the last one. Cost: one run of the assistant a step, O(n) in the length of
the proof.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from algorist.core.errors import FormalError
from algorist.formal.theorem.assistants import ASSISTANTS
from algorist.formal.theorem.process import Compiled
from algorist.formal.theorem.tree import Theorem

SECONDS = 30.0
MEMORY = 4 << 30


@dataclass(frozen=True, slots=True)
class State:
    """What is open after a step (nothing: the proof is finished), or why the tactic was refused, with its line and column in it."""

    goals: tuple[str, ...] = ()
    error: str = ""
    line: int = 0
    column: int = 0

    @property
    def finished(self) -> bool:
        return not self.goals and not self.error


class Session:
    """A theorem being proved; raises FormalError for Metamath, whose proofs have no tactics, and Unavailable for a missing assistant."""

    def __init__(self, theorem: Theorem, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        if theorem.prover not in ASSISTANTS:
            raise FormalError(
                1, 1, f"proofs for {theorem.prover} have no tactics.", f"Steps are for {', '.join(ASSISTANTS)}."
            )
        self.theorem = replace(theorem, proof=None)
        self._assistant = ASSISTANTS[theorem.prover]
        self._seconds, self._memory = seconds, memory
        self._tactics: list[str] = []
        self._states: list[State] = []

    @property
    def proof(self) -> str:
        """The tactics so far, a line each."""
        return "\n".join(self._tactics)

    @property
    def state(self) -> State:
        """What is open now; the whole goal before the first step."""
        if not self._states:
            self._states.append(self._after(""))
        return self._states[-1]

    def step(self, tactic: str) -> State:
        """Apply a tactic (or several lines of them): return what it leaves open, or its error, which changes nothing."""
        before = self.state
        if before.finished:
            return State(error="the proof is finished")
        after = self._after("\n".join([*self._tactics, tactic]))
        if after.error:
            return replace(after, line=max(1, after.line - sum(each.count("\n") + 1 for each in self._tactics)))
        self._tactics.append(tactic)
        self._states.append(after)
        return after

    def undo(self) -> State:
        """Take back the last tactic."""
        if self._tactics:
            self._tactics.pop()
            self._states.pop()
        return self.state

    def finish(self) -> Theorem:
        """Return the theorem with its proof; raises FormalError while goals are open."""
        if not self.state.finished:
            raise FormalError(
                len(self._tactics) + 1, 1, f"{len(self.state.goals)} goals are open.", "Go on with `step`."
            )
        return replace(self.theorem, proof=self.proof)

    def _after(self, proof: str) -> State:
        try:
            found: Compiled = self._assistant.open_goals(self.theorem, proof, self._seconds, self._memory)
        except FormalError as error:
            return State(error=error.message, line=error.line, column=error.column)
        except TimeoutError:
            return State(error=f"{self._assistant.name} did not end within {self._seconds:g} s")
        if found.accepted:
            return State(found.goals)
        return State(error=found.error, line=found.line, column=found.column)
