"""Bench4Opt (the data of ORGEval, arXiv 2510.27610): programmes in words with their data apart; right when the models are the same.

An answer's model is compared with the reference model by structure (`algorist.formal.equivalence`), whatever its names. The
references were written as decimals of 16 digits, fewer than their data have: numbers are compared to 12 digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from algorist.bench.data import folder, json_lines, split_files
from algorist.core.answer import Answer
from algorist.core.errors import FormalError
from algorist.core.problem import Problem
from algorist.core.task import Item, Task
from algorist.formal.equivalence import Sameness, compare_rows
from algorist.formal.linear import LANGUAGE
from algorist.formal.linear.files import READERS
from algorist.formal.linear.ground import Rows, ground

DIGITS = 12
"""To how many significant digits numbers are compared."""

SPLITS = {"words": "models*.jsonl*", "concise": "models*.jsonl*"}


def _load(data: Path | None, split: str | None) -> Iterator[Item]:
    for file in split_files(folder(data, "bench4opt"), SPLITS, ("words",), split):
        for item in json_lines(file):
            yield Item(str(item["id"]), Problem(item[split or "words"], data=item["data"]), item["model_lp"])


def _right(answer: Answer, item: Item) -> bool:
    if answer.formal is None or answer.language != "linear":
        return False
    try:
        found, reference = ground(LANGUAGE.parse(answer.formal)), ground(READERS[".lp"](item.gold))
        return compare_rows(rounded(found), rounded(reference)).sameness is Sameness.SAME
    except FormalError:
        return False


def rounded(rows: Rows) -> Rows:
    """Return a programme with its numbers rounded to `DIGITS` significant digits."""
    columns = tuple(
        replace(each, lower=_round(each.lower), upper=_round(each.upper), cost=_decimal(each.cost))
        for each in rows.columns
    )
    written = tuple(
        replace(
            each,
            coefficients=tuple((column, _decimal(value)) for column, value in each.coefficients),
            lower=_round(each.lower),
            upper=_round(each.upper),
        )
        for each in rows.rows
    )
    return replace(rows, columns=columns, rows=written, offset=_decimal(rows.offset))


def _round(value: Fraction | None) -> Fraction | None:
    return None if value is None else _decimal(value)


def _decimal(value: Fraction) -> Fraction:
    return Fraction(f"{float(value):.{DIGITS}g}")


TASK = Task("bench4opt", "programmes in words, their data apart; the answer is the model", _load, _right, kind="linear")
