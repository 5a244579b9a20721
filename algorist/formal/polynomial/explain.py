"""A few lines for the person: the verdict, the point or the squares, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Claim, Solution, Value
from algorist.formal.polynomial.tree import Model

LONG = 40
"""How many characters of an exact number are shown."""
SHOWN = 40
"""How many values are listed."""


def explain(model: Model, solution: Solution) -> str:
    """Return what was found, and what the claim rests on."""
    where = " on its domain" if model.domain else ""
    lines = []
    if solution.claim == Claim.ENTAILED:
        lines.append(f"The polynomial is nonnegative{where or ' everywhere'}.")
        if solution.certificate is not None:
            lines += _evidence(solution.certificate.data)
        else:
            lines.append("Evidence: the solver's word alone.")
    elif solution.claim == Claim.REFUTED:
        place = "at this point of its domain" if model.domain else "at this point"
        lines.append(f"The polynomial is negative {place}: its value is {number(solution.objective)}.")
        lines += [f"  {name} = {number(value)}" for name, value in list(solution.values.items())[:SHOWN]]
        if len(solution.values) > SHOWN:
            lines.append(f"  and {len(solution.values) - SHOWN} more")
        lines.append("Evidence: the point itself; the value is exact.")
    elif solution.claim == Claim.NEITHER:
        lines.append(
            f"Undecided: the polynomial may be nonnegative{where}, yet no sum of squares that was tried shows it."
        )
    else:
        lines.append("No verdict in time.")
    if solution.message:
        lines.append(f"Note: {solution.message}.")
    return "\n".join(lines)


def number(value: Value | None) -> str:
    """Return an exact number as a person reads it.

    >>> number(Fraction(-5, 2)), number(3)
    ('-5/2', '3')
    """
    if not isinstance(value, (int, Fraction)):
        return str(value)
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    if len(text) <= LONG:
        return text
    try:
        return f"about {float(value):.6g} (exactly, a fraction of {len(text)} characters)"
    except OverflowError:
        return f"a fraction of {len(text)} characters"


def _evidence(data: Mapping[str, Any]) -> list[str]:
    squares, multiplier = data.get("squares", ()), data.get("multiplier", {})
    sizes = [len(block["basis"]) for block in squares]
    power, constant = multiplier.get("power", 0), multiplier.get("constant", 0)
    inside = (
        "the sum of the squares of the variables" if not constant else "1 plus the sum of the squares of the variables"
    )
    times = f", times {inside}{f' to the power {power}' if power > 1 else ''}," if power else ""
    weights = sum(bool(block["factors"]) for block in squares)
    extra = f", {weights} of them multiplied with inequalities of the domain" if weights else ""
    return [
        f"Evidence: the polynomial{times} equals a sum of squares, exactly: {len(sizes)} Gram matrices{extra}, "
        f"of {' + '.join(map(str, sizes[:8])) or '0'}{' + ...' if len(sizes) > 8 else ''} rows, with rational entries."
    ]
