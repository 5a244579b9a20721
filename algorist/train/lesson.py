"""What an adapter learns from: a shared beginning and the questions that branch from it, each with its answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """One thing to write: after the lesson's prefix comes `prompt`, and the model is to continue with `target`."""

    prompt: str
    target: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A prefix that all branches share (and whose tokens are therefore paid once), and the branches."""

    prefix: str
    branches: tuple[Branch, ...]
    source: str
