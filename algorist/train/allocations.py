"""Allocations without end: so much for each of two to four things, and limits on totals, scores, differences and shares.

Where `linear_words` says what each thing needs of a measure, here sums and differences of the allocations themselves are spelled
out in words ("twice X plus three times Y", "X minus Y"). The words stand in `banks/allocations.toml`; every programme has a
proved optimum.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.clauses import slug
from algorist.train.declarations import singular
from algorist.train.grid_words import upper
from algorist.train.lesson import Branch, Lesson

Bank = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Things to allocate to, as words and as names, a point that every limit admits, and what all sentences may mention."""

    shown: tuple[str, ...]
    names: tuple[str, ...]
    point: tuple[int, ...]
    fields: Mapping[str, str]


def lessons(seed: int) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random = Random(seed)
    bank = tomllib.loads(
        resources.files("algorist.train").joinpath("banks/allocations.toml").read_text(encoding="utf-8")
    )
    while True:
        words, formal = sample(random, bank)
        yield Lesson("", (Branch(f"linear> {words}\n", f"{formal}\n"),), "allocations")


def sample(random: Random, bank: Bank) -> tuple[str, str]:
    """Return (statement, formal text) of an allocation with a proved optimum."""
    while True:
        case, opening = _case(random, bank)
        maximize = random.random() < 0.35
        rows = _rows(random, bank["say"], case, maximize=maximize)
        weights = [
            str(random.choice([1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 100, 200])) for _ in case.names
        ]
        sense = "maximize" if maximize else "minimize"
        whole = random.random() < 0.85
        formal = "\n".join(
            [
                f"var {', '.join(case.names)}{' integer' if whole else ''}",
                f"{sense} {_sum(weights, case.names)}",
                *(line for _, lines in rows for line in lines),
            ]
        )
        if LANGUAGE.solve(LANGUAGE.parse(f"{formal}\n"), Limits(seconds=5)).claim is not Claim.OPTIMAL:
            continue
        facts = _facts(random, bank["say"], case, weights, maximize=maximize)
        sentences = [words for words, _ in rows]
        sentences.insert(random.choice([0, len(sentences), len(sentences)]), facts)
        if whole:
            sentences.insert(random.randint(1, len(sentences)), random.choice(bank["say"]["integer"]))
        said = [opening, *sentences, random.choice(bank["say"][sense])]
        return " ".join(each.format_map(case.fields) for each in said), f"{formal}\n"


def _case(random: Random, bank: Bank) -> tuple[Case, str]:
    scene = random.choice(bank["scene"])
    count = random.choice([2, 2, 3, 3, 4])
    unit, also = random.choice(scene["unit"]), ""
    if random.random() < 0.4:  # things that have names of their own
        kind = random.choice(bank["kind"])
        plural = kind["these"]
        marks = shown = tuple(random.sample(kind["things"], count))
        names = tuple(slug(singular(thing)) for thing in shown)
    else:
        plural, single = random.choice(scene["these"])
        marks = tuple(random.choice(scene["names"])[:count])
        bare = random.random() < 0.4 and marks[0] != "1"
        shown = marks if bare else tuple(f"{single} {mark}" for mark in marks)
        names = tuple(slug(f"{single} {mark}") for mark in marks)
        if random.random() < 0.3:
            meant = random.sample(random.choice(bank["kind"])["things"], count)
            also = f" These {plural} could stand for {_and(meant)} respectively."
    scale = random.choice([1, 1, 5, 10, 50, 100])
    point = tuple(random.randint(2, 40) * scale for _ in marks)
    who = random.choice(scene["who"])
    fields = {
        "who": who, "Who": upper(who), "unit": unit, "these": plural, "list": _and(random.choice([marks, shown])),
        "count": {2: "two", 3: "three", 4: "four"}[count], "all": "both" if count == 2 else random.choice(["all", f"all {plural}"]),
    }  # fmt: skip
    return Case(shown, names, point, fields), random.choice(scene["opening"]) + also


# -- limits -------------------------------------------------------------------------------------------------------------


