"""The words of quantified sentences: what can be said of people, animals, things and places, in the forms that sentences need."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from algorist.methods.formalising.theories import words_of


@dataclass(frozen=True, slots=True)
class Said:
    """A fragment: its words, and the formula that they say."""

    words: str
    formula: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """What can be said of something, in the forms that sentences need; `kind` is noun, adjective, verb or modal."""

    kind: str
    text: str

    def does(self, *, many: bool, negated: bool = False) -> Said:
        """Return the predicate after a subject: "is a doctor", "do not pay rent", "can swim"."""
        if self.kind == "modal":
            first, _, rest = self.text.partition(" ")
            positive = not first.endswith("not")
            no = {"can": "cannot"}.get(first, f"{first} not")
            if negated and positive:
                return Said(f"{no} {rest}", f"not {quoted(rest)}")
            return Said(self.text, quoted(self.text) if positive else f"not {quoted(rest)}")
        if self.kind == "verb":
            if negated:
                return Said(f"{'do' if many else 'does'} not {self.base}", f"not {quoted(self.base)}")
            words = self.base if many else self._third
            return Said(words, quoted(words))
        told = self.complement(many=many)
        return Said(
            f"{'are' if many else 'is'} {'not ' if negated else ''}{told.words}",
            negation(told.formula) if negated else told.formula,
        )

    def complement(self, *, many: bool) -> Said:
        """Return what follows a form of to be: "a doctor", "doctors", "good at chess"."""
        if self.kind == "noun":
            noun = self.plural if many else self.singular
            return Said(noun if many else with_article(noun), quoted(noun))
        return Said(self.text, quoted(self.text))

    @property
    def singular(self) -> str:
        return self.text.partition("/")[0]

    @property
    def plural(self) -> str:
        return self.text.partition("/")[2]

    @property
    def base(self) -> str:
        return self.text.replace("*", "")

    @property
    def _third(self) -> str:
        before, star, rest = self.text.partition("*")
        verb, _, object_ = (rest if star else before).partition(" ")
        return f"{before if star else ''}{_third_person(verb)} {object_}".strip()


def with_article(noun: str) -> str:
    """Put a or an before a noun."""
    return f"{'an' if re.match(r'[aeio]|u(?!ni|se)', noun, re.IGNORECASE) else 'a'} {noun}"


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if re.search(r"(s|sh|ch|x|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def quoted(phrase: str) -> str:
    """Return a phrase as a line has it: the words that the reader finds in the sentence."""
    return f'"{" ".join(words_of(phrase))}"'


def negation(formula: str) -> str:
    """Deny a phrase, or a formula that is put in parentheses."""
    return f"not {formula}" if re.fullmatch(r'"[^"]*"', formula) else f"not ({formula})"


class Words:
    """The bank of one kind of subjects: people, animals, things or places."""

    def __init__(self, domain: Mapping[str, Any], names: Sequence[str]) -> None:
        self.generic: Sequence[Sequence[str]] = domain["any"]
        self.every: Sequence[str] = domain["every"]
        self.empty = bool(domain.get("empty"))
        self.heads = [Predicate("noun", text) for text in domain["heads"]]
        self.names: Sequence[str] = domain.get("names", names)
        self.pasts: Sequence[str] = domain["pasts"]
        self.roles: Sequence[str] = domain["roles"]
        self.predicates = [
            Predicate(kind, text)
            for kind, key in (("noun", "nouns"), ("adjective", "adjectives"), ("verb", "verbs"), ("modal", "modals"))
            for text in domain[key]
        ]


def banks(*, held_out: bool = False) -> tuple[Mapping[str, Any], list[Words]]:
    """Return the whole bank, and the words of every kind of subject: to train on, or those that are held out."""
    text = resources.files("algorist.train").joinpath("banks/theories.toml").read_text(encoding="utf-8")
    bank = tomllib.loads(text)
    domains = [
        domain | domain["held_out"] if held_out else domain
        for domain in bank["domain"].values()
        if not held_out or "held_out" in domain
    ]
    return bank, [Words(domain, bank["names"]) for domain in domains]
