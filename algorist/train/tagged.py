"""Programmes from tagged words: the NL4Opt competition's training texts, whose entities people marked but whose rows nobody wrote.

What a tag leaves open (which thing a number belongs to, which limit a measure meets) is read off the order and the units of
the words. A text is kept only when every marked number finds exactly one place and the solver proves an optimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path

from algorist.methods.formalising.clauses import slug
from algorist.train.declarations import Declared, has_optimum, measured, singular
from algorist.train.tagged_limits import limit_rows
from algorist.train.tagged_measures import goal_of, measures_of, weighted
from algorist.train.tagged_things import comparison_rows, comparisons, things
from algorist.train.tags import Tagged, Unclear, stems, texts


@cache
def read_tagged(file: Path) -> list[Declared]:
    """Return the programmes of a CoNLL file of entity-tagged texts, those alone that can be read without doubt."""
    found = []
    for tagged in texts(file.read_text(encoding="utf-8")):
        try:
            declared = declare(tagged)
        except (Unclear, ValueError):
            continue
        if has_optimum(declared.formal):
            found.append(declared)
    return found


def declare(tagged: Tagged) -> Declared:
    """Write the programme that the tags leave; raises Unclear where they leave more than one."""
    variables, which = things(tagged)
    names = [slug(singular(words)) for words in variables]
    if len(set(names)) < len(names) or len(names) < 2:
        raise Unclear
    times, numbers = comparisons(tagged, which)
    measures = measures_of(tagged, numbers, which, len(names))
    goal, sense = goal_of(tagged, measures)
    rows = [*comparison_rows(tagged, times, which, names), *limit_rows(tagged, measures, goal, sense, which, names)]
    weights = _counted(tagged, variables, names) if goal is None else weighted(measures[goal], names)
    kind = "" if measured(tagged.words) else " integer"
    lines = [
        f"var {', '.join(names)}{kind}",
        f"{sense} {weights}",
        *(line for _, line in sorted(rows, key=itemgetter(0))),
    ]
    return Declared(tagged.words, "\n".join(lines) + "\n")


def _counted(tagged: Tagged, variables: Sequence[str], names: Sequence[str]) -> str:
    """What is counted where no measure is the objective: the one thing that the objective names, else all of them."""
    named = {stem for goal in tagged.of("OBJ_NAME") for stem in stems(goal.text)}
    words = [set(stems(each)) for each in variables]
    shared = set.intersection(*words)
    meant = [name for name, stem in zip(names, words, strict=True) if stem - shared and stem - shared <= named]
    return meant[0] if len(meant) == 1 else " + ".join(names)
