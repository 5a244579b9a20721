"""The names of a game in a sentence, replaced by tags: K L M for things, W X Y for places, E U for classes, as they come.

So the language model reads "K is before L" whoever they are, and never copies a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from algorist.methods.formalising.game_setting import Setting

THINGS = ("K", "L", "M", "N", "R", "S", "T", "V", "B", "C", "D", "F", "G", "J")
PLACES = ("W", "X", "Y", "Z", "H", "Q")
CLASSES = ("E", "U")

_PLURALS: Mapping[str, str] = MappingProxyType(
    {"men": "man", "women": "woman", "children": "child", "people": "person", "shelves": "shelf", "fish": "fish"}
)
_ENDING = r"(?:e?s)?"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence with tags for names, and what the tags stand for."""

    text: str
    things: Mapping[str, str]
    places: Mapping[str, int]
    classes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands: a variable, the number of a place, or the members of a class."""

    begin: int
    end: int
    of: str | int | tuple[str, ...]


def tagged(text: str, setting: Setting) -> Tagged:
    """Return the sentence in tags; names beyond the last tag of their kind stay as they are.

    >>> from algorist.methods.formalising.game_setting import Setting
    >>> setting = Setting({"ann": "Ann", "bo": "Bo"}, {}, ("Monday", "Tuesday"), 2, False, ())
    >>> tagged("Bo's talk is on Monday, but Ann's is not.", setting).text
    "K's talk is on W, but L's is not."
    """
    free = {str: iter(THINGS), int: iter(PLACES), tuple: iter(CLASSES)}
    tags: dict[str | int | tuple[str, ...], str] = {}
    pieces, end = [], 0
    for mention in mentions(text, setting):
        tag = tags.get(mention.of) or next(free[type(mention.of)], None)
        if tag is not None:
            tags[mention.of] = tag
            pieces += [text[end : mention.begin], tag]
            end = mention.end
    plain = re.sub(r"[\"“”]([A-Z])([.,]?)[\"“”]", r"\1\2", "".join([*pieces, text[end:]]))
    return Tagged(
        plain,
        {tag: of for of, tag in tags.items() if isinstance(of, str)},
        {tag: of for of, tag in tags.items() if isinstance(of, int)},
        {tag: of for of, tag in tags.items() if isinstance(of, tuple)},
    )


def plain(text: str) -> str:
    """Return a tagged sentence as a prompt has it, wherever it stood: no capital at its beginning and no mark at its end.

    >>> plain("Neither K nor L is last."), plain("K is last")
    ('neither K nor L is last', 'K is last')
    """
    bare = " ".join(text.split()).rstrip(" .,;:?!")
    return bare[:1].lower() + bare[1:] if bare[1:2].islower() else bare


def mentions(text: str, setting: Setting) -> list[Mention]:
    """Return the names in a text in the order in which they stand; the longest counts where several begin."""
    known: dict[str, str | int | tuple[str, ...]] = {}
    for label, members in setting.classes.items():
        known |= dict.fromkeys(_forms(label), members)
    if setting.places:
        known |= dict(_variants(setting.places, range(1, setting.size + 1)))
    known |= dict(_variants(list(setting.things.values()), list(setting.things)))
    if not known:
        return []
    names = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w’'-])(?:{'|'.join(f'({_pattern(name)})' for name in names)})(?![\w-])")
    return [
        Mention(match.start(), match.end(), known[names[(match.lastindex or 1) - 1]])
        for match in pattern.finditer(text)
    ]


def _variants(labels: Sequence[str], stand_for: Sequence[str | int] | range) -> Iterable[tuple[str, str | int]]:
    """Every label, and what is left of it without a word that others end or begin with as well, where that is no number."""
    lasts = [label.split()[-1].lower() for label in labels]
    firsts = [label.split()[0].lower() for label in labels]
    for label, of in zip(labels, stand_for, strict=True):
        words = label.split()
        short = (
            [words[:-1]]
            if len(words) > 1 and (lasts.count(lasts[labels.index(label)]) > 1 or lasts[0] not in lasts[1:])
            else []
        )
        short += [words[1:]] if len(words) > 1 and firsts.count(words[0].lower()) > 1 else []
        for rest in short:
            alone = " ".join(rest)
            others = [each for each in labels if each != label and re.search(rf"\b{re.escape(alone)}\b", each)]
            if alone and not alone.isdigit() and not others and (len(alone) > 1 or alone.isupper()):
                yield alone, of
        yield label, of


def _forms(label: str) -> set[str]:
    """A word for several and for one."""
    one = _PLURALS.get(label, re.sub(r"(?<=[sxzh])es$|s$", "", label))
    return {label, one}


def _pattern(name: str) -> str:
    """A name, with either case of a first letter that is small, and with the ending of several where it is a longer word."""
    escaped = re.escape(name)
    if name[0].islower():
        escaped = f"[{name[0].upper()}{name[0]}]{re.escape(name[1:])}"
        stem = re.escape(name[1:].removesuffix("s"))
        return f"[{name[0].upper()}{name[0]}]{stem}{_ENDING}" if len(name) > 3 else escaped
    return f"{re.escape(name.removesuffix('s'))}{_ENDING}" if name.endswith("s") and len(name) > 4 else escaped
