"""The words of logic grids: attributes and scenes from `banks/grids.toml`, and noun phrases that name a value."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.places import counted

DRESSED = 0.06
"""How often a value is dressed up with other words."""


@dataclass(frozen=True, slots=True)
class Group:
    """One attribute of a puzzle: its key, and for every member the value's text; `order[i]` is the position of member i."""

    key: str
    bank: Mapping[str, Any]
    values: tuple[str, ...]
    order: tuple[int, ...]

    def reference(self, member: int) -> str:
        return f"{self.key}.{slug(self.values[member])}"


@dataclass(frozen=True, slots=True)
class Clue:
    """A true statement about a grid: its formal line, its words, and the references that it mentions."""

    formal: str
    words: str
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A grid with one solution: the opening, the clues and the closing question, each in words and formally."""

    scene: Mapping[str, Any]
    size: int
    groups: tuple[Group, ...]
    clues: tuple[Clue, ...]
    questions: tuple[Clue, ...]

    @property
    def header(self) -> str:
        lines = [f"{group.key}: {', '.join(slug(value) for value in group.values)}" for group in self.groups]
        return "\n".join([f"positions 1..{self.size}", *lines]) + "\n"

    @property
    def formal(self) -> str:
        lines = [
            f"group {group.key} over 1..{self.size}: {', '.join(slug(value) for value in group.values)}"
            for group in self.groups
        ]
        return "\n".join([*lines, *(counted(clue.formal, self.size) for clue in self.clues)]) + "\n"


class Words:
    """The phrase banks, either those to train on or those that are held out."""

    def __init__(self, *, held_out: bool = False) -> None:
        text = resources.files("algorist.train").joinpath("banks/grids.toml").read_text(encoding="utf-8")
        bank = tomllib.loads(text)
        self.numbers: Mapping[str, list[str]] = bank["numbers"]
        self.relation: Mapping[str, list[str]] = bank["relation"]
        self.scenes = [scene for scene in bank["scene"].values() if bool(scene.get("held_out")) == held_out]
        always = {"name"}
        self.attributes = {
            key: attribute
            for key, attribute in bank["attribute"].items()
            if bool(attribute.get("held_out")) == held_out or key in always
        }

    def ordinal(self, k: int, random: Random) -> str:
        return random.choice([self.numbers["ordinals"], self.numbers["ordinals"], self.numbers["short_ordinals"]])[k]


# -- phrases ------------------------------------------------------------------------------------------------------------


_DRESSES = (
    "many unique {}",
    "only {}",
    "plain {}",
    "the famous {}",
    "imported {}",
    "lots of {}",
    "mostly {}",
    "fine {}",
    "the usual {}",
)


def value_words(random: Random, group: Group, member: int) -> dict[str, str]:
    value = group.values[member]
    shown = random.choice(group.bank.get("alias", {}).get(value, [value]))
    case = group.bank.get("case")
    cased = shown.title() if case == "title" else shown.capitalize() if case == "capital" else shown
    if case == "title" and random.random() < 0.15:
        cased = shown
    long = random.choice(group.bank.get("phrase", {}).get(value, [shown]))
    if group.key != "name" and random.random() < DRESSED:
        dress = random.choice(_DRESSES)
        return {name: dress.format(each) for name, each in (("v", shown), ("V", cased), ("av", long))}
    return {"v": shown, "V": cased, "av": long}


def noun_of(random: Random, group: Group, member: int) -> str:
    template = random.choice(group.bank["noun"])
    return articles(template.format(**value_words(random, group, member)))


def articles(text: str) -> str:
    return re.sub(r"\b([Aa]) (?=[aeiouAEIOU])", r"\1n ", text)


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence_of(random: Random, template: str, nouns: Mapping[str, str], **more: str) -> str:
    words = {**nouns} | {name.upper(): upper(text) for name, text in nouns.items()}
    sentence = template.format(**words, **more)
    return sentence.rstrip(".") if random.random() < 0.05 else sentence
