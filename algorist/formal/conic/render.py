"""Writing Conic Benchmark Format, version 3, with numbers that are read back exactly.

The format has decimals only. A coefficient like 1/3 has none, so its row would have to be scaled; nothing that `parse`
returns needs that, and `render` refuses it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from algorist.core.errors import InputError
from algorist.formal.conic.tree import DUAL_POWER, POWER, Cone, Entries, Model


def render(model: Model) -> str:
    """Return the text of a model; raises InputError when a coefficient is no finite decimal."""
    powers = {kind: _distinct(model, kind) for kind in (POWER, DUAL_POWER)}
    lines = ["VER", "3", "", "OBJSENSE", "MAX" if model.maximise else "MIN", ""]
    for kind, known in powers.items():
        if known:
            lines += [f"{kind}CONES", f"{len(known)} {sum(map(len, known))}"]
            for each in known:
                lines += [str(len(each)), *map(decimal, each)]
            lines.append("")
    lines += _cones("VAR", model.variables, powers)
    lines += _orders("PSDVAR", model.matrices)
    lines += _cones("CON", model.constraints, powers)
    lines += _orders("PSDCON", model.semidefinite)
    lines += _entries("OBJFCOORD", model.cost_matrices)
    lines += _entries("OBJACOORD", model.costs)
    if model.offset:
        lines += ["OBJBCOORD", decimal(model.offset), ""]
    lines += _entries("FCOORD", model.row_matrices)
    lines += _entries("ACOORD", model.rows)
    lines += _entries("BCOORD", model.right)
    lines += _entries("HCOORD", model.shapes)
    lines += _entries("DCOORD", model.shifts)
    return "\n".join(lines)


def decimal(value: Fraction) -> str:
    """Return a number as a finite decimal.

    >>> decimal(Fraction(-5, 4)), decimal(Fraction(3, 1000)), decimal(Fraction(12))
    ('-1.25', '0.003', '12')
    """
    under, twos, fives = value.denominator, 0, 0
    while under % 2 == 0:
        under, twos = under // 2, twos + 1
    while under % 5 == 0:
        under, fives = under // 5, fives + 1
    if under != 1:
        raise InputError(f"conic: {value} is no finite decimal, and Conic Benchmark Format has no fractions.")
    places = max(twos, fives)
    digits = str(abs(value.numerator) * (10**places // value.denominator)).zfill(places + 1)
    whole = digits[: len(digits) - places] + (f".{digits[len(digits) - places :]}" if places else "")
    return f"-{whole}" if value < 0 else whole


def _distinct(model: Model, kind: str) -> list[tuple[Fraction, ...]]:
    cones = (*model.variables, *model.constraints)
    return list(dict.fromkeys(cone.powers for cone in cones if cone.kind == kind))


def _cones(name: str, cones: tuple[Cone, ...], powers: dict[str, list[tuple[Fraction, ...]]]) -> list[str]:
    if not cones:
        return []
    lines = [name, f"{sum(cone.size for cone in cones)} {len(cones)}"]
    for cone in cones:
        reference = f"@{powers[cone.kind].index(cone.powers)}:" if cone.kind in powers else ""
        lines.append(f"{reference}{cone.kind} {cone.size}")
    return [*lines, ""]


def _orders(name: str, orders: Iterable[int]) -> list[str]:
    listed = [str(order) for order in orders]
    return [name, str(len(listed)), *listed, ""] if listed else []


def _entries(name: str, given: Entries) -> list[str]:
    if not given:
        return []
    return [name, str(len(given)), *(f"{' '.join(map(str, place))} {decimal(value)}" for place, value in given), ""]
