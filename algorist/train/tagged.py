"""Programmes from tagged words: the NL4Opt competition's training texts, whose entities people marked but whose rows nobody wrote.

What a tag leaves open (which thing a number belongs to, which limit a measure meets) is read off the order and the units of
the words. A text is kept only when every marked number finds exactly one place and the solver proves an optimum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

from algorist.methods.formalising.clauses import slug
from algorist.train.declarations import Declared, has_optimum, measured, number, singular

_SMALL = frozenset(re.findall(r"\w+", """
    a an the of to in on at for and or per each every one is are be can must should it its their this that which with by has
    have least most more than no not up total maximum minimum only there as many all so also if will takes take requires require needs
"""))  # fmt: skip
_LOWER = re.compile("least|minimum|must|require|need|more than or|greater|exceed|fewer|demand|guarantee")
_UPPER = re.compile(
    "most|max|no more|not more|up to|limit|avail|budget|only|has|have|less|below|cannot|can not|not exceed|within|spend"
    "|under|total|stock"
)
_TWICE = {"twice", "double", "two", "three", "four", "five", "thrice", "triple", "ten"}


class _Unclear(Exception):
    """The words leave it open; the text is not used."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Words that one tag spans: its kind, the text, and the tokens from `begin` to `end`, exclusive."""

    kind: str
    text: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text by tokens, with the sentence that each token stands in, and its entities in order."""

    tokens: tuple[str, ...]
    sentence: tuple[int, ...]
    entities: tuple[Entity, ...]

    def of(self, kind: str) -> list[Entity]:
        return [entity for entity in self.entities if entity.kind == kind]

    def after(self, entity: Entity, most: int = 6) -> frozenset[str]:
        """The stems of the words after an entity, up to the next number or the end of its sentence."""
        return self._until(range(entity.end, min(len(self.tokens), entity.end + most)), entity)

    def before(self, entity: Entity, most: int = 4) -> frozenset[str]:
        """The stems of the words before an entity, back to the last number or the beginning of its sentence."""
        return self._until(range(entity.begin - 1, max(-1, entity.begin - most - 1), -1), entity)

    def _until(self, window: range, entity: Entity) -> frozenset[str]:
        numbers = {i for e in self.entities if e.kind in ("PARAM", "LIMIT") for i in range(e.begin, e.end)}
        inside = []
        for position in window:
            if position in numbers or self.sentence[position] != self.sentence[entity.begin]:
                break
            inside.append(self.tokens[position])
        return frozenset(_stems(" ".join(inside)))

    @property
    def words(self) -> str:
        text = " ".join(self.tokens)
        for pattern, new in (
            (r"\s+([,.;:?!%)])", r"\1"),
            (r"([$(])\s+", r"\1"),
            (r"\s+('s\b)", r"\1"),
            (r"\s*-\s*", "-"),
        ):
            text = re.sub(pattern, new, text)
        return text


@cache
def read_tagged(file: Path) -> list[Declared]:
    """Return the programmes of a CoNLL file of entity-tagged texts, those alone that can be read without doubt."""
    found = []
    for tagged in _texts(file.read_text(encoding="utf-8")):
        try:
            declared = declare(tagged)
        except (_Unclear, ValueError):
            continue
        if has_optimum(declared.formal):
            found.append(declared)
    return found


def _texts(conll: str) -> Iterator[Tagged]:
    for block in re.split(r"\n\s*\n", conll):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("-DOCSTART-")]
        if rows:
            yield tag([row[0] for row in rows], [row[-1] for row in rows])


def tag(tokens: Sequence[str], tags: Sequence[str]) -> Tagged:
    """Gather tokens and their BIO tags into entities and sentences."""
    entities: list[Entity] = []
    sentence, count = [], 0
    for position, (token, label) in enumerate(zip(tokens, tags, strict=True)):
        sentence.append(count)
        count += token in {".", "?", "!"} or (token.endswith(".") and len(token) > 3 and token[-2].isalpha())
        kind = label[2:]
        if label.startswith("I-") and entities and entities[-1].kind == kind and entities[-1].end == position:
            last = entities.pop()
            entities.append(Entity(kind, f"{last.text} {token}", last.begin, position + 1))
        elif label != "O":
            entities.append(Entity(kind, token, position, position + 1))
    return Tagged(tuple(tokens), tuple(sentence), tuple(entities))


def declare(tagged: Tagged) -> Declared:
    """Write the programme that the tags leave; raises _Unclear where they leave more than one."""
    variables, which = _variables(tagged)
    names = [slug(singular(words)) for words in variables]
    if len(set(names)) < len(names) or len(names) < 2:
        raise _Unclear
    times, numbers = _comparisons(tagged, which)
    measures = _measures(tagged, numbers, which, len(names))
    goal, sense = _goal(tagged, measures)
    rows = [*times_rows(tagged, times, which, names), *_limits(tagged, measures, goal, which, names)]
    total = " + ".join(names)
    weights = total if goal is None else _weighted(measures[goal], names)
    kind = "" if measured(tagged.words) else " integer"
    lines = [f"var {', '.join(names)}{kind}", f"{sense} {weights}", *(line for _, line in sorted(rows))]
    return Declared(tagged.words, "\n".join(lines) + "\n")


# -- things -------------------------------------------------------------------------------------------------------------


def _variables(tagged: Tagged) -> tuple[list[str], dict[Entity, int]]:
    """Gather mentions into things: one whose words contain another's, or are contained in them, is the same thing."""
    things: list[set[str]] = []
    shown: list[str] = []
    which: dict[Entity, int] = {}
    for mention in tagged.of("VAR"):
        words = set(_stems(mention.text)) or {mention.text.lower()}
        same = [index for index, thing in enumerate(things) if words == thing]
        same = same or [index for index, thing in enumerate(things) if words <= thing or words >= thing]
        if not same and len(things) > 1:  # "premium batch" after "premium package" and "regular package"
            shared = [index for index, thing in enumerate(things) if words & thing]
            same = shared if len(shared) == 1 else []
        if len(same) > 1:
            raise _Unclear
        if not same:
            same = [len(things)]
            things.append(words)
            shown.append(mention.text)
        which[mention] = same[0]
    return shown, which


