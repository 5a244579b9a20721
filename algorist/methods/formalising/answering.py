"""What every answer to words has in common: the check of what was found, the trust in the reading, and values in plain JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from algorist.core.answer import Agreement, Answer, Status
from algorist.core.certificate import Solution, Verdict
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.clauses import Segment
from algorist.methods.formalising.nbest import Line
from algorist.methods.formalising.rules import SAID
from algorist.methods.formalising.trust import threshold, trusted


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader of words made of a problem: its language and formal text, what the solver found, how far to trust the reading.

    `family` names the threshold of trust: the language itself, or a family whose answers are of that language.
    """

    language: str
    formal: str
    solution: Solution
    confidence: float
    family: str = ""

    @property
    def explained(self) -> str:
        """What the solver found, in words."""
        room = LANGUAGES.get(self.language)
        return str(room.explain(room.parse(self.formal), self.solution))

    async def answer(self, run: Run, value: Any, text: str) -> Answer:
        """Check what was found, and answer: proved or checked where the reading is trusted, disputed where it is not."""
        name = self.family or self.language
        verdict = await run.check(LANGUAGES.get(self.language).parse(self.formal), self.solution)
        trust = trusted(name, self.confidence)
        return Answer(
            value=value,
            text=text,
            language=self.language,
            formal=self.formal,
            solution=self.solution,
            status=status(verdict, trust),
            agreement=Agreement(1, 1, round(self.confidence, 4)),
            why="" if trust else doubt(self.confidence, name),
        )

    def unsolved(self, why: str) -> Answer:
        """Say why what was found is no answer."""
        return Answer.unsolved(why, language=self.language, formal=self.formal, solution=self.solution)


def side_by_side(sentences: Sequence[Segment], lines: Sequence[Line]) -> list[str]:
    """Return every sentence with the line that it was read as."""
    return [f"{segment.text}  =>  {line.text}" for segment, line in zip(sentences, lines, strict=True)]


def status(verdict: Verdict, trust: bool) -> Status:
    """Weigh a verdict and the trust in the reading."""
    if not (verdict.satisfied or verdict.proved):  # that there is nothing to satisfy can be proved, too
        return Status.UNSOLVED
    if not trust:
        return Status.DISPUTED
    return Status.PROVED if verdict.proved else Status.CHECKED


def doubt(score: float, name: str) -> str:
    """Say that a reading is not trusted, and why."""
    return f"The reading of the words is in doubt: its score is {score:.2f}, and {threshold(name):.2f} is asked."


def value_of(language: str, solution: Solution) -> Any:
    """Return what a solution says in plain JSON: an answer, an objective with its values, or a verdict."""
    values = {name: _plain(value) for name, value in solution.values.items()}
    if language == "program":
        return values.get("answer", next(iter(values.values()), None))
    if language == "horn" and not values:
        return SAID[solution.claim]
    return values if solution.objective is None else {"objective": _plain(solution.objective), "values": values}


def _plain(value: Any) -> Any:
    """Exact numbers as JSON: integers as they are, other rationals as decimals when finite, else as "p/q"."""
    if isinstance(value, (bool, int, str)):
        return value
    if value.denominator == 1:
        return int(value)
    return float(value) if set(_primes(value.denominator)) <= {2, 5} else str(value)


def _primes(number: int) -> list[int]:
    found, divisor = [], 2
    while number > 1 and divisor < 100:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1
    return found if number == 1 else [*found, number]
