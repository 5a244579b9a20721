"""A statement cut into segments, its literal lists replaced by references to where they stand.

A list of values is data: the language model says what it is a list of, and never copies it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 3
"""How many values of a list a prompt shows after its reference, enough to see what kind they are."""

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,3}[.)]|[-*•–]|#+)\s+")
_ABBREVIATIONS = "".join(rf"(?<!\b{title}\.)" for title in ("Mr", "Mrs", "Ms", "Dr", "St", "vs", "No", "approx"))
_SENTENCE_END = re.compile(rf"{_ABBREVIATIONS}(?<!\b[A-Z]\.)(?:(?<=[.?!])|(?<=[.?!][\"'”)]))\s+(?=[\"'(“]?[A-Z0-9])")
_PROPER = r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?"
_NAMES = re.compile(rf"{_PROPER}(?:, {_PROPER})+,? (?:and|or|&) {_PROPER}|{_PROPER}(?:, {_PROPER}){{2,}}")
_LEADING = re.compile(r"^(?:(?:and|or|&)\s+)?(?:(?:an?|the)\s+)?")
_WORDS = re.compile(r"[\w'’-]+(?:, [\w'’-]+(?: [\w'’-]+)?){1,},? (?:and|or|&) [\w'’-]+(?: [\w'’-]+)?")


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence or list item: its text, whether it was numbered, and the literal lists in it.

    `shown` is the text with each list as `@k(first values)`, which is what a prompt contains.
    """

    text: str
    numbered: bool = False
    lists: tuple[tuple[str, ...], ...] = ()

    @property
    def question(self) -> bool:
        return self.text.rstrip().endswith("?")

    @property
    def shown(self) -> str:
        text = self.text
        for number, (found, values) in enumerate(_find_lists(self.text), start=1):
            text = text.replace(found, f"@{number}({', '.join(values[:SHOWN])})", 1)
        return text


def segments(statement: str) -> list[Segment]:
    """Cut a statement at line ends, list items and sentence ends; headings and empty lines fall away."""
    cut: list[Segment] = []
    for line in statement.splitlines():
        match = _NUMBERING.match(line)
        body = " ".join(line[match.end() :].split() if match else line.split())
        numbered = match is not None and match[0].strip()[:1].isdigit()
        if match is not None and match[0].lstrip().startswith("#"):
            continue
        item = match is not None and ":" in body and _find_lists(body)  # a list's values may end in full stops
        pieces = [body] if item else _SENTENCE_END.split(body)
        for piece in pieces:
            text = piece.strip()
            if re.search(r"[A-Za-z]{2}", text):
                cut.append(Segment(text, numbered, tuple(values for _, values in _find_lists(text))))
    return cut


def _find_lists(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return (the words as they stand, the values) of every literal list in the text."""
    _, colon, tail = text.partition(":")
    if colon and ("," in tail or tail.count("`") >= 2):
        values = _values(re.split(r",|(?<=`)\s+(?=`)", tail))
        if len(values) >= 2:
            return [(tail.strip(), values)]
    for pattern in (_NAMES, _WORDS):
        match = pattern.search(text)
        if match:
            values = _values(re.split(r",", re.sub(r",? (?:and|or|&) ", ", ", match[0])))
            if len(values) >= 3:
                return [(match[0], values)]
    return []


def _values(parts: Sequence[str]) -> tuple[str, ...]:
    cleaned = (_LEADING.sub("", part.strip()).strip("`'\"“”.;:() ") for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def slug(words: str) -> str:
    """Return the identifier that stands for words in a formal text: "Tesla Model 3" becomes tesla_model_3."""
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_") or "x"
