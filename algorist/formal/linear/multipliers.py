"""Reading what a certificate writes: exact rationals, named after rows; anything else is rejected by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from algorist.formal.linear.evidence import shown
from algorist.formal.linear.ground import Rows

RATIONAL = re.compile(r"-?[0-9]{1,4000}(/0*[1-9][0-9]{0,3999})?")


class Rejected(Exception):
    """The solution or its certificate is wrong; the message says where."""


class Multipliers:
    """Reads multipliers of the rows; with `allowed`, only rows of those constraints may have any."""

    def __init__(self, rows: Rows, allowed: set[int] | None = None) -> None:
        self.rows, self.allowed = rows, allowed
        self.positions = {row.name: position for position, row in enumerate(rows.rows)}

    def read(self, given: Any) -> dict[int, Fraction]:
        if not isinstance(given, Mapping):
            raise Rejected("the certificate has no multipliers")
        dual = {}
        for name, value in given.items():
            position = self.positions.get(name)
            if position is None:
                raise Rejected(f"the multipliers name {shown(name)}, which is no constraint")
            if self.allowed is not None and self.rows.rows[position].constraint not in self.allowed:
                raise Rejected(f"the proof uses {name}, which is not in the conflict")
            dual[position] = rational(value, f"the multiplier of {name}")
        return dual


def rational(given: Any, what: str) -> Fraction:
    """Return the rational that a certificate writes as an integer or as text like "-3/4"."""
    if isinstance(given, int) and not isinstance(given, bool):
        return Fraction(given)
    if not isinstance(given, str) or not RATIONAL.fullmatch(given):
        raise Rejected(f"{what} is not an exact number: {shown(given)}")
    return Fraction(given)