def _owner(tagged: Tagged, entity: Entity, which: dict[Entity, int]) -> int:
    """Which thing a number belongs to: in its sentence the one before it, or after it where numbers come first."""
    here = tagged.sentence[entity.begin]
    inside = [e for e in tagged.entities if tagged.sentence[e.begin] == here and e.kind in ("VAR", "PARAM")]
    mentions = [e for e in inside if e.kind == "VAR"]
    counted = [e for e in inside if e.kind == "PARAM"]
    if not mentions:
        earlier = [e for e in tagged.of("VAR") if e.begin < entity.begin]
        if not earlier:
            raise _Unclear
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
            raise _Unclear
    if inside[0].kind == "PARAM":
        later = [e for e in mentions if e.begin > entity.begin]
        return which[later[0]] if later else which[mentions[-1]]
    return which[[e for e in mentions if e.begin < entity.begin][-1]]


# -- comparisons of two things --------------------------------------------------------------------------------------------


def _comparisons(tagged: Tagged, which: dict[Entity, int]) -> tuple[list[tuple[Entity, Entity | None]], list[Entity]]:
    """Part off what compares two things: (direction, factor or None); return these and the numbers that are left."""
    compared: list[tuple[Entity, Entity | None]] = []
    numbers = tagged.of("PARAM")
    for direction in tagged.of("CONST_DIR"):
        here = tagged.sentence[direction.begin]
        inside = [e for e in tagged.entities if tagged.sentence[e.begin] == here]
        if any(e.kind == "LIMIT" for e in inside):
            continue
        factors = [e for e in inside if e.kind == "PARAM"]
        things = {which[e] for e in inside if e.kind == "VAR"}
        if len(things) != 2:
            continue
        if len(factors) == 1 and _is_factor(tagged, factors[0]):
            compared.append((direction, factors[0]))
            numbers = [each for each in numbers if each is not factors[0]]
        elif not factors:
            compared.append((direction, None))
    return compared, numbers


