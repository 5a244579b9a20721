"""Programmes declared by people: the NL4Opt competition's development set, read where it stands, as words and lines.

Its test set is never read here. New problems come from old ones by drawing every number anew in words and lines alike (S058,
value change); what the solver then finds infeasible or unbounded is dropped.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.numerals import SPELLED

_OPERATORS = {"LESS_OR_EQUAL": ("<=", ">="), "GREATER_OR_EQUAL": (">=", "<="), "EQUAL": ("=", "=")}
"""Every relation as it is declared, and with its sides exchanged: a line begins with its limit (see `linear_words`)."""

_FRACTIONS = {"two-thirds": "2/3", "three-quarters": "3/4", "three-fourths": "3/4"}
_UNIT = r"(?:hours?|minutes?|days?|kgs?|kilograms?|grams?|pounds?|tons?|tonnes?|lit(?:er|re)s?|gallons?|ml|acres?|hectares?|ounces?)"
_MEASURED = re.compile(rf"how much|how many (?:\w+ )?{_UNIT}\b", re.IGNORECASE)
_PRICED = re.compile(
    rf"\$ ?[\d.,]+ (?:\w+ ){{0,2}}(?:per|a|an|for each|for every) {_UNIT}\b|\bmixture\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Declared:
    """A problem in words and the lines that declare it."""

    words: str
    formal: str


@cache
def read_declared(folder: Path) -> list[Declared]:
    """Return the problems of `competition_dev.jsonl.gz` whose declarations our parser and solver accept."""
    problems = []
    with gzip.open(folder / "competition_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for problem in json.loads(line).values():
                declared = _declared(problem)
                if declared is not None and has_optimum(declared.formal):
                    problems.append(declared)
    return problems


def _declared(problem: Mapping[str, Any]) -> Declared | None:
    first = problem["var_mention_to_first_var"]
    names = {name: slug(singular(name)) for name in problem["vars"]}

    def variable(mention: str) -> str:
        return names[first.get(mention, mention)]

    def weights(terms: Mapping[str, str]) -> str:
        weighted = {variable(mention): number(weight) for mention, weight in terms.items()}
        if len(weighted) < len(terms):
            raise ValueError("two mentions with one name")
        return " + ".join(
            name if weighted[name] == "1" else f"{name}*{weighted[name]}" for name in names.values() if name in weighted
        )

    total = " + ".join(names.values())
    try:
        objective = problem["obj_declaration"]
        sense = (
            "minimize"
            if re.search("min|low|least|reduc|decreas|cheap|small|few", objective["direction"])
            else "maximize"
        )
        goal = weights(objective["terms"]) if objective["type"] == "objective" else total
        rows: list[tuple[int, str]] = []
        for row in problem["const_declarations"]:
            sign, mirrored = _OPERATORS[row["operator"]]
            limit = number(row["limit"]) if "limit" in row else ""
            match row["type"]:
                case "linear":
                    line = f"{limit} {mirrored} {weights(row['terms'])}"
                case "sum":
                    line = f"{limit} {mirrored} {total}"
                case "lowerbound" | "upperbound":
                    line = f"{limit} {mirrored} {variable(row['var'])}"
                case "ratio":
                    line = f"{limit}*({total}) {mirrored} {variable(row['var'])}"
                case "xby":
                    line = f"{variable(row['x_var'])} {sign} {variable(row['y_var'])}*{number(row['param'])}"
                case "xy":
                    line = f"{variable(row['x_var'])} {sign} {variable(row['y_var'])}"
                case _:
                    return None
            rows.append((_stands(problem["document"], row), line))
    except (KeyError, ValueError):
        return None
    kind = "" if measured(problem["document"]) else " integer"
    formal = (
        "\n".join([f"var {', '.join(names.values())}{kind}", f"{sense} {goal}", *(line for _, line in sorted(rows))])
        + "\n"
    )
    return Declared(" ".join(problem["document"].split()), formal)


def _stands(document: str, row: Mapping[str, Any]) -> int:
    """Where in the words the row is stated: its limit, else its direction; rows are written in this order."""
    return max(document.find(f" {row['limit']}") if "limit" in row else -1, document.find(row["direction"]))


def measured(words: str) -> bool:
    """Whether what is decided on is measured, not counted: the question says so, or no question does and the prices do."""
    question = words.rstrip().rsplit(". ", 1)[-1]
    counted = "how many" in question.lower()
    return bool(_MEASURED.search(question) or (not counted and _PRICED.search(words)))


def singular(name: str) -> str:
    return re.sub(r"(?<=[a-z]{2})(?<!s)s\b", "", name)


def number(text: str) -> str:
    """Return a number as the language writes it; raises ValueError for what is none."""
    plain = text.lower().strip().replace(",", "").replace("$", "")
    plain = _FRACTIONS.get(plain, SPELLED.get(plain, plain))
    if not re.fullmatch(r"\d*\.?\d+(/\d+)?%?", plain):
        raise ValueError(text)
    return plain


def has_optimum(formal: str) -> bool:
    """Whether there is a best thing to do, and it is not to do nothing."""
    try:
        solution = LANGUAGE.solve(LANGUAGE.parse(formal), Limits(seconds=5))
    except FormalError:
        return False
    return solution.claim is Claim.OPTIMAL and any(solution.values.values())


def renumber(random: Random, declared: Declared) -> Declared | None:
    """Draw every number of two or more digits, and some single digits, anew; None when that leaves no optimum."""
    numbers = sorted(
        set(re.findall(r"(?<![\w.,/])\d+(?:\.\d+)?(?![\w.,/]*\d)", declared.formal)), key=len, reverse=True
    )
    drawn: dict[str, str] = {}
    for number in numbers:
        if f"{number}%" in declared.formal and float(number) <= 100:
            drawn[number] = str(random.choice(range(5, 96, 5)))
        elif "." in number:
            drawn[number] = f"{float(number) * random.uniform(0.6, 1.5):.{len(number.split('.')[1])}f}"
        elif len(number) > 1 or random.random() < 0.5:
            value = max(2, round(int(number) * random.uniform(0.6, 1.5)))
            zeros = len(number) - len(number.rstrip("0"))
            drawn[number] = str(max(10**zeros, round(value, -zeros)))

    def replace(text: str) -> str:
        return re.sub(r"(?<![\w./])\d[\d,]*(?:\.\d+)?", lambda match: _like(match[0], drawn), text)

    changed = Declared(replace(declared.words), replace(declared.formal))
    return changed if has_optimum(changed.formal) else None


def _like(shown: str, drawn: Mapping[str, str]) -> str:
    trailing = "," if shown.endswith(",") else ""
    plain = shown.rstrip(",").replace(",", "")
    new = drawn.get(plain, plain)
    return (f"{int(new):,}" if "," in shown.rstrip(",") and new.isdigit() else new) + trailing
