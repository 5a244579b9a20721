"""Read first-order formulas as FOLIO and Logic-LM write them: `∀x (Drinks(x) → Dependent(x) ⊕ Jokes(x))`.

Names there are anything without a space, `lg-34` or `1080p` too. Source: S. Han et al., FOLIO: Natural language reasoning
with first-order logic (2022).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.core.errors import FormalError
from algorist.formal.logic.parser import parse
from algorist.formal.logic.tokens import KEYWORDS, quoted
from algorist.formal.logic.tree import LogicModel

_WORD = re.compile(r"[^\s(),∀∃∧∨¬→↔⊕=≠<>]+")
_QUANTIFIED = re.compile(r"([∀∃])\s*([a-z]\w*)\s*")
_IGNORED = re.compile(r"[.;]\s*$")


def read(premises: Sequence[str], conclusion: str | None = None) -> LogicModel:
    """Return the model of some formulas, each on a line of its own; raises FormalError, its line the formula's number."""
    lines = [f"premise {_spelled(text)}" for text in premises]
    if conclusion is not None:
        lines.append(f"conclude {_spelled(conclusion)}")
    for number, line in enumerate(lines, start=1):
        if line.count("(") != line.count(")"):
            raise FormalError(number, 1, f"{line.count('(')} parentheses open and {line.count(')')} close.")
    return parse("\n".join(lines))


def _spelled(text: str) -> str:
    """Return the formula with its names in quotes where they need them, `∀x∃y` apart from what follows."""
    text = _IGNORED.sub("", text.replace("\n", " ").replace("[", "(").replace("]", ")"))
    text = _QUANTIFIED.sub(r" \1\2 ", text)
    return _WORD.sub(_name, text)


def _name(match: re.Match[str]) -> str:
    word = match[0]
    return quoted(word) if word not in KEYWORDS or word in ("in", "count", "sort", "pred", "func", "const") else word
