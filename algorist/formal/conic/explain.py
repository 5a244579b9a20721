"""A few lines for the person: the interval, the values, and the evidence."""

from __future__ import annotations

from fractions import Fraction

from algorist.core.certificate import Claim, Solution, Value
from algorist.formal.conic.tree import Model
from algorist.formal.polynomial.explain import number as exactly
from algorist.formal.polynomial.reading import RATIONAL

SHORT = 12
"""How many characters an exact fraction may have to be shown alone."""
SHOWN = 40
"""How many values are listed; zeros are left out where there are more."""


def explain(model: Model, solution: Solution) -> str:
    """Return what was found, the values, and what the claim rests on."""
    lines = [_headline(model, solution)]
    items = list(solution.values.items())
    if len(items) > SHOWN:
        items = [(name, value) for name, value in items if value]
    lines += [f"  {name} = {number(value)}" for name, value in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(f"  and {len(items) - SHOWN} more")
    lines.append(f"Evidence: {_evidence(model, solution)}.")
    if solution.message:
        lines.append(f"Note: {solution.message}.")
    return "\n".join(lines)


def number(value: Value | None) -> str:
    """Return an exact number as a person reads it: its decimals first, where it has too many digits.

    >>> number(Fraction(1, 2)), number(Fraction(12439555806333, 17592186044416))
    ('1/2', '0.707106881 (exactly 12439555806333/17592186044416)')
    """
    text = exactly(value)
    if not isinstance(value, Fraction) or len(text) <= SHORT or text.startswith("a"):
        return text
    return f"{float(value):.9g} (exactly {text})"


def _headline(model: Model, solution: Solution) -> str:
    sense = "maximum" if model.maximise else "minimum"
    match solution.claim:
        case Claim.OPTIMAL:
            return f"The {sense} is between these two: {_both(solution)}."
        case Claim.FEASIBLE if solution.objective is not None:
            return f"A point in every cone, with objective {number(solution.objective)}:"
        case Claim.FEASIBLE:
            return "A point in every cone:"
        case Claim.INFEASIBLE:
            return "No point is in every cone."
        case Claim.UNBOUNDED:
            return "The objective has no limit: it improves without end."
        case _:
            return "No verdict."


def _both(solution: Solution) -> str:
    sides = [number(solution.objective)]
    if solution.certificate is not None:
        bound = str(solution.certificate.data.get("bound", ""))
        sides.append(number(Fraction(bound)) if RATIONAL.fullmatch(bound) else bound)
    return " (reached by the values) and ".join(sides)


def _evidence(model: Model, solution: Solution) -> str:
    certificate = solution.certificate
    if certificate is None:
        return "the values themselves" if solution.claim == Claim.FEASIBLE else "the solver's word alone"
    if certificate.kind == "farkas":
        return f"exact multipliers of {len(certificate.data['dual'])} cones add up to a contradiction"
    side = "above" if model.maximise else "below"
    return f"the values are in every cone exactly, and exact multipliers bound the optimum from {side}"
