"""What is asked: a statement in words with whatever comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """A visible test: what goes in, and what is expected to come out."""

    input: str
    expected: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A statement in words, with optional question, data, images, visible tests and a hint of its kind (never required)."""

    statement: str
    question: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[Path, ...] = ()
    examples: tuple[Example, ...] = ()
    kind: str | None = None

    @property
    def text(self) -> str:
        """The statement with the question, where one is given apart."""
        return f"{self.statement}\n{self.question}" if self.question else self.statement
