"""The things that a tagged text decides on, which number belongs to which, and the rows that compare two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.methods.formalising.numerals import SPELLED
from algorist.train.declarations import number
from algorist.train.tags import Entity, Tagged, Unclear, stems

_MARK = re.compile(r"(?<![\w.])[A-Z](?!\w)")
"""A letter that tells two things of one name apart ("mixture A"), which is no article."""


def things(tagged: Tagged) -> tuple[list[str], dict[Entity, int]]:
    """Gather mentions into things: one whose words contain another's, or are contained in them, is the same thing."""
    things: list[set[str]] = []
    shown: list[str] = []
    which: dict[Entity, int] = {}
    for mention in tagged.of("VAR"):
        words = {*stems(mention.text), *_MARK.findall(mention.text)} or {mention.text.lower()}
        same = [index for index, thing in enumerate(things) if words == thing]
        same = same or [index for index, thing in enumerate(things) if words <= thing or words >= thing]
        if not same and len(things) > 1:  # "premium batch" after "premium package" and "regular package"
            shared = [index for index, thing in enumerate(things) if words & thing]
            same = shared if len(shared) == 1 else []
        if len(same) > 1:
            raise Unclear
        if not same:
            same = [len(things)]
            things.append(words)
            shown.append(mention.text)
        which[mention] = same[0]
    return shown, which


def owner(tagged: Tagged, entity: Entity, which: dict[Entity, int]) -> int:
    """Which thing a number belongs to: in its sentence the one before it, or after it where numbers come first."""
    here = tagged.sentence[entity.begin]
    inside = [e for e in tagged.entities if tagged.sentence[e.begin] == here and e.kind in ("VAR", "PARAM")]
    mentions = [e for e in inside if e.kind == "VAR"]
    counted = [e for e in inside if e.kind == "PARAM"]
    if not mentions:
        earlier = [e for e in tagged.of("VAR") if e.begin < entity.begin]
        if not earlier:
            raise Unclear
        return which[earlier[-1]]
    if len(mentions) == len(counted) and (inside[0].kind == "PARAM") != (inside[1].kind == "PARAM"):
        return which[mentions[counted.index(entity)]]
    if [e.kind for e in inside] in (
        ["PARAM"] * len(counted) + ["VAR"] * len(mentions),
        ["VAR"] * len(mentions) + ["PARAM"] * len(counted),
    ):
        if len(mentions) == len(counted):
            return which[mentions[counted.index(entity)]]
        if len(mentions) > 1:
            raise Unclear
    if inside[0].kind == "PARAM":
        later = [e for e in mentions if e.begin > entity.begin]
        return which[later[0]] if later else which[mentions[-1]]
    return which[[e for e in mentions if e.begin < entity.begin][-1]]


def comparisons(tagged: Tagged, which: dict[Entity, int]) -> tuple[list[tuple[Entity, Entity | None]], list[Entity]]:
    """Part off what compares two things: (direction, factor or None); return these and the numbers that are left."""
    compared: list[tuple[Entity, Entity | None]] = []
    numbers = tagged.of("PARAM")
    for direction in tagged.of("CONST_DIR"):
        clause = _clause(tagged, direction)
        factors = [e for e in clause if e.kind == "PARAM"]
        if any(e.kind == "LIMIT" for e in clause) or len({which[e] for e in _sides(tagged, direction, clause)}) != 2:
            continue
        if len(factors) == 1 and _is_factor(tagged, factors[0]):
            compared.append((direction, factors[0]))
            numbers = [each for each in numbers if each is not factors[0]]
        elif not factors:
            compared.append((direction, None))
    return compared, numbers


def _clause(tagged: Tagged, direction: Entity) -> list[Entity]:
    """What stands from a direction to the next one in its sentence; all of its sentence where there is no other."""
    here = [e for e in tagged.entities if tagged.sentence[e.begin] == tagged.sentence[direction.begin]]
    others = [e.begin for e in here if e.kind == "CONST_DIR" and e != direction]
    if not others:
        return here
    stop = min((begin for begin in others if begin > direction.begin), default=10**6)
    return [e for e in here if direction.begin <= e.begin < stop]


def _sides(tagged: Tagged, direction: Entity, clause: Sequence[Entity]) -> list[Entity]:
    """The things that a comparison names: those of its clause, with the last one before it."""
    before = [e for e in tagged.of("VAR") if e.end <= direction.begin]
    before = [e for e in before if tagged.sentence[e.begin] == tagged.sentence[direction.begin] and e not in clause]
    return [*before[-1:], *(e for e in clause if e.kind == "VAR")]


def _is_factor(tagged: Tagged, entity: Entity) -> bool:
    follows = " ".join((entity.text, *tagged.tokens[entity.end : entity.end + 4])).lower()
    return (
        SPELLED.get(entity.text.lower().split()[0], "1") != "1"
        or "times" in follows
        or "as many" in follows
        or "as much" in follows
    )


def comparison_rows(
    tagged: Tagged, compared: Sequence[tuple[Entity, Entity | None]], which: dict[Entity, int], names: Sequence[str]
) -> list[tuple[int, str]]:
    """Return (where it stands, line) for every comparison of two things."""
    rows = []
    for direction, factor in compared:
        mentions = _sides(tagged, direction, _clause(tagged, direction))
        turn = direction if factor is None else factor
        before = [e for e in mentions if e.begin < turn.begin]
        after = [e for e in mentions if e.begin > turn.begin]
        named = after if len({which[e] for e in after}) > 1 else [*before[-1:], *after, *mentions]
        order = list(dict.fromkeys(which[e] for e in named))
        sides = (names[order[0]], names[order[1]])
        words = direction.text.lower()
        if factor is not None:
            sign = "<=" if re.search("most|not|up to|no more", words) else ">="
            rows.append((direction.begin, f"{sides[0]} {sign} {sides[1]}*{number(factor.text.split()[0])}"))
            continue
        negated = bool(re.search(r"\bnot\b|\bno\b|cannot", words))
        larger = bool(re.search("more|larger|exceed|greater|higher|outnumber|at least", words))
        if not larger and not re.search("less|fewer|smaller|below|at most", words):
            raise Unclear
        rows.append((direction.begin, f"{sides[0]} {'>=' if larger != negated else '<='} {sides[1]}"))
    return rows
