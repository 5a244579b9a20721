"""Measures of a tagged text: one number of every thing, which of them is the objective, and how they are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from algorist.train.declarations import number
from algorist.train.tagged_things import owner
from algorist.train.tags import Entity, Tagged, Unclear, stems

CLAUSES = frozenset({"and", "while", "whereas", "but", ",", ";"})
"""Tokens between the clauses of a sentence."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers of one measure, a number a thing, and the words that stand after them and before them."""

    numbers: tuple[Entity, ...]
    after: frozenset[str]
    before: frozenset[str]
    goals: int
    percent: bool

    @property
    def units(self) -> frozenset[str]:
        return self.after | self.before


def measures_of(tagged: Tagged, numbers: Sequence[Entity], which: dict[Entity, int], count: int) -> list[Measure]:
    """Align the numbers of the things by their units, and by their order where the units leave it open."""
    by_thing: list[list[Entity]] = [[] for _ in range(count)]
    for entity in numbers:
        by_thing[owner(tagged, entity, which)].append(entity)
    if len({len(each) for each in by_thing}) != 1:
        raise Unclear
    lists = [by_thing[0]]
    for others in by_thing[1:]:
        lists.append(_aligned(tagged, by_thing[0], others))
    mentioned = frozenset(stem for mention in which for stem in stems(mention.text))
    measures = []
    for column in zip(*lists, strict=True):
        after = frozenset().union(*(tagged.after(entity) for entity in column)) - mentioned
        before = frozenset().union(*(tagged.before(entity) for entity in column)) - mentioned
        goals = sum(_beside_goal(tagged, entity) for entity in column)
        percent = any(
            entity.text.endswith("%") or tagged.tokens[entity.end : entity.end + 1] == ("%",) for entity in column
        )
        measures.append(Measure(tuple(column), after, before, goals, percent))
    return measures


def distinct(measures: Sequence[Measure]) -> list[Measure]:
    """Drop the words that another measure has too: they tell nothing apart. Words between two numbers belong to the first."""
    told = []
    for measure in measures:
        others = [other for other in measures if other is not measure]
        after = frozenset().union(*(other.after for other in others))
        before = frozenset().union(*(other.before for other in others))
        told.append(replace(measure, after=measure.after - after, before=measure.before - before - after))
    return told


def _aligned(tagged: Tagged, first: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    if len(first) > 4:
        raise Unclear

    def likeness(order: Sequence[Entity]) -> int:
        return sum(alike(tagged, a, tagged.after(b), tagged.before(b)) for a, b in zip(first, order, strict=True))

    return max((list(order) for order in permutations(others)), key=likeness)


def alike(tagged: Tagged, entity: Entity, after: frozenset[str], before: frozenset[str]) -> int:
    """How many words around a number are among those given; the words after it say most about what it measures."""
    return _likeness(tagged.after(entity), tagged.before(entity), after, before)


def alike_in_clause(tagged: Tagged, limit: Entity, after: frozenset[str], before: frozenset[str]) -> int:
    """The same of a limit, whose clause may name what it limits at its beginning: "the oven is available for 90 minutes"."""
    return _likeness(tagged.after(limit, 7, CLAUSES), tagged.before(limit, 10, CLAUSES), after, before)


def _likeness(
    own_after: frozenset[str], own_before: frozenset[str], after: frozenset[str], before: frozenset[str]
) -> int:
    return (
        3 * len(own_after & after)
        + 2 * len(own_after & before)
        + 2 * len(own_before & after)
        + len(own_before & before)
    )


def _beside_goal(tagged: Tagged, entity: Entity) -> bool:
    here = tagged.sentence[entity.begin]
    goals = [e for e in tagged.of("OBJ_NAME") if tagged.sentence[e.begin] == here]
    others = [e for e in tagged.of("PARAM") if tagged.sentence[e.begin] == here]

    def distance(a: Entity, b: Entity) -> int:
        return min(abs(a.begin - b.end), abs(b.begin - a.end))

    return any(min(distance(goal, other) for other in others) == distance(goal, entity) <= 7 for goal in goals)


def goal_of(tagged: Tagged, measures: Sequence[Measure]) -> tuple[int | None, str]:
    """Which measure the objective sums (None: the things themselves are counted), and its sense."""
    directions = tagged.of("OBJ_DIR")
    if not directions:
        raise Unclear
    sense = (
        "minimize"
        if re.search("min|low|least|reduc|decreas|cheap|small|few", directions[-1].text.lower())
        else "maximize"
    )
    measures = distinct(measures)
    named = frozenset(stem for goal in tagged.of("OBJ_NAME") for stem in stems(goal.text))
    scores = [3 * measure.goals + 2 * len(measure.units & named) for measure in measures]
    best = max(scores, default=0)
    if best == 0:
        if len(measures) == 1 and measures[0].percent:
            return 0, sense
        if named and not re.search("number|amount|total|many", " ".join(e.text for e in tagged.of("OBJ_NAME")).lower()):
            raise Unclear
        return None, sense
    if scores.count(best) > 1:
        raise Unclear
    return scores.index(best), sense


def weighted(measure: Measure, names: Sequence[str]) -> str:
    terms = []
    for name, entity in zip(names, measure.numbers, strict=True):
        text = entity.text.replace(" ", "")
        weight = number(text.rstrip("%.")) + ("%" if measure.percent else "")
        terms.append(name if weight == "1" else f"{name}*{weight}")
    return " + ".join(terms)
