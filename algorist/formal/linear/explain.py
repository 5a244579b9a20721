"""A few lines for the person: the objective, the values, and the evidence."""

from __future__ import annotations

from fractions import Fraction

from algorist.core.certificate import Claim, Solution, Value
from algorist.formal.linear.renderer import constraint, decimal
from algorist.formal.linear.tree import Model, Number

SHORT = 12
"""How many characters a decimal may have to be shown as one."""
LONG = 40
"""How many characters of an exact fraction are shown."""
SHOWN = 40
"""How many values are listed; zeros are left out where there are more."""

EVIDENCE = {
    "primal-dual": "exact dual multipliers show that nothing is better",
    "branching": "exact multipliers close every case ({cases})",
    "farkas": "exact multipliers add the constraints up to a contradiction",
    "ray": "an exact direction improves the objective without end",
}


def explain(model: Model, solution: Solution) -> str:
    """Return what was found, the values, and what the claim rests on."""
    lines = [_headline(model, solution)]
    lines += _values(solution)
    if solution.claim == Claim.INFEASIBLE and solution.conflict:
        lines.append("These cannot hold together:")
        lines += [f"  {_located(model, position)}" for position in solution.conflict]
    if solution.certificate is not None:
        lines.append(f"Evidence: {_evidence(solution)}.")
    elif solution.claim != Claim.FEASIBLE:
        lines.append("Evidence: the solver's word alone.")
    if solution.message:
        lines.append(f"Note: {solution.message}.")
    return "\n".join(lines)


def number(value: Value | None) -> str:
    """Return an exact number as a person reads it.

    >>> number(Fraction(-5, 2)), number(Fraction(50, 3))
    ('-2.5', '50/3 (about 16.6667)')
    """
    if not isinstance(value, Fraction) or value.denominator == 1:
        return str(value)
    try:
        digits = decimal(Number(abs(value)).value)
        if len(digits) <= SHORT:
            return f"-{digits}" if value < 0 else digits
    except ValueError:
        pass
    exact = str(value) if len(str(value)) <= LONG else f"a fraction of {len(str(value))} digits"
    try:
        return f"{exact} (about {float(value):.6g})"
    except OverflowError:
        return exact


def _headline(model: Model, solution: Solution) -> str:
    if solution.claim == Claim.INFEASIBLE:
        return "No values satisfy every constraint."
    if solution.claim == Claim.UNBOUNDED:
        return "The objective has no limit: it improves without end."
    if solution.claim == Claim.TIMEOUT:
        best = f"; the best so far is {number(solution.objective)}" if solution.values else ""
        return f"No verdict{best}."
    if model.objective is None:
        return "A solution that satisfies every constraint:"
    name = model.objective.label or "objective"
    if solution.claim == Claim.FEASIBLE:
        return f"A solution that satisfies every constraint, with {name} {number(solution.objective)}:"
    return f"{'Maximum' if model.objective.maximize else 'Minimum'} {name}: {number(solution.objective)}"


def _values(solution: Solution) -> list[str]:
    items = list(solution.values.items())
    if len(items) > SHOWN:
        items = [(name, value) for name, value in items if value]
    lines = [f"  {name} = {number(value)}" for name, value in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(f"  and {len(items) - SHOWN} more")
    if len(items) < len(solution.values):
        lines.append("  all others are 0")
    return lines


def _located(model: Model, position: int) -> str:
    item = model.constraints[position]
    line = f"line {item.at[0]}: " if item.at[0] else ""
    return line + constraint(item)


def _evidence(solution: Solution) -> str:
    certificate = solution.certificate
    if certificate is None:
        return ""
    cases = (len(certificate.data.get("nodes", ())) + 1) // 2
    return EVIDENCE.get(certificate.kind, certificate.kind).format(cases=cases)
