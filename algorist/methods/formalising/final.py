"""The answer at the end of free text, and when two such answers are the same."""

from __future__ import annotations

import re
from fractions import Fraction

PROMPT = "{problem}\n\nThink step by step. Then write the final answer alone on the last line, after 'Answer:'."

_MARKED = re.compile(r"(?:final answer|answer)\s*(?:is|:)\s*[:\s]*(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"-?\$?\d[\d,]*(?:\.\d+)?(?:/\d+)?")


def final_answer(text: str) -> str | None:
    """Return what stands after the last "Answer:", else the last number; None when there is neither."""
    marked: list[str] = [match.strip().rstrip(".").strip("*` ") for match in _MARKED.findall(text)]
    if marked and marked[-1]:
        return marked[-1]
    numbers: list[str] = _NUMBER.findall(text)
    return numbers[-1] if numbers else None


def number_in(text: str) -> Fraction | None:
    """Return the last number in a text, exactly; None when there is none."""
    numbers = _NUMBER.findall(text)
    if not numbers:
        return None
    try:
        return Fraction(numbers[-1].replace(",", "").replace("$", ""))
    except (ValueError, ZeroDivisionError):
        return None


def same_key(answer: str) -> str:
    """Return a key that is equal for answers that say the same: numbers by value, words without case and marks."""
    number = number_in(answer) if len(answer.split()) <= 3 else None
    return str(number) if number is not None else re.sub(r"[^a-z0-9]+", " ", answer.lower()).strip()
