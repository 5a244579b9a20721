"""Sentences that people wrote, with the lines that they say: the premises of FOLIO's training stories, read where they stand.

A premise is cut at its function words in every way (`annotated_words`), and a reading is kept if it is the only one that says what the
annotated formula says, every predicate found in one phrase by the words of its name. Words and annotation have to agree; where they
differ in or and either ... or alone, it is the words that count.

Source: S. Han et al., FOLIO: Natural language reasoning with first-order logic (2022).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

from algorist.methods.formalising.phrases import meanings, stems
from algorist.methods.formalising.theories import ALL, SOME, normal, prompt, words_of
from algorist.train.annotated_formulas import TRUE, Annotation, Formula, joined, phrases, renamed, same, written
from algorist.train.annotated_words import Cutter, Said
from algorist.train.lesson import Branch, Lesson
from algorist.train.theory_words import quoted

SCORED = 1 / 16
"""The share of all items, by the hashes that a benchmark's sample is drawn by, whose stories nothing is learnt from."""

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ANYBODY = frozenset({"person", "people", "human", "thing", "one"})


def lessons(seed: int, folder: Path) -> Iterator[Lesson]:
    """Yield premises and their lines in random order without end."""
    random = Random(seed)
    pairs = read_annotated(folder)
    while True:
        sentence, line = random.choice(pairs)
        yield Lesson("", (Branch(prompt(sentence), f"{line}\n"),), "annotated")


def learnt_from(item: str) -> bool:
    """Whether the story of an item may be learnt from, as far as this item goes.

    A sample is the items whose ids have the smallest hashes (`algorist.bench.run.sample`). Those are the ones that are kept back, so that
    a sample of less than a sixteenth of a benchmark has no item whose story was learnt from.
    """
    return int.from_bytes(hashlib.sha256(item.encode()).digest()[:4]) >= SCORED * 2**32


@cache
def read_annotated(folder: Path) -> list[tuple[str, str]]:
    """Return the premises that are learnt from and read without doubt, each with its line."""
    stories = _stories(folder)
    cutter = Cutter(sentence for story in stories for sentence, _ in story)
    found: dict[str, str] = {}
    for story in stories:
        for sentence, formula in story:
            if sentence not in found and (line := line_of(sentence, formula, cutter)) is not None:
                found[sentence] = line
    return list(found.items())


def _stories(folder: Path) -> list[list[tuple[str, str]]]:
    """Return the stories that are learnt from, as premises and formulas, without sentences that others have, too."""
    with (folder / "logiclm_train.jsonl").open(encoding="utf-8") as lines:
        scored = {_letters(item["context"]) for item in map(json.loads, lines) if not learnt_from(str(item["id"]))}
    with (folder / "train.jsonl").open(encoding="utf-8") as lines:
        stories = {_letters(" ".join(item["premises"])): item for item in map(json.loads, lines)}
    kept_back = {_letters(sentence) for key in scored & stories.keys() for sentence in stories[key]["premises"]}
    return [
        [
            (" ".join(sentence.split()), formula)
            for sentence, formula in zip(item["premises"], item["premises-FOL"], strict=True)
            if _letters(sentence) not in kept_back
        ]
        for key, item in stories.items()
        if key not in scored and len(item["premises"]) == len(item["premises-FOL"])
    ]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def line_of(sentence: str, formula: str, cutter: Cutter) -> str | None:
    """Return the line of a sentence; None where it cannot be told from the words and the annotated formula."""
    try:
        annotation = Annotation(formula)
    except (ValueError, IndexError):
        return None
    named = annotation.about not in ((ALL,), (SOME,))
    best: dict[str, int] = {}
    for said in cutter.readings(sentence, named=named):
        line = "; ".join(f"{_subject(each)}: {written(said.formula)}" for each in said.subjects)
        if line not in best and agrees(said, annotation) and normal(line) == line and _in_words(line, sentence):
            best[line] = len(set(phrases(said.formula)))
    # a reading that tells more phrases apart says all that one does which leaves them in one
    most = max(best.values(), default=0)
    finest = [line for line, count in best.items() if count == most]
    return finest[0] if len(finest) == 1 else None


def _subject(name: str) -> str:
    return name if name in (ALL, SOME) else quoted(name)


def _in_words(line: str, sentence: str) -> bool:
    """Whether the phrases of a line are runs of the sentence's words, the first of which may lose its capital letter."""
    first, *others = words_of(sentence)
    told = f" {first} {' '.join(others)} ", f" {first[0].lower()}{first[1:]} {' '.join(others)} "
    return all(f" {each} " in told[0] or told[1].startswith(f" {each} ") for each in re.findall(r'"([^"]*)"', line))


def agrees(said: Said, annotation: Annotation) -> bool:
    """Whether a reading says what an annotation does, every predicate known from a phrase by the words of its name."""
    gold = annotation.formula
    if annotation.about in ((ALL,), (SOME,)):
        if said.subjects != annotation.about:
            return False
        gold = joined("and", gold[1]) if annotation.about == (SOME,) and gold[0] == "->" else gold
    elif not _same_names(said.subjects, annotation.about):
        return False
    elif len(said.subjects) > 1:  # the same is said of each
        parts: tuple[Formula, ...] = gold[1] if gold[0] == "and" else ()
        if len(parts) != len(said.subjects) or len(set(parts)) != 1:
            return False
        gold = parts[0]
    names = meanings(phrases(said.formula)).of
    meant = _meant(names, list(dict.fromkeys(phrases(gold))), said.heads)
    if meant is None:
        return False
    known = {atom for atoms in meant.values() for atom in atoms}
    gold = renamed(gold, lambda atom: ("phrase", atom) if atom in known else TRUE)
    return same(
        renamed(said.formula, lambda each: joined("and", [("phrase", atom) for atom in meant[names[each]]])), gold
    )


def _meant(names: Mapping[str, str], atoms: Sequence[str], heads: frozenset[str]) -> dict[str, list[str]] | None:
    """Return the predicates that every phrase's name stands for: none for nouns that an annotation leaves out."""
    meant: dict[str, list[str]] = {name: [] for name in names.values()}
    unknown = []
    for atom in atoms:
        scores: dict[str, float] = {}
        for phrase, name in names.items():
            scores[name] = max(scores.get(name, 0), _likeness(phrase, atom))
        best = max(scores.values())
        likeliest = [name for name, score in scores.items() if score == best]
        if best == 0:
            unknown.append(atom)
        elif len(likeliest) == 1:
            meant[likeliest[0]].append(atom)
        else:
            return None
    unknown = [atom for atom in unknown if atom.lower() not in _ANYBODY]
    left = [name for phrase, name in names.items() if not meant[name] and phrase not in heads]
    if len(unknown) == len(left) == 1 and len(meant) > 1:
        meant[left[0]] = unknown
    elif unknown or left:
        return None
    return meant


def _likeness(phrase: str, atom: str) -> float:
    """How many words of a predicate's name a phrase has, less for what it has besides."""
    parts = {stem for part in _PARTS.findall(atom) for stem in stems(part)}
    own = stems(phrase)
    run = _letters(atom)
    found = sum(stem in parts or (len(stem) > 3 and stem[:6] in run) for stem in own)
    return found + found / (10 + len(own)) if found else 0


def _same_names(said: Sequence[str], about: Sequence[str]) -> bool:
    """Whether the names that are said are those of the constants."""
    if len(said) != len(about):
        return False
    return all(
        _letters(constant) in _letters(name)
        or _letters(name) in _letters(constant)
        or _letters(constant)[:5] == _letters(name)[:5]
        for name, constant in zip(said, about, strict=True)
    )
