"""Phrases that mean the same: "people who regularly drink coffee" and "regularly drinks coffee" are one predicate.

A phrase is known by the stems of the words that carry its meaning. Articles, the verbs to be and to have, pronouns, prepositions
and words for anybody or anything are left out; a phrase is another one's where it has at least two thirds of its stems and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

ENOUGH = 2 / 3
"""The share of another phrase's stems that a phrase must have to stand for it."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_HYPHEN = re.compile(r"(?<!\bnon)(?<!\banti)(?<!\bex)(?<!\bsemi)-(?=[^\W\d_])")
"""What joins words that say what they say apart, too: a city-owned building is owned by the city."""
_EMPTY = frozenset(
    _WORD.findall(
        "a an the is are was were be been being am has have had having do does did can could cannot will would may might must "
        "should that who whom whose which this these those it its he his him she her they their them himself herself itself "
        "themselves of in on at to by for from with as there very really quite also both either currently person people someone "
        "anyone everyone somebody anybody everybody one "
        "ones thing things something anything everything somewhere beings"
    )
)

_AFTER = frozenset(
    _WORD.findall("of in on at to by for from with as that who which whose listed located made called named")
)
"""Words after which a noun is only described."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """The predicate that each phrase stands for, and how many phrases were taken for another although a stem is missing."""

    of: Mapping[str, str]
    stretched: int

    def kinds(self) -> list[tuple[str, str]]:
        """Return which predicates are kinds of others, as a phrase whose noun, with nothing before it, is another phrase.

        A Danish choral conductor is a choral conductor, a town in Kent is a town.
        """
        pairs = [
            (predicate, wider)
            for phrase, predicate in self.of.items()
            for other, wider in self.of.items()
            if predicate != wider and narrows(phrase, other)
        ]
        return list(dict.fromkeys(pairs))

    def unions(self) -> list[tuple[str, str, str]]:
        """Return which predicates say what two others say: a British lawyer is British and a lawyer, and who is both is one."""
        known = {predicate: stems(phrase) for phrase, predicate in self.of.items()}
        return [
            (whole, one, other)
            for whole, every in known.items()
            for one, other in combinations(known, 2)
            if not known[one] & known[other] and known[one] | known[other] == every
        ]


def meanings(phrases: Iterable[str], understood: Iterable[str] = ()) -> Meanings:
    """Return one predicate for all phrases that mean the same, named by the first of them.

    `understood` are phrases whose stems say nothing here, as "animal" where all are animals.
    """
    beside = frozenset(stem for phrase in understood for stem in stems(phrase))
    known: dict[frozenset[str], str] = {}
    shown: dict[frozenset[str], str] = {}
    found: dict[str, str] = {}
    stretched = 0
    ordered = sorted(dict.fromkeys(phrases), key=lambda phrase: -len(stems(phrase)))
    for phrase in ordered:  # the fullest first, so that those with fewer stems find it
        own = stems(phrase) - beside or stems(phrase)
        near = [
            each
            for each in known
            if own == each
            or (own < each and len(own) >= ENOUGH * len(each) and not narrows(shown[each], phrase))
            or _does(own, each)
        ]
        whole = max(near, key=lambda each: (len(own & each) / len(each), known[each]), default=own)
        stretched += whole != own
        shown.setdefault(whole, phrase)
        found[phrase] = known.setdefault(whole, _name(phrase, known.values()))
    return Meanings(found, stretched)


def _does(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one stem is that of who does what the other says: a planner plans."""
    if len(one) != 1 or len(other) != 1:
        return False
    verb, agent = sorted((*one, *other), key=len)
    return agent in (f"{verb}er", f"{verb}{verb[-1]}er", f"{verb}or")


def empty(phrase: str) -> bool:
    """Whether no word of a phrase carries a meaning, as in "one" and "a person"."""
    return all(word in _EMPTY for word in _words(phrase))


def stems(phrase: str) -> frozenset[str]:
    """Return the stems of the words that carry a phrase's meaning; of all its words where none does, or the phrase itself."""
    words = _words(phrase)
    return frozenset(_stemmer().stemWord(word) for word in words if word not in _EMPTY) or frozenset(words or [phrase])


def _words(phrase: str) -> list[str]:
    """The words of a phrase, those that a hyphen joins apart; who works in person need not be said to be one."""
    return _WORD.findall(_HYPHEN.sub(" ", phrase.lower()).replace("in person", "in-person"))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def narrows(phrase: str, other: str) -> bool:
    """Whether the noun of a phrase ends with all that the other phrase says."""
    head, noun = _head(phrase), _stemmed(other)
    return 0 < len(noun) <= len(head) and head[-len(noun) :] == noun


def _head(phrase: str) -> list[str]:
    """Return the stems of a phrase up to its first preposition or relative pronoun, which are those of its noun if it has one."""
    words = _words(phrase)
    end = next((place for place, word in enumerate(words) if place and word in _AFTER), len(words))
    return _stemmed(" ".join(words[:end]))


def _stemmed(phrase: str) -> list[str]:
    return [_stemmer().stemWord(word) for word in _words(phrase) if word not in _EMPTY]


def _name(phrase: str, taken: Iterable[str]) -> str:
    """An identifier for a phrase that no other has."""
    words = _words(phrase)
    kept = [word for word in words if word not in _EMPTY] or words
    name = re.sub(r"[^a-z0-9]+", "_", "_".join(kept)).strip("_")
    name = name if name[:1].isalpha() else f"p_{name}"
    used = set(taken)
    return (
        name if name not in used else next(each for n in range(2, len(used) + 3) if (each := f"{name}_{n}") not in used)
    )
