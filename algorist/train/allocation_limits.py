"""The limits of an allocation, in words and as lines: totals, scores, differences, shares and bounds that a hidden point keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from algorist.train.grid_words import upper

Bank = Mapping[str, Any]

WEIGHTS = ("1", "1", "1", "1", "1", "2", "2", "2", "3", "3", "4", "5", "1/2", "1.5", "2.5", "0.7", "0.8", "60%", "40%")
"""What the terms of a sum are multiplied by, as lines have it."""


@dataclass(frozen=True, slots=True)
class Case:
    """Things to allocate to, as words and as names, a point that every limit admits, and what all sentences may mention."""

    shown: tuple[str, ...]
    names: tuple[str, ...]
    point: tuple[int, ...]
    fields: Mapping[str, str]


def rows(random: Random, say: Bank, case: Case, *, maximize: bool) -> list[tuple[str, list[str]]]:
    """Draw three to five limits that the hidden point keeps, one of them on the side that the objective pushes against."""
    needed = random.choice(
        ["total_most", "score_most", "output_most"] if maximize else ["total_least", "score_least", "output_least"]
    )
    parts = PARTS if len(case.names) > 2 else ()
    others = [kind for kind in (*KINDS, *parts, *parts) if kind != needed]
    kinds = [needed, *random.sample(others, random.randint(1, 5))]
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
        return filled(template, n=n), [f"{n} {relation} {' + '.join(names)}"]
    if kind.startswith("score"):
        weights = [random.choice([1, 2, 3, 4, 5, 6, 8, 10]) for _ in names]
        n = _limit(random, sum(w * p for w, p in zip(weights, point, strict=True)), most=most)
        terms = [
            _term(random, say, str(weight), shown, case.fields["unit"])
            for weight, shown in zip(weights, case.shown, strict=True)
        ]
        line = f"{n} {relation} {total([str(weight) for weight in weights], names)}"
        return filled(template, n=n, terms=" plus ".join(terms)), [line]
    if kind.startswith("some"):
        chosen = sorted(random.sample(range(len(names)), random.randint(2, len(names) - 1)))
        n = _limit(random, sum(point[each] for each in chosen), most=most)
        some = listed([case.shown[each] for each in chosen])
        return filled(template, n=n, some=some), [f"{n} {relation} {' + '.join(names[each] for each in chosen)}"]
    if kind.startswith("every"):
        return _every(random, say, case, kind, i, j)
    if kind == "each_least":
        n = _limit(random, min(point), most=False)
        return filled(template, n=n), [f"{n} <= {name}" for name in names]
    if kind == "between":
        c, n = _limit(random, point[i], most=False), _limit(random, point[i], most=True)
        return filled(template, c=c, n=n, **fields), [f"{c} <= {names[i]}", f"{n} >= {names[i]}"]
    if kind in ("floor", "below"):  # limits under zero
        if kind == "below" and point[i] > point[j]:
            i, j = j, i
        n = _limit(random, max(1, point[j] - point[i]), most=kind == "floor")
        line = f"-{n} {'<=' if kind == 'floor' else '>='} {names[i]} - {names[j]}"
        return filled(template, n=n, x=case.shown[i], y=case.shown[j]), [line]
    if kind in ("apart_sum", "half_least"):
        return _of_others(random, case, kind, template, i, j)
    if kind.startswith("mixed"):
        return _mixed(random, say, case, kind, template)
    if kind == "respectively":
        limits = [_limit(random, each, most=True) for each in point]
        lines = [f"{n} >= {name}" for n, name in zip(limits, names, strict=True)]
        return filled(template, some=listed(case.shown), bounds=listed([str(n) for n in limits])), lines
    if kind == "ranges":
        limits = [_limit(random, each, most=True) for each in point]
        bounds = [random.choice(say["bound"]).format(x=shown, n=n) for shown, n in zip(case.shown, limits, strict=True)]
        return filled(template, bounds=listed(bounds)), [
            f"{n} >= {name}" for n, name in zip(limits, names, strict=True)
        ]
    if kind.startswith("output"):
        a, b = random.randint(1, 30), random.randint(1, 30)
        n = _limit(random, a * point[i] + b * point[j], most=most)
        return filled(template, n=n, a=a, b=b, **fields), [f"{n} {relation} {names[i]}*{a} + {names[j]}*{b}"]
    if kind.startswith(("apart", "twice")):
        k = 1 if kind.startswith("apart") else random.choice([2, 2, 2, 3])
        n = _limit(random, max(1, point[i] - k * point[j]), most=most)
        shown = random.choice(say["times"][str(k)]) if k > 1 else ""
        return filled(template, n=n, k=shown, **fields), [
            f"{n} {relation} {names[i]} - {names[j]}{f'*{k}' if k > 1 else ''}"
        ]
    if kind.startswith("ratio"):
        k = max(2, min(5, point[i] // point[j] + most))
        line = f"{names[i]} {'<=' if most else '>='} {names[j]}*{k}"
        return filled(template, k=random.choice(say["times"][str(k)]), **fields), [line]
    n, c = (_limit(random, point[each], most=most) for each in (i, j))
    lines = [f"{n} {relation} {names[i]}", f"{c} {relation} {names[j]}"]
    return filled(template, n=n, c=c, **fields), lines if kind.endswith("s") else lines[:1]


def _every(random: Random, say: Bank, case: Case, kind: str, i: int, j: int) -> tuple[str, list[str]]:
    """Return a limit on so many of one for every so many of another, in words and as a line."""
    if kind == "every_least":  # at least a of x for every b of y
        b = max(random.choice([1, 2, 5, 10, 40]), -(-case.point[j] // case.point[i]))
        a = b * case.point[i] // case.point[j]
        line = f"{total([str(b)], [case.names[i]])} >= {total([str(a)], [case.names[j]])}"
    else:  # at most b of y for every a of x
        a = random.choice([1, 2, 5, 10, 20, 30])
        b = -(-a * case.point[j] // case.point[i])
        line = f"{total([str(a)], [case.names[j]])} <= {total([str(b)], [case.names[i]])}"
    return filled(random.choice(say[kind]), a=a, b=b, x=case.shown[i], y=case.shown[j]), [line]


def _of_others(random: Random, case: Case, kind: str, template: str, i: int, j: int) -> tuple[str, list[str]]:
    """Return a limit on one by the half of another, or by the sum of two others, in words and as a line."""
    names, point = case.names, case.point
    if kind == "half_least":
        i, j = (i, j) if 2 * point[i] >= point[j] else (j, i)
        return filled(template, x=case.shown[i], y=case.shown[j]), [f"{names[i]} >= {names[j]}*1/2"]
    x, y, z = random.sample(range(len(names)), 3)
    n = _limit(random, max(1, point[x] - point[y] - point[z]), most=True)
    fields = {"x": case.shown[x], "y": case.shown[y], "z": case.shown[z]}
    return filled(template, n=n, **fields), [f"{n} >= {names[x]} - {names[y]} - {names[z]}"]


def _mixed(random: Random, say: Bank, case: Case, kind: str, template: str) -> tuple[str, list[str]]:
    """Return a limit on a sum some of whose terms are taken away, in words and as a line."""
    value = Fraction(0)
    while value <= 0 or (value.denominator > 1 and kind.endswith("equal")):
        chosen = random.sample(range(len(case.names)), random.randint(2, len(case.names)))
        weights = [random.choice(WEIGHTS) for _ in chosen]
        signs = [random.choice((1, -1)) if place or random.random() < 0.2 else 1 for place in range(len(chosen))]
        terms = zip(signs, weights, chosen, strict=True)
        value = sum((sign * worth(weight) * case.point[each] for sign, weight, each in terms), Fraction(0))
    words, line = "", ""
    for sign, weight, each in zip(signs, weights, chosen, strict=True):
        joint, mark = (
            ((" minus ", " - ") if sign < 0 else (" plus ", " + "))
            if line
            else (("minus ", "-") if sign < 0 else ("", ""))
        )
        words += f"{joint}{_term(random, say, weight, case.shown[each], case.fields['unit'])}"
        line += f"{mark}{total([weight], [case.names[each]])}"
    most = not kind.endswith("least")
    n = int(value) if kind.endswith("equal") else _limit(random, math.ceil(value), most=most)
    relation = "=" if kind.endswith("equal") else ">=" if most else "<="
    return filled(template, n=n, terms=words), [f"{n} {relation} {line}"]


def worth(weight: str) -> Fraction:
    """The value of a weight, which may be a part or a percentage."""
    return Fraction(weight.rstrip("%")) / (100 if weight.endswith("%") else 1)


KINDS = (
    "total_most", "total_least", "score_least", "score_most", "output_least", "output_most", "apart_most", "apart_least",
    "twice_most", "twice_least", "ratio_least", "ratio_most", "upper", "lower", "uppers", "lowers", "ranges", "mixed_most",
    "mixed_least", "mixed_equal", "every_most", "every_least", "each_least", "between", "floor", "below", "half_least", "respectively",
)  # fmt: skip

PARTS = ("some_most", "some_least", "some_most", "some_least", "mixed_most", "mixed_least", "mixed_equal", "apart_sum")
"""Limits on some of three things or more."""


def _limit(random: Random, value: int, *, most: bool) -> int:
    """Return a round number on the side of a value that admits it."""
    step = int(10 ** max(0, len(str(value)) - 2))
    spread = random.uniform(1.0, 1.6) if most else random.uniform(0.4, 1.0)
    rounded = int(value * spread) // step * step
    return max(1, rounded + step if most else rounded)


def _term(random: Random, say: Bank, weight: str, shown: str, unit: str) -> str:
    """Say a multiple of an allocation in words."""
    times = "" if weight == "1" else random.choice(say["times"].get(weight, [f"{weight} times"]))
    what = random.choice([f"the {unit} for {shown}", f"the allocation to {shown}", shown])
    return (
        f"{times} {what}".strip()
        if random.random() < 0.8 or not weight.isdigit() or weight == "1"
        else f"{weight} times {what}"
    )


# -- words --------------------------------------------------------------------------------------------------------------


def filled(template: str, **fields: object) -> str:
    """Fill these fields, and leave those that the whole case has for later."""
    for name, value in fields.items():
        template = template.replace(f"{{{name}}}", str(value))
    return upper(template)


def total(weights: Sequence[str], names: Sequence[str]) -> str:
    return " + ".join(
        name if weight == "1" else f"{name}*{weight}" for weight, name in zip(weights, names, strict=True)
    )


def listed(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
