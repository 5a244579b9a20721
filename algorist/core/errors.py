"""What can go wrong, by whose hand: every error names the thing, the place and the way out."""

from __future__ import annotations


class AlgoristError(Exception):
    """Base of every error that a user can cause or mend. Anything else that is raised is a bug."""

    exit_code = 1


class InputError(AlgoristError):
    """What was given cannot be worked with: a file, an option, an argument."""

    exit_code = 2


class Unavailable(AlgoristError):
    """A solver, a model or an endpoint is missing or failing.

    `remedy` is the command or setting that mends it, shown beside the message.
    """

    exit_code = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.remedy = remedy


class FormalError(InputError):
    """A text is not in its formal language; lines and columns count from 1, `hint` says what would be."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(f"line {line}, column {column}: {message}" + (f" {hint}" if hint else ""))
        self.line, self.column, self.message, self.hint = line, column, message, hint


class BudgetSpent(AlgoristError):
    """The next step could cost more than is left. Methods catch it and return the best answer that they have."""

    exit_code = 1
