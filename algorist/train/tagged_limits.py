"""Limits of a tagged text: what each bounds, in which direction, and the row that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.train.declarations import number
from algorist.train.tagged_measures import Measure, alike, weighted
from algorist.train.tags import Entity, Tagged, Unclear

_LOWER = re.compile("least|minimum|must|require|need|more than or|greater|exceed|fewer|demand|guarantee")
_UPPER = re.compile(
    "most|max|no more|not more|up to|limit|avail|budget|only|has|have|less|below|cannot|can not|not exceed|within|spend"
    "|under|total|stock"
)


def limit_rows(
    tagged: Tagged, measures: Sequence[Measure], goal: int | None, which: dict[Entity, int], names: Sequence[str]
) -> list[tuple[int, str]]:
    """Give every limit its row; every measure but the objective's must meet one."""
    total = " + ".join(names)
    rows: list[tuple[int, str]] = []
    open_limits: list[tuple[Entity, str]] = []
    for limit in tagged.of("LIMIT"):
        sign = _sign(tagged, limit)
        percent = limit.text.endswith("%") or tagged.tokens[limit.end : limit.end + 1] in (("%",), ("percent",))
        owner = _shared(tagged, limit, which) if percent else _bounded(tagged, limit, which)
        text = (
            number(limit.text.replace(" ", ""))
            if not percent
            else number(limit.text.replace(" ", "").rstrip("%")) + "%"
        )
        if percent or "/" in text:
            if owner is None:
                raise Unclear
            rows.append((limit.begin, f"{text}*({total}) {sign} {names[owner]}"))
        elif owner is not None:
            rows.append((limit.begin, f"{text} {sign} {names[owner]}"))
        else:
            open_limits.append((limit, f"{text} {sign}"))
    left = [index for index in range(len(measures)) if index != goal]
    likeness = [[alike(tagged, limit, m.after, m.before) for m in measures] for limit, _ in open_limits]
    unplaced = []
    for (limit, start), scores in zip(open_limits, likeness, strict=True):
        best = max(scores, default=0)
        if best and scores.count(best) == 1:
            index = scores.index(best)
            left = [each for each in left if each != index]
            rows.append((limit.begin, f"{start} {weighted(measures[index], names)}"))
        elif best:
            raise Unclear
        else:
            unplaced.append((limit, start))
    for limit, start in unplaced:
        if len(left) == len(unplaced) == 1:
            rows.append((limit.begin, f"{start} {weighted(measures[left.pop()], names)}"))
        elif left:
            raise Unclear
        else:
            rows.append((limit.begin, f"{start} {total}"))
    if left:
        raise Unclear
    return rows


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


def _sign(tagged: Tagged, limit: Entity) -> str:
    """How the limit stands to what it limits, limit first: `>=` for an upper bound."""
    here = tagged.sentence[limit.begin]
    near = [e for e in tagged.of("CONST_DIR") if tagged.sentence[e.begin] == here]
    if not near:
        raise Unclear
    nearest = min(near, key=lambda e: limit.begin - e.end if e.end <= limit.begin else 3 + e.begin - limit.end)
    words = nearest.text.lower()
    if re.search(r"at least|minimum|no less|no fewer|not less|at the least", words):
        return "<="
    if _UPPER.search(words):
        return ">="
    if _LOWER.search(words):
        return "<="
    raise Unclear


def _bounded(tagged: Tagged, limit: Entity, which: dict[Entity, int]) -> int | None:
    """The one thing that a limit bounds by itself: its name follows the limit at once, or it is all that its clause speaks of."""
    here = tagged.sentence[limit.begin]
    after = [e for e in tagged.of("VAR") if tagged.sentence[e.begin] == here and 0 <= e.begin - limit.end <= 3]
    window = {word.lower() for word in tagged.tokens[max(0, limit.begin - 8) : limit.end + 6]}
    stop = min((e.begin for e in tagged.of("LIMIT") if e.begin > limit.begin), default=10**6)
    follow = {which[e] for e in tagged.of("VAR") if 0 <= e.begin - limit.end <= 6 and e.begin < stop}
    if len(follow) > 1 and window & {"or", "and"}:
        return None
    if after:
        return which[after[0]]
    if window & {"total", "altogether", "combined", "combination", "both"}:
        return None
    inside = [e for e in tagged.entities if tagged.sentence[e.begin] == here and e.kind in ("VAR", "LIMIT")]
    things = list(dict.fromkeys(which[e] for e in inside if e.kind == "VAR"))
    if len(things) == 1:
        return things[0]
    if len(things) > 1:
        before = [e for e in inside if e.kind == "VAR" and 0 <= limit.begin - e.end <= 8]
        if before:
            return which[before[-1]]
        later = [e for e in inside if e.kind == "VAR" and 0 <= e.begin - limit.end <= 12]
        if later and "%" in " ".join(tagged.tokens[limit.begin : limit.end + 1]):
            return which[later[0]]
        raise Unclear
    return None