def _rows(random: Random, say: Bank, case: Case, *, maximize: bool) -> list[tuple[str, list[str]]]:
    """Draw three to five limits that the hidden point keeps, one of them on the side that the objective pushes against."""
    needed = random.choice(
        ["total_most", "score_most", "output_most"] if maximize else ["total_least", "score_least", "output_least"]
    )
    parts = PARTS if len(case.names) > 2 else ()
    others = [kind for kind in (*KINDS, *parts, *parts) if kind != needed]
    kinds = [needed, *random.sample(others, random.randint(1, 4))]
    random.shuffle(kinds)
    rows = [_row(random, say, case, kind) for kind in kinds]
    return [(_led(random, say, case, words, place), lines) for place, (words, lines) in enumerate(rows)]


def _led(random: Random, say: Bank, case: Case, words: str, place: int) -> str:
    """Let some sentences, but not the first, begin with a reason."""
    if not place or random.random() > 0.3 or " to " in words.partition(",")[0]:
        return words
    named = words.startswith((*case.shown, *(upper(shown) for shown in case.shown)))
    return f"{random.choice(say['because'])}{words if named else words[:1].lower() + words[1:]}"


def _row(random: Random, say: Bank, case: Case, kind: str) -> tuple[str, list[str]]:
    """Return one limit in words and as lines; the limit is drawn on the right side of the hidden point."""
    names, point = case.names, case.point
    template = random.choice(say[kind])
    i, j = random.sample(range(len(names)), 2)
    if kind in ("apart_least", "twice_least", "ratio_least") and point[i] < point[j]:
        i, j = j, i
    fields = {"x": case.shown[i], "y": case.shown[j]}
    most = not kind.startswith("lower") and not kind.endswith("least")
    relation = ">=" if most else "<="
    if kind.startswith("total"):
        n = _limit(random, sum(point), most=most)
        return _filled(template, n=n), [f"{n} {relation} {' + '.join(names)}"]
    if kind.startswith("score"):
        weights = [random.choice([1, 2, 3, 4, 5, 6, 8, 10]) for _ in names]
        n = _limit(random, sum(w * p for w, p in zip(weights, point, strict=True)), most=most)
        terms = [
            _term(random, say, weight, shown, case.fields["unit"])
            for weight, shown in zip(weights, case.shown, strict=True)
        ]
        line = f"{n} {relation} {_sum([str(weight) for weight in weights], names)}"
        return _filled(template, n=n, terms=" plus ".join(terms)), [line]
    if kind.startswith("some"):
        chosen = sorted(random.sample(range(len(names)), random.randint(2, len(names) - 1)))
        n = _limit(random, sum(point[each] for each in chosen), most=most)
        some = _and([case.shown[each] for each in chosen])
        return _filled(template, n=n, some=some), [f"{n} {relation} {' + '.join(names[each] for each in chosen)}"]
    if kind.startswith("mixed"):
        return _mixed(random, say, case, kind, template)
    if kind == "ranges":
        limits = [_limit(random, each, most=True) for each in point]
        bounds = [random.choice(say["bound"]).format(x=shown, n=n) for shown, n in zip(case.shown, limits, strict=True)]
        return _filled(template, bounds=_and(bounds)), [f"{n} >= {name}" for n, name in zip(limits, names, strict=True)]
    if kind.startswith("output"):
        a, b = random.randint(1, 30), random.randint(1, 30)
        n = _limit(random, a * point[i] + b * point[j], most=most)
        return _filled(template, n=n, a=a, b=b, **fields), [f"{n} {relation} {names[i]}*{a} + {names[j]}*{b}"]
    if kind.startswith(("apart", "twice")):
        k = 1 if kind.startswith("apart") else random.choice([2, 2, 2, 3])
        n = _limit(random, max(1, point[i] - k * point[j]), most=most)
        shown = random.choice(say["times"][str(k)]) if k > 1 else ""
        return _filled(template, n=n, k=shown, **fields), [
            f"{n} {relation} {names[i]} - {names[j]}{f'*{k}' if k > 1 else ''}"
        ]
    if kind.startswith("ratio"):
        k = max(2, min(5, point[i] // point[j] + most))
        line = f"{names[i]} {'<=' if most else '>='} {names[j]}*{k}"
        return _filled(template, k=random.choice(say["times"][str(k)]), **fields), [line]
    n, c = (_limit(random, point[each], most=most) for each in (i, j))
    lines = [f"{n} {relation} {names[i]}", f"{c} {relation} {names[j]}"]
    return _filled(template, n=n, c=c, **fields), lines if kind.endswith("s") else lines[:1]


def _mixed(random: Random, say: Bank, case: Case, kind: str, template: str) -> tuple[str, list[str]]:
    """Return a limit on a sum some of whose terms are taken away, in words and as a line."""
    names, point = case.names, case.point
    value = 0
    while value <= 0:
        chosen = random.sample(range(len(names)), random.randint(2, len(names)))
        weights = [random.choice([1, 1, 2, 3]), *(random.choice([1, 1, -1, -1, 2, -2, 3, -3, 4]) for _ in chosen[1:])]
        value = sum(weight * point[each] for weight, each in zip(weights, chosen, strict=True))
    words, line = "", ""
    for weight, each in zip(weights, chosen, strict=True):
        joint, sign = (" minus ", " - ") if weight < 0 else (" plus ", " + ")
        term = _term(random, say, abs(weight), case.shown[each], case.fields["unit"])
        words += f"{joint if words else ''}{term}"
        line += f"{sign if line else ''}{_sum([str(abs(weight))], [names[each]])}"
    most = not kind.endswith("least")
    n = value if kind.endswith("equal") else _limit(random, value, most=most)
    relation = "=" if kind.endswith("equal") else ">=" if most else "<="
    return _filled(template, n=n, terms=words), [f"{n} {relation} {line}"]


KINDS = (
    "total_most", "total_least", "score_least", "score_most", "output_least", "output_most", "apart_most", "apart_least",
    "twice_most", "twice_least", "ratio_least", "ratio_most", "upper", "lower", "uppers", "lowers", "ranges", "mixed_most",
    "mixed_least", "mixed_equal",
)  # fmt: skip

PARTS = ("some_most", "some_least", "some_most", "some_least", "mixed_most", "mixed_least")
"""Limits on some of three things or more."""


def _limit(random: Random, value: int, *, most: bool) -> int:
    """Return a round number on the side of a value that admits it."""
    step = int(10 ** max(0, len(str(value)) - 2))
    spread = random.uniform(1.0, 1.6) if most else random.uniform(0.4, 1.0)
    rounded = int(value * spread) // step * step
    return max(1, rounded + step if most else rounded)


def _term(random: Random, say: Bank, weight: int, shown: str, unit: str) -> str:
    """Say a multiple of an allocation in words."""
    times = random.choice(say["times"].get(str(weight), [f"{weight} times"])) if weight > 1 else ""
    what = random.choice([f"the {unit} for {shown}", f"the allocation to {shown}", shown])
    return f"{times} {what}".strip() if random.random() < 0.8 or weight == 1 else f"{weight} times {what}"


# -- words --------------------------------------------------------------------------------------------------------------


def _facts(random: Random, say: Bank, case: Case, weights: Sequence[str], *, maximize: bool) -> str:
    """Say what a unit of each costs or earns."""
    each = [f"{weight} dollars for {shown}" for weight, shown in zip(weights, case.shown, strict=True)]
    return _filled(
        random.choice(say["gain" if maximize else "cost"]),
        shown=_and(case.shown), weights=_and(weights), each=_and(each),
    )  # fmt: skip


def _filled(template: str, **fields: object) -> str:
    """Fill these fields, and leave those that the whole case has for later."""
    for name, value in fields.items():
        template = template.replace(f"{{{name}}}", str(value))
    return upper(template)


def _sum(weights: Sequence[str], names: Sequence[str]) -> str:
    return " + ".join(
        name if weight == "1" else f"{name}*{weight}" for weight, name in zip(weights, names, strict=True)
    )


def _and(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