def _is_factor(tagged: Tagged, entity: Entity) -> bool:
    follows = " ".join(tagged.tokens[entity.end : entity.end + 4]).lower()
    return (
        entity.text.lower().split()[0] in _TWICE or "times" in follows or "as many" in follows or "as much" in follows
    )


def times_rows(
    tagged: Tagged, compared: Sequence[tuple[Entity, Entity | None]], which: dict[Entity, int], names: Sequence[str]
) -> list[tuple[int, str]]:
    """Return (where it stands, line) for every comparison of two things."""
    rows = []
    for direction, factor in compared:
        here = tagged.sentence[direction.begin]
        mentions = [e for e in tagged.of("VAR") if tagged.sentence[e.begin] == here]
        turn = direction if factor is None else factor
        before = [e for e in mentions if e.begin < turn.begin]
        after = [e for e in mentions if e.begin > turn.begin]
        order = list(dict.fromkeys(which[e] for e in (*before[-1:], *after, *mentions)))
        sides = (names[order[0]], names[order[1]])
        words = direction.text.lower()
        if factor is not None:
            sign = "<=" if re.search("most|not|up to|no more", words) else ">="
            rows.append((direction.begin, f"{sides[0]} {sign} {sides[1]}*{number(factor.text.split()[0])}"))
            continue
        negated = bool(re.search(r"\bnot\b|\bno\b|cannot", words))
        larger = bool(re.search("more|larger|exceed|greater|higher|outnumber|at least", words))
        if not larger and not re.search("less|fewer|smaller|below|at most", words):
            raise _Unclear
        rows.append((direction.begin, f"{sides[0]} {'>=' if larger != negated else '<='} {sides[1]}"))
    return rows


# -- measures: one number of every thing ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Measure:
    """The numbers of one measure, a number a thing, and the words that stand after them and before them."""

    numbers: tuple[Entity, ...]
    after: frozenset[str]
    before: frozenset[str]
    goals: int
    percent: bool

    @property
    def units(self) -> frozenset[str]:
        return self.after | self.before


def _measures(tagged: Tagged, numbers: Sequence[Entity], which: dict[Entity, int], count: int) -> list[_Measure]:
    """Align the numbers of the things by their units, and by their order where the units leave it open."""
    by_thing: list[list[Entity]] = [[] for _ in range(count)]
    for entity in numbers:
        by_thing[_owner(tagged, entity, which)].append(entity)
    if len({len(each) for each in by_thing}) != 1:
        raise _Unclear
    lists = [by_thing[0]]
    for others in by_thing[1:]:
        lists.append(_aligned(tagged, by_thing[0], others))
    mentioned = frozenset(stem for mention in which for stem in _stems(mention.text))
    measures = []
    for column in zip(*lists, strict=True):
        after = frozenset().union(*(tagged.after(entity) for entity in column)) - mentioned
        before = frozenset().union(*(tagged.before(entity) for entity in column)) - mentioned
        goals = sum(_beside_goal(tagged, entity) for entity in column)
        percent = any(
            entity.text.endswith("%") or tagged.tokens[entity.end : entity.end + 1] == ("%",) for entity in column
        )
        measures.append(_Measure(tuple(column), after, before, goals, percent))
    return [_distinct(measure, measures) for measure in measures]


def _distinct(measure: _Measure, measures: Sequence[_Measure]) -> _Measure:
    """Drop the words that another measure has too: they tell nothing apart."""
    others = frozenset().union(*(other.units for other in measures if other is not measure))
    return _Measure(measure.numbers, measure.after - others, measure.before - others, measure.goals, measure.percent)


