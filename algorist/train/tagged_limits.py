"""Limits of a tagged text: what each bounds, in which direction, and the row that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

from algorist.train.declarations import number
from algorist.train.tagged_measures import Measure, alike_in_clause, distinct, weighted
from algorist.train.tags import Entity, Tagged, Unclear

SURE_WORDS = 4
"""From this likeness on a limit bounds a measure that another limit bounds too."""

MONEY = 3
"""What it says for a limit and a measure that both are money, and against them that one of them alone is."""

_EACH = frozenset({"each", "both", "either", "every"})

_LOWER = re.compile("least|minimum|must|require|need|more than or|greater|exceed|fewer|demand|guarantee")
_UPPER = re.compile(
    "most|max|no more|not more|up to|limit|avail|budget|only|has|have|less|below|cannot|can not|not exceed|within|spend"
    "|under|total|stock"
)


def limit_rows(
    tagged: Tagged,
    measures: Sequence[Measure],
    goal: int | None,
    sense: str,
    which: dict[Entity, int],
    names: Sequence[str],
) -> list[tuple[int, str]]:
    """Give every limit its row; every measure but the objective's must meet one, and what meets none limits the total."""
    total = " + ".join(names)
    rows: list[tuple[int, str]] = []
    open_limits: list[tuple[Entity, str]] = []
    for limit in tagged.of("LIMIT"):
        if "times" in tagged.tokens[limit.end : limit.end + 2]:  # a factor under a limit's tag: "three times as many"
            raise Unclear
        sign = _sign(tagged, limit, sense)
        percent = limit.text.endswith("%") or tagged.tokens[limit.end : limit.end + 1] in (("%",), ("percent",))
        owner = _shared(tagged, limit, which) if percent else _bounded(tagged, limit, which)
        text = number(limit.text.replace(" ", "").rstrip("%")) + ("%" if percent else "")
        if percent or "/" in text:
            if owner is None:
                raise Unclear
            rows.append((limit.begin, f"{text}*({total}) {sign} {names[owner]}"))
        elif owner is not None:
            rows.append((limit.begin, f"{text} {sign} {names[owner]}"))
        else:
            open_limits.append((limit, f"{text} {sign}"))
    others = distinct([measure for index, measure in enumerate(measures) if index != goal])
    met = _met(tagged, [limit for limit, _ in open_limits], others)
    aim = None if goal is None else measures[goal]
    for (limit, start), found in zip(open_limits, met, strict=True):
        sums = [weighted(others[index], names) for index in found]
        paid = aim is not None and _paid(tagged, limit) and all(_paid(tagged, each) for each in aim.numbers)
        if not sums and aim is not None and paid and sense == "minimize":
            sums = [weighted(aim, names)]  # "to keep the wages below $30000"
        sums = sums or [total]
        rows += [(limit.begin, f"{start} {each}") for each in sums]
    return rows


def _paid(tagged: Tagged, entity: Entity) -> bool:
    return "$" in tagged.tokens[max(0, entity.begin - 1) : entity.end + 1]


def _likeness(tagged: Tagged, limit: Entity, measure: Measure) -> int:
    """How alike the words of a limit and a measure are; an amount of money limits what is paid, and nothing else."""
    paid = {_paid(tagged, limit), all(_paid(tagged, each) for each in measure.numbers)}
    return (
        alike_in_clause(tagged, limit, measure.after, measure.before)
        + (MONEY if paid == {True} else 0)
        - (MONEY if len(paid) > 1 else 0)
    )


def _met(tagged: Tagged, limits: Sequence[Entity], measures: Sequence[Measure]) -> list[list[int]]:
    """Which measures every limit bounds, none for the total: the matching by which their words are most alike."""
    scores = [[_likeness(tagged, limit, each) for each in measures] for limit in limits]
    if any(
        "respectively" in tagged.around(limit) for limit in limits
    ):  # the words that tell them apart come in their order
        scores = [[1] * len(measures) for _ in limits]
    if len(limits) < len(measures):
        return _in_common(tagged, limits, measures, scores)
    ways = list(permutations(range(len(limits)), len(measures)))
    values = [sum(scores[limit][index] for index, limit in enumerate(way)) for way in ways]
    best = [way for way, value in zip(ways, values, strict=True) if value == max(values)]
    in_order = [way for way in best if list(way) == sorted(way)]
    if len(best) > 1 and not (len(limits) == len(measures) and len(in_order) == 1):
        raise Unclear
    (way,) = in_order if len(best) > 1 else best
    if sum(scores[limit][index] == 0 for index, limit in enumerate(way)) > 1:
        raise Unclear
    met: list[list[int]] = [[] for _ in limits]
    for index, limit in enumerate(way):
        met[limit].append(index)
    for limit, found in enumerate(met):
        again = [index for index, score in enumerate(scores[limit]) if score >= SURE_WORDS]
        if not found and len(again) == 1:
            found.extend(again)
    if sum(not found for found in met) > 2:
        raise Unclear
    return met


def _in_common(
    tagged: Tagged, limits: Sequence[Entity], measures: Sequence[Measure], scores: Sequence[Sequence[int]]
) -> list[list[int]]:
    """One limit of several measures, each of them so much ("both machines are available for at most 400 minutes")."""
    met: list[list[int]] = [[] for _ in limits]
    for index in range(len(measures)):
        column = [row[index] for row in scores]
        most = max(column, default=0)
        if most and column.count(most) == 1:
            met[column.index(most)].append(index)
        else:
            units = [tagged.after(entity, 1) for entity in measures[index].numbers]
            said = [
                limit
                for limit, entity in enumerate(limits)
                if tagged.after(entity, 1) in units and _EACH & set(tagged.around(entity))
            ]
            if len(said) != 1:
                raise Unclear
            met[said[0]].append(index)
    if any(len(found) > 1 and not _EACH & set(tagged.around(limits[at])) for at, found in enumerate(met)):
        raise Unclear
    return met


