"""Sentences cut at their function words: every reading of what is said of all, of some or of somebody, phrases between the cuts.

Without a dictionary nothing tells where a subject ends and its verb begins; all places that might be it are tried, and whoever knows
what the sentence means (`annotated`) chooses among the readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from algorist.methods.formalising.phrases import empty, stems
from algorist.train.annotated_formulas import TRUE, Formula, both, negated, rule
from algorist.train.annotated_phrases import (
    ARTICLES,
    AUXILIARIES,
    BY,
    CUTS,
    DESCRIBING,
    DO,
    PASTS,
    SOMEBODY,
    THEY,
    WHO,
    Teller,
    Tokens,
    between,
)

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\+*|,")
_MANY = {"are", "were", "have", "do"}
_BEFORE_VERBS = {"who", "they", "people", "can", "will", "cannot", "must", "should"}
_NO_VERBS = {"both", "either", "a", "an", "the"}


@dataclass(frozen=True, slots=True)
class Said:
    """A reading: about all, some or names, the formula, and the phrases that only name the kind of those that are spoken of."""

    subjects: tuple[str, ...]
    formula: Formula
    heads: frozenset[str] = frozenset()


class Cutter(Teller):
    """Cuts sentences, given the stems of words that are used as verbs and the words that are written with a capital letter."""

    def __init__(self, sentences: Iterable[str]) -> None:
        all_tokens = [_TOKEN.findall(sentence) for sentence in sentences]
        triples = [three for tokens in all_tokens for three in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False)]
        found = {word for before, word, _ in triples if before in _BEFORE_VERBS}
        found |= {word for before, no, word in triples if before in DO and no == "not"}
        verbs = {word for word in found if word.islower() and word not in _NO_VERBS | WHO | AUXILIARIES | BY}
        super().__init__(frozenset(stem for word in verbs for stem in stems(word)))
        inside = {word for tokens in all_tokens for word in tokens[1:]}
        self.proper = {word for word in inside if word[:1].isupper() and word.lower() not in inside}

    def readings(self, sentence: str, *, named: bool) -> Iterator[Said]:
        """Yield readings of a sentence, of names or else of all and some."""
        text = sentence.strip().removesuffix(".")
        if re.search(r"[\"“”();:?!]|['’]s? |—", text.replace("'s ", "s ")) or not text:
            return
        if re.search(r"\b(?:as well as|one of|if and only if)\b", text):
            return
        tokens = tuple(_TOKEN.findall(re.sub(r"\b(he)\s*/\s*she\b|\bhe or she\b|\bshe or he\b", "they", text)))
        if tokens[0] not in self.proper or tokens[0].lower() in ARTICLES:
            tokens = (
                (tokens[0] if named and tokens[0].lower() not in ARTICLES | {"if"} else tokens[0].lower()),
                *tokens[1:],
            )
        yield from self._named(tokens) if named else self._general(tokens)

    # -- of names --------------------------------------------------------------------------------------------------------

    def _named(self, tokens: Tokens) -> Iterator[Said]:
        if tokens[0].lower() == "if":
            for name, if_, then, again in self._conditionals(tokens[1:]):
                if len(name) > 4 or set(name) & (CUTS | AUXILIARIES | {","}):
                    continue
                if again == ("they",) or stems(" ".join(again)) <= stems(" ".join(name)):
                    for condition in self.told(_again(if_, name)):
                        for told in self.told(_again(then, name)):
                            yield Said((" ".join(name),), rule(condition, told))
            return
        for end in self._ends(tokens, named=True):
            names, verb_phrase = tokens[:end], tokens[end:]
            if names[0].lower() in ("a", "an") or (
                names[0] != "the" and "and" not in names and verb_phrase[0] in _MANY
            ):
                return  # any of its kind, or all of them, whatever an annotation makes of it
            cut = [each for each, word in enumerate(names) if word in ("and", ",")]
            for subjects in ([names], between(names, cut)) if cut else ([names],):
                if all(_is_name(each) for each in subjects):
                    for formula in self.told(_again(verb_phrase, subjects[0]) if len(subjects) == 1 else verb_phrase):
                        yield Said(tuple(" ".join(each) for each in subjects), formula)

    # -- of all and some -------------------------------------------------------------------------------------------------

    def _general(self, tokens: Tokens) -> Iterator[Said]:
        first, rest, line = tokens[0].lower(), tokens[1:], " ".join(tokens).lower()
        if first in ("if", "when", "whenever"):
            for subject, if_, then, again in self._conditionals(rest):
                if not (
                    again == ("they",) or stems(" ".join(again)) & stems(" ".join(subject)) or empty(" ".join(again))
                ):
                    continue
                for kind, heads in self._subjects(subject):
                    for condition in self.told(if_):
                        for told in self.told(then):
                            yield Said(("all",), rule(both(kind, condition), told), heads)
        elif line.startswith(("there is ", "there are ", "there exist ", "there exists ")):
            skipped = 1 if rest[1] in ("a", "an", "some") else 0
            yield from (
                Said(("some",), kind, frozenset()) for kind, _ in self._subjects(rest[1 + skipped :]) if kind != TRUE
            )
        elif line.startswith("not all "):
            yield from self._quantified("some", rest[1:], negated)
        elif first in ("some", "at") and line.startswith(("some ", "at least one ", "at least some ")):
            yield from self._quantified("some", rest if first == "some" else rest[2:], lambda told: told)
        elif first in ("no", "none", "nobody", "nothing") and not line.startswith(("no matter", "no longer")):
            start = ("people", *rest) if first in ("nobody", "nothing") else rest
            start = start[1:] if first == "none" else start
            yield from self._quantified("all", start, negated)
        elif first == "only":
            for said in self._quantified("all", rest, lambda told: told):
                operator, parts = said.formula
                if operator == "->":
                    yield Said(("all",), rule(parts[1], parts[0]))
        else:
            counted = first in ("all", "every", "each", "any")
            for end in () if counted else self._ends(tokens, named=False):
                if first == "the" or all(word[:1].isupper() for word in tokens[1:end] or tokens[:1]):
                    return  # one thing by its name, whatever an annotation makes of it
                if first not in ARTICLES | SOMEBODY and tokens[end] in ("is", "was", "has", "does"):
                    return
            yield from self._quantified("all", tokens[counted:], lambda told: told)

    def _quantified(self, what: str, tokens: Tokens, of: Callable[[Formula], Formula]) -> Iterator[Said]:
        tokens = tokens[1:] if tokens[:1] == ("of",) else tokens
        for end in self._ends(tokens, named=False):
            for kind, heads in self._subjects(tokens[:end]):
                for told in self.told(tokens[end:]):
                    said = of(told)
                    yield Said((what,), rule(kind, said) if what == "all" else both(kind, said), heads)

    def _conditionals(self, tokens: Tokens) -> Iterator[tuple[Tokens, Tokens, Tokens, Tokens]]:
        """Yield a condition's subject and verb phrase, what follows of it, and whom that is said of."""
        for cut, word in enumerate(tokens):
            if word not in (",", "then") and not (word in THEY and "," not in tokens and "then" not in tokens):
                continue
            if_, then = tokens[:cut], tokens[cut + (word in (",", "then")) :]
            then = then[1:] if then[:1] == ("then",) else then
            for end in self._ends(if_, named=False):
                for start in (1,) if then[:1] and then[0] in THEY else self._ends(then, named=False):
                    again = ("they",) if then[0] in THEY else then[:start]
                    yield if_[:end], if_[end:], then[start:], again

    def _ends(self, tokens: Tokens, *, named: bool) -> Iterator[int]:
        """Yield where the verb phrase after a subject might begin."""
        for place in range(1, len(tokens)):
            word, before = tokens[place], tokens[place - 1]
            if before in WHO | {"and", "or", ",", "not", "either"} | ARTICLES | BY - {"that"}:
                continue
            if before in AUXILIARIES or (before in ("also",) and place > 1):
                continue
            auxiliary = word.lower() in AUXILIARIES | {"either", "neither"}
            if auxiliary or self._begins(tokens, place, named=named):
                yield place

    def _begins(self, tokens: Tokens, place: int, *, named: bool) -> bool:
        """Whether a word that is no auxiliary might be the verb after a subject."""
        word, before = tokens[place], tokens[place - 1]
        if not word.islower() or word in BY | WHO | {"and", "or", "only", "best", "series"}:
            return False
        if named and (word in PASTS or (before[:1].isupper() and re.search(r"(?:ed|[^s]s)$", word))):
            return True
        somebody = place == 1 and before in SOMEBODY - {"those"} and not word.endswith(("ing", "ed"))
        return somebody or stems(word) <= self.verbs

    def _subjects(self, tokens: Tokens) -> Iterator[tuple[Formula, frozenset[str]]]:
        """Yield what it takes to be a subject, and the nouns that may only name its kind."""
        tokens = tokens[1:] if tokens[:1] and tokens[0].lower() in ARTICLES else tokens
        if not tokens or tokens[-1] in (",", "and"):
            return
        if tokens[0].lower() in SOMEBODY:
            rest = tokens[1:]
            if not rest:
                yield TRUE, frozenset()
            elif rest[0] in WHO:
                if _another(rest[1:]):
                    return
                yield from ((told, frozenset()) for told in self.told(rest[1:]))
            else:
                yield from ((told, frozenset()) for told in self._complement(rest))
            return
        where = next((each for each, word in enumerate(tokens) if word in WHO), 0)
        cut = where or next((each for each in range(1, len(tokens) - 1) if _describes(tokens, each)), 0)
        if cut and tokens[cut - 1] not in ("and", "or", "not", ","):
            head = self._phrase(tokens[:cut])
            if head is not None:
                rest = tokens[cut + bool(where) :]
                if where and _another(rest):  # what somebody else does with them
                    return
                for told in self.told(rest) if where else self._complement(rest):
                    yield both(head, told), frozenset((head[1],))
            return
        yield from ((told, frozenset()) for told in self._complement(tokens))


