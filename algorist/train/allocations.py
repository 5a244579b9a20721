"""Allocations without end: so much for each of two to four things, and limits on totals, scores, differences and shares.

Where `linear_words` says what each thing needs of a measure, here sums and differences of the allocations themselves are spelled
out in words ("twice X plus three times Y", "X minus Y"). The words stand in `banks/allocations.toml`; every programme has a
proved optimum.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from random import Random

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.clauses import slug
from algorist.train.allocation_limits import Bank, Case, filled, listed, rows, total
from algorist.train.declarations import singular
from algorist.train.grid_words import upper
from algorist.train.lesson import Branch, Lesson

SEPARATED = 0.4
"""How often large numbers have separators."""

LETTERED = 0.4
"""How often things with names of their own have letters, too, where no two begin alike."""


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
        limits = rows(random, bank["say"], case, maximize=maximize)
        scale = random.choice([1, 1, 1, 1, 10, 50, 1000])
        weights = [
            str(random.choice([1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 100, 200]) * scale)
            for _ in case.names
        ]
        sense = "maximize" if maximize else "minimize"
        whole = random.random() < 0.85
        formal = "\n".join(
            [
                f"var {', '.join(case.names)}{' integer' if whole else ''}",
                f"{sense} {total(weights, case.names)}",
                *(line for _, lines in limits for line in lines),
            ]
        )
        if LANGUAGE.solve(LANGUAGE.parse(f"{formal}\n"), Limits(seconds=5)).claim is not Claim.OPTIMAL:
            continue
        asked = "maximize" if maximize else random.choice(["minimize", "minimize", "minimize_need"])
        facts = _facts(random, bank["say"], case, weights, {"maximize": "gain", "minimize": "cost"}.get(asked, "need"))
        sentences = [words for words, _ in limits]
        sentences.insert(random.choice([0, len(sentences), len(sentences)]), facts)
        if whole:
            sentences.insert(random.randint(1, len(sentences)), random.choice(bank["say"]["integer"]))
        said = [opening, *sentences, random.choice(bank["say"][asked])]
        words = " ".join(each.format_map(case.fields) for each in said)
        return (_separated(words) if random.random() < SEPARATED else words), f"{formal}\n"


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
            also = f" These {plural} could stand for {listed(meant)} respectively."
    scale = random.choice([1, 1, 5, 10, 50, 100])
    in_list = random.choice([marks, shown])
    if (
        marks == shown
        and len(marks[0]) > 2
        and len({mark[0] for mark in marks}) == count
        and random.random() < LETTERED
    ):
        in_list = tuple(f"{upper(mark)} ({mark[0].upper()})" for mark in marks)
        shown = random.choice([shown, tuple(mark[0].upper() for mark in marks)])
    point = tuple(random.randint(2, 40) * scale for _ in marks)
    who = random.choice(scene["who"])
    fields = {
        "who": who, "Who": upper(who), "unit": unit, "these": plural, "list": listed(in_list),
        "count": {2: "two", 3: "three", 4: "four"}[count], "all": "both" if count == 2 else random.choice(["all", f"all {plural}"]),
        "need": random.choice(bank["need"]),
    }  # fmt: skip
    return Case(shown, names, point, fields), random.choice(scene["opening"]) + also


# -- words --------------------------------------------------------------------------------------------------------------


def _facts(random: Random, say: Bank, case: Case, weights: Sequence[str], kind: str) -> str:
    """Say what a unit of each costs, earns or needs."""
    amount = "{} {need}" if kind == "need" else random.choice(["{} dollars", "${}", "${}"])
    each = [f"{amount.replace('{}', weight)} for {shown}" for weight, shown in zip(weights, case.shown, strict=True)]
    return filled(
        random.choice(say[kind]),
        shown=listed(case.shown), weights=listed(weights), each=listed(each),
    )  # fmt: skip


def _separated(words: str) -> str:
    """Write whole numbers from a thousand on with separators."""
    return re.sub(r"(?<![\w.,])\d{4,}(?![\w.,]*\d)", lambda number: f"{int(number[0]):,}", words)