def _shared(tagged: Tagged, limit: Entity, which: dict[Entity, int]) -> int | None:
    """The thing that a share of the total limits: the next one named, else the last one before."""
    here = tagged.sentence[limit.begin]
    stops = [e.begin for e in tagged.of("LIMIT") if tagged.sentence[e.begin] == here and e.begin > limit.begin]
    inside = [e for e in tagged.of("VAR") if tagged.sentence[e.begin] == here]
    things = {which[e] for e in inside}
    if len(things) == 1:
        return things.pop()
    after = [e for e in inside if limit.end <= e.begin < min(stops, default=10**6)]
    before = [e for e in inside if e.end <= limit.begin]
    chosen = after[-1:] or before[-1:]
    return which[chosen[0]] if chosen else None


def _sign(tagged: Tagged, limit: Entity, sense: str) -> str:
    """How the limit stands to what it limits, limit first: `>=` for an upper bound.

    Words that say neither leave it to the objective: who wants most is limited from above.
    """
    here = tagged.sentence[limit.begin]
    near = [e for e in tagged.of("CONST_DIR") if tagged.sentence[e.begin] == here]
    if not near:
        raise Unclear
    nearest = min(near, key=lambda e: limit.begin - e.end if e.end <= limit.begin else 3 + e.begin - limit.end)
    words = nearest.text.lower()
    denied = {"not", "n't", "cannot", "never"} & {
        word.lower() for word in tagged.tokens[nearest.begin - 4 : nearest.end]
    }
    if denied and re.search("more than|exceed|over|greater", words):
        return ">="
    if re.search(r"at least|minimum|no less|no fewer|not less|at the least", words):
        return "<="
    if re.search(r"\btotal\b", words) is None:
        if _UPPER.search(words):
            return ">="
        if _LOWER.search(words):
            return "<="
    return ">=" if sense == "maximize" else "<="


def _bounded(tagged: Tagged, limit: Entity, which: dict[Entity, int]) -> int | None:
    """The one thing that a limit bounds by itself: its name follows the limit at once, or it is all that its clause speaks of."""
    here = tagged.sentence[limit.begin]
    paired = [
        e for e in tagged.of("LIMIT") if 0 < e.begin - limit.end <= 4 and "but" in tagged.tokens[limit.end : e.begin]
    ]
    if paired:  # "at least 12 but at most 24 chairs"
        return _bounded(tagged, paired[0], which)
    after = [e for e in tagged.of("VAR") if tagged.sentence[e.begin] == here and 0 <= e.begin - limit.end <= 3]
    reach = range(max(0, limit.begin - 8), min(len(tagged.tokens), limit.end + 6))
    window = {tagged.tokens[place].lower() for place in reach if tagged.sentence[place] == here}
    stop = min((e.begin for e in tagged.of("LIMIT") if e.begin > limit.begin), default=10**6)
    near = [e for e in tagged.of("VAR") if 0 <= e.begin - limit.end <= 6 and e.begin < stop]
    follow = {which[e] for e in near if tagged.sentence[e.begin] == here}
    if len(follow) > 1 and window & {"or", "and"}:
        return None
    if after:
        return which[after[0]]
    if window & {"total", "altogether", "combined", "combination", "both"}:
        return None
    inside = [e for e in tagged.entities if tagged.sentence[e.begin] == here and e.kind in ("VAR", "LIMIT")]
    things = list(dict.fromkeys(which[e] for e in inside if e.kind == "VAR"))
    if len(things) == 1:
        limits = [e.begin for e in inside if e.kind == "LIMIT" and e is not limit]
        named = [e.begin for e in inside if e.kind == "VAR"]
        apart = any(limit.begin < other < min(named) for other in limits)  # "100 workers of whom at least 20 are cooks"
        return None if apart else things[0]
    if len(things) > 1:
        before = [e for e in inside if e.kind == "VAR" and 0 <= limit.begin - e.end <= 8]
        earlier = {which[e] for e in inside if e.kind == "VAR" and e.end <= limit.begin}
        last = max((e.end for e in inside if e.kind == "LIMIT" and e.end <= limit.begin), default=None)
        between = {which[e] for e in inside if e.kind == "VAR" and last is not None and last <= e.begin < limit.begin}
        if before and len(between) == 1:
            if "either" in window:  # "2 long shots, but at most 8 of either type": of each or of both
                raise Unclear
            return between.pop()  # "the demand for tea is at most 40 and the demand for coffee at most 25"
        if before and len(earlier) == len(set(which.values())):
            return None  # all of them were listed before
        if before:
            return which[before[-1]]
        meant = {which[e] for e in inside if e.kind == "VAR" and limit.end <= e.begin < stop}
        if len(meant) == 1 and any(word.startswith("invest") for word in tagged.around(limit)):
            return meant.pop()
        later = [e for e in inside if e.kind == "VAR" and 0 <= e.begin - limit.end <= 12]
        if later and "%" in " ".join(tagged.tokens[limit.begin : limit.end + 1]):
            return which[later[0]]
        if len(things) < len(set(which.values())):
            raise Unclear
    return None