def _aligned(tagged: Tagged, first: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    if len(first) > 4:
        raise _Unclear

    def likeness(order: Sequence[Entity]) -> int:
        return sum(_alike(tagged, a, tagged.after(b), tagged.before(b)) for a, b in zip(first, order, strict=True))

    return max((list(order) for order in permutations(others)), key=likeness)


def _alike(tagged: Tagged, entity: Entity, after: frozenset[str], before: frozenset[str]) -> int:
    """How many words around a number are among those given; the words after it say most about what it measures."""
    own_after, own_before = tagged.after(entity), tagged.before(entity)
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


def _goal(tagged: Tagged, measures: Sequence[_Measure]) -> tuple[int | None, str]:
    """Which measure the objective sums (None: the things themselves are counted), and its sense."""
    directions = tagged.of("OBJ_DIR")
    if not directions:
        raise _Unclear
    sense = (
        "minimize"
        if re.search("min|low|least|reduc|decreas|cheap|small|few", directions[-1].text.lower())
        else "maximize"
    )
    named = frozenset(stem for goal in tagged.of("OBJ_NAME") for stem in _stems(goal.text))
    scores = [3 * measure.goals + 2 * len(measure.units & named) for measure in measures]
    best = max(scores, default=0)
    if best == 0:
        if named and not re.search("number|amount|total|many", " ".join(e.text for e in tagged.of("OBJ_NAME")).lower()):
            raise _Unclear
        return None, sense
    if scores.count(best) > 1:
        raise _Unclear
    return scores.index(best), sense


# -- limits ---------------------------------------------------------------------------------------------------------------


def _limits(
    tagged: Tagged, measures: Sequence[_Measure], goal: int | None, which: dict[Entity, int], names: Sequence[str]
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
                raise _Unclear
            rows.append((limit.begin, f"{text}*({total}) {sign} {names[owner]}"))
        elif owner is not None:
            rows.append((limit.begin, f"{text} {sign} {names[owner]}"))
        else:
            open_limits.append((limit, f"{text} {sign}"))
    left = [index for index in range(len(measures)) if index != goal]
    likeness = [[_alike(tagged, limit, m.after, m.before) for m in measures] for limit, _ in open_limits]
    unplaced = []
    for (limit, start), scores in zip(open_limits, likeness, strict=True):
        best = max(scores, default=0)
        if best and scores.count(best) == 1:
            index = scores.index(best)
            left = [each for each in left if each != index]
            rows.append((limit.begin, f"{start} {_weighted(measures[index], names)}"))
        elif best:
            raise _Unclear
        else:
            unplaced.append((limit, start))
    for limit, start in unplaced:
        if len(left) == len(unplaced) == 1:
            rows.append((limit.begin, f"{start} {_weighted(measures[left.pop()], names)}"))
        elif left:
            raise _Unclear
        else:
            rows.append((limit.begin, f"{start} {total}"))
    if left:
        raise _Unclear
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
        raise _Unclear
    nearest = min(near, key=lambda e: limit.begin - e.end if e.end <= limit.begin else 3 + e.begin - limit.end)
    words = nearest.text.lower()
    if re.search(r"at least|minimum|no less|no fewer|not less|at the least", words):
        return "<="
    if _UPPER.search(words):
        return ">="
    if _LOWER.search(words):
        return "<="
    raise _Unclear


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
        raise _Unclear
    return None


def _weighted(measure: _Measure, names: Sequence[str]) -> str:
    terms = []
    for name, entity in zip(names, measure.numbers, strict=True):
        text = entity.text.replace(" ", "")
        weight = number(text.rstrip("%.")) + ("%" if measure.percent else "")
        terms.append(name if weight == "1" else f"{name}*{weight}")
    return " + ".join(terms)


def _stems(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9$%]+", text.lower().replace("$", " dollar "))
    money = {"cost": "dollar", "budget": "dollar", "spend": "dollar", "costs": "dollar", "dollars": "dollar"}
    return [_stem(money.get(word, word)) for word in words if word not in _SMALL]


def _stem(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(e|ing|ed|y|i)$", "", re.sub(r"(?<=[a-z]{2})(?<!s)s$", "", word))
