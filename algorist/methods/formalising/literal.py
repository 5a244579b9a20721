"""The values and the places that a clause names literally: data that a line must point to, and no others.

A language model says which relation a clause states; which values it is about mostly stands in the words themselves. A line
that leaves a named value out, or speaks of one that nothing in the clause resembles, is less likely, and where it does both
once, the line with the named value in place of the other is what was meant. A line that puts something in a place is less likely
where the clause names places and that one is not among them, counted from either end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from algorist.methods.formalising.nbest import MISPLACED, Line

ORDINALS = {
    word: place
    for place, words in enumerate(
        (("first",), ("second", "two"), ("third", "three"), ("fourth", "four"), ("fifth", "five"), ("sixth", "six"),
         ("seventh", "seven"), ("eighth", "eight"), ("ninth", "nine")), start=1,
    )
    for word in words
}  # fmt: skip
"""Words that may name a place."""

Reference = tuple[str, str]
"""A group's key and a member of it."""

Groups = Mapping[str, Mapping[str, str]]


def references(line: str) -> list[Reference]:
    """Return the members that a line refers to, in its order."""
    return re.findall(r"\b([a-z]\w*)\.(\w+)", line)


def mended(lines: Sequence[Line], clause: str, groups: Groups) -> list[Line]:
    """Return the lines with those that a literal reading adds, each as likely as its values let it be, likeliest first."""
    named, possible = _named(clause, groups)
    places = _places(clause, max(map(len, groups.values()), default=0))
    found: dict[str, Line] = {}
    read = [(line, *_misplaced(line.text, named, possible)) for line in lines]
    elsewhere = [bool(places) and not places.issuperset(_put(line.text)) for line in lines]
    if all(elsewhere):
        elsewhere = [False] * len(lines)
    # What every line misplaces says nothing against any: words name a value in many ways.
    least = min(
        (0 if len(lost) == len(made_up) == 1 else len(lost) + len(made_up) for _, lost, made_up in read), default=0
    )
    for (line, lost, made_up), wrong_place in zip(read, elsewhere, strict=True):
        excess = len(lost) + len(made_up) - least + wrong_place
        candidates = [Line(line.text, line.log_probability - MISPLACED * excess)]
        if len(lost) == len(made_up) == 1:
            (right,), (wrong,) = lost, made_up
            text = re.sub(rf"\b{re.escape('.'.join(wrong))}\b", ".".join(right), line.text)
            candidates.append(Line(text, line.log_probability))
        for each in candidates:
            if each.text not in found or found[each.text].log_probability < each.log_probability:
                found[each.text] = each
    return sorted(found.values(), key=lambda line: -line.log_probability)


def literal(line: Line, clause: str, groups: Groups) -> bool:
    """Whether a line is about the values that the clause names, as far as the words tell."""
    lost, made_up = _misplaced(line.text, *_named(clause, groups))
    places = _places(clause, max(map(len, groups.values()), default=0))
    return not lost and not made_up and (not places or places.issuperset(_put(line.text)))


def _misplaced(
    line: str, named: frozenset[Reference], possible: frozenset[Reference]
) -> tuple[set[Reference], set[Reference]]:
    """Return the named values that a line leaves out, and those that it has though nothing in the clause resembles them."""
    used = set(references(line))
    if not used:
        return set(), set()
    return set(named - used), used - possible


def _named(clause: str, groups: Groups) -> tuple[frozenset[Reference], frozenset[Reference]]:
    """Return the values all of whose words stand in the clause, told apart from every other group's, and those with any."""
    words = re.findall(r"[a-z0-9]+", clause.lower())
    whole: list[Reference] = []
    possible: set[Reference] = set()
    for key, members in groups.items():
        for member in members:
            parts = member.split("_")
            there = [any(resembles(part, word) for word in words) for part in parts]
            if all(there):
                whole.append((key, member))
            if any(there):
                possible.add((key, member))
    named = (one for one in whole if not any(_overlap(one, other) for other in whole if other != one))
    return frozenset(named), frozenset(possible)


def _put(line: str) -> set[int]:
    """The places in which a line puts something, or does not: what it says of distances is none."""
    return {int(number) for number in re.findall(r"(?:^|\bor )[a-z]\w*\.\w+ !?= (\d+)\b", line)}


def _places(clause: str, size: int) -> frozenset[int]:
    """The places that a clause may mean where it names any by an ordinal, a number or the middle; empty where it names none.

    Counted from either end, and the ends themselves, which have too many names to know them all.
    """
    words = re.findall(r"[a-z]+|\d+", clause.lower())
    counted = {ORDINALS[word] for word in words if word in ORDINALS} | {int(word) for word in words if word.isdigit()}
    named = {place for k in counted for place in (k, size + 1 - k) if 1 <= place <= size}
    if "middle" in words and size % 2:
        named.add((size + 1) // 2)
    return frozenset(named | {1, size}) if named else frozenset()


def _overlap(one: Reference, other: Reference) -> bool:
    """Whether the words of one value are among another's, so that the clause may mean either."""
    return bool(set(one[1].split("_")) & set(other[1].split("_")))


def resembles(part: str, word: str) -> bool:
    """Whether a value's word and a clause's are the same but for an ending."""
    if part == word or part.rstrip("s") == word.rstrip("s"):
        return True
    return min(len(part), len(word)) >= 4 and (word.startswith(part) or part.startswith(word))
