"""Annotated sentences become lines that say what their words say, and none comes from a story that a sample is scored on."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from algorist.bench.run import sample
from algorist.core.problem import Problem
from algorist.core.task import Item
from algorist.methods.formalising.theories import normal
from algorist.train.annotated import learnt_from, lessons, line_of, read_annotated
from algorist.train.annotated_words import Cutter

CORPUS = (
    "Those who tour play at night, and they tour often.",
    "People who joke do not smoke, and they drink coffee, if they can travel.",
)

READ = [
    ("No musicians who tour are members of an orchestra.", "∀x (Tour(x) → ¬Member(x))",
     'all: "musicians" and "tour" -> not "members of an orchestra"'),
    ("All people who drink coffee are fond of tea.", "∀x (Coffee(x) → Tea(x))", 'all: "drink coffee" -> "fond of tea"'),
    ("People either drink coffee or joke about it.", "∀x (Drinks(x) ∨ Jokes(x))", 'all: "drink coffee" xor "joke about it"'),
    ("Ivo is a tenor or a pilot.", "Tenor(ivo) ⊕ Pilot(ivo)", '"Ivo": "tenor" or "pilot"'),
    ("Ivo is neither a tenor nor late for work.", "¬Tenor(ivo) ∧ ¬Late(ivo)", '"Ivo": not ("tenor" or "late for work")'),
    ("Ivo lives in Belgium.", "LiveIn(ivo, belgium)", '"Ivo": "lives in Belgium"'),
    ("Some books written by Ivo are not dull.", "∃x (WrittenBy(x, ivo) ∧ ¬Dull(x))",
     'some: "books" and "written by Ivo" and not "dull"'),
    ("If Ivo is not both kind and rich, then he is a tenor.", "¬(Kind(ivo) ∧ Rich(ivo)) → Tenor(ivo)",
     '"Ivo": not ("kind" and "rich") -> "tenor"'),
    ("Ivo and Rosa are pilots.", "Pilot(ivo) ∧ Pilot(rosa)", '"Ivo": "pilots"; "Rosa": "pilots"'),
    ("Ivo is either kind and rich, or neither kind nor rich.", "¬(Kind(ivo) ⊕ Rich(ivo))",
     '"Ivo": ("kind" and "rich") xor not ("kind" or "rich")'),
]  # fmt: skip

UNREAD = [
    ("All tenors are pilots.", "∀x (Tenor(x) ∧ Pilot(x))"),  # not what the words say
    ("People who joke do not have regular jobs.", "∀x (Joke(x) → Jobs(x))"),  # the name of the predicate denies
    ("All tenors are kind and rich.", "∀x (Tenor(x) → Kind(x))"),  # half of it is dropped
    ("Ivo is the capital and largest city of Luria.", "Capital(ivo) ∧ Largest(ivo)"),  # capital of Luria
    ("All tenors are pilots.", "∀x ∃y (Tenor(x) → Knows(x, y))"),
    ("All tenors are pilots.", "∀x (Tenor(x) → Pilot(x)"),
]


@pytest.mark.parametrize(("sentence", "formula", "line"), READ)
def test_a_sentence_is_read_as_its_words_say(sentence: str, formula: str, line: str) -> None:
    assert line_of(sentence, formula, Cutter([*CORPUS, sentence])) == line
    assert normal(line) == line


@pytest.mark.parametrize(("sentence", "formula"), UNREAD)
def test_a_sentence_is_left_out_where_words_and_annotation_differ(sentence: str, formula: str) -> None:
    assert line_of(sentence, formula, Cutter([*CORPUS, sentence])) is None


def test_the_stories_of_small_samples_are_not_learnt_from(tmp_path: Path) -> None:
    stories = [[f"Ivo{number} is a tenor.", f"All tenors of town {number} are pilots."] for number in range(200)]
    formulas = [[f"Tenor(ivo{number})", "∀x (Tenor(x) → Pilot(x))"] for number in range(200)]
    with (tmp_path / "train.jsonl").open("w", encoding="utf-8") as file:
        for premises, formal in zip(stories, formulas, strict=True):
            file.write(json.dumps({"premises": premises, "premises-FOL": formal}) + "\n")
    items = [Item(f"item_{number}", Problem(" ".join(premises)), None) for number, premises in enumerate(stories)]
    with (tmp_path / "logiclm_train.jsonl").open("w", encoding="utf-8") as file:
        for item in items:
            file.write(json.dumps({"id": item.id, "context": item.problem.statement}) + "\n")

    read = {sentence for sentence, _ in read_annotated(tmp_path)}
    scored = [item for item in items if not learnt_from(item.id)]
    assert 0 < len(scored) < 30
    assert {item.id for item in sample(items, len(scored))} == {item.id for item in scored}
    assert not any(sentence in item.problem.statement for item in scored for sentence in read)
    assert len(read) == 2 * (len(items) - len(scored))
    drawn = list(islice(lessons(3, tmp_path), 20))
    assert drawn == list(islice(lessons(3, tmp_path), 20))
    assert all(lesson.branches[0].prompt.startswith("sentence> ") for lesson in drawn)