def _describes(tokens: Tokens, place: int) -> bool:
    """Whether a noun is followed by its description here: "books written by", "students good at"."""
    word, after = tokens[place], tokens[place + 1]
    if word.endswith(("ing", "ed")) and tokens[place - 1].endswith("s"):
        return True
    return after in BY and word.islower() and (word in DESCRIBING or (word.endswith(("ed", "ing")) and after != "of"))


def _another(tokens: Tokens) -> bool:
    """Whether a relative clause is about what somebody else does."""
    return (
        not tokens
        or not tokens[0].islower()
        or tokens[0] in ARTICLES | THEY | {"we", "you", "i", "people", "their", "there"}
    )


def _again(tokens: Tokens, name: Tokens) -> Tokens:
    """Put a pronoun where a name is said again."""
    for place in range(len(tokens) - len(name) + 1):
        if tuple(word.lower() for word in tokens[place : place + len(name)]) == tuple(word.lower() for word in name):
            return (*tokens[:place], "they", *_again(tokens[place + len(name) :], name))
    return tokens


def _is_name(tokens: Tokens) -> bool:
    return (
        bool(tokens)
        and (
            len(tokens) <= 2
            or all(word[:1].isupper() or word[:1].isdigit() or word in BY | ARTICLES | {"de", "du"} for word in tokens)
        )
        and not {each.lower() for each in tokens}
        & (CUTS | SOMEBODY | THEY | {"all", "every", "some", "each", "and", "or", ","})
    )
