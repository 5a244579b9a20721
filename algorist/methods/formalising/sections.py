"""The parts of a statement: what stands under the headings for variables, objective and constraints, in units to be read.

Where a statement has no such headings, every sentence is a unit of its own, and may be any of them or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

VARIABLES, OBJECTIVE, CONSTRAINTS, OTHER = "variables", "objective", "constraints", ""

LONGEST = 420
"""Characters of a unit that a prompt shows."""

_MARKUP = re.compile(r"\\[()\[\]]|\*\*|`|\$|^#+\s*")
_ITEM = re.compile(r"^\s*(?:[-*•]\s+|\(?\d+[.)]\s+|\(?[a-z]\)\s+)")
_HEADING = re.compile(
    r"^\s*(?:#+\s*|\*\*)?(?P<title>[A-Za-z][\w '\-/()]{0,60}?)\s*(?::\s*(?:\*\*)?|\*\*:?|(?<=\w)$)\s*(?P<rest>.*)$"
)
_TITLES = (
    (VARIABLES, re.compile(r"\b(?:variables?|decisions?|unknowns?)\b", re.IGNORECASE)),
    (OBJECTIVE, re.compile(r"\bobjective|^(?:goal|aim)$|^(?:minimi[sz]e|maximi[sz]e)$", re.IGNORECASE)),
    (CONSTRAINTS, re.compile(r"\bconstraints?$|\bconstraints? |^subject to|^(?:limits|restrictions|conditions)$", re.IGNORECASE)),
)  # fmt: skip
_OTHERS = re.compile(
    r"^(?:problem|background|description|parameters?|data|input|output|notes?|implementation|expected|context|sets?|indices|example|solution|hint|statement|task)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a statement that is read alone, and the heading's part that it stands in."""

    part: str
    text: str


def units_of(statement: str, data: Iterable[str]) -> list[Unit]:
    """Return the units of a statement, without those that only describe the data.

    With headings for both objective and constraints, only what stands there and under variables is to be read.
    """
    names = "|".join(map(re.escape, data)) or "$^"
    described = re.compile(rf"^\W*(?:{names})\W*:")
    part, found = OTHER, []
    for line in statement.splitlines():
        if not re.search(r"[A-Za-z]", line) or described.match(line):
            continue
        heading = None if _ITEM.match(line) and not line.lstrip().startswith("**") else _heading(line)
        if heading is not None:
            part, line = heading
        if re.search(r"[A-Za-z]{2}|[A-Za-z]\W*[_\[(<>=]", line):
            found.append((part, line, _ITEM.match(line) is not None))
    parts = {part for part, _, _ in found}
    if {OBJECTIVE, CONSTRAINTS} <= parts:
        kept = [each for each in found if each[0] or VARIABLES not in parts]
        units = [
            Unit(part, text) for part, line, item in kept for text in _pieces(line, whole=item or part == OBJECTIVE)
        ]
    else:
        units = [Unit(OTHER, text) for _, line, _ in found for text in _pieces(line, whole=False)]
    return [each for each in dict.fromkeys(units) if not each.text.endswith(":") or len(each.text.split()) > 6]


def _heading(line: str) -> tuple[str, str] | None:
    """The part that a heading begins, and what stands behind it on its line; None where a line is none."""
    match = _HEADING.match(line)
    bare = match is not None and not match["rest"] and not re.search(r"[:*]|^\s*#", line)
    if match is None or bare or len(match["title"].split()) > 8:
        return None
    title = _MARKUP.sub("", match["title"]).strip()
    for part, words in _TITLES:
        if words.search(title) and (not match["rest"] or len(title.split()) <= 3):
            return part, match["rest"]
    return (OTHER, match["rest"]) if _OTHERS.match(title) or not match["rest"] else None


def _pieces(line: str, *, whole: bool) -> list[str]:
    bare = " ".join(_MARKUP.sub(" ", _ITEM.sub("", line.strip())).split())
    return [each[:LONGEST] for each in ([bare] if whole else _SENTENCE.split(bare)) if each]
