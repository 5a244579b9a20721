"""What a theory's lines decide: the logic program that they make, solved, and the sentences that its answer rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from algorist.core.certificate import Claim, Solution
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.horn.predicates import RESERVED, library
from algorist.methods.formalising.nbest import NOTHING

OPEN, CLOSED = "open world", "closed world"
"""Lines that state no clause."""

ASKED = "?- "
"""How the line of what is asked begins."""

SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Decided:
    """A theory's lines, that of what is asked last; their program; the sentence of each of its clauses; what the solver found."""

    lines: tuple[str, ...]
    formal: str
    places: tuple[int, ...]
    solution: Solution

    @property
    def derived(self) -> bool:
        """Whether what is asked or its negation follows."""
        return self.solution.claim in (Claim.ENTAILED, Claim.REFUTED)

    @property
    def closed(self) -> bool:
        return CLOSED in self.lines

    @property
    def used(self) -> set[int]:
        """The sentences on which the answer rests: those of its derivation, or all that are told where nothing was derived."""
        certificate = self.solution.certificate
        if certificate is None or certificate.kind != "derivation":
            return set(range(len(self.lines) - 1))
        steps = (step[0] for step in certificate.data["steps"] if isinstance(step[0], int))
        return {self.places[clause] for clause in steps if clause < len(self.places)}

    def instead(self, position: int, line: str) -> tuple[str, ...]:
        """The lines with another one at a sentence."""
        return (*self.lines[:position], line, *self.lines[position + 1 :])


async def decide(lines: Sequence[str], run: Run, *, seconds: float = SECONDS) -> Decided:
    """Solve the program of a theory's lines, the last of which says what is asked."""
    rows = [(place, clause) for place, line in enumerate(lines[:-1]) for clause in clauses(line)]
    formal = program([clause for _, clause in rows], lines[-1])
    solution = await run.solve(LANGUAGES.get("horn").parse(formal), seconds=seconds)
    return Decided(tuple(lines), formal, tuple(place for place, _ in rows), solution)


async def contradicting(decided: Decided, run: Run) -> set[int]:
    """Return the sentences from which both what is asked and its negation follow, none where they do not."""
    if decided.solution.claim is not Claim.ENTAILED:
        return set()
    asked = decided.lines[-1].removeprefix(ASKED)
    negation = asked.removeprefix("-") if asked.startswith("-") else f"-{asked}"
    denied = await decide((*decided.lines[:-1], f"{ASKED}{negation}"), run)
    return decided.used | denied.used if denied.solution.claim is Claim.ENTAILED else set()


async def stays(decided: Decided, position: int, line: str, run: Run) -> bool | None:
    """Return whether the answer is the same with another line at a sentence; None where such a line does not count.

    In a closed world, where all is decided, a line under which nothing follows is a misreading and does not count.
    """
    lines = decided.instead(position, line)
    if not lines[-1].startswith(ASKED):
        return None if decided.closed else False
    other = await decide(lines, run, seconds=2)
    if decided.closed and decided.derived and not other.derived:
        return None
    return other.solution.claim is decided.solution.claim


def clauses(line: str) -> list[str]:
    """Return the clauses that a line states."""
    if line in (NOTHING, OPEN, CLOSED) or line.startswith(ASKED):
        return []
    return [f"{part}." for part in re.split(r"\. ?", line) if part]


def program(stated: Sequence[str], asked: str) -> str:
    """Write the program: an open world, and every predicate that no clause defines declared."""
    text, query = _freed("\n".join(stated)), _freed(asked)
    used = {(name, 1 + inner.count(",")) for name, inner in re.findall(r"(-?[a-z]\w*)\(([^()]*)\)", f"{text}\n{query}")}
    defined = {
        (name, 1 + inner.count(",")) for name, inner in re.findall(r"^(-?[a-z]\w*)\(([^()]*)\)", text, re.MULTILINE)
    }
    declared = ", ".join(f"{name}/{arity}" for name, arity in sorted(used - defined))
    head = f":- open_world.\n:- dynamic {declared}.\n" if declared else ":- open_world.\n"
    return f"{head}{text}\n{query}\n" if text else f"{head}{query}\n"


def _freed(text: str) -> str:
    """Give another name to predicates that the language has already: someone may be a number, a list or an atom."""

    def free(match: re.Match[str]) -> str:
        taken = (match[1], 1 + match[2].count(",")) in RESERVED | library().keys()
        return f"{match[1]}_({match[2]})" if taken else match[0]

    return re.sub(r"([a-z]\w*)\(([^()]*)\)", free, text)
