"""Lists in the words of a game, found where they stand: names between dashes or commas, runs of days, numbered places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from algorist.methods.formalising.numerals import SPELLED

SHOWN = 3
"""How many values of a list a prompt shows after its reference."""

LONGEST_VALUE = 5
"""Words of a value; what is longer is no name but a clause."""

RUNS: tuple[tuple[str, ...], ...] = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_BETWEEN_DASHES = re.compile(r"\s*(?:[—–]|--| - )\s*")
_WORD = r"[\"“']?(?:(?:Mr|Ms|Mrs|Dr|St|Prof)\.|[\w$][\w'’$-]*)[\"”']?"
_ITEM = rf"(?:{_WORD}(?: (?!and |or ){_WORD}){{0,2}})"
_LISTED = re.compile(rf"{_ITEM}(?:[,;][\"”']? {_ITEM})+,?[\"”']? (?:and|or|&) {_ITEM}|{_ITEM}(?:, {_ITEM}){{3,}}")
_THROUGH = re.compile(r"\b(?:from )?(?:the )?([\w$]+) (?:through|to|thru) (?:the )?([\w$]+)\b")
_COUNTED = re.compile(r"\b1(?:, \d+)+,? (?:and|or) \d+\b")
_NO_VALUE = re.compile(
    r"(?:are|is|will|must|was|were|has|have|can|could|in|on|at|with|each|so|that|who|which|if)\b", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:(?:and|or|&|either|each of|one|the|a|an|both|namely|exactly)\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A list: where it stands, its values, and the word before it, which says what they are."""

    begin: int
    end: int
    values: tuple[str, ...]
    label: str = ""

    @property
    def numbers(self) -> bool:
        """Whether the values are 1, 2, 3 and so on."""
        return self.values == tuple(map(str, range(1, len(self.values) + 1)))


def spans(text: str) -> tuple[Span, ...]:
    """Return the lists of a text in the order in which they stand, none within another.

    >>> [each.values for each in spans("Ann, Bo and Cy sing from Monday through Wednesday.")]
    [('Ann', 'Bo', 'Cy'), ('Monday', 'Tuesday', 'Wednesday')]
    """
    found: list[Span] = []
    for each in (*_runs(text), *_dashed(text), *_after_colon(text), *_listed(text)):
        if len(each.values) > 1 and all(each.end <= other.begin or each.begin >= other.end for other in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.begin))


def shown(text: str, found: Sequence[Span]) -> str:
    """Return the text with each list as `@k(first values)`, which is what a prompt contains."""
    pieces, end = [], 0
    for number, each in enumerate(found, start=1):
        values = f"1..{len(each.values)}" if each.numbers else ", ".join(each.values[:SHOWN])
        pieces += [text[end : each.begin], f"@{number}({values})"]
        end = each.end
    return "".join([*pieces, text[end:]])


def _dashed(text: str) -> Iterator[Span]:
    """Lists between two dashes, or from a dash to the end of the sentence."""
    marks = [(match.start(), match.end()) for match in _BETWEEN_DASHES.finditer(text)]
    for (before, begin), (end, _) in zip(marks, [*marks, (len(text), len(text))][1:], strict=False):
        yield _span(text, begin, end, before)


def _after_colon(text: str) -> Iterator[Span]:
    for match in re.finditer(r":\s+", text):
        end = re.search(r"[.;:](?:\s|$)|$", text[match.end() :])
        yield _span(text, match.end(), match.end() + (end.start() if end else 0), match.start())


def _listed(text: str) -> Iterator[Span]:
    for match in _LISTED.finditer(text):
        found = _span(text, match.start(), match.end(), match.start())
        if len(found.values) > 2 and _counts(found.values):
            # "exactly three singers, Ann, Bo and Cy": what comes before names says what they are.
            begin = text.index(found.values[1], match.start())
            found = Span(begin, found.end, found.values[1:], _label(text[:begin].rstrip(" ,")))
        yield found


def _counts(values: Sequence[str]) -> bool:
    """Whether the first of these says how many there are, or what they are, and is none of them."""
    numbered = any(word.lower() in SPELLED for word in values[0].split())
    small = values[0][0].islower() and not any(each[0].islower() for each in values[1:])
    return len(values[0].split()) > 1 and (numbered or small)


def _runs(text: str) -> Iterator[Span]:
    for match in _THROUGH.finditer(text):
        values = run(match[1], match[2])
        if values:
            yield Span(match.start(), match.end(), values, _label(text[: match.start()]))
    for match in _COUNTED.finditer(text):
        values = tuple(re.findall(r"\d+", match[0]))
        if values == tuple(map(str, range(1, len(values) + 1))):
            yield Span(match.start(), match.end(), values, _label(text[: match.start()]))


def run(first: str, last: str) -> tuple[str, ...]:
    """Return what stands from the first to the last of days, months, ordinals or numbers; nothing where they are none."""
    for names in RUNS:
        if first in names and last in names and names.index(first) < names.index(last):
            return names[names.index(first) : names.index(last) + 1]
    low, high = _number(first), _number(last)
    if low is not None and high is not None and low < high < low + 13:
        return tuple(map(str, range(low, high + 1)))
    return ()


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    lowered = word.lower()
    if lowered in ORDINALS:
        return ORDINALS.index(lowered) + 1
    spelled = SPELLED.get(lowered, "")
    return int(spelled) if spelled.isdigit() else None


def _span(text: str, begin: int, end: int, before: int) -> Span:
    """The span whose values are all short, else one without values."""
    stop = begin + len(text[begin:end].rstrip(" .,;:?!"))
    pieces = re.split(r"[,;][\"”']?\s+(?:and |or )?|\s+(?:and|or|&)\s+", text[begin:stop])
    values = tuple(dict.fromkeys(cleaned for piece in pieces if (cleaned := clean(piece))))
    if any(len(each.split()) > LONGEST_VALUE or _NO_VALUE.match(each) for each in values) or len(values) != len(pieces):
        return Span(begin, stop, ())
    return Span(begin, stop, values, _label(text[:before]))


def clean(value: str) -> str:
    """Return a value without articles, quotation marks and what else does not belong to it."""
    return _LEADING.sub("", value.strip().strip(" .,;:'\"“”‘’()")).strip(' "“”')


def _label(before: str) -> str:
    """The word that a list follows: "boys" in "Four boys - Al, Bo and Cy"."""
    words = re.findall(r"[A-Za-z]+", re.split(r"[,;.]", before)[-1])
    kept = [
        word for word in words if word.lower() not in ("named", "called", "labeled", "labelled", "namely", "are", "is")
    ]
    return kept[-1].lower() if kept and len(kept[-1]) > 2 else ""
