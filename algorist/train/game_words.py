"""How a game is put into words: scenes with their nouns and verbs, and sentences from the bank with marks for names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.game_names import CLASSES, PLACES, THINGS, plain
from algorist.methods.formalising.game_setting import header
from algorist.methods.formalising.game_spans import ORDINALS

Bank = Mapping[str, Any]
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

NAMED = 0.2
"""How often places that stand in an order have names and no numbers."""

FACT = 0.4
"""How often a sentence says what is, and not what must be."""

MOST_THINGS = 8
"""How many things a sentence may speak of."""

_SLOT = re.compile(r"\{([ABCDEU])\}")
_MARK = re.compile(r"<([a-z])(\d+)>")
_IN_LINE = re.compile(r"\b[ABCDEUPQnmo]\b")


def read_bank(*, held_out: bool = False) -> Bank:
    """Return the words to train on, or those that are held out, each list under its name."""
    text = resources.files("algorist.train").joinpath("banks/games.toml").read_text(encoding="utf-8")
    bank = tomllib.loads(text)
    which = "held_out" if held_out else "train"
    chosen = {name: part[which] if "train" in part else part for name, part in bank.items() if isinstance(part, dict)}
    questions = {name: part for name, part in bank["questions"].items() if name not in ("train", "held_out")}
    classes = bank["classes"]["held_out" if held_out else "words"]
    return chosen | {
        "scenes": bank["held_out_scenes" if held_out else "scenes"],
        "asked": questions,
        "classes": classes,
    }


@dataclass(frozen=True, slots=True)
class Clause:
    """What a sentence says, and its line, both with marks such as <t1> for names."""

    text: str
    line: str

    @property
    def short(self) -> bool:
        """Whether there is a tag for every name, and a line that a sentence may well say."""
        marks = {match[0] for match in _MARK.finditer(self.text)}
        many = [sum(mark.startswith(f"<{letter}") for mark in marks) for letter in "tpc"]
        return many[0] <= MOST_THINGS and many[1] < len(PLACES) and many[2] <= len(CLASSES)

    def shown(self) -> tuple[str, str]:
        """The sentence as a prompt has it, and the line: tags for the marks, in the order of mention."""
        tags: dict[str, str] = {}
        free = {"t": iter(THINGS), "p": iter(PLACES), "c": iter(CLASSES)}
        for match in _MARK.finditer(self.text):
            if match[0] not in tags:
                tags[match[0]] = next(free[match[1]])
        text, line = (_MARK.sub(lambda match: tags[match[0]], each) for each in (self.text, self.line))
        return plain(text), line


class Scene:
    """One game: what it is about, and how its sentences are said; a verb and a noun are drawn for each sentence."""

    def __init__(self, random: Random, bank: Bank) -> None:
        self.random, self.bank = random, bank
        self.words: Mapping[str, Any] = random.choice(bank["scenes"])
        self.kind: str = self.words["kind"]
        self.size = (
            1
            if self.kind == "select"
            else random.choice([2, 3, 3, 4] if self.kind == "groups" else [4, 5, 5, 6, 6, 7, 7, 8])
        )
        self.named = self.kind == "days" or random.random() < (0.75 if self.kind == "groups" else NAMED)
        self.one = self.kind not in ("groups", "select") and random.random() < 0.8
        self.marks = 0
        self.noun = random.choice(self.words["things"])

    @property
    def ordered(self) -> bool:
        return self.kind in ("time", "days", "row")

    @property
    def header(self) -> str:
        return header(select=self.kind == "select", named=self.named, one=self.one, size=self.size)

    def clause(self, template: str, *, fact: bool = False, kind: str = "") -> Clause:
        """Say a template of the bank: its nouns, verbs and numbers drawn, its names marks that no other clause has."""
        text, _, line = template.partition(" => ")
        random, number = self.random, self.random.choice([1, 2, 2, 3, 3, 4])
        number = max(2, number) if "{things} [are]" in text and "or" not in text else number
        place = random.randint(1, max(2, self.size))
        at = random.choice(self.words.get("at", self.bank["words"]["numbered"] if self.ordered else ["in {p}"]))
        verb, fact = random.choice(self.words["verbs"]), fact or random.random() < FACT
        values = {"n": str(number), "m": str(number + 1), "o": str(place)}
        for slot in "PQ":
            if f"{{{slot}}}" in text or f"{{{slot.lower()}}}" in text:
                text, values[slot] = self._at(text, slot, at)
        text = text.replace("<k>", kind and random.choice(self.bank["kinds"][kind]))
        text = re.sub(r"\[(\w+)\]", lambda match: self._form(match[1], verb, fact=fact), text)
        preposition = self.words.get("prep", at.split()[0] if not at.startswith("{") else "in")
        nouns = {
            "A": "",
            "m": NUMBERS[number + 1],
            "n": random.choice([NUMBERS[number], NUMBERS[number], str(number)]),
            "o": ORDINALS[place - 1],
            "thing": self.noun,
            "things": several(self.noun),
            "place": self.words["place"],
            "places": several(self.words["place"]),
            "prep": preposition,
        }
        for name in sorted(set(_SLOT.findall(text))):
            mark = self.mark("c" if name in "EU" else "t")
            values[name] = mark
            phrase = random.choice(self.words["thing"]) if name in "ABCD" else "{x}"
            if name in "BCD" and "'s " in nouns["A"] and random.random() < 0.6:
                phrase = "{x}'s"  # "Ann's talk is before Bo's"
            nouns[name] = phrase.replace("{x}", mark)
        said = re.sub(r"\{(\w+)\}", lambda match: str(nouns[match[1]]), text)
        return Clause(
            said, _IN_LINE.sub(lambda match: values.get(match[0], match[0]), line if not kind else _asked(line, kind))
        )

    def mark(self, letter: str) -> str:
        self.marks += 1
        return f"<{letter}{self.marks}>"

    def _at(self, text: str, slot: str, at: str) -> tuple[str, str]:
        """Put a place into a text; return it with what the line calls the place."""
        number = self.random.randint(1, max(2, self.size))
        last = not self.named and self.random.random() < 0.1
        value = self.mark("p") if self.named else "last" if last else str(number)
        if self.named:
            phrase = ("on {p}" if self.kind == "days" else at if "{p}" in at else "in {p}").replace("{p}", value)
        elif last:
            phrase = self.random.choice(["last", "in the last {place}"]) if self.ordered else "in the last {place}"
        elif self.ordered:
            phrase = at.replace("{o}", ORDINALS[number - 1]).replace("{p}", value)
        else:
            phrase = f"{self.words.get('prep', at.split()[0] if not at.startswith('{') else 'in')} {{place}} {value}"
        alone = value if self.named else "the last {place}" if last else f"{{place}} {value}"
        return text.replace(f"{{{slot}}}", phrase).replace(f"{{{slot.lower()}}}", alone), value

    def _form(self, which: str, verb: str, *, fact: bool) -> str:
        if which in ("before", "after", "justbefore", "justafter", "beside"):
            words, prefix = self.bank["words"], "days_" if self.kind == "days" else ""
            listed = self.words.get(which) or words.get(f"{prefix}{which}") or words[which]
            return str(self.random.choice(listed))
        return self._verb(which, verb, fact=fact)

    def _verb(self, which: str, verb: str, *, fact: bool) -> str:
        past = self.words.get("past", False)
        be, _, rest = verb.partition(" ") if verb.split()[0] == "be" else ("", "", verb)
        if which == "be":
            return f"have {'been ' if be else ''}{rest}" if past and be else verb
        if not fact and not past:
            modal = {
                "is": ["must", "must", "has to", "is to", "will"], "are": ["must", "must", "have to", "are to", "will"],
                "not": ["cannot", "cannot", "must not", "may not", "can never", "will not"],
                "nots": ["cannot", "cannot", "must not", "may not"],
            }[which]  # fmt: skip
            return f"{self.random.choice(modal)} {verb}"
        if be:
            base = {"is": "was" if past else "is", "are": "were" if past else "are"}
            form = base["are" if which in ("are", "nots") else "is"] + (" not" if which.startswith("not") else "")
            return f"{form} {rest}".strip()
        plural = which in ("are", "nots")
        if which.startswith("not"):
            return f"{'do' if plural else 'does'} not {verb}"
        return verb if plural else finite(verb)


def _asked(line: str, kind: str) -> str:
    return re.sub(r"\bk\b", kind, line)


def several(noun: str) -> str:
    """A noun for several: "dishes" for "dish", "countries" for "country"."""
    irregular = {"child": "children", "man": "men", "species": "species", "fish": "fish"}
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def finite(verb: str) -> str:
    """A verb as one thing does it: "takes place" for "take place"."""
    first, _, rest = verb.partition(" ")
    ending = "es" if first.endswith(("s", "x", "ch", "sh", "o")) else "s"
    return f"{first}{ending} {rest}".strip()


def listed(values: Sequence[str]) -> str:
    return ", ".join(values[:-1]) + (", and " if len(values) > 2 else " and ") + values[-1]
