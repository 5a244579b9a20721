"""Check a refutation: every step follows from the clauses before it by unit propagation, and the last is empty.

That is DRUP, the proof format of SAT solvers: a line `1 -2 0` adds a clause, `d 1 -2 0` forgets one, `0` is the empty
clause that ends it. A clause is checked by assuming the opposite of all its literals and propagating until some clause
has no literal left. Each clause watches two of its literals, so that propagation visits only the clauses in which a
watched literal became false. Forgetting can make a refutation fail, never succeed.

Sources: E. Goldberg and Y. Novikov, Verification of proofs of unsatisfiability for CNF formulas (2003);
M. Heule, W. Hunt and N. Wetzler, Trimming while checking clausal proofs (2013).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from time import monotonic
from typing import TypeAlias

Literals: TypeAlias = Sequence[int]

_LINE = re.compile(r"(d )?((?:-?[1-9][0-9]{0,8} )*)0")


class ProofError(ValueError):
    """The steps do not refute the clauses; the message says which step fails and how."""


def check(variables: int, clauses: Iterable[Literals], steps: Sequence[str], deadline: float = inf) -> list[list[int]]:
    """Return, for each step, the earlier steps from which it follows (none for a `d` line).

    Raises ProofError when the steps do not refute the clauses, whose literals are -variables..-1 and 1..variables, and
    TimeoutError past the deadline, in seconds of `time.monotonic`.
    """
    if [position for position, step in enumerate(steps) if step == "0"] != [len(steps) - 1]:
        raise ProofError("the last step, and no other, must be the empty clause")
    checker = _Propagator(variables)
    for clause in clauses:
        checker.add(clause)
    origin = [-1] * len(checker.clauses)
    uses: list[list[int]] = []
    for position, (forget, literals) in enumerate(_read(variables, steps)):
        if monotonic() > deadline:
            raise TimeoutError("the time ran out while the proof was checked")
        if forget:
            if not checker.forget(literals):
                raise ProofError(f"step {position + 1} forgets a clause that is not there")
            uses.append([])
            continue
        reasons = checker.reasons(literals)
        if reasons is None:
            raise ProofError(f"step {position + 1} does not follow by unit propagation")
        uses.append([origin[reason] for reason in reasons if origin[reason] >= 0])
        checker.add(literals)
        origin.append(position)
    return uses


def _read(variables: int, steps: Sequence[str]) -> Iterator[tuple[bool, list[int]]]:
    """Read each step: whether it forgets, and its literals."""
    for position, step in enumerate(steps):
        match = _LINE.fullmatch(step)
        if match is None:
            raise ProofError(f"step {position + 1} is not a line of a DRUP proof")
        literals = [int(literal) for literal in match[2].split()]
        if any(abs(literal) > variables for literal in literals):
            raise ProofError(f"step {position + 1} names a variable above {variables}")
        yield match[1] is not None, literals


class _Propagator:
    """Clauses, and the literals that follow from them: `true[literal]`, the negative ones counted from the end."""

    def __init__(self, variables: int) -> None:
        self.clauses: list[list[int]] = []
        self.true = [False] * (2 * variables + 1)
        self.watches: list[list[int]] = [[] for _ in self.true]
        self.reason = [-1] * (variables + 1)
        self.trail: list[int] = []
        self.propagated = 0
        self.conflict = -1
        self.known: dict[tuple[int, ...], list[int]] = {}

    def add(self, literals: Literals) -> None:
        """Add a clause for good, and let what follows from it stand."""
        position = len(self.clauses)
        clause = sorted(dict.fromkeys(literals), key=lambda literal: self.true[-literal])
        self.clauses.append(clause)
        self.known.setdefault(tuple(sorted(clause)), []).append(position)
        if self.conflict >= 0:
            return
        for literal in clause[:2]:
            self.watches[literal].append(position)
        if not clause or self.true[-clause[0]]:
            self.conflict = position
        elif (len(clause) == 1 or self.true[-clause[1]]) and not self.true[clause[0]]:
            self._assign(clause[0], position)
            self.conflict = self._propagate()

    def forget(self, literals: Literals) -> bool:
        """Take one such clause out, unless a literal stands because of it; return whether there was one."""
        positions = self.known.get(tuple(sorted(set(literals))))
        if not positions:
            return False
        clause = self.clauses[positions[-1]]
        if not any(self.reason[abs(literal)] == positions[-1] for literal in clause) and self.conflict != positions[-1]:
            self.clauses[positions.pop()] = []
        return True

    def reasons(self, step: Literals) -> list[int] | None:
        """Return positions of clauses from which the step follows by unit propagation, or None if it does not."""
        if self.conflict >= 0:
            return self._explain(self.clauses[self.conflict], self.conflict)
        kept = len(self.trail)
        found: list[int] | None = None
        for literal in step:
            if self.true[literal]:
                found = self._explain([literal], -1)
                break
            if not self.true[-literal]:
                self._assign(-literal, -1)
        if found is None and (conflict := self._propagate()) >= 0:
            found = self._explain(self.clauses[conflict], conflict)
        for literal in self.trail[kept:]:
            self.true[literal] = False
        del self.trail[kept:]
        self.propagated = kept
        return found

    def _assign(self, literal: int, reason: int) -> None:
        self.true[literal] = True
        self.reason[abs(literal)] = reason
        self.trail.append(literal)

    def _explain(self, literals: Iterable[int], position: int) -> list[int]:
        """Return the clause at this position and every clause by which the variables of the literals were assigned."""
        reasons = [position] if position >= 0 else []
        seen = {abs(literal) for literal in literals}
        waiting = list(seen)
        while waiting:
            reason = self.reason[waiting.pop()]
            if reason < 0:
                continue
            reasons.append(reason)
            fresh = {abs(literal) for literal in self.clauses[reason]} - seen
            seen |= fresh
            waiting += fresh
        return reasons

    def _propagate(self) -> int:
        """Assign all that follows; return the position of a clause without a literal left, or -1.

        A clause's watched literals are its first two. Positions that stay watched are kept in place.
        """
        true, watches, clauses, reason, trail = self.true, self.watches, self.clauses, self.reason, self.trail
        while self.propagated < len(trail):
            false = -trail[self.propagated]
            self.propagated += 1
            watching = watches[false]
            kept = watches[false] = []
            for place, position in enumerate(watching):
                clause = clauses[position]
                if not clause:
                    continue
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                other = clause[0]
                if true[other]:
                    kept.append(position)
                    continue
                for index in range(2, len(clause)):
                    literal = clause[index]
                    if not true[-literal]:
                        clause[1], clause[index] = literal, false
                        watches[literal].append(position)
                        break
                else:
                    kept.append(position)
                    if true[-other]:
                        kept += watching[place + 1 :]
                        return position
                    true[other] = True
                    reason[abs(other)] = position
                    trail.append(other)
        return -1
