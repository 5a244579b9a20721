"""Python programs: the language, the sandbox that runs them, and the checker that runs them again."""

from __future__ import annotations

from algorist.core.language import Rooms
from algorist.formal.program.grammar import GRAMMAR

LANGUAGE = Rooms(
    package=__name__,
    name="program",
    summary="Python programs, run in a sandbox; arithmetic on exact numbers is proved",
    suffixes=(".py",),
    grammar=GRAMMAR,
)
