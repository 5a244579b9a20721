"""What a comparison of two models finds, and the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from algorist.core.certificate import Value


class Sameness(StrEnum):
    """Whether two models are one model under other names."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witness:
    """What only one of the two models allows.

    Either a `point` (values by the names of `of`, 1 or 2, the model in which it is feasible) that breaks the other
    model under the renaming; or the two different `optima`, as text, with an empty point.
    """

    of: int
    point: Mapping[str, Value] = field(default_factory=dict)
    optima: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Equivalence:
    """A verdict on two models.

    `same` means the same solutions, worth the same. `renaming` maps the variables of the first to those of the second
    that show it; it is empty where `reason` tells what shows it instead: above all that neither model has a solution, for
    then they have the same ones, none, whatever they look like. `by` tells what decided: `structure` (no solver ran) or
    `meaning` (a solver did, its word checked exactly). `reason` is a sentence for the person.
    """

    sameness: Sameness
    by: str
    reason: str
    renaming: Mapping[str, str] = field(default_factory=dict)
    witness: Witness | None = None


def same(renaming: Mapping[str, str], reason: str, by: str = "structure") -> Equivalence:
    return Equivalence(Sameness.SAME, by, reason, renaming)


def different(reason: str, by: str = "structure", witness: Witness | None = None) -> Equivalence:
    return Equivalence(Sameness.DIFFERENT, by, reason, witness=witness)


def unknown(reason: str, by: str = "structure") -> Equivalence:
    return Equivalence(Sameness.UNKNOWN, by, reason)
