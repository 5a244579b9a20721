"""Verb phrases and noun phrases cut at their function words: every formula that they may say, phrases between the cuts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from algorist.methods.formalising.phrases import empty, stems
from algorist.train.annotated_formulas import Formula, both, joined, negated

Tokens = tuple[str, ...]

ARTICLES = {"a", "an", "the"}
COPULAS = {"is", "are", "was", "were", "isn't", "aren't", "wasn't", "weren't"}
MODALS = {"can", "will", "would", "may", "might", "must", "should", "could", "cannot", "can't", "won't"}
DO = {"do", "does", "did", "don't", "doesn't", "didn't"}
HAVE = {"has", "have", "had"}
AUXILIARIES = COPULAS | MODALS | DO | HAVE
WHO = {"who", "that", "which"}
THEY = {"they", "he", "she", "it"}
SOMEBODY = {"someone", "somebody", "anyone", "everyone", "something", "anything", "everything", "people", "those", "one", "things",
             "anybody", "everybody", "person", "thing", "ones", "individuals", "individual", "nobody"}  # fmt: skip
CUTS = {"not", "neither", "nor", "either", "if", "then", "when", "but", "no", "nobody", "none", "only", "unless", "both", "whenever",
         "they", "he", "she", "who", "cannot", "because", "while", "although", "except", "without", "whether", "however", "never",
         "don't", "doesn't", "didn't", "isn't", "aren't", "can't", "won't", "wasn't", "weren't"}  # fmt: skip
"""Words that no phrase has: what is on either side of them is said apart."""
_KINDS = re.compile(r"^(?:a |an |one |the )?(?:kind|type|form|sort)s? of (?:an? )?", re.IGNORECASE)
BY = {"by", "in", "on", "at", "to", "for", "from", "with", "about", "than", "of", "into", "after", "before", "under", "as",
      "that"}  # fmt: skip
DESCRIBING = {"good", "bad", "open", "cheaper", "eligible", "available", "able", "capable", "solid", "unable", "interested",
              "similar", "close", "popular", "written", "made", "sold", "held", "built", "born", "known", "taught", "found",
              "bought", "shown", "grown", "sent", "given", "worn", "older", "larger", "smaller", "located"}  # fmt: skip
"""Words after a noun that describe it, together with a preposition, besides those that end in -ed and -ing."""
PASTS = {"won", "wrote", "built", "went", "made", "became", "began", "fell", "ran", "led", "held", "left", "lost", "gave",
         "took", "came", "grew", "sold", "spent", "taught", "got", "has"}  # fmt: skip
"""Verbs in the past besides those that end in -ed."""


class Teller:
    """Reads what is said of a subject, given the stems of words that are used as verbs."""

    def __init__(self, verbs: frozenset[str]) -> None:
        self.verbs = verbs

    def told(self, tokens: Tokens) -> Iterator[Formula]:
        """Yield what a verb phrase may say."""
        tokens = tokens[1:] if tokens[:1] == ("also",) else tokens
        if not tokens:
            return
        first, rest = tokens[0], tokens[1:]
        if first == "either":
            for left, right in halves(rest, "or"):
                yield from self._paired("xor", self.told(left), [*self.told(without(right, THEY))])
            return
        if first == "neither":
            for left, right in halves(rest, "nor"):
                yield from (negated(each) for each in self._paired("or", self.told(left), [*self.told(right)]))
            return
        for joint in ("but", "and", "or"):
            for left, right in halves(tokens, joint):
                right = without(right, {"also"} | THEY)
                if right[:1] == ("not",) and left[0] in COPULAS:
                    yield from self._paired(
                        "and", self.told(left), [negated(each) for each in self._complement(right[1:])]
                    )
                elif right and (right[0] in AUXILIARIES or (left[0] not in COPULAS and self._finite(right[0]))):
                    joint_ = "and" if joint == "but" else joint
                    yield from self._paired(joint_, self.told(left), [*self.told(right)])
        denied = first.endswith("n't") or first == "cannot" or rest[:1] == ("not",)
        body = rest[1:] if rest[:1] == ("not",) else rest
        if first in COPULAS:
            yield from (negated(each) if denied else each for each in self._complement(body))
        elif first in DO | MODALS | HAVE and denied:
            yield from (negated(each) for each in self._listed(body, verbs=True))
        elif first in MODALS or first not in DO:
            yield from self._listed(tokens, verbs=True)

    def _complement(self, tokens: Tokens) -> Iterator[Formula]:
        """Yield what may be said after a form of to be."""
        tokens = without(tokens, {"also"})
        if not tokens:
            return
        first, rest = tokens[0], tokens[1:]
        if first in ("either", "neither"):
            start, inner = ("either", rest[1:]) if first == "either" and rest[:1] == ("both",) else (first, rest)
            if first == "either" and "neither" in rest:
                place = rest.index("neither")
                if place and rest[place - 1] == "or":
                    left = tuple(word for word in inner[: inner.index("neither") - 1])
                    left = left[:-1] if left[-1:] == (",",) else left
                    yield from self._paired("xor", self._complement(left), [*self.told(rest[place:])])
                return
            for left, right in halves(inner, "or" if start == "either" else "nor"):
                if right[0] in BY and right[0] in left[1:] and left[0] not in BY:  # "managed by one or by another"
                    continue
                told = self._paired(
                    "xor" if first == "either" else "or", self._complement(left), [*self._complement(be(right))]
                )
                yield from told if first == "either" else (negated(each) for each in told)
            return
        if first == "both":
            yield from (each for each in self._listed(rest) if each[0] == "and")
            return
        if first == "not":
            yield from (negated(each) for each in self._complement(rest))
            return
        yield from self._listed(tokens)

    def _listed(self, tokens: Tokens, *, verbs: bool = False) -> Iterator[Formula]:
        """Yield one phrase, or several that a list has, each after an article or none."""
        one = self._noun(tokens)
        for joint in ("and", "or"):
            places = [each for each, word in enumerate(tokens) if word == joint]
            for place in places:
                commas = [each for each, word in enumerate(tokens[:place]) if word == ","]
                for cuts in ([*commas, place], [place]) if commas else ([place],):
                    parts = [be(without(each, {",", "also", "either", joint})) for each in between(tokens, cuts)]
                    told = [self._noun(each) for each in parts]
                    if all(each is not None for each in told) and self._parallel(parts, verbs=verbs):
                        yield joined(joint, [each for each in told if each is not None])
        if one is not None:
            yield one

    def _parallel(self, parts: Sequence[Tokens], *, verbs: bool) -> bool:
        """Whether parts may stand in a list by themselves, and none of them is joined to the last words of the one before."""
        for before, after in pairwise(parts):
            participle = self._participle(before[0])
            if len(before) == 1 and len(after) > 1 and (verbs or participle):
                return False
            if verbs and not self._finite(after[0]):
                return False
            if "of" in after and not set(before) & BY:  # of both, maybe
                return False
            if not verbs and (set(before) & BY or any(word.endswith(("ing", "ed")) for word in before)):
                same = any(before[0] in words and after[0] in words for words in (ARTICLES, BY))
                if not same and not self._participle(after[0]):
                    return False
            if after[0] in BY and before[0] not in BY:
                return False
        return True

    def _finite(self, word: str) -> bool:
        return word in PASTS or stems(word) <= self.verbs

    def _participle(self, word: str) -> bool:
        return word.islower() and (word.endswith(("ed", "ing")) or word in DESCRIBING)

    def _verbal(self, tokens: Tokens) -> bool:
        """Whether a verb begins here, maybe after an adverb."""
        start = tokens[1:] if tokens[:1] and tokens[0].endswith("ly") else tokens
        return (
            bool(start)
            and start[0].islower()
            and (
                start[0] in AUXILIARIES | {"either", "neither", "both"}
                or stems(start[0]) <= self.verbs
                or start[0].endswith("ed")
                or start[0] in PASTS
            )
        )

    def _noun(self, tokens: Tokens) -> Formula | None:
        """Return a phrase without its article; "a person who swims" is one who swims, "a guest who swims" a guest, too."""
        tokens = tuple(_KINDS.sub("", " ".join(tokens)).split())
        tokens = tokens[1:] if tokens[:1] and tokens[0].lower() in ARTICLES else tokens
        if not tokens or tokens[0] in ("and", "or", ",", "of"):
            return None
        where = next(
            (each for each, word in enumerate(tokens) if word in WHO and each and self._verbal(tokens[each + 1 :])), 0
        )
        if tokens[0] in SOMEBODY and len(tokens) > 1:
            if tokens[1] not in WHO:
                return self._phrase(tokens[1:])
            return self._noun_told(tokens[2:]) if where == 1 else None
        if where:
            head, told = self._phrase(tokens[:where]), self._noun_told(tokens[where + 1 :])
            return both(head, told) if head is not None and told is not None else None
        return self._phrase(tokens)

    def _noun_told(self, tokens: Tokens) -> Formula | None:
        body = be(tokens)
        return self._noun(body) if body and body[0] not in CUTS and body[0] not in DO else None

    def _phrase(self, tokens: Tokens) -> Formula | None:
        """Return words as a phrase; None where they have one that no phrase has, or say two things, or a comma is not a place's."""
        for place, word in enumerate(tokens):
            before, after = tokens[:place], tokens[place + 1 :]
            if word.lower() in CUTS:
                return None
            if word == "," and not (before and after and before[-1][:1].isupper() and after[0][:1].isupper()):
                return None
            if (word in COPULAS or (before and word in MODALS)) and not set(before) & (WHO | {"what", "how", "where"}):
                return None
            if word in ("and", "or"):
                verb = any(each in BY | HAVE | {"enjoy", "enjoys"} or self._verbal((each,)) for each in before)
                if self._verbal(after) or not verb or not before[-1:] or after[:1] == ("also",):
                    return None
        words = [word for word in tokens if word != ","]
        verbs = [word for word in words if word not in BY and re.search(r"[^s]s$", word)]
        if len(set(verbs)) < len(verbs):  # "requires talent requires"
            return None
        if (
            not words
            or words[-1] in ("and", "or", "also", "be")
            or words[0] in DO | {"of", "to", "it"}
            or empty(" ".join(words))
        ):
            return None
        return ("phrase", " ".join(words))

    @staticmethod
    def _paired(joint: str, left: Iterable[Formula], right: Sequence[Formula]) -> Iterator[Formula]:
        for one in left:
            for other in right:
                yield joined(joint, [one, other])


def halves(tokens: Tokens, joint: str) -> Iterator[tuple[Tokens, Tokens]]:
    for place, word in enumerate(tokens):
        if word == joint and 0 < place < len(tokens) - 1:
            left = tokens[: place - 1] if tokens[place - 1] == "," else tokens[:place]
            yield left, tokens[place + 1 :]


def between(tokens: Tokens, cuts: Sequence[int]) -> list[Tokens]:
    ends = [-1, *cuts, len(tokens)]
    parts = [tokens[start + 1 : end] for start, end in pairwise(ends)]
    return [part for part in parts if part]


def without(tokens: Tokens, words: set[str]) -> Tokens:
    return tokens[1:] if tokens[:1] and tokens[0] in words else tokens


def be(tokens: Tokens) -> Tokens:
    return without(tokens, COPULAS)
