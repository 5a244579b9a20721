"""What comes back: a value, how far it can be trusted, and everything needed to check it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from algorist.core.budget import Spent
from algorist.core.certificate import Solution
from algorist.core.errors import InputError


class Status(StrEnum):
    """How far an answer can be trusted, from most to least."""

    PROVED = "proved"
    CHECKED = "checked"
    DISPUTED = "disputed"
    AGREED = "agreed"
    GUESSED = "guessed"
    UNSOLVED = "unsolved"


_RANK = {status: rank for rank, status in enumerate(reversed(Status))}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of `of` independent formalisations are equivalent to the one answered; `confidence` in 0..1."""

    votes: int
    of: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The value for the person and its status, the formal text that was solved, its solution and certificate, the cost.

    `value` is plain JSON data; `text` says it in a person's words; `why` gives the reason of a status below `checked`;
    `others` holds formalisations that differ, shown side by side when the status is `disputed`.
    """

    value: Any = None
    text: str = ""
    status: Status = Status.UNSOLVED
    language: str | None = None
    formal: str | None = None
    solution: Solution | None = None
    agreement: Agreement | None = None
    spent: Spent = field(default_factory=Spent)
    trace: str | None = None
    why: str = ""
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @staticmethod
    def unsolved(why: str, **more: Any) -> Answer:
        return Answer(status=Status.UNSOLVED, why=why, text=more.pop("text", why), **more)

    def rank(self) -> tuple[int, float]:
        """Order answers by status, then by the share of votes."""
        agreement = self.agreement
        return _RANK[self.status], 0.0 if agreement is None else agreement.votes / max(1, agreement.of)

    def with_(self, **changes: Any) -> Answer:
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """Return the object that `solve --json` prints and `algorist check` reads."""
        solution = None if self.solution is None else self.solution.to_json()
        agreement = self.agreement
        return {
            "answer": self.value,
            "text": self.text,
            "status": str(self.status),
            "why": self.why,
            "language": self.language,
            "formal": self.formal,
            "solution": {key: value for key, value in solution.items() if key != "certificate"} if solution else None,
            "certificate": solution["certificate"] if solution else None,
            "agreement": None
            if agreement is None
            else {"votes": agreement.votes, "of": agreement.of, "confidence": agreement.confidence},
            "others": list(self.others),
            "notes": list(self.notes),
            "spent": self.spent.to_json(),
            "trace": self.trace,
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Answer:
        """Read what `to_json` wrote; raises InputError when the document is no saved answer."""
        try:
            solution, agreement = document["solution"], document.get("agreement")
            return Answer(
                value=document["answer"],
                text=str(document["text"]),
                status=Status(document["status"]),
                language=document["language"],
                formal=document["formal"],
                solution=None
                if solution is None
                else Solution.from_json({**solution, "certificate": document.get("certificate")}),
                agreement=None
                if agreement is None
                else Agreement(int(agreement["votes"]), int(agreement["of"]), agreement.get("confidence")),
                spent=Spent.from_json(document["spent"]),
                trace=document.get("trace"),
                why=str(document.get("why", "")),
                others=tuple(document.get("others", ())),
                notes=tuple(document.get("notes", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"This is not a saved answer: {error!r}. `algorist solve --json` writes one.") from error
