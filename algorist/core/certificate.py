"""A solver's word and the evidence for it: claims, certificates, solutions and verdicts, all of them plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

from algorist.core.errors import InputError

Value: TypeAlias = "int | Fraction | str | bool | tuple[Value, ...]"
"""What a variable can be worth. Never a float: numbers stay exact from the text to the checker."""


class Claim(StrEnum):
    """What a solver says of a model."""

    FEASIBLE = "feasible"
    OPTIMAL = "optimal"
    UNIQUE = "unique"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    ENTAILED = "entailed"
    REFUTED = "refuted"
    NEITHER = "neither"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Evidence for a claim that a small checker can verify without trusting the solver.

    `kind` names its form (`primal-dual`, `farkas`, `ray`, `branching`, `drup`, `second-solution`, `tests`, ...);
    `data` is JSON: numbers that are not integers are strings like "3/4".
    """

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solver returned for a model: values, a claim, and the certificate for it.

    `seconds` is the solver's time; `message` says in a sentence what the claim alone cannot (which limit was met,
    which constraints conflict); `conflict` lists the positions of a minimal conflicting set of the model's constraints.
    """

    claim: Claim
    values: Mapping[str, Value] = field(default_factory=dict)
    objective: Fraction | None = None
    certificate: Certificate | None = None
    conflict: tuple[int, ...] = ()
    seconds: float = 0.0
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return a JSON object that `from_json` reads back to an equal solution."""
        return {
            "claim": str(self.claim),
            "values": {name: _encode(value) for name, value in self.values.items()},
            "objective": None if self.objective is None else str(self.objective),
            "certificate": None
            if self.certificate is None
            else {"kind": self.certificate.kind, "data": dict(self.certificate.data)},
            "conflict": list(self.conflict),
            "seconds": self.seconds,
            "message": self.message,
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Solution:
        """Read a solution; raises InputError when the document is not one."""
        try:
            certificate = document.get("certificate")
            objective = document.get("objective")
            return Solution(
                claim=Claim(document["claim"]),
                values={str(name): _decode(value) for name, value in document["values"].items()},
                objective=None if objective is None else Fraction(str(objective)),
                certificate=None
                if certificate is None
                else Certificate(str(certificate["kind"]), dict(certificate["data"])),
                conflict=tuple(int(position) for position in document.get("conflict", ())),
                seconds=float(document.get("seconds", 0.0)),
                message=str(document.get("message", "")),
            )
        except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
            raise InputError(f"This is not a saved solution: {error!r}.") from error


@dataclass(frozen=True, slots=True)
class Verdict:
    """What our checker found.

    `proved`: the claim follows from the certificate, trusting no solver. `satisfied`: the values satisfy the model,
    whatever the claim. A verdict with neither rejects the solution, and `reason` says why.
    """

    proved: bool
    satisfied: bool
    reason: str

    @staticmethod
    def rejected(reason: str) -> Verdict:
        return Verdict(proved=False, satisfied=False, reason=reason)


def _encode(value: Value) -> Any:
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _decode(value: Any) -> Value:
    if isinstance(value, Mapping):
        return Fraction(str(value["fraction"]))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_decode(item) for item in value)
    if isinstance(value, float):
        raise ValueError(f"the value {value} is a float; values are exact")
    if isinstance(value, (bool, int, str)):
        return value
    raise ValueError(f"a value cannot be {value!r}")
