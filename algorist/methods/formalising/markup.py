"""Words as they were meant, where they come with the marks of TeX or of a string in a program."""

from __future__ import annotations

import re

_TEX_WORDS = r"eq|u\b|abla|ot\b|e\b|i\b|leq|geq|mid|parallel"
_SIGNS = (
    (rf"\\n(?!{_TEX_WORDS})", " "),  # a line break that was never unescaped
    (r"\$\\\$([\d.,]*\d)\$", r"$\1"),
    (r"\\leq?(?![a-z])", " <= "),
    (r"\\geq?(?![a-z])", " >= "),
    (r"\\(?:times|cdot)(?![a-z])", "*"),
    (r"\\(?:text|mathrm|mathbf|operatorname)\{([^{}]*)\}", r"\1"),
    (r"\\[;,!: ]|\\q?quad(?![a-z])", " "),
    (r"(?<=[A-Za-z])_\{?(\d+)\}?", r"\1"),
)
_FORMULA = re.compile(r"(?<!\\)\$([^$\\\n]{1,80})\$")
_WORD = re.compile(r"[A-Za-z]{2,}")


def plain(statement: str) -> str:
    r"""Return a statement without the marks around its formulas; amounts in dollars stay.

    >>> plain(r"Project $X_1$ costs \\$50 a unit, $0 \leq x_2 \leq 25$.\\n\\nIt earns $3 or $4.")
    'Project X1 costs $50 a unit, 0 <= x2 <= 25. It earns $3 or $4.'
    """
    for pattern, meant in _SIGNS:
        statement = re.sub(pattern, meant, statement)
    unmarked = _FORMULA.sub(_unmarked, statement)
    return re.sub(r" {2,}", " ", unmarked.replace("\\$", "$").replace("\\%", "%"))


def _unmarked(match: re.Match[str]) -> str:
    """A formula, or all as it stands where two amounts of money stand around words."""
    inside = match[1]
    return match[0] if inside != inside.strip() or _WORD.search(inside) or inside[-1] in "/-+*" else inside
