"""Metamath step by step, backwards: a label whose conclusion is the first goal leaves its hypotheses as goals.

    ax-mp ph := ( ps -> ps )

What the goal does not fix is said behind the label, variable by variable. The name of one of the theorem's own premises closes a goal
that is that premise. Terms are built without being asked for.
"""

from __future__ import annotations

import re
from types import TracebackType
from typing import NamedTuple, Self

from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.metamath import Expression, Refused, apply, before, read_database, stated, substituted
from algorist.formal.theorem.metamath_syntax import PROVABLE, Grammar
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage, unfinished
from algorist.formal.theorem.tree import Theorem


class _Step(NamedTuple):
    """A tactic, the labels that build the terms of its variables, its own label, and the goals that were left."""

    tactic: str
    terms: tuple[str, ...]
    label: str
    subgoals: int
    goals: tuple[Expression, ...]


def open_session(theorem: Theorem, given: Limits) -> MetamathSession:
    """Return a session at the theorem's statement; raises FormalError where that is not well formed."""
    return MetamathSession(theorem)


class MetamathSession:
    """A proof as a tree that grows at its first open leaf. A step takes milliseconds: `seconds` is not needed."""

    def __init__(self, theorem: Theorem) -> None:
        self.theorem = theorem
        database = read_database(database_path(theorem.database))
        self._usable = before(database, theorem.name)
        self._goal = stated(theorem, database)
        self._variables = database.variables
        self._grammar = Grammar(self._usable, database.floating)
        self._mandatory = frozenset(variable for _, _, variable in self._goal.floating)
        self._premises = dict(self._goal.essential)
        kind, *body = self._goal.statement
        try:
            self._grammar.steps("wff" if kind == PROVABLE else kind, tuple(body))
        except Refused as error:
            raise FormalError(1, 1, f"Metamath refuses the theorem: {error}.") from error
        self._history = [_Step("", (), "", 1, (self._goal.statement,))]

    @property
    def state(self) -> ProofState:
        goals = self._history[-1].goals
        premises = tuple(f"{label} : {' '.join(statement)}" for label, statement in self._premises.items())
        return ProofState(tuple(Goal(premises, " ".join(goal)) for goal in goals), finished=not goals)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(step.tactic for step in self._history[1:])

    def run(self, tactic: str, seconds: float) -> ProofState | ProverMessage:
        """Apply a label to the first goal."""
        goals = self._history[-1].goals
        if not goals:
            return ProverMessage("refused", "there are no goals left.")
        label, _, rest = tactic.strip().partition(" ")
        try:
            terms, subgoals = self._applied(label, _meanings(rest, self._variables), goals[0])
        except Refused as error:
            return ProverMessage("refused", f"{error}.")
        self._history.append(_Step(tactic, terms, label, len(subgoals), (*subgoals, *goals[1:])))
        return self.state

    def undo(self, count: int = 1) -> ProofState:
        """Take the last steps back."""
        if not 0 <= count < len(self._history):
            raise ValueError(f"{count} tactics cannot be undone: there are {len(self._history) - 1}.")
        del self._history[len(self._history) - count :]
        return self.state

    def proof(self) -> str:
        """Return the labels in the order of a proof: terms, then what shows each hypothesis, then the label."""
        if not self.state.finished:
            raise unfinished(self)
        steps = iter(self._history[1:])

        def written() -> list[str]:
            step = next(steps)
            below = [label for _ in range(step.subgoals) for label in written()]
            return [*step.terms, *below, step.label]

        return " ".join(written())

    def close(self) -> None:
        """There is nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _applied(
        self, label: str, said: dict[str, Expression], goal: Expression
    ) -> tuple[tuple[str, ...], tuple[Expression, ...]]:
        """Return the labels of the terms and the goals that a step leaves."""
        if label in self._premises:
            if self._premises[label] != goal:
                raise Refused(f"{label} is {' '.join(self._premises[label])}")
            return (), ()
        if label not in self._usable:
            raise Refused(f"{label[:60]} is not known before this theorem")
        assertion = self._usable[label]
        meaning = self._grammar.match(assertion.statement, goal)
        if meaning is None:
            raise Refused(f"{label} shows {' '.join(assertion.statement)}, which cannot be the goal")
        for variable, expression in said.items():
            if meaning.setdefault(variable, expression) != expression:
                raise Refused(f"{label}: the goal makes {variable} be {' '.join(meaning[variable])}")
        missing = [variable for _, _, variable in assertion.floating if variable not in meaning]
        if missing:
            wanted = " ".join(f"{variable} := ..." for variable in missing)
            raise Refused(f"{label} leaves {', '.join(missing)} open: say {label} {wanted}")
        terms = tuple(
            step for _, kind, variable in assertion.floating for step in self._grammar.steps(kind, meaning[variable])
        )
        subgoals = tuple(substituted(hypothesis, meaning) for _, hypothesis in assertion.essential)
        stack = [(kind, *meaning[variable]) for _, kind, variable in assertion.floating] + list(subgoals)
        apply(assertion, stack, self._mandatory, self._variables, self._goal.distinct)
        return terms, subgoals


def _meanings(text: str, variables: frozenset[str]) -> dict[str, Expression]:
    """Read `x := term y := term`."""
    names = "|".join(re.escape(variable) for variable in sorted(variables, key=len, reverse=True))
    parts = re.split(rf"(?:^|(?<=\s))({names}) := ", f"{text} ") if text.strip() else [""]
    if parts[0].strip():
        raise Refused(f"{parts[0].strip()[:60]!r} is not understood: behind the label stands `variable := term`")
    return {name: tuple(term.split()) for name, term in zip(parts[1::2], parts[2::2], strict=True)}
